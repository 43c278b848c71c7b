// A million draws of each emitted js sampler against the laws they are drawn from: Kolmogorov–Smirnov for continuous
// numbers, χ² for discrete ones, both at 1e-3; vectors and matrices through functions of them whose laws are known.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../../src/backends/js/module.ts';
import { erf } from '../../src/runtime/portable/error-function.ts';
import { gammaP } from '../../src/runtime/portable/incomplete-gamma.ts';
import { evaluateAt } from '../../src/values/evaluate.ts';
import { type EmittedModule, load } from '../emit-run.ts';
import { declared, type Entries, files, type Point, points, programAt } from '../emitted-families.ts';

const count = 1_000_000;
const library = files.filter((f) => f.startsWith('families/exponential/'));

/** The largest √n·|F_n − F| that a right sampler passes with probability 1 − 1e-3. */
const kolmogorovLimit = Math.sqrt(-Math.log(1e-3 / 2) / 2);

const normalCdf = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;
const chiSquaredCdf = (degrees: number, x: number): number => gammaP(degrees / 2, x / 2);

/** √n times the Kolmogorov–Smirnov distance, taken at equally many draws between neighbouring places. */
function kolmogorov(draws: Float64Array, cdf: (x: number) => number, places = 2000): number {
  const sorted = draws.slice().sort();
  const n = sorted.length;
  const stride = Math.max(1, Math.floor(n / places));
  let most = 0;
  for (let i = 0; i < n; i += stride) {
    const f = cdf(sorted[i] ?? Number.NaN);
    most = Math.max(most, Math.abs(f - i / n), Math.abs(f - (i + 1) / n));
  }
  return Number.isFinite(most) ? Math.sqrt(n) * most : Infinity;
}

/** The probability of a χ² at least as large, classes pooled until each expects 20 draws. */
function chiSquaredTail(observed: ReadonlyMap<number, number>, mass: (k: number) => number, n: number): number {
  const classes: { seen: number; expected: number }[] = [];
  let [seen, expected, left] = [0, 0, n];
  for (const k of [...observed.keys()].sort((a, b) => a - b)) {
    seen += observed.get(k) ?? 0;
    expected += n * mass(k);
    if (expected < 20) continue;
    classes.push({ seen, expected });
    left -= expected;
    [seen, expected] = [0, 0];
  }
  const last = classes.at(-1);
  if (last && (seen > 0 || left > 1e-9 * n))
    Object.assign(last, { seen: last.seen + seen, expected: last.expected + left });
  const value = classes.reduce((sum, c) => sum + (c.seen - c.expected) ** 2 / c.expected, 0);
  return 1 - chiSquaredCdf(Math.max(1, classes.length - 1), value);
}

interface Drawn {
  readonly point: Point;
  readonly parameters: Entries;
  readonly module: EmittedModule;
}

async function drawnFrom(file: string): Promise<Drawn> {
  const point = points.find((p) => p.file === file && !p.extreme);
  if (!point) throw new Error(`no oracle point for ${file}`);
  const { model } = programAt(point);
  const variables = new Set(model.variables.map((s) => model.spelling.get(s) ?? s.name));
  const parameters = Object.fromEntries(Object.entries(point.at).filter(([name]) => !variables.has(name)));
  return { point, parameters, module: await load(emitJs(programAt(point), { source: file, version: '0.0.0' }).js) };
}

/** The reference cdf at a value of the only variable. */
function referenceCdf({ point, parameters }: Drawn): (x: number) => number {
  const { model } = programAt(point);
  const [variable] = model.variables;
  const name = variable ? (model.spelling.get(variable) ?? variable.name) : '';
  return (x) => {
    const answer = evaluateAt(declared(point.file, point.name), { at: { ...parameters, [name]: x } });
    if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
    return Number((answer.value as Entries)['cdf']);
  };
}

const histogram = (draws: ArrayLike<number>): Map<number, number> => {
  const seen = new Map<number, number>();
  for (let i = 0; i < draws.length; i++) seen.set(draws[i] ?? 0, (seen.get(draws[i] ?? 0) ?? 0) + 1);
  return seen;
};

/** A number by its own law. */
async function testScalar(d: Drawn): Promise<void> {
  const draws = d.module.sample(d.parameters, [count], 20) as Float64Array;
  const { model } = programAt(d.point);
  const [variable] = model.variables;
  if (variable && ['integers', 'set'].includes(variable.domain.kind)) {
    const mass = (k: number): number => Math.exp(Number(d.module.logDensity(d.parameters, k)));
    expect(chiSquaredTail(histogram(draws), mass, count)).toBeGreaterThan(1e-3);
    return;
  }
  // The evaluator's cdf is slow, and the distance at 24 places is no larger than at all.
  expect(kolmogorov(draws, referenceCdf(d), 24)).toBeLessThan(kolmogorovLimit);
}

const scalarFiles = library.filter((file) => {
  const point = points.find((p) => p.file === file);
  return point !== undefined && programAt(point).model.variables[0]?.shape.length === 0;
});

describe('a million draws of a number', () => {
  it.each(scalarFiles)('%s', { timeout: 120_000 }, async (file) => {
    await testScalar(await drawnFrom(file));
  });
});

type Matrix = readonly (readonly number[])[];

/** A function of a draw, and its law. */
interface Law {
  readonly name: string;
  readonly of: (draw: ArrayLike<number>) => number;
  readonly cdf: (x: number) => number;
}

const entry = (m: Matrix, i: number, j: number): number => m[i]?.[j] ?? Number.NaN;
const totalOf = (m: Matrix): number => m.flat().reduce((a, b) => a + b, 0);
const normalLaw = (name: string, of: Law['of'], variance: number): Law => ({
  name,
  of,
  cdf: (x) => normalCdf(x / Math.sqrt(variance)),
});

/** The row `i` of a matrix (or the sum of its rows) times the column `j` of a draw less its centre. */
function through(m: Matrix, i: number | 'all', centre: Matrix, j: number): Law['of'] {
  const row = i === 'all' ? (m[0] ?? []).map((_, k) => m.reduce((sum, r) => sum + (r[k] ?? 0), 0)) : (m[i] ?? []);
  const columns = centre[0]?.length ?? 1;
  return (draw) => row.reduce((sum, x, k) => sum + x * ((draw[k * columns + j] ?? 0) - entry(centre, k, j)), 0);
}

const beta = (a: number, b: number): ((x: number) => number) =>
  referenceCdf({
    point: points.find((p) => p.name === 'Beta') as Point,
    parameters: { a, b },
    module: {} as EmittedModule,
  });

/** The known laws of functions of a draw: linear ones of normal draws, quadratic ones of Wishart matrices, shares. */
const laws: Readonly<Record<string, (p: Entries) => readonly Law[]>> = {
  Gaussian: ({ m, S }) => {
    const [precision, centre] = [S as Matrix, (m as number[]).map((x) => [x])];
    return [
      normalLaw('a row of S(θ − m)', through(precision, 0, centre, 0), entry(precision, 0, 0)),
      normalLaw('the sum of S(θ − m)', through(precision, 'all', centre, 0), totalOf(precision)),
    ];
  },
  GaussianKnownCovariance: ({ m, Σ }) => {
    const [covariance, mean] = [Σ as Matrix, m as readonly number[]];
    const middle = mean.reduce((a, b) => a + b, 0);
    return [
      normalLaw('θ₁', (x) => (x[0] ?? 0) - (mean[0] ?? 0), entry(covariance, 0, 0)),
      normalLaw('Σ θ', (x) => Array.from(x).reduce((a, b) => a + b, 0) - middle, totalOf(covariance)),
    ];
  },
  MatrixNormal: ({ V, M, U }) => {
    const [columns, centre, rows] = [V as Matrix, M as Matrix, U as Matrix];
    return [
      normalLaw('an entry of U(X − M)', through(rows, 0, centre, 0), entry(rows, 0, 0) * entry(columns, 0, 0)),
      normalLaw('a column sum of U(X − M)', through(rows, 'all', centre, 0), totalOf(rows) * entry(columns, 0, 0)),
    ];
  },
  Wishart: ({ V, ν }) => {
    const scale = V as Matrix;
    const chi = (x: number): number => chiSquaredCdf(Number(ν), x);
    return [
      { name: 'X₁₁/V₁₁', of: (x) => (x[0] ?? 0) / entry(scale, 0, 0), cdf: chi },
      { name: '1ᵀX1/1ᵀV1', of: (x) => Array.from(x).reduce((a, b) => a + b, 0) / totalOf(scale), cdf: chi },
    ];
  },
  Dirichlet: ({ a }) => {
    const shapes = a as readonly number[];
    const whole = shapes.reduce((x, y) => x + y, 0);
    return shapes.map((shape, i) => ({ name: `θ${i}`, of: (x) => x[i] ?? 0, cdf: beta(shape, whole - shape) }));
  },
};

it('sees a scale that is a per cent off, and a mass that is too large', async () => {
  const normal = await drawnFrom('families/exponential/normal.blr');
  const draws = normal.module.sample({ m: 0, s: 1 }, [count], 20) as Float64Array;
  expect(kolmogorov(draws, normalCdf)).toBeLessThan(kolmogorovLimit);
  expect(
    kolmogorov(
      draws.map((x) => 1.01 * x),
      normalCdf,
    ),
  ).toBeGreaterThan(kolmogorovLimit);
  const counted = new Map([
    [0, 500_000 + 2000],
    [1, 500_000 - 2000],
  ]);
  expect(chiSquaredTail(counted, () => 0.5, count)).toBeLessThan(1e-3);
});

describe('a million draws of a vector or a matrix', () => {
  it.each(library.filter((file) => !scalarFiles.includes(file)))('%s', { timeout: 120_000 }, async (file) => {
    const d = await drawnFrom(file);
    const draws = d.module.sample(d.parameters, [count], 21) as readonly ArrayLike<number>[];
    const known = laws[d.point.name]?.(d.parameters) ?? [];
    for (const law of known) {
      const values = Float64Array.from(draws, law.of);
      expect(kolmogorov(values, law.cdf, 24), law.name).toBeLessThan(kolmogorovLimit);
    }
    if (known.length > 0) return;
    const classes = Float64Array.from(draws, (draw) => Array.from(draw).indexOf(1));
    const probabilities = d.parameters['p'] as readonly number[];
    expect(chiSquaredTail(histogram(classes), (k) => probabilities[k] ?? 0, count)).toBeGreaterThan(1e-3);
  });
});
