// The printed rates of natural parameters against motions found by hand: the element's rate is −g X♯ with the textbook
// Fisher numbers of each base, and the Bayesian learning rule's are those of Khan & Rue 2023; by difference quotients of λ.
import { describe, expect, it } from 'vitest';
import type { Expr, SymbolExpr } from '../src/ir/expr.ts';
import { symbolsOf } from '../src/ir/visit.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import type { Tensor } from '../src/numeric/tensors.ts';
import { compiledText, declarationOf } from './group-texts.ts';

type Numbers = Readonly<Record<string, number>>;

/** An orbit, where it is looked at, and how its element moves per unit of step size: by hand. */
interface Case {
  readonly group: string;
  readonly base: string;
  readonly constants?: string;
  readonly equal: boolean;
  readonly at: Numbers;
  readonly motion: (at: Numbers) => Numbers;
  /** λ̇ as a multiple of λ by the learning rule of a power-scale family, λ(G g − τ)/d. */
  readonly share?: (at: Numbers) => number;
}

const n = (at: Numbers, name: string): number => at[name] ?? Number.NaN;
/** The scale of a base with E[(1 + x s)²] = I: Ȧ = −A (A G − τ)/I. */
const scale =
  (information: (at: Numbers) => number) =>
  (at: Numbers): Numbers => ({
    A: (-n(at, 'A') * (n(at, 'A') * n(at, 'G_A') - n(at, 'τ'))) / information(at),
  });
const perDimension =
  (d: (at: Numbers) => number) =>
  (at: Numbers): number =>
    (n(at, 'A') * n(at, 'G_A') - n(at, 'τ')) / d(at);

const here = { A: 1.3, b: -0.4, G_A: 0.7, G_b: -1.1, α: 0.6, G_α: 0.9, τ: 0.6, k: 2.5, v: 0.8, s: 1.7, κ: 1.9 };
/** I₁(κ)/I₀(κ) at 1.9, by mpmath. */
const ratio = 0.6806490647223306;

const cases: Readonly<Record<string, Case>> = {
  'a normal law, both numbers': {
    group: 'DiagonalAffine(1)',
    base: 'Normal(m = 0, s = 1)^1',
    equal: true,
    at: here,
    motion: (at) => ({
      A: (-n(at, 'A') * (n(at, 'A') * n(at, 'G_A') - n(at, 'τ'))) / 2,
      b: -(n(at, 'A') ** 2) * n(at, 'G_b'),
    }),
  },
  'a normal law, its mean': {
    group: 'Translation(1)',
    base: 'Normal(m = 0, s = s)^1',
    constants: 'constant s in Positive',
    equal: true,
    at: here,
    motion: (at) => ({ b: -n(at, 'G_b') / n(at, 's') }),
  },
  Rayleigh: scaled(
    'Rayleigh(σ = 1)',
    () => 4,
    () => 2,
  ),
  exponential: scaled(
    'Exponential(β = 1)',
    () => 1,
    () => 1,
  ),
  'gamma, known shape': scaled(
    'GammaScale(k = k, s = 1)',
    (at) => n(at, 'k'),
    (at) => n(at, 'k'),
    'constant k in Positive',
  ),
  'inverse gamma, known shape': scaled(
    'InverseGamma(α = k, β = 1)',
    (at) => n(at, 'k'),
    (at) => -n(at, 'k'),
    'constant k in Positive',
  ),
  Weibull: scaled(
    'Weibull(k = k, g = 1)',
    (at) => n(at, 'k') ** 2,
    (at) => n(at, 'k'),
    'constant k in Positive',
  ),
  'Laplace, its scale': {
    ...scaled(
      'Laplace(m = 0, b = 1)',
      () => 1,
      () => 1,
    ),
    group: 'Stretching(1)',
  },
  'log-normal': {
    group: 'PositiveScaling(1)',
    base: 'LogNormal(m = 0, v = v)^1',
    constants: 'constant v in Positive',
    equal: true,
    at: here,
    motion: (at) => ({ A: -n(at, 'A') * n(at, 'v') * (n(at, 'A') * n(at, 'G_A') - n(at, 'τ')) }),
  },
  'von Mises': {
    group: 'CircleRotations(1)',
    base: 'VonMises(m = 0, κ = κ)^1',
    constants: 'constant κ in Positive',
    equal: false,
    at: here,
    motion: (at) => ({ α: -n(at, 'G_α') / (n(at, 'κ') * ratio) }),
  },
  'half a normal law': scaled(
    'Half',
    () => 2,
    () => 1,
  ),
};

function scaled(base: string, information: (at: Numbers) => number, d: (at: Numbers) => number, constants = ''): Case {
  return {
    group: 'PositiveScaling(1)',
    base: `${base}^1`,
    constants,
    equal: true,
    at: here,
    motion: scale(information),
    share: perDimension(d),
  };
}

const imports = [
  ...['diagonal-affine', 'translation', 'positive-scaling', 'circle-rotation'].map((f) => `groups/${f}`),
  ...[
    'normal',
    'rayleigh',
    'exponential',
    'gamma-scale',
    'inverse-gamma',
    'weibull',
    'laplace',
    'log-normal',
    'von-mises',
  ].map((f) => `exponential/${f}`),
].map((f) => `import "../${f}.blr"`);

const textOf = ({ group, base, constants = '' }: Case): string => `${imports.join('\n')}
group Stretching(P) { element A in Positive^P action θ in Real^P -> A*θ }
distribution Half { variable z in Positive density ∝ exp(-z^2/2) }
orbit Moved { ${constants} group ${group} base ${base} }`;

/** Pairs of λ and λ̇ as printed, and the words around them. */
function printed(c: Case): { readonly pairs: readonly (readonly [Expr, Expr])[]; readonly words: string } {
  const step = declarationOf(compiledText(textOf(c))).derivation?.steps.find((s) => s.theorem === 'first-order');
  const equations = (step?.body ?? []).flatMap((b) => (b.kind === 'equation' ? [b.right[0] as Expr] : []));
  const pairs = equations.flatMap((e, i) => (i % 2 === 0 ? [[e, equations[i + 1] ?? e] as const] : []));
  const words = JSON.stringify(
    step?.body.filter((b) => b.kind === 'prose'),
    (key, value) => (key === 'id' ? undefined : typeof value === 'bigint' ? String(value) : value),
  );
  return { pairs, words };
}

function valueAt(e: Expr, at: Numbers): number {
  const tensor = (s: SymbolExpr): Tensor<number> => {
    const x = n(at, s.name);
    return { shape: s.shape.map(() => 1), data: [x] };
  };
  const symbols = new Map([...symbolsOf(e)].map((s) => [s, tensor(s)]));
  return evaluate(e, { symbols, sizes: new Map() }, floatArithmetic).data[0] ?? Number.NaN;
}

describe('the rate of the natural parameters', () => {
  it.each(Object.entries(cases))('of %s', (_, c) => {
    const { pairs, words } = printed(c);
    expect(pairs.length).toBeGreaterThan(0);
    expect(words.includes('That is the Bayesian learning rule')).toBe(c.equal);
    const motion = c.motion(c.at);
    const moved = (t: number): Numbers => ({
      ...c.at,
      ...Object.fromEntries(Object.entries(motion).map(([g, rate]) => [g, n(c.at, g) + t * rate])),
    });
    for (const [natural, rate] of pairs) {
      const h = 1e-3;
      const slope = (s: number): number => (valueAt(natural, moved(s)) - valueAt(natural, moved(-s))) / (2 * s);
      const wanted = (4 * slope(h / 2) - slope(h)) / 3;
      expect(Math.abs(valueAt(rate, c.at) - wanted)).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)));
      if (c.share) expect(valueAt(rate, c.at)).toBeCloseTo(c.share(c.at) * valueAt(natural, c.at), 12);
    }
  });
});
