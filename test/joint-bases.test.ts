// Bases whose coordinates depend on each other: Fisher forms against the covariance of quadratic forms in normal draws
// (Searle 1971, section 2.5), densities against their definition, and emitted draws against the moments of the base.
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import { inverse, matmul, transpose } from '../src/numeric/dense.ts';
import { floatArithmetic as real } from '../src/numeric/float-arithmetic.ts';
import { load } from './emit-run.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';
import { header } from './optimizer-run.ts';

type Rows = readonly (readonly number[])[];

interface Case {
  readonly group: string;
  readonly S: Rows;
  readonly m: readonly number[];
  /** Each coordinate of the algebra as a motion x ↦ U x + b. */
  readonly motions: readonly { readonly U: Rows; readonly b: readonly number[] }[];
  /** A point that says the sizes. */
  readonly at?: Readonly<Record<string, unknown>>;
}

const imports = [
  'groups/full-affine',
  'groups/lower-triangular-affine',
  'groups/diagonal-affine',
  'groups/translation',
  'groups/rotation-2',
  'exponential/gaussian',
  '../test/groups-unseen/heisenberg',
  '../test/groups-unseen/galilei',
  '../test/groups-unseen/upper-triangular-plane',
].map((f) => `import "../${f}.blr"`);

const zeros = (n: number): number[][] => Array.from({ length: n }, () => Array.from({ length: n }, () => 0));
const unit = (n: number, i: number, j: number, value = 1): Rows =>
  zeros(n).map((row, r) => row.map((_, c) => (r === i && c === j ? value : 0)));
const linear = (U: Rows): Case['motions'][number] => ({ U, b: U.map(() => 0) });
const shift = (n: number, i: number): Case['motions'][number] => ({
  U: zeros(n),
  b: Array.from({ length: n }, (_, k) => Number(k === i)),
});
const add = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((x, j) => x + (b[i]?.[j] ?? 0)));
const product = (...all: readonly Rows[]): Rows => all.reduce((a, b) => matmul(real, a, b));
const column = (v: readonly number[]): Rows => v.map((x) => [x]);

/** Cov of h = yᵀC y + cᵀy under y ~ N(0, Σ): 2 tr(C Σ C′ Σ) + cᵀ Σ c′. */
function formOf({ S, m, motions }: Case): Rows {
  const covariance = inverse(real, S) ?? [];
  const scores = motions.map(({ U, b }) => {
    const SU = product(S, U);
    const C = add(SU, transpose(SU)).map((row) => row.map((x) => x / 2));
    return { C, c: product(S, add(product(U, column(m)), column(b))) };
  });
  return scores.map(({ C, c }) =>
    scores.map((o) => {
      const whole = product(C, covariance, o.C, covariance);
      const trace = whole.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
      return 2 * trace + (product(transpose(c), covariance, o.c)[0]?.[0] ?? 0);
    }),
  );
}

const plane: Rows = [
  [2, 1],
  [1, 3],
];
const space: Rows = [
  [2, 1, 0],
  [1, 3, 0.5],
  [0, 0.5, 1],
];
const I = [
  [1, 0],
  [0, 1],
];
const entries = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;
const shifts = [shift(2, 0), shift(2, 1)];

const cases: readonly Case[] = [
  {
    group: 'FullAffine(2)',
    S: plane,
    m: [1, -1],
    motions: [...entries.map(([i, j]) => linear(unit(2, i, j))), ...shifts],
    at: { A: I, b: [0, 0] },
  },
  {
    group: 'LowerTriangularAffine(2)',
    S: plane,
    m: [0, 0],
    motions: [...entries.filter(([i, j]) => i >= j).map(([i, j]) => linear(unit(2, i, j))), ...shifts],
  },
  {
    group: 'DiagonalAffine(2)',
    S: plane,
    m: [0.5, 2],
    motions: [linear(unit(2, 0, 0)), linear(unit(2, 1, 1)), ...shifts],
  },
  { group: 'Translation(2)', S: plane, m: [0, 3], motions: shifts },
  { group: 'PlaneRotation', S: plane, m: [0, 0], motions: [linear(add(unit(2, 1, 0), unit(2, 0, 1, -1)))] },
  {
    group: 'Heisenberg',
    S: space,
    m: [1, 0, 2],
    motions: [0, 1, 2].map((i) => (i === 0 ? heisenberg() : shift(3, i))),
  },
  { group: 'Galilei', S: plane, m: [0, 1], motions: [linear(unit(2, 0, 1)), shift(2, 1), shift(2, 0)] },
  {
    group: 'UpperPlane',
    S: plane,
    m: [0, 0],
    motions: [linear(unit(2, 0, 0)), linear(unit(2, 0, 1)), linear(unit(2, 1, 1))],
  },
];

/** The first coordinate of the Heisenberg group moves x, and z by y. */
function heisenberg(): Case['motions'][number] {
  return { U: unit(3, 2, 1), b: [1, 0, 0] };
}

const written = (rows: Rows): string => `[${rows.map((r) => r.join(', ')).join('; ')}]`;
const textOf = ({ group, S, m }: Case): string =>
  `${imports.join('\n')}\norbit Moved {\n  group ${group}\n  base Gaussian(${m.length})(m = [${m.join(', ')}], S = ${written(S)})\n}\n`;

describe('the Fisher form of a correlated normal base', () => {
  it.each(cases)('$group', (c) => {
    const found = numbersAt(declarationOf(compiledText(textOf(c))), c.at ?? {})['fisherForm'] as Rows;
    const wanted = formOf(c);
    expect(found.length).toBe(wanted.length);
    const worst = Math.max(
      ...wanted.flatMap((row, i) => row.map((x, j) => Math.abs(x - (found[i]?.[j] ?? Number.NaN)))),
    );
    expect(worst).toBeLessThan(1e-12);
  });
});

// x given v is normal with precision v; v has the density of a gamma law of shape 5/2.
const mixture = `distribution Mixture { variable x in Real, v in Positive  density ∝ v^2 exp(-v - v x^2/2) }
group Moves { element s in Positive, b in Real  action x in Real, v in Positive -> (x + b, s v) }
orbit Moved { group Moves  base Mixture }`;
const bent = `distribution Bent { variable x in Real, y in Real  density ∝ exp(-x^2/2 - (y - x^2)^2/2) }
group Along { element a in Real, b in Real  action (x, y) -> (x + a, y + b + 2 a x + a^2) }
orbit Moved { group Along  base Bent }`;

describe('densities of several variables as bases', () => {
  it.each([
    [
      'a scale mixture',
      mixture,
      [
        [3, 0],
        [0, 2.5],
      ],
    ],
    [
      'a bent normal density',
      bent,
      [
        [1, 0],
        [0, 1],
      ],
    ],
  ] as const)('%s', (_, text, wanted) => {
    const compiled = compiledText(text, 'families/orbits', 'all');
    expect(compiled.diagnostics.map((d) => d.message)).toEqual([]);
    expect(numbersAt(declarationOf(compiled), {})['fisherForm']).toEqual(wanted);
  });

  it('are drawn one variable after the other in emitted code', async () => {
    const orbit = declarationOf(compiledText(textOf(cases[5] as Case))).optimizer;
    if (!orbit) throw new Error('no optimizer');
    const { sample } = (await load(emitOptimizerJs(orbit, header).js)) as unknown as {
      sample(sizes: object, seed: number): number[];
    };
    const draws = Array.from({ length: 20_000 }, (__, i) => sample({}, i + 1));
    const mean = [0, 1, 2].map((k) => draws.reduce((sum, d) => sum + (d[k] ?? 0), 0) / draws.length);
    const covariance = [0, 1, 2].map((i) =>
      [0, 1, 2].map(
        (j) =>
          draws.reduce((sum, d) => sum + ((d[i] ?? 0) - (mean[i] ?? 0)) * ((d[j] ?? 0) - (mean[j] ?? 0)), 0) /
          draws.length,
      ),
    );
    const wanted = inverse(real, space) ?? [];
    const off = covariance.flatMap((row, i) => row.map((x, j) => Math.abs(x - (wanted[i]?.[j] ?? 0))));
    expect(Math.max(...off, ...mean.map((x, k) => Math.abs(x - ([1, 0, 2][k] ?? 0))))).toBeLessThan(0.05);
  });
});
