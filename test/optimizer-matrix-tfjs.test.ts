// Tensor modules of algorithms on matrices, on two open sizes and with known vectors: against replay, kernels of layers, states.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { replayOptimizer } from '../src/index.ts';
import type { GroupOptimizer } from '../src/runtime/optimizer.ts';
import { splitSeed } from '../src/runtime/portable/philox.ts';
import {
  fixedCases,
  flat,
  hyperOfCase,
  inRows,
  type MatrixCase,
  matrixCases,
  programOfCase,
  shapeAt,
  worst,
} from './optimizer-matrix-texts.ts';
import { gradientAt, loadOptimizer, loss, numbersOf, type OptimizerModule } from './optimizer-run.ts';

const modules = new Map<string, Promise<OptimizerModule>>();
const moduleOf = (c: MatrixCase): Promise<OptimizerModule> => {
  const found = modules.get(c.name) ?? loadOptimizer(programOfCase(c));
  modules.set(c.name, found);
  return found;
};
const caseOf = (name: string): MatrixCase => matrixCases.find((c) => c.name === name) as MatrixCase;

/** What a test gives: sizes only where a variable does not tell them. */
const optionsOf = (c: MatrixCase, samples: number): Record<string, unknown> => ({
  ...hyperOfCase(c, samples),
  seed: 5,
  ...(c.untold ? { sizes: { P: c.sizes['P'] } } : {}),
});

/** The draws that `minimize` makes for the first variable at a step. */
function drawn(c: MatrixCase, m: OptimizerModule, step: number, sample: number): unknown[] {
  const shapes = programOfCase(c).noise.map((n) => shapeAt(n.symbol.shape, c.sizes));
  const seed = [0, step, sample, 0].reduce((own, part) => splitSeed(own, part), 5);
  const places = Object.keys(c.sizes).length > 0 ? [] : [1];
  const constants = Object.entries(hyperOfCase(c, 1)).map(
    ([k, x]) => [k, typeof x === 'number' ? x : tf.tensor(x as number[])] as const,
  );
  const draws = m.draw(places, c.sizes, seed, Object.fromEntries(constants));
  const rows = draws.map((t, i) => inRows([...t.dataSync()], shapes[i] ?? []));
  tf.dispose([...draws, ...constants.map(([, x]) => x)]);
  return rows;
}

/** The components of a point from a variable of all its entries. */
function componentsOf(c: MatrixCase, entries: readonly number[]): unknown[] {
  let from = 0;
  return programOfCase(c).gradient.map(({ shape }) => {
    const own = shapeAt(shape, c.sizes);
    const to = from + own.reduce((a, b) => a * b, 1);
    const part = inRows(entries.slice(from, to), own);
    from = to;
    return part;
  });
}

const variableOf = (c: MatrixCase): tf.Variable => {
  const size = c.shape.reduce((a, b) => a * b, 1);
  return tf.variable(tf.reshape(tf.linspace(0.1, 0.1 * size, size), c.shape));
};

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe.each(matrixCases)('$name', (c) => {
  it.each([1, 3])('runs as it replays, by %i samples', async (samples) => {
    const p = programOfCase(c);
    const m = await moduleOf(c);
    const v = variableOf(c);
    const optimizer = m.make(optionsOf(c, samples));
    const rows = (data: readonly number[], name: string): unknown =>
      inRows(data, shapeAt(p.state.find((s) => s.name === name)?.symbol.shape ?? [], c.sizes));
    const begun = Object.entries(numbersOf(optimizer.stateOf(v)));
    const init = Object.fromEntries(begun.map(([name, data]) => [name, rows(data, name)]));
    const steps = Array.from({ length: 6 }, (_, t) => {
      const gradient: unknown[] = [];
      const seen = (): tf.Scalar => {
        gradient.push(...componentsOf(c, gradientAt(v.dataSync())));
        return loss(v);
      };
      optimizer.minimize(seen, false, [v]);
      const noise = Array.from({ length: samples }, (_unused, k) => drawn(c, m, t, k)).flat();
      return { ...(noise.length > 0 ? { noise } : {}), gradient };
    });
    const result = replayOptimizer(p, { init, hyper: hyperOfCase(c, samples), steps });
    if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join());
    const wanted = result.value.trace.at(-1) as Record<string, unknown>;
    for (const [name, data] of Object.entries(numbersOf(optimizer.stateOf(v)))) {
      expect(worst(data, wanted[name]), name).toBeLessThan(1e-5);
      if (p.state.some((s) => s.name === name && s.role === 'element'))
        expect(worst(data, init[name]), `${name} moved`).toBeGreaterThan(1e-4);
    }
    optimizer.dispose();
    v.dispose();
  });

  it('goes on from a saved state bit for bit, and keeps the number of tensors', async () => {
    const m = await moduleOf(c);
    const v = variableOf(c);
    const steps = (o: GroupOptimizer, count: number): void => {
      for (let i = 0; i < count; i += 1) o.minimize(() => loss(v), false, [v]);
      o.sampled(() => v.dataSync(), [v]);
    };
    const first = m.make(optionsOf(c, 2));
    steps(first, 2);
    const tensors = tf.memory().numTensors;
    steps(first, 1);
    expect(tf.memory().numTensors).toBe(tensors);
    const saved = (await first.getWeights()).map(({ name, tensor }) => ({ name, tensor: tf.clone(tensor) }));
    const weights = tf.clone(v);
    steps(first, 2);
    const wanted = [[...v.dataSync()], numbersOf(first.stateOf(v))];
    v.assign(weights as tf.Tensor);
    const second = m.make(optionsOf(c, 2));
    await second.setWeights(saved);
    steps(second, 2);
    expect([[...v.dataSync()], numbersOf(second.stateOf(v))]).toEqual(wanted);
    first.dispose();
    second.dispose();
    tf.dispose([v, weights, ...saved.map(({ tensor }) => tensor)]);
  });
});

describe.each(fixedCases)('$name, several in one variable', (c) => {
  it('moves each by its own draws, as it replays alone', async () => {
    const p = programOfCase(c);
    const optimizer = (await moduleOf(c)).make(optionsOf(c, 1));
    const v = tf.variable(tf.reshape(tf.linspace(0.1, 1.2, 12), [2, 2, 3]));
    type Numbers = Record<string, number[]>;
    const before: Numbers = numbersOf(optimizer.stateOf(v));
    const gradients: number[] = [];
    const seen = (): tf.Scalar => {
      gradients.push(...gradientAt(v.dataSync()));
      return loss(v);
    };
    optimizer.minimize(seen, false, [v]);
    const after: Numbers = numbersOf(optimizer.stateOf(v));
    const seed = [0, 0, 0, 0].reduce((own, part) => splitSeed(own, part), 5);
    const [draws] = (await moduleOf(c)).draw([2], {}, seed, {});
    const noise = [...(draws as tf.Tensor).dataSync()];
    const own = (all: Numbers, k: number): Record<string, unknown> =>
      Object.fromEntries(
        p.state.map(({ name, symbol: s }) => {
          const shape = shapeAt(s.shape, {});
          const size = shape.reduce((a, b) => a * b, 1);
          return [name, inRows((all[name] ?? []).slice(k * size, (k + 1) * size), shape)];
        }),
      );
    for (const k of [0, 1]) {
      const [gradient, draw] = [gradients, noise].map((all) => [inRows(all.slice(6 * k, 6 * k + 6), [2, 3])]);
      const run = { init: own(before, k), hyper: hyperOfCase(c, 1), steps: [{ noise: draw, gradient }] };
      const result = replayOptimizer(p, run);
      if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join());
      const [wanted = {}] = result.value.trace;
      for (const [name, value] of Object.entries(own(after, k))) {
        expect(worst(value, wanted[name]), name).toBeLessThan(1e-5);
        expect(worst(value, own(before, k)[name]), `${name} moved`).toBeGreaterThan(1e-4);
      }
    }
    optimizer.dispose();
    tf.dispose([v, draws as tf.Tensor]);
  });
});

describe('the shape of a variable', () => {
  const shapesOf = async (name: string, shape: number[], options: object = {}): Promise<unknown> => {
    const c = caseOf(name);
    const optimizer = (await moduleOf(c)).make({ ...hyperOfCase(c, 1), ...options });
    const v = tf.variable(tf.zeros(shape));
    try {
      return Object.fromEntries(Object.entries(optimizer.stateOf(v)).map(([key, t]) => [key, t.shape]));
    } finally {
      optimizer.dispose();
      v.dispose();
    }
  };

  it('tells the sizes of a matrix: its last axis the columns, all others the rows', async () => {
    expect(await shapesOf('Mixed', [4, 2])).toEqual({ A: [4, 4], B: [4, 2] });
    expect(await shapesOf('Mixed', [3])).toEqual({ A: [1, 1], B: [1, 3] });
    expect(await shapesOf('Mixed', [])).toEqual({ A: [1, 1], B: [1, 1] });
    expect(await shapesOf('Mixed', [2, 3, 4])).toEqual({ A: [6, 6], B: [6, 4] });
    expect(await shapesOf('Fixed', [2, 3])).toEqual({ B: [1, 2, 3] });
    expect(await shapesOf('Fixed', [4, 2, 3])).toEqual({ B: [4, 2, 3] });
    await expect(shapesOf('Fixed', [3, 2])).rejects.toThrow(
      'a variable of shape [3,2] holds no whole number of points',
    );
    await expect(shapesOf('Square', [3, 2])).rejects.toThrow('holds no whole number of points');
  });

  it('leaves sizes to be given where it has several points to tell apart', async () => {
    expect(await shapesOf('Pair', [5], { sizes: { P: 2 } })).toEqual({ a: [2], b: [3] });
    expect(await shapesOf('Pair', [5], { sizes: () => ({ Q: 1 }) })).toEqual({ a: [4], b: [1] });
    expect(await shapesOf('Pair', [6], { sizes: { P: 2, Q: 1 } })).toEqual({ a: [2, 2], b: [2, 1] });
    await expect(shapesOf('Pair', [5])).rejects.toThrow('does not tell P and Q; give sizes: { Q: … }');
    await expect(shapesOf('Pair', [5], { sizes: { P: 7 } })).rejects.toThrow('no whole number of points');
  });
});

describe('the start of a matrix that composes', () => {
  it('is a multiple of the identity, or a matrix of its kind', async () => {
    const c = caseOf('Kernel');
    const m = await moduleOf(c);
    const v = variableOf(c);
    const start = (A: unknown): unknown => {
      const optimizer = m.make({ ...optionsOf(c, 1), initial: { A } });
      try {
        return numbersOf(optimizer.stateOf(v))['A'];
      } finally {
        optimizer.dispose();
      }
    };
    expect(start(0.5)).toEqual([0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5]);
    expect(
      start([
        [1, 0, 0],
        [2, 3, 0],
        [4, 5, 6],
      ]),
    ).toEqual([1, 0, 0, 2, 3, 0, 4, 5, 6]);
    expect(() => start(-1)).toThrow('must hold a triangular matrix with a positive diagonal');
    expect(() =>
      start([
        [1, 0, 1],
        [2, 3, 0],
        [4, 5, 6],
      ]),
    ).toThrow('must hold a triangular matrix');
    v.dispose();
  });
});

describe('known vectors and matrices', () => {
  it('are arrays, tensors, a number for all entries, or told for each variable', async () => {
    const c = caseOf('Weighed');
    const m = await moduleOf(c);
    const known = tf.tensor1d([4, 4, 4]);
    const { δ: _, ...rest } = hyperOfCase(c, 1);
    const seen = [[4, 4, 4], known, 4, (_name: string, shape: readonly number[]) => tf.fill([...shape], 4)].map((δ) => {
      const v = variableOf(c);
      const optimizer = m.make({ ...rest, delta: δ, seed: 2 });
      optimizer.minimize(() => loss(v), false, [v]);
      const state = numbersOf(optimizer.stateOf(v));
      optimizer.dispose();
      v.dispose();
      return state;
    });
    expect(seen[0]?.['b']?.every(Number.isFinite)).toBe(true);
    for (const state of seen) expect(state).toEqual(seen[0]);
    known.dispose();
  });

  it('must be there and fit', async () => {
    const c = caseOf('Weighed');
    const m = await moduleOf(c);
    const { δ: _, ...rest } = hyperOfCase(c, 1);
    expect(() => m.make(rest)).toThrow('Weighed needs δ');
    const v = variableOf(c);
    const optimizer = m.make({ ...rest, δ: [1, 2] });
    expect(() => optimizer.minimize(() => loss(v), false, [v])).toThrow(`δ has the shape [2]; ${v.name} needs [3]`);
    optimizer.set({ δ: [1, 2, 3] });
    optimizer.minimize(() => loss(v), false, [v]);
    expect(optimizer.getConfig()).toMatchObject({ δ: [1, 2, 3] });
    optimizer.dispose();
    v.dispose();
  });
});

describe('a model of layers', () => {
  it.each(['wasm', 'cpu'])(
    'is fitted on %s with each kernel as one matrix, and each bias as a row',
    async (backend) => {
      expect(await tf.setBackend(backend)).toBe(true);
      await tf.ready();
      const c = caseOf('Kernel');
      const m = await moduleOf(c);
      const drawnBy = (seed: number) => layers.initializers.glorotUniform({ seed });
      const model = layers.sequential({
        layers: [
          layers.layers.dense({ inputShape: [2], units: 4, activation: 'tanh', kernelInitializer: drawnBy(1) }),
          layers.layers.dense({ units: 1, kernelInitializer: drawnBy(2) }),
        ],
      });
      const initial = (_: string, shape: readonly number[]) => {
        const rows = shape.length === 1 ? 1 : (shape[0] ?? 1);
        return { A: tf.tidy(() => tf.mul(0.05, tf.eye(rows)).arraySync()) };
      };
      const optimizer = m.make({ ...hyperOfCase(c, 3), α_A: 0.02, α_B: 20, dataSize: 1000, initial });
      model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['mae'] });
      const x = tf.tensor2d([
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]);
      const y = tf.tensor2d([[0], [1], [1], [2]]);
      const first = await model.fit(x, y, { epochs: 3, verbose: 0, shuffle: false });
      const tensors = tf.memory().numTensors;
      const history = await model.fit(x, y, { epochs: 60, verbose: 0, shuffle: false });
      expect(tf.memory().numTensors).toBe(tensors);
      expect(history.history['loss']?.at(-1) as number).toBeLessThan((first.history['loss']?.[0] as number) / 2);
      const kernel = model.layers[0]?.trainableWeights[0]?.read() as tf.Variable;
      const found = optimizer.stateOf(kernel);
      expect([found['A']?.shape, found['B']?.shape]).toEqual([
        [2, 2],
        [2, 4],
      ]);
      expect(flat(await found['B']?.array())).toEqual([...kernel.dataSync()]);
      model.dispose();
      optimizer.dispose();
      tf.dispose([x, y]);
    },
  );
});
