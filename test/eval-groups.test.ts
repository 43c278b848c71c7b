// `eval` of groups, orbits and optimizers: against values from outside, and what it says to wrong questions.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';
import { compiledFile, compiledText, declarationOf, numbersAt } from './group-texts.ts';

type Json = number | string | readonly Json[];
type Entries = Readonly<Record<string, Json>>;

interface Oracle {
  readonly exp: readonly {
    readonly file: string;
    readonly name: string;
    readonly at: Entries;
    readonly expected: Entries;
  }[];
  readonly fisher: Readonly<Record<string, readonly (number | null)[]>>;
  readonly logDensity: readonly {
    readonly file: string;
    readonly name: string;
    readonly at: Entries;
    readonly expected: number;
  }[];
}

const oracle = JSON.parse(readFileSync(new URL('oracles/groups.json', import.meta.url), 'utf8')) as Oracle;

const flat = (x: unknown): readonly number[] => (Array.isArray(x) ? x.flatMap(flat) : [Number(x)]);

/** The largest difference, in units of the largest entry. */
function distance(got: unknown, want: unknown): number {
  const [a, b] = [flat(got), flat(want)];
  if (a.length !== b.length || b.length === 0) return Infinity;
  const size = Math.max(...b.map(Math.abs));
  const worst = Math.max(...b.map((y, i) => Math.abs((a[i] ?? Number.NaN) - y)));
  return Number.isNaN(worst) ? Infinity : size === 0 ? worst : worst / size;
}

const record = (x: unknown): Readonly<Record<string, unknown>> => x as Readonly<Record<string, unknown>>;

/** exp as the oracle writes it: angles by the entries of the matrix they turn by. */
function entriesOf(exp: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { r, φ } = exp;
  if (typeof r !== 'number' || typeof φ !== 'number') return exp;
  return { 'r cos φ': r * Math.cos(φ), 'r sin φ': r * Math.sin(φ) };
}

describe('the exponential map is that of the matrices of the algebra', () => {
  it.each([...new Set(oracle.exp.map((e) => e.file))])('%s', (file) => {
    const cases = oracle.exp.filter((e) => e.file === file);
    const worst = cases.map(({ name, at, expected }) => {
      const found = entriesOf(record(numbersAt(compiledFile(file, name), at)['exp']));
      return Math.max(...Object.entries(expected).map(([block, want]) => distance(found[block], want)));
    });
    expect(cases.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...worst)).toBeLessThan(1e-12);
  });
});

describe('the density of an orbit is that of the scaled and shifted law', () => {
  it.each([...new Set(oracle.logDensity.map((e) => e.file))])('%s', (file) => {
    const cases = oracle.logDensity.filter((e) => e.file === file);
    const worst = cases.map(({ name, at, expected }) =>
      distance(numbersAt(compiledFile(file, name), at)['logDensity'], expected),
    );
    expect(cases.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...worst)).toBeLessThan(1e-12);
  });
});

const affine = 'import "../groups/diagonal-affine.blr"\n';
const scaling = 'import "../groups/positive-scaling.blr"\n';
const from = (path: string): string => `import "../${path}.blr"\n`;
const orbitOf = (group: string, base: string): string => `orbit O(P) { group ${group}(P) base ${base} }`;

// A base, whether it is moved on the line or scaled on the half-line, and its row of the oracle.
const bases: readonly (readonly [string, string, string])[] = [
  ['normal', `${affine}${from('exponential/normal')}`, 'Normal(m = 0, s = 1)^P'],
  ['logistic', `${affine}${from('distributions/logistic')}`, 'StandardLogistic^P'],
  ['student 4', `${affine}${from('distributions/student-t')}`, 'StudentT(ν = 4)^P'],
  ['student 2.5', `${affine}${from('distributions/student-t')}`, 'StudentT(ν = 2.5)^P'],
  ['cauchy', `${affine}${from('distributions/cauchy')}`, 'StandardCauchy^P'],
  ['laplace', `${affine}${from('distributions/laplace')}`, 'StandardLaplace^P'],
  ['gumbel', `${affine}${from('distributions/gumbel')}`, 'StandardGumbel^P'],
  ['secant', `${affine}${from('distributions/hyperbolic-secant')}`, 'HyperbolicSecant^P'],
  ['rayleigh', `${scaling}${from('exponential/rayleigh')}`, 'Rayleigh(σ = 3)^P'],
  ['exponential', `${scaling}${from('exponential/exponential')}`, 'Exponential(β = 0.2)^P'],
  ['weibull 1.5', `${scaling}${from('exponential/weibull')}`, 'Weibull(k = 1.5, g = 2)^P'],
  ['gamma 3', `${scaling}${from('exponential/gamma')}`, 'Gamma(α = 3, β = 2)^P'],
  ['inverse gamma 3', `${scaling}${from('exponential/inverse-gamma')}`, 'InverseGamma(α = 3, β = 2)^P'],
  ['log-normal 0.5', `${scaling}${from('exponential/log-normal')}`, 'LogNormal(m = 0, v = 0.5)^P'],
  ['half-cauchy', `${scaling}${from('distributions/half-cauchy')}`, 'HalfCauchy^P'],
];

describe('the Fisher form at the identity', () => {
  it.each(bases)('of %s is the one of the tables', (key, imports, base) => {
    const scaled = imports.startsWith(scaling);
    const orbit = declarationOf(
      compiledText(`${imports}${orbitOf(scaled ? 'PositiveScaling' : 'DiagonalAffine', base)}`),
    );
    const found = flat(numbersAt(orbit, { P: 1 })['fisherForm']);
    const [scale = null, shift = null, cross = null] = oracle.fisher[key] ?? [];
    const wanted = scaled ? [scale] : [scale, cross, cross, shift];
    expect(found.length).toBe(wanted.length);
    for (const [i, want] of wanted.entries())
      if (want !== null)
        expect(Math.abs((found[i] ?? Number.NaN) - want)).toBeLessThan(1e-12 * Math.max(1, Math.abs(want)));
  });

  it('follows a constant of the base that `at` gives', () => {
    const text = `${affine}${from('distributions/student-t')}orbit O(P) { constant ν in Positive group DiagonalAffine(P) base StudentT(ν = ν)^P }`;
    const orbit = declarationOf(compiledText(text));
    for (const nu of [0.3, 1, 4, 2.5e5]) {
      const [scale, , , shift] = flat(numbersAt(orbit, { P: 1, nu })['fisherForm']);
      expect(scale).toBeCloseTo((2 * nu) / (nu + 3), 12);
      expect(shift).toBeCloseTo((nu + 1) / (nu + 3), 12);
    }
  });

  it('orders blocks as declared, matrices row by row', () => {
    const full = numbersAt(compiledFile('families/orbits/full-normal.blr', 'FullNormal'), { P: 2 });
    expect(full['fisherForm']).toEqual([
      [2, 0, 0, 0, 0, 0],
      [0, 1, 1, 0, 0, 0],
      [0, 1, 1, 0, 0, 0],
      [0, 0, 0, 2, 0, 0],
      [0, 0, 0, 0, 1, 0],
      [0, 0, 0, 0, 0, 1],
    ]);
    const lower = numbersAt(compiledFile('families/orbits/triangular-normal.blr', 'TriangularNormal'), { P: 2 });
    const diagonal = flat(lower['fisherForm']).filter((_, k) => k % 6 === 0);
    expect(diagonal).toEqual([2, 1, 2, 1, 1]);
  });

  it('is zero where every motion keeps the base, null where it is not defined', () => {
    const turned = declarationOf(
      compiledText(
        `${from('groups/rotation-3')}${from('exponential/normal')}orbit O { group SpaceRotation base Normal(m = 0, s = 2)^3 }`,
      ),
    );
    expect(numbersAt(turned, {})['fisherForm']).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(numbersAt(compiledFile('families/orbits/affine-uniform.blr', 'AffineUniform'), { P: 1 })['fisherForm']).toBe(
      null,
    );
  });
});

describe('elements', () => {
  const motion = compiledFile('families/groups/rigid-motion-2.blr', 'PlaneMotion');
  const quarter = [
    [0, -1],
    [1, 0],
  ];

  it('compose, invert and act', () => {
    const found = numbersAt(motion, { R: quarter, t: [1, 2], R_2: quarter, 't₂': [3, 0], x: [1, 1] });
    expect(found).toEqual({
      identity: {
        R: [
          [1, 0],
          [0, 1],
        ],
        t: [0, 0],
      },
      inverse: {
        R: [
          [0, 1],
          [-1, 0],
        ],
        t: [-2, 1],
      },
      compose: {
        R: [
          [-1, 0],
          [0, -1],
        ],
        t: [1, 5],
      },
      action: { x: [0, 3] },
    });
  });

  it('take an angle or an axis vector for a skew matrix', () => {
    const whole = numbersAt(motion, {
      X_R: [
        [0, -0.3],
        [0.3, 0],
      ],
      X_t: [1, 2],
    });
    expect(numbersAt(motion, { X_R: 0.3, X_t: [1, 2] })).toEqual(whole);
    const space = compiledFile('families/groups/rotation-3.blr', 'SpaceRotation');
    expect(numbersAt(space, { X_R: [1, 2, 3] })).toEqual(
      numbersAt(space, {
        X_R: [
          [0, -3, 2],
          [3, 0, -1],
          [-2, 1, 0],
        ],
      }),
    );
  });

  it('overflow by name', () => {
    const scale = compiledFile('families/groups/positive-scaling.blr', 'PositiveScaling');
    expect(record(numbersAt(scale, { X_A: [800, -800] })['exp'])['A']).toEqual(['Infinity', 0]);
  });

  it('carry the support along: −∞ outside', () => {
    const uniform = compiledFile('families/orbits/affine-uniform.blr', 'AffineUniform');
    expect(numbersAt(uniform, { A: [2], b: [1], θ: [7] })['logDensity']).toBe('-Infinity');
    expect(numbersAt(uniform, { A: [2], b: [1], θ: [2] })['logDensity']).toBeCloseTo(-Math.log(4), 14);
  });

  it('of an optimizer are those of its posterior', () => {
    const at = { A: [2], b: [1], θ: [0.5], X_A: [0.1], X_b: [0.2] };
    expect(numbersAt(compiledFile('families/optimizers/affine.blr', 'AffineRule'), at)).toEqual(
      numbersAt(compiledFile('families/orbits/affine-normal.blr', 'AffineNormal'), at),
    );
  });
});

describe('wrong questions', () => {
  const complaint = (at: unknown, file = 'families/groups/full-affine.blr', name = 'FullAffine'): string => {
    const answer = evaluateAt(compiledFile(file, name), { at });
    return answer.ok ? 'answered' : answer.diagnostics.map((d) => `${d.code}: ${d.message} (${d.hint})`).join();
  };

  it.each([
    [
      {},
      'shape-mismatch: the size P is not known from the values that were given (give an array along P, or the size itself: {"P": 2})',
    ],
    [{ P: 1.5 }, 'shape-mismatch: P is a size: a whole number from 1, not 1.5 (undefined)'],
    [
      {
        P: 3,
        b: [1, 2],
        A: [
          [1, 0],
          [0, 1],
        ],
      },
      'shape-mismatch: A has 2 entries along P, but P is 3 (undefined)',
    ],
    [{ X_A: [[1]] }, 'unknown-name: a value of X_b is missing (give {"X_A": …, "X_b": …})'],
    [{ X_c: [1] }, 'unknown-name: FullAffine has no X_c (it has A, b, A₂, b₂, X_A, X_b, θ)'],
    [
      {
        A: [
          [1, 2],
          [2, 4],
        ],
        b: [0, 0],
      },
      'shape-mismatch: A = [[1,2],[2,4]] lies outside its domain: it is not invertible (choose A inside the domain it was declared with)',
    ],
    [{ theta: [1, 2] }, 'unknown-name: a value of A is missing (give {"A": …, "b": …})'],
    [{ X_A: [1], X_b: [1] }, 'shape-mismatch: X_A has 1 dimension, declared are 2 (a matrix is an array of rows)'],
    [[1], 'shape-mismatch: at must be an object such as {"A": …, "b": …} (undefined)'],
  ])('%j', (at, message) => {
    expect(complaint(at)).toBe(message);
  });

  it('on a rotation that is none, a missing constant, natural parameters', () => {
    const rotation = complaint(
      {
        R: [
          [1, 1],
          [0, 1],
        ],
        t: [0, 0],
      },
      'families/groups/rigid-motion-2.blr',
      'PlaneMotion',
    );
    expect(rotation).toContain('it is no rotation');
    expect(complaint({ P: 2 }, 'families/orbits/turned-von-mises.blr', 'TurnedVonMises')).toBe(
      'unknown-name: a value of κ₀ is missing (give {"κ₀": …})',
    );
    const natural = evaluateAt(compiledFile('families/groups/full-affine.blr', 'FullAffine'), { atNatural: [1] });
    expect(natural.ok ? '' : natural.diagnostics[0]?.message).toBe(
      'FullAffine has no natural parameters and no second point',
    );
  });

  it('a step by hand is one of a family', () => {
    const answer = stepAt(compiledFile('families/orbits/affine-normal.blr', 'AffineNormal'), {
      at: {},
      gradient: {},
      rho: 1,
    });
    expect(answer.ok ? '' : answer.diagnostics[0]?.code).toBe('not-yet');
  });
});

it.each([
  ['element b in Real action θ in Real -> θ + b', 'variable z in Unit density ∝ (1-z)^1.1', 'at the edge 0'],
  ['element a in Positive action θ in Positive -> a θ', 'variable z in Positive density ∝ exp(-z) z^(-3/4)', undefined],
  ['element b in Real action θ in Real -> θ + b', 'variable z in Positive density z exp(-z)', 'is infinite'],
])('a form that is not defined has its reason: %s on %s', (group, base, reason) => {
  const text = `group G { ${group} }\ndistribution D { ${base} }\norbit O { group G base D }`;
  const { fisherForm, fisherFormReason } = numbersAt(declarationOf(compiledText(text)), {});
  if (reason === undefined) {
    expect(fisherForm).not.toBeNull();
    expect(fisherFormReason).toBeUndefined();
  } else {
    expect(fisherForm).toBeNull();
    expect(fisherFormReason).toContain(reason);
  }
});
