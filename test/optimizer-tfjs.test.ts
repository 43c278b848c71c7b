// Emitted tensor optimizers: against replay, in float32 on two backends; in fit; samples, states and leaks.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import type { GroupOptimizer } from '../src/runtime/optimizer.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import {
  affineProgram,
  heavyProgram,
  pointProgram,
  rotationProgram,
  scalingProgram,
  signedProgram,
  translationProgram,
  wholeProgram,
} from './optimizer-fixture.ts';
import {
  drawsAt,
  gradientAt,
  hyperOf,
  loadOptimizer,
  loss,
  numbersOf,
  type OptimizerModule,
  type Run,
} from './optimizer-run.ts';

const registered = new Map<string, Promise<OptimizerModule>>();
const moduleOf = (p: OptimizerProgram): Promise<OptimizerModule> => {
  const key = p.name + p.dimensions.join();
  const known = registered.get(key) ?? loadOptimizer(p);
  registered.set(key, known);
  return known;
};

const worst = (found: readonly number[], wanted: readonly number[]): number =>
  found.length === wanted.length
    ? Math.max(...found.map((x, i) => Math.abs(x - (wanted[i] ?? Number.NaN)) / (1 + Math.abs(wanted[i] ?? 0))))
    : Infinity;

/** Numbers as a run file holds them: nested by the shape of the symbol. */
const nested = (data: readonly number[], rank: number): unknown => {
  const n = Math.sqrt(data.length);
  if (rank === 0) return data[0];
  return rank === 1 ? data : Array.from({ length: n }, (_, i) => data.slice(i * n, (i + 1) * n));
};

/** Runs the optimizer, records noise and gradients, and replays them in float64. */
function compare(p: OptimizerProgram, m: OptimizerModule, run: Run, samples: number): number {
  const options = { ...run.hyper, seed: 5 };
  const v = tf.variable(tf.fill(run.shape, 0.3));
  const optimizer = m.make(options);
  const size = v.size;
  const noise = p.noise.map((n) => n.symbol.shape.length);
  const init = Object.fromEntries(
    Object.entries(numbersOf(optimizer.stateOf(v))).map(([name, data]) => {
      const rank = p.state.find((s) => s.name === name)?.symbol.shape.length ?? 0;
      return [name, nested(data, rank)];
    }),
  );
  const steps = Array.from({ length: 6 }, (_, t) => {
    const gradient: unknown[] = [];
    optimizer.minimize(
      () => {
        const g = gradientAt(v.dataSync());
        if (p.gradient.length === 1) gradient.push(nested(g, p.gradient[0]?.shape.length ?? 0));
        else gradient.push(...g);
        return loss(v);
      },
      false,
      [v],
    );
    const draws = Array.from({ length: samples }, (_unused, k) => drawsAt(m, run, 5, t, k)).flat();
    return {
      ...(noise.length > 0 ? { noise: draws.map((d, i) => nested(d, noise[i % noise.length] ?? 0)) } : {}),
      gradient,
    };
  });
  const result = replayOptimizer(p, { init, hyper: run.hyper, steps });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join());
  const wanted = result.value.trace.at(-1) as Record<string, unknown>;
  const found = numbersOf(optimizer.stateOf(v));
  optimizer.dispose();
  v.dispose();
  expect(size).toBeGreaterThan(0);
  return Math.max(...Object.entries(found).map(([name, data]) => worst(data, [wanted[name]].flat(2) as number[])));
}

const vectorRun = (p: OptimizerProgram, samples: number): Run => ({
  shape: [2, 3],
  places: [],
  sizes: { P: 6 },
  hyper: hyperOf(p, samples),
});

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  it.each([
    translationProgram(),
    scalingProgram(),
    signedProgram(),
    affineProgram(),
    rotationProgram(),
    heavyProgram(),
    wholeProgram(),
  ])('$name runs as it replays, with one sample and with three', async (p) => {
    const m = await moduleOf(p);
    expect(compare(p, m, vectorRun(p, 1), 1)).toBeLessThan(1e-5);
    expect(compare(p, m, vectorRun(p, 3), 3)).toBeLessThan(1e-5);
  });

  it('numbers and pairs of numbers too', async () => {
    const scalar = translationProgram('');
    const run = { shape: [], places: [1], sizes: {}, hyper: hyperOf(scalar) };
    expect(compare(scalar, await moduleOf(scalar), run, 1)).toBeLessThan(1e-5);
    const pair = pointProgram();
    const pairRun = { shape: [2], places: [1], sizes: {}, hyper: hyperOf(pair) };
    expect(compare(pair, await moduleOf(pair), pairRun, 1)).toBeLessThan(1e-5);
  });

  it('leaves a bias one where its points are of several numbers', async () => {
    const optimizer = (await moduleOf(pointProgram())).make({ α: 0.1 });
    const bias = tf.variable(tf.zeros([4]));
    optimizer.minimize(() => loss(bias), false, [bias]);
    const out = tf.tidy(() => tf.fused.matMul({ a: tf.ones([1, 2]), b: tf.zeros([2, 4]), bias }).dataSync());
    expect([...out]).toEqual([...bias.dataSync()]);
    optimizer.dispose();
    bias.dispose();
  });

  it('starts where the variable is, and holds its estimate between draws', async () => {
    const m = await moduleOf(affineProgram());
    const v = tf.variable(tf.tensor1d([0.5, -2]));
    const optimizer = m.make({ α_A: 0.1, alpha_b: 0.1, initial: { A: 0.25 } });
    expect(numbersOf(optimizer.stateOf(v))).toMatchObject({ A: [0.25, 0.25], b: [0.5, -2] });
    const first = optimizer.sampled(() => [...v.dataSync()]);
    const second = optimizer.sampled(() => [...v.dataSync()]);
    expect(first).not.toEqual(second);
    expect([...v.dataSync()]).toEqual([0.5, -2]);
    optimizer.dispose();
    const signed = (await moduleOf(signedProgram())).make({
      α: 0.1,
      initial: (name: string) => (name === v.name ? { 'A₋': 0.5 } : {}),
    });
    expect(worst(numbersOf(signed.stateOf(v))['A₊'] ?? [], [1, 1])).toBeLessThan(1e-6);
    signed.dispose();
    v.dispose();
  });

  it('counts the gradients taken at the last draw, as minimize would', async () => {
    const m = await moduleOf(affineProgram());
    const [u, v] = [tf.variable(tf.tensor1d([0.5, -2])), tf.variable(tf.tensor1d([0.5, -2]))];
    const [byHand, whole] = [m.make({ α_A: 0.1, α_b: 0.1, τ: 0 }), m.make({ α_A: 0.1, α_b: 0.1, τ: 0 })];
    expect(() => byHand.applyGradients({ [u.name]: tf.scalar(0) })).toThrow('sampled');
    const spread: number[] = [];
    const { grads } = byHand.sampled(() => {
      spread.push(...u.dataSync());
      return tf.variableGrads(() => loss(u), [u]);
    }, [u]);
    byHand.applyGradients(grads);
    const epsilon = spread.map((x, i) => x - ([0.5, -2][i] ?? 0));
    const g = gradientAt(spread);
    const A = epsilon.map((e, i) => Math.exp(-0.1 * 0.1 * e * (g[i] ?? 0)));
    expect(worst(numbersOf(byHand.stateOf(u))['A'] ?? [], A)).toBeLessThan(1e-5);
    const cost = whole.minimize(() => loss(v), true, [v]);
    expect(cost?.rank).toBe(0);
    tf.dispose([grads, cost as tf.Scalar]);
    byHand.dispose();
    whole.dispose();
    tf.dispose([u, v]);
  });

  it('takes gradients at the estimate where all mass lies at one point', async () => {
    const optimizer = (await moduleOf(pointProgram())).make({ α: 0.5 });
    const v = tf.variable(tf.tensor1d([3, 4]));
    optimizer.applyGradients({ [v.name]: tf.tensor1d([3, 4]) });
    expect([...v.dataSync()]).toEqual([1.5, 3.5]);
    optimizer.dispose();
    v.dispose();
  });

  it('scales the temperature by the data, and takes weight decay as a prior', async () => {
    const p = affineProgram();
    const m = await moduleOf(p);
    const v = tf.variable(tf.tensor1d([0.5]));
    const base = { α_A: 1, α_b: 0, 'β₁': 0, seed: 3 };
    const logA = (options: object): number => {
      const optimizer = m.make({ ...base, ...options });
      v.assign(tf.tensor1d([0.5]));
      optimizer.minimize(() => tf.sum(tf.mul(v, 0)) as tf.Scalar, false, [v]);
      const [a = 0] = numbersOf(optimizer.stateOf(v))['A'] ?? [];
      optimizer.dispose();
      return Math.log(a);
    };
    expect(logA({ τ: 0.5, dataSize: 10 })).toBeCloseTo(0.05, 5);
    const [e = 0] = drawsAt(m, { shape: [1], places: [], sizes: { P: 1 }, hyper: hyperOf(p) }, 3, 0, 0).flat();
    expect(logA({ τ: 0, weightDecay: 0.2 })).toBeCloseTo(-e * 0.2 * (0.5 + e), 5);
    v.dispose();
  });

  it('goes on from a saved state bit for bit, and keeps the number of tensors', async () => {
    const m = await moduleOf(affineProgram());
    const make = (): GroupOptimizer => m.make({ α_A: 0.01, α_b: 0.1, K: 3, seed: 2 ** 40 + 7 });
    const v = tf.variable(
      tf.tensor2d([
        [0.5, -2],
        [1, 3],
      ]),
    );
    const first = make();
    const steps = (o: GroupOptimizer, count: number): void => {
      for (let i = 0; i < count; i += 1) {
        o.minimize(() => loss(v), false, [v]);
        o.sampled(() => v.dataSync());
      }
    };
    steps(first, 3);
    const tensors = tf.memory().numTensors;
    steps(first, 2);
    expect(tf.memory().numTensors).toBe(tensors);
    const saved = await first.getWeights();
    const host = saved.map(({ name, tensor }) => ({
      name,
      values: tensor.dataSync().slice(),
      shape: tensor.shape,
      dtype: tensor.dtype,
    }));
    tf.dispose(saved.flatMap(({ tensor }) => (tensor instanceof tf.Variable ? [] : [tensor])));
    const weights = v.dataSync().slice();
    steps(first, 4);
    const wanted = [v.dataSync().slice(), numbersOf(first.stateOf(v)), first.sampled(() => [...v.dataSync()])];
    first.dispose();
    v.assign(tf.tensor(weights, v.shape));
    const second = make();
    const upload = host.map(({ name, values, shape, dtype }) => ({ name, tensor: tf.tensor(values, shape, dtype) }));
    await second.setWeights(upload);
    tf.dispose(upload.map(({ tensor }) => tensor));
    steps(second, 4);
    expect([v.dataSync().slice(), numbersOf(second.stateOf(v)), second.sampled(() => [...v.dataSync()])]).toEqual(
      wanted,
    );
    expect(second.iterations).toBe(9);
    await expect(m.make({ α_A: 0.01, α_b: 0.1, seed: 1 }).setWeights(await second.getWeights())).rejects.toThrow(
      'another seed',
    );
    second.dispose();
    v.dispose();
  });

  it('gives restored states to the variables that they fit', async () => {
    const m = await moduleOf(affineProgram());
    const make = (): GroupOptimizer => m.make({ α_A: 0.01, α_b: 0.1 });
    const [u, v] = [tf.variable(tf.tensor1d([0.5])), tf.variable(tf.tensor1d([1, 2]))];
    const first = make();
    first.minimize(() => tf.add(loss(u), loss(v)) as tf.Scalar, false, [u, v]);
    const second = make();
    await second.setWeights(await first.getWeights());
    const other = tf.variable(tf.tensor1d([7, 7, 7]));
    const renamed = tf.variable(v);
    expect(numbersOf(second.stateOf(other))['b']).toEqual([7, 7, 7]);
    expect(numbersOf(second.stateOf(renamed))).toEqual(numbersOf(first.stateOf(v)));
    expect(numbersOf(second.stateOf(u))).toEqual(numbersOf(first.stateOf(u)));
    first.dispose();
    second.dispose();
    tf.dispose([u, v, other, renamed]);
  });

  it('leaves the tensors of a whole life behind it', async () => {
    const m = await moduleOf(affineProgram());
    const v = tf.variable(tf.tensor1d([0.5, -2]));
    const before = tf.memory().numTensors;
    const optimizer = m.make({ α_A: 0.01, α_b: 0.1 });
    optimizer.minimize(() => loss(v), false, [v]);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    v.dispose();
  });

  it('fits a model of layers, with metrics and several samples', async () => {
    const m = await moduleOf(affineProgram());
    const drawn = (seed: number) => layers.initializers.glorotUniform({ seed });
    const model = layers.sequential({
      layers: [
        layers.layers.dense({ inputShape: [2], units: 4, activation: 'tanh', kernelInitializer: drawn(1) }),
        layers.layers.dense({ units: 1, kernelInitializer: drawn(2) }),
      ],
    });
    const optimizer = m.make({ α_A: 0.02, α_b: 20, K: 3, τ: 1, dataSize: 1000, initial: { A: 0.05 } });
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
    const last = history.history['loss']?.at(-1) as number;
    expect(last).toBeLessThan((first.history['loss']?.[0] as number) / 2);
    expect(history.history['mae']?.every((value) => Number.isFinite(value as number))).toBe(true);
    expect(optimizer.iterations).toBe(63);
    model.dispose();
    tf.dispose([x, y]);
  });

  it('says what it does not know', async () => {
    const m = await moduleOf(affineProgram());
    expect(() => m.make({ α_A: 0.1 })).toThrow('Affine needs α_b');
    expect(() => m.make({ α_A: 0.1, α_b: 0.1, lr: 1 })).toThrow('has no option lr; it has K, β₁ or beta_1');
    expect(() => m.make({ α_A: 0.1, α_b: 0.1, K: 0 })).toThrow('whole number of samples');
    const pair = (await moduleOf(pointProgram())).make({ α: 1 });
    const v = tf.variable(tf.zeros([3]));
    expect(() => pair.stateOf(v)).toThrow('holds no whole number of points');
    v.dispose();
  });
});
