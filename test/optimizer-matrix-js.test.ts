// Plain modules of algorithms on matrices, on two open sizes and with known vectors: against replay, runs, and what they refuse.
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs, replayOptimizer } from '../src/index.ts';
import { load } from './emit-run.ts';
import {
  flat,
  hyperOfCase,
  inRows,
  type MatrixCase,
  matrixCases,
  programOfCase,
  shapeAt,
  worst,
} from './optimizer-matrix-texts.ts';
import { header } from './optimizer-run.ts';

type Values = Record<string, unknown>;
interface Run {
  readonly state: Values;
  estimate(): unknown;
  sampled(): unknown;
  step(gradientAt: (...point: unknown[]) => unknown): void;
  save(): unknown;
  restore(saved: unknown): void;
}
interface Plain {
  init(point: unknown, sizes?: object): Values;
  sample(sizes: object, seed: number, hyper?: object): unknown[];
  place(state: object, noise: readonly unknown[]): unknown[];
  step(state: object, noise: readonly unknown[], gradient: readonly unknown[], hyper: object): Values;
  create(point: unknown, options: object): Run;
}

async function plainModule(c: MatrixCase): Promise<Plain> {
  const p = programOfCase(c);
  const module = (await load(emitOptimizerJs(p, header).js)) as unknown as Record<string, unknown>;
  return { ...module, create: module[`create${p.name}`] } as unknown as Plain;
}

const caseOf = (name: string): MatrixCase => matrixCases.find((c) => c.name === name) as MatrixCase;
const slope = (x: unknown): number[] => flat(x).map((v, i) => 0.3 * v - 0.2 + 0.1 * (i % 3));

/** A point for each component: 0.1, 0.2 …, in rows. */
function pointOf(c: MatrixCase): unknown {
  const parts = programOfCase(c).place.map(({ target }) => {
    const shape = shapeAt(target.shape, c.sizes);
    const count = shape.reduce((a, b) => a * b, 1);
    return inRows(
      Array.from({ length: count }, (_, i) => 0.1 * (i + 1)),
      shape,
    );
  });
  return parts.length === 1 ? parts[0] : parts;
}

describe.each(matrixCases)('$name', (c) => {
  it.each([1, 3])('steps as it replays, by %i samples', async (count) => {
    const p = programOfCase(c);
    const m = await plainModule(c);
    const hyper = hyperOfCase(c, count);
    let state = m.init(pointOf(c));
    const rows = (x: unknown, shape: readonly string[]): unknown => inRows(flat(x), shapeAt(shape, c.sizes));
    const init = Object.fromEntries(p.state.map(({ name, symbol: s }) => [name, rows(state[name], s.shape)]));
    const trace: Values[] = [];
    const steps = Array.from({ length: 5 }, (_, t) => {
      const draws = Array.from({ length: count }, (_unused, k) => m.sample(c.sizes, 100 * t + k, hyper));
      const places = draws.map((d) => m.place(state, d));
      const gradient = places.flatMap((at) => at.map((x, i) => rows(slope(x), p.gradient[i]?.shape ?? [])));
      state = m.step(state, draws.flat(), gradient, hyper);
      trace.push(state);
      const noise = draws.flatMap((d) => d.map((x, i) => rows(x, p.noise[i]?.symbol.shape ?? [])));
      return { ...(noise.length > 0 ? { noise } : {}), gradient };
    });
    const replayed = replayOptimizer(p, { init, hyper, steps });
    if (!replayed.ok) throw new Error(replayed.diagnostics.map((d) => d.message).join());
    expect(replayed.value.trace).toHaveLength(5);
    replayed.value.trace.forEach((wanted, t) => {
      for (const { name } of p.state) expect(worst(trace[t]?.[name], wanted[name]), name).toBeLessThan(1e-12);
    });
    expect(
      worst(trace[4]?.['B'] ?? trace[4]?.['b'] ?? trace[4]?.['L'], init['B'] ?? init['b'] ?? init['L']),
    ).toBeGreaterThan(1e-3);
  });

  it('goes on from what it saved, bit for bit', async () => {
    const m = await plainModule(c);
    const options = { ...hyperOfCase(c, 2), seed: 7 };
    const [first, second] = [m.create(pointOf(c), options), m.create(c.sizes, options)];
    const step = (r: Run): void => r.step((...point) => (point.length === 1 ? slope(point[0]) : point.map(slope)));
    for (let i = 0; i < 3; i += 1) step(first);
    second.restore(JSON.parse(JSON.stringify(first.save())));
    for (const run of [first, second]) for (let i = 0; i < 3; i += 1) step(run);
    expect(second.state).toEqual(first.state);
    expect(second.sampled()).toEqual(first.sampled());
  });
});

describe('sizes of a plain module', () => {
  it('are told by rows, or beside flat numbers', async () => {
    const m = await plainModule(caseOf('Kernel'));
    const nested = m.init([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(m.init([1, 2, 3, 4, 5, 6], { P: 3 })).toEqual(nested);
    expect(
      m.create(Float64Array.of(1, 2, 3, 4, 5, 6), { ...hyperOfCase(caseOf('Kernel'), 1), sizes: { Q: 2 } }).state,
    ).toEqual(nested);
    expect(nested['B']).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6));
    expect(nested['A']).toEqual(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
    expect(() => m.init([1, 2, 3, 4, 5, 6])).toThrow('Kernel: the size P is not told');
    expect(() => m.init([1, 2, 3, 4], { P: 3 })).toThrow('4 numbers are no P×Q where Q is');
    expect(() =>
      m.init(
        [
          [1, 2],
          [3, 4],
        ],
        { P: 3 },
      ),
    ).toThrow('where P is 3');
  });

  it('of a square matrix are told by the number of its entries', async () => {
    const m = await plainModule(caseOf('Square'));
    expect(m.init([1, 2, 3, 4])).toEqual({ B: Float64Array.of(1, 2, 3, 4) });
    expect(() => m.init([1, 2, 3])).toThrow('3 numbers are no P×P');
  });
});

describe('the start of a plain matrix that composes', () => {
  it('is a multiple of the identity, or a matrix of its kind', async () => {
    const c = caseOf('Kernel');
    const m = await plainModule(c);
    const start = (A: unknown): unknown => {
      const { state } = m.create(pointOf(c), { ...hyperOfCase(c, 1), initial: { A } }) as unknown as { state: Values };
      return flat(state['A']);
    };
    expect(start(0.1)).toEqual([0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1]);
    expect(
      start([
        [1, 0, 0],
        [2, 3, 0],
        [4, 5, 6],
      ]),
    ).toEqual([1, 0, 0, 2, 3, 0, 4, 5, 6]);
    const wrong = 'at the start A must hold a triangular matrix with a positive diagonal';
    expect(() => start(-1)).toThrow(wrong);
    expect(() =>
      start([
        [1, 0, 1],
        [2, 3, 0],
        [4, 5, 6],
      ]),
    ).toThrow(wrong);
  });
});

describe('known vectors of a plain module', () => {
  it('decide the draws, and must be there and fit', async () => {
    const c = caseOf('Weighed');
    const m = await plainModule(c);
    const [wide, narrow] = [
      [0.01, 0.01],
      [100, 100],
    ].map((d) => flat(m.sample({ P: 2 }, 3, { delta: d })[0]));
    expect(
      worst(
        wide,
        (narrow ?? []).map((x) => 100 * x),
      ),
    ).toBeLessThan(1e-12);
    const { δ, ...rest } = hyperOfCase(c, 1);
    expect(() => m.create([1, 2, 3], rest)).toThrow('Weighed needs a list of finite numbers δ or delta');
    expect(() => m.create([1, 2, 3], { ...rest, δ: 4 })).toThrow('needs a list');
    expect(() => m.create([1, 2], { ...rest, δ })).toThrow('3 numbers are no P where P is 2');
    const around = await plainModule(caseOf('Centred'));
    expect(() =>
      around.create(
        [
          [1, 2],
          [3, 4],
        ],
        { α: 0.1, U: [[1, 2]] },
      ),
    ).toThrow('2 numbers are no P×Q where P is 2');
  });
});
