// Whether the rule on an orbit equals the learning rule: an orbit that fills its natural parameters does, a curved one is its
// projection, which is compared with the projection computed by hand.
import { describe, expect, it } from 'vitest';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import type { Compilation } from '../src/compile.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';

const imports = [
  'groups/full-affine',
  'groups/general-linear',
  'groups/lower-triangular-affine',
  'groups/diagonal-affine',
  'groups/scalar-affine',
  'groups/rotation-2',
  'groups/rotation-3',
  'groups/rigid-motion-2',
  'exponential/normal',
  'exponential/gaussian',
].map((f) => `import "../${f}.blr"`);
const orbit = (group: string, base: string): string =>
  `${imports.join('\n')}\norbit Moved {\n  group ${group}\n  base ${base}\n}\n`;

/** The dimension of the orbit, and of what its natural parameters span; equal where the rules are equal. */
const verdicts: readonly (readonly [string, string, number, number])[] = [
  ['FullAffine(2)', 'Normal(m = 0, s = [1, 4])^2', 5, 5],
  ['GeneralLinear(2)', 'Normal(m = 0, s = [1, 4])^2', 3, 3],
  ['LowerTriangularAffine(2)', 'Normal(m = 0, s = [1, 4])^2', 5, 5],
  ['DiagonalAffine(2)', 'Normal(m = [0, 1], s = [1, 4])^2', 4, 4],
  ['IsotropicAffine(2)', 'Normal(m = 0, s = [1, 4])^2', 3, 3],
  ['FullAffine(2)', 'Gaussian(2)(m = 0, S = [2, 1; 1, 3])', 5, 5],
  ['DiagonalAffine(2)', 'Gaussian(2)(m = 0, S = [2, 1; 1, 3])', 4, 5],
  ['PlaneRotation', 'Normal(m = 0, s = [1, 4])^2', 1, 2],
  ['PlaneRotation', 'Normal(m = [1, 0], s = 1)^2', 1, 2],
  ['SpaceRotation', 'Normal(m = 0, s = [1, 2, 4])^3', 3, 5],
  ['PlaneMotion', 'Normal(m = 0, s = [1, 4])^2', 3, 4],
];

const compiledWords = (compiled: Compilation): string => {
  const { derivation } = declarationOf(compiled);
  return derivation ? markdownDocument(derivation) : '';
};

describe('the rule to first order', () => {
  it.each(verdicts)('%s on %s', (group, base, dimension, span) => {
    const compiled = compiledText(orbit(group, base), 'families/orbits', 'all');
    expect(compiled.diagnostics.map((d) => d.message)).toEqual([]);
    const step = declarationOf(compiled).derivation?.steps.find((s) => s.theorem === 'first-order');
    const words = compiledWords(compiled);
    expect(step?.claims.length).toBeGreaterThan(0);
    if (dimension === span) {
      expect(words).toContain('That is the Bayesian learning rule');
      return;
    }
    expect(words).toContain('curved');
    expect(words).toMatch(dimension === 1 ? /it has one dimension/ : new RegExp(`it has ${dimension} dimensions`));
    expect(words).toContain(`that span ${span}`);
  });

  // ℓ = θᵀBθ/2 at draws with the exact second moments of the base.
  it('of a turned plane is the projection of the learning rule', () => {
    const program = declarationOf(compiledText(orbit('PlaneRotation', 'Normal(m = 0, s = [1, 4])^2'))).optimizer;
    if (!program) throw new Error('no optimizer');
    const [angle, B, alpha, tau] = [
      0.7,
      [
        [3, 1],
        [1, 2],
      ],
      1e-4,
      1,
    ] as const;
    const turn = (x: readonly number[]): number[] => {
      const [a = 0, b = 0] = x;
      return [Math.cos(angle) * a - Math.sin(angle) * b, Math.sin(angle) * a + Math.cos(angle) * b];
    };
    const noise = [
      [Math.SQRT2, 0],
      [-Math.SQRT2, 0],
      [0, Math.SQRT1_2],
      [0, -Math.SQRT1_2],
    ];
    const gradient = noise.map(turn).map(([x = 0, y = 0]) => B.map(([p, q]) => p * x + q * y));
    const R = [
      [Math.cos(angle), -Math.sin(angle)],
      [Math.sin(angle), Math.cos(angle)],
    ];
    const rate = (step: number): number => {
      const answer = replayOptimizer(program, {
        init: { R },
        hyper: { K: 4, α: step, τ: tau },
        steps: [{ noise, gradient }],
      });
      if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
      const [after] = answer.value.trace as readonly { readonly R: readonly (readonly number[])[] }[];
      return (Math.atan2(after?.R[1]?.[0] ?? 0, after?.R[0]?.[0] ?? 0) - angle) / step;
    };
    // λ = −S/2 moves along −τλ − B/2; the tangent of the orbit is that of S = R diag(1, 4) Rᵀ in the angle.
    const [c, s] = [Math.cos(2 * angle), Math.sin(2 * angle)];
    const S = [
      [2.5 - 1.5 * c, -1.5 * s],
      [-1.5 * s, 2.5 + 1.5 * c],
    ];
    const tangent = [
      [3 * s, -3 * c],
      [-3 * c, -3 * s],
    ];
    const rule = B.map((row, i) => row.map((b, j) => b - tau * (S[i]?.[j] ?? 0)));
    const covariance = [
      [(S[1]?.[1] ?? 0) / 4, -(S[0]?.[1] ?? 0) / 4],
      [-(S[0]?.[1] ?? 0) / 4, (S[0]?.[0] ?? 0) / 4],
    ];
    const metric = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number => {
      const times = (x: readonly (readonly number[])[], y: readonly (readonly number[])[]): number[][] =>
        x.map((row) => [0, 1].map((j) => row.reduce((sum, v, k) => sum + v * (y[k]?.[j] ?? 0), 0)));
      const whole = times(times(covariance, a), times(covariance, b));
      return ((whole[0]?.[0] ?? 0) + (whole[1]?.[1] ?? 0)) / 2;
    };
    expect(rate(alpha)).toBeCloseTo(metric(rule, tangent) / metric(tangent, tangent), 9);
  });
});

describe('an orbit that is a curved surface in a family whose log-partition has no closed form', () => {
  it('is compared with the whole family, not with what its own normaliser tells', () => {
    const text = `distribution Quartic { variable z in Real  density ∝ exp(-z^4) }
group Affine { element a in Positive, b in Real  action x in Real -> a x + b }
orbit Moved { group Affine  base Quartic }`;
    const moved = declarationOf(compiledText(text, 'families/orbits', 'all'), 'Moved');
    expect(moved.derivation ? markdownDocument(moved.derivation) : '').toContain(
      'it has 2 dimensions among natural parameters that span 4',
    );
    // E(1 − 4z⁴)² = 4 and E(4z³)², by quadrature at 25 digits (mpmath).
    const form = (numbersAt(moved, {}).fisherForm as readonly (readonly number[])[]).flat();
    [4, 0, 0, 4.055869440403708].forEach((x, i) => {
      expect(form[i]).toBeCloseTo(x, 13);
    });
  });

  it('is not compared where no density has the natural parameters beside its own', () => {
    const text = `distribution Bell { variable z in Real  density ∝ exp(-z^2/2) }
group Parabolas { element a in Real, b in Real, c in Real, d in Real  action (x, y) -> (x + a, y + b + c x + d x^2) }
orbit Bent { group Parabolas  base Bell^2 }`;
    const { derivation } = declarationOf(compiledText(text), 'Bent');
    expect(derivation ? markdownDocument(derivation) : '').toContain(
      'The comparison was not made: beside its natural parameters lie some that no density has',
    );
  });
});
