// Long runs of emitted optimizers on wild gradients: after every step each state is asked whether it is an element still.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import type { Shape, SymbolExpr } from '../src/ir/expr.ts';
import { range } from '../src/ir/range.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import { randomStream } from '../src/numeric/random.ts';
import type { PlainRun } from '../src/runtime/portable/optimizer.ts';
import { conditionNumber, type State as PlainState } from '../src/runtime/portable/optimizer-state.ts';
import { load } from './emit-run.ts';
import { compiledText, declarationOf } from './group-texts.ts';
import { header, hyperOf, loadOptimizer, readNumbers } from './optimizer-run.ts';

/** An orbit or an algorithm, as a text in a folder of the project. */
export interface Subject {
  readonly name: string;
  readonly text: string;
  readonly folder: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

const libraryIn = (folder: string): readonly Subject[] =>
  readdirSync(`${root}${folder}`)
    .filter((file) => file.endsWith('.blr'))
    .map((file) => ({
      name: file.replace('.blr', ''),
      text: readFileSync(`${root}${folder}/${file}`, 'utf8'),
      folder,
    }));

/** An algorithm of one rate on a group that is declared here. */
const acting = (name: string, group: string, base: string, noise: string): Subject => ({
  name,
  text: `${noise}\ngroup Acting { ${group} }\norbit Around { group Acting base ${base} }
optimizer Moved { posterior Around rate α metric identity }`,
  folder: 'families/orbits',
});

const bell = 'distribution Noise { variable z in Real density ∝ exp(-z^2/2) }';
const decay = 'distribution Noise { variable z in Positive density ∝ z exp(-z) }';
const matrixBell = 'distribution Noise { variable X in Matrix(2,3) density ∝ exp(-sum(X^2)/2) }';
const wishart = 'import "../exponential/wishart.blr"';

/** Every orbit and every algorithm of the library, and elements and points of kinds that it does not have. */
export const subjects: readonly Subject[] = [
  ...libraryIn('families/orbits'),
  ...libraryIn('families/optimizers'),
  acting('a share', 'element u in Unit action θ in Positive -> θ u/(1 - u)', 'Noise', decay),
  acting('two ends', 'element u in Interval(-1, 1) action θ in Positive -> θ (1 + u)/(1 - u)', 'Noise', decay),
  acting('one end', 'element u in Real < 1 action θ in Real -> θ (1 - u)', 'Noise', bell),
  acting(
    'a turn and a scale',
    'element r in Positive, φ in Circle action x in Real^2 -> r [cos(φ), -sin(φ); sin(φ), cos(φ)] x',
    'Noise^2',
    bell,
  ),
  acting('a flat rotation', 'element R in Rotation(2) action x in Real^2 -> R x', 'Noise^2', bell),
  acting('a rotation of five', 'element R in Rotation(5) action x in Real^5 -> R x', 'Noise^5', bell),
  acting(
    'both sides',
    "element L in LowerTriangular(2), R in Rotation(3) action X in Matrix(2,3) -> L X R'",
    'Noise',
    matrixBell,
  ),
  acting('a power', 'element k in Positive, c in Positive action x in Positive -> c x^k', 'Noise', decay),
  acting(
    'odds',
    'element a in Real, s in Positive action p in Unit -> logistic(a + s logit(p))',
    'Noise',
    'distribution Noise { variable z in Unit density 6 z (1 - z) }',
  ),
  acting(
    'a congruence',
    "element L in LowerTriangular(2) action S in SPD(2) -> L S L'",
    'Wishart(2)(V = I, ν = 5)',
    wishart,
  ),
];

/** The algorithm of a subject: the last of its declarations that has one. */
export function programOf({ text, folder }: Subject): OptimizerProgram {
  const program = declarationOf(compiledText(text, folder)).optimizer;
  if (!program) throw new Error('no algorithm');
  return program;
}

/** The sizes that a run takes for open dimensions: each its own. */
const sizesIn = (p: OptimizerProgram): Readonly<Record<string, number>> =>
  Object.fromEntries(p.dimensions.map((d, i) => [d, 2 + i]));

const sized = (shape: Shape, sizes: Readonly<Record<string, number>>): number[] =>
  shape.map((d) => sizes[d] ?? Number(d));
const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * Gradients of sizes from 1e-3 to 1e6. For spells of a thousand steps every entry keeps its sign, so that an element is
 * driven as far as it goes; in other spells signs change at each step.
 */
function wildGradients(seed: number): (step: number, size: number) => number[] {
  const random = randomStream(seed);
  let signs: readonly number[] = [];
  return (step, size) => {
    const isSteady = Math.floor(step / 1000) % 2 === 0;
    if (!isSteady || step % 1000 === 0) signs = Array.from({ length: size }, () => (random() < 0.5 ? -1 : 1));
    return Array.from({ length: size }, (_, i) => (signs[i] ?? 1) * 10 ** (9 * random() - 3));
  };
}

/** What float32 or float64 can hold: the unit of rounding. */
type Precision = 'float32' | 'float64';
const rounding = { float32: 2 ** -24, float64: 2 ** -53 };

/** Why a block of the state is no element; undefined where it is one. */
function strayed(symbol: SymbolExpr, data: readonly number[], precision: Precision): string | undefined {
  if (!data.every(Number.isFinite)) return 'is no number';
  const { domain } = symbol;
  const n = Math.sqrt(data.length);
  const at = (i: number, j: number): number => data[i * n + j] ?? Number.NaN;
  const pairs = Array.from({ length: data.length }, (_, k) => [Math.floor(k / n), k % n] as const);
  switch (domain.kind) {
    case 'interval': {
      const [lower, upper] = [
        domain.lower ? range(domain.lower).lo : -Infinity,
        domain.upper ? range(domain.upper).hi : Infinity,
      ];
      return data.every((x) => x > lower && x < upper) ? undefined : 'left its interval';
    }
    case 'circle':
      return data.every((x) => Math.abs(x) <= Math.PI * (1 + 4 * rounding[precision]))
        ? undefined
        : 'is no principal angle';
    case 'rotation':
      return rotationDrift(data) <= 16 * n * rounding[precision] ? undefined : `drifted by ${rotationDrift(data)}`;
    case 'lowerTriangular':
      return pairs.every(([i, j]) => (i === j ? at(i, j) > 0 : i > j || at(i, j) === 0))
        ? undefined
        : 'is not triangular';
    case 'invertible':
      return conditionNumber(Float64Array.from(data), n) <= 1.1 / rounding[precision] ? undefined : 'is singular';
    case 'symmetric':
      return pairs.every(
        ([i, j]) => Math.abs(at(i, j) - at(j, i)) <= 64 * rounding[precision] * Math.max(1, ...data.map(Math.abs)),
      )
        ? undefined
        : 'is not symmetric';
    default:
      return undefined;
  }
}

/** The largest entry of RᵀR − I, or 2 where R turns space inside out. */
function rotationDrift(r: readonly number[]): number {
  const n = Math.sqrt(r.length);
  const at = (i: number, j: number): number => r[i * n + j] ?? Number.NaN;
  const inner = (i: number, j: number): number =>
    Array.from({ length: n }, (_, k) => at(k, i) * at(k, j)).reduce((a, b) => a + b, 0);
  const excess = r.map((_, k) => Math.abs(inner(Math.floor(k / n), k % n) - Number(Math.floor(k / n) === k % n)));
  return Math.max(...excess, determinant(r, n) > 0 ? 0 : 2);
}

/** By elimination with pivots. */
function determinant(m: readonly number[], n: number): number {
  const a = Array.from({ length: n }, (_, i) => m.slice(i * n, (i + 1) * n));
  let value = 1;
  for (let k = 0; k < n; k += 1) {
    const pivot = a.findIndex(
      (row, i) => i >= k && Math.abs(row[k] ?? 0) === Math.max(...a.slice(k).map((r) => Math.abs(r[k] ?? 0))),
    );
    if (pivot !== k) {
      [a[k], a[pivot]] = [a[pivot] ?? [], a[k] ?? []];
      value = -value;
    }
    const [row, lead] = [a[k] ?? [], a[k]?.[k] ?? 0];
    value *= lead;
    for (const other of a.slice(k + 1)) {
      const share = (other[k] ?? 0) / lead;
      row.forEach((x, j) => {
        other[j] = (other[j] ?? 0) - share * x;
      });
    }
  }
  return value;
}

/** What came of a run. */
export interface Outcome {
  /** States that are no elements, up to four. */
  readonly bad: readonly string[];
  /** How many entries were held, by block. */
  readonly warnings: Readonly<Record<string, number>>;
  readonly drift: number;
  /** At how many steps on end the element did not move at all, at most. */
  readonly rest: number;
}

/** Counts the steps on end at which the element did not move. */
function restCounter(p: OptimizerProgram): (state: Readonly<Record<string, readonly number[]>>) => number {
  let [before, now, most] = ['', 0, 0];
  return (state) => {
    const text = p.state.flatMap(({ name, role }) => (role === 'element' ? (state[name] ?? []) : [])).join();
    now = text === before ? now + 1 : 0;
    before = text;
    most = Math.max(most, now);
    return most;
  };
}

/** Complaints about one state. */
function complaints(
  p: OptimizerProgram,
  state: Readonly<Record<string, readonly number[]>>,
  step: number,
  precision: Precision,
): string[] {
  return p.state.flatMap(({ name, symbol }) => {
    const why = strayed(symbol, state[name] ?? [Number.NaN], precision);
    return why === undefined ? [] : [`${name} ${why} at step ${step}: ${state[name]?.join()}`];
  });
}

const driftOf = (p: OptimizerProgram, state: Readonly<Record<string, readonly number[]>>): number =>
  Math.max(
    0,
    ...p.state.map(({ name, symbol }) => (symbol.domain.kind === 'rotation' ? rotationDrift(state[name] ?? []) : 0)),
  );

/** Rates of 0.05; a momentum, a share below 1, of 0.9; positive constants of the base, which come after the samples, of 1.5. */
function known(p: OptimizerProgram): Record<string, number> {
  const samples = p.hyper.findIndex(({ symbol }) => symbol === p.samples);
  const chosen = p.hyper.flatMap(({ symbol: { name, domain }, initial }, i): (readonly [string, number])[] => {
    if (initial !== undefined || domain.kind !== 'interval' || !domain.lower) return [];
    if (domain.upper) return [[name, 0.9]];
    return i > samples ? [[name, 1.5]] : [];
  });
  return { ...hyperOf(p), ...Object.fromEntries(chosen) };
}

/** Steps of the tensor module in float32. */
export async function tensorRun(p: OptimizerProgram, steps: number): Promise<Outcome> {
  const { make } = await loadOptimizer(p);
  const sizes = sizesIn(p);
  const shapes = p.place.map(({ target }) => sized(target.shape, sizes));
  const shape = shapes.length === 1 ? (shapes[0] ?? []) : [shapes.map(count).reduce((a, b) => a + b, 0)];
  const optimizer = make({ ...known(p), seed: 1, sizes });
  const variable = tf.variable(tf.fill(shape, 0.3));
  const gradients = wildGradients(7);
  const restOf = restCounter(p);
  let rest = 0;
  const bad: string[] = [];
  for (let step = 0; step < steps && bad.length < 4; step += 1) {
    optimizer.sampled(() => undefined, [variable]);
    const gradient = tf.tensor(gradients(step, variable.size), shape);
    optimizer.applyGradients({ [variable.name]: gradient });
    gradient.dispose();
    const state = await readNumbers(optimizer.stateOf(variable));
    bad.push(...complaints(p, state, step, 'float32'));
    rest = restOf(state);
  }
  const drift = driftOf(p, await readNumbers(optimizer.stateOf(variable)));
  const outcome = { bad, drift, rest, warnings: await optimizer.warnings() };
  optimizer.dispose();
  variable.dispose();
  return outcome;
}

/** Steps of the plain module in float64. */
export async function plainRun(p: OptimizerProgram, steps: number): Promise<Outcome> {
  const module = (await load(emitOptimizerJs(p, header).js)) as unknown as Readonly<Record<string, unknown>>;
  const create = module[`create${p.name}`] as (point: unknown, options: object) => PlainRun;
  const sizes = sizesIn(p);
  const run = create(sizes, { ...known(p), seed: 1 });
  const gradients = wildGradients(7);
  const shapes = p.place.map(({ target }) => sized(target.shape, sizes));
  const restOf = restCounter(p);
  let rest = 0;
  const bad: string[] = [];
  for (let step = 0; step < steps && bad.length < 4; step += 1) {
    run.step(() => {
      const parts = shapes.map((s) => (s.length === 0 ? (gradients(step, 1)[0] ?? 0) : gradients(step, count(s))));
      return parts.length === 1 ? parts[0] : parts;
    });
    bad.push(...complaints(p, plainNumbers(run.state), step, 'float64'));
    rest = restOf(plainNumbers(run.state));
  }
  return { bad, rest, drift: driftOf(p, plainNumbers(run.state)), warnings: run.warnings };
}

const plainNumbers = (state: PlainState): Record<string, number[]> =>
  Object.fromEntries(Object.entries(state).map(([name, x]) => [name, typeof x === 'number' ? [x] : [...x]]));
