// Emitted tensor optimizers in the hands of their users: loops of one's own, what is given back after mistakes, and
// states that travel.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { div, exp, mul, sub } from '../src/ir/build.ts';
import { one, two } from '../src/ir/expr.ts';
import type { GroupOptimizer } from '../src/runtime/optimizer.ts';
import { affineProgram, pointProgram, scalingProgram, signedProgram, translationProgram } from './optimizer-fixture.ts';
import { loadOptimizer, loss, numbersOf, type OptimizerModule } from './optimizer-run.ts';

type Options = Readonly<Record<string, unknown>>;

let affine: OptimizerModule;
let u: tf.Variable;
let v: tf.Variable;
const made: GroupOptimizer[] = [];
const make = (options: Options = {}, module = affine): GroupOptimizer => {
  const optimizer = module.make({ α_A: 0.01, α_b: 0.1, K: 2, seed: 4, initial: { A: 0.1 }, ...options });
  made.push(optimizer);
  return optimizer;
};
const step = (o: GroupOptimizer, x: tf.Variable): unknown => o.minimize(() => loss(x), false, [x]);

beforeAll(async () => {
  await tf.setBackend('cpu');
  affine = await loadOptimizer(affineProgram());
});
beforeEach(() => {
  u = tf.variable(tf.tensor1d([1, 2]), true, 'u');
  v = tf.variable(tf.tensor1d([-1, 0.5]), true, 'v');
});
afterEach(() => {
  for (const optimizer of made.splice(0)) optimizer.dispose();
  tf.disposeVariables();
});

/** State and variable, to the last bit. */
const all = (o: GroupOptimizer, x: tf.Variable): unknown => [numbersOf(o.stateOf(x)), [...x.dataSync()]];

/** What `getWeights` gives, apart from the optimizer. */
async function saved(o: GroupOptimizer): Promise<{ name: string; tensor: tf.Tensor }[]> {
  return (await o.getWeights()).map(({ name, tensor }) => ({ name, tensor: tf.clone(tensor) }));
}

describe('a loss that throws', () => {
  it.each([0, 1])('at sample %s leaves neither tensors nor draws behind', (bad) => {
    const optimizer = make();
    step(optimizer, u);
    const [before, tensors] = [all(optimizer, u), tf.memory().numTensors];
    let k = 0;
    const throwing = (): tf.Scalar => {
      if (k === bad) throw new Error('mine');
      k += 1;
      return loss(u);
    };
    expect(() => optimizer.minimize(throwing, true, [u])).toThrow('mine');
    expect(() => optimizer.computeGradients(() => throwing(), [u])).toThrow('mine');
    expect(tf.memory().numTensors).toBe(tensors);
    expect(all(optimizer, u)).toEqual(before);
  });
});

describe('a state that travels', () => {
  it('keeps the random numbers of each variable, in whatever order they are met again', async () => {
    const first = make();
    step(first, u);
    step(first, v);
    const weights = await saved(first);
    step(first, v);
    const second = make();
    await second.setWeights(weights);
    step(second, v);
    expect(all(second, v)).toEqual(all(first, v));
  });

  it('can be saved again before the next step', async () => {
    const first = make();
    step(first, u);
    step(first, v);
    const weights = await saved(first);
    const second = make();
    await second.setWeights(weights);
    second.stateOf(v);
    const again = await second.getWeights();
    expect(again.map(({ name, tensor }) => [name, [...tensor.dataSync()]])).toEqual(
      weights.map(({ name, tensor }) => [name, [...tensor.dataSync()]]),
    );
  });

  it('is refused by another rule with as many parts', async () => {
    const other = await loadOptimizer(signedProgram());
    const point = await loadOptimizer(pointProgram());
    const signed = other.make({ α: 0.1, seed: 4 });
    const pair = point.make({ α: 0.1, seed: 4 });
    made.push(signed, pair);
    step(signed, u);
    await expect(saved(signed).then((w) => pair.setWeights(w))).rejects.toThrow('no state of Point, which holds b, c');
    await expect(pair.setWeights([])).rejects.toThrow('no state of Point');
  });

  it('goes by the order where names were counted up', async () => {
    const shapes = [
      [3, 2],
      [2, 2],
      [2, 2],
    ] as const;
    const named = (start: number): tf.Variable[] =>
      shapes.map((s, i) => tf.variable(tf.fill([...s], i + 1), true, `layer${start + i}`));
    const old = named(1);
    const first = make();
    for (const x of old) step(first, x);
    const weights = await saved(first);
    const wanted = old.map((x) => [...x.dataSync()]);
    tf.dispose(old);
    const fresh = named(2);
    const second = make();
    await second.setWeights(weights);
    for (const x of fresh) second.stateOf(x);
    expect(fresh.map((x) => [...x.dataSync()])).toEqual(wanted);
  });

  it('is made again from its configuration as JSON', () => {
    const first = make({ initial: { A: Float32Array.of(0.1, 0.2) } });
    const config = JSON.parse(JSON.stringify(first.getConfig()));
    step(first, u);
    const wanted = all(first, u);
    u.assign(tf.tensor1d([1, 2]));
    const second = make(config);
    step(second, u);
    expect(all(second, u)).toEqual(wanted);
  });

  it('is saved with a model of layers, and goes on bit for bit', async () => {
    const drawn = layers.initializers.glorotUniform({ seed: 1 });
    const model = layers.sequential({
      layers: [layers.layers.dense({ inputShape: [2], units: 3, kernelInitializer: drawn })],
    });
    const optimizer = make({ initial: { momentum_A: 0.1 } });
    tf.serialization.registerClass(
      optimizer.constructor as tf.serialization.SerializableConstructor<tf.serialization.Serializable>,
    );
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [x, y] = [
      tf.tensor2d([
        [0, 1],
        [1, 2],
      ]),
      tf.tensor2d([
        [0, 1, 2],
        [3, 4, 5],
      ]),
    ];
    const trained = (m: layers.LayersModel) => m.fit(x, y, { epochs: 3, verbose: 0, shuffle: false });
    await trained(model);
    let kept: tf.io.ModelArtifacts = {};
    const keep = tf.io.withSaveHandler(async (artifacts) => {
      kept = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    await model.save(keep, { includeOptimizer: true });
    const read = await layers.loadLayersModel(tf.io.fromMemory(kept));
    await trained(model);
    await trained(read);
    const weights = (m: layers.LayersModel) => m.getWeights().map((w) => [...w.dataSync()]);
    expect(weights(read)).toEqual(weights(model));
  });
});

describe('a variable that its owner changed', () => {
  it('goes on from its new values, with the rest of its state', () => {
    const optimizer = make();
    step(optimizer, u);
    const { A } = numbersOf(optimizer.stateOf(u));
    u.assign(tf.tensor1d([50, 60]));
    expect(numbersOf(optimizer.stateOf(u))).toMatchObject({ A, b: [50, 60] });
    step(optimizer, u);
    expect([...u.dataSync()].map(Math.round)).toEqual([50, 60]);
  });

  it('and given its own values back goes on as if nothing were', async () => {
    const signed = await loadOptimizer(signedProgram());
    const [first, second] = [signed.make({ α: 0.1 }), signed.make({ α: 0.1 })];
    made.push(first, second);
    const w = tf.variable(u, true);
    for (const [o, x] of [
      [first, u],
      [second, w],
    ] as const) {
      step(o, x);
      if (x === w) w.assign(tf.tensor1d(w.dataSync()));
      step(o, x);
    }
    expect(all(second, w)).toEqual(all(first, u));
  });

  it('starts anew where it is another one of the same name', () => {
    const optimizer = make();
    step(optimizer, u);
    u.dispose();
    expect(() => optimizer.sampled(() => v.dataSync())).not.toThrow();
    u = tf.variable(tf.tensor1d([7, 8, 9]), true, 'u');
    step(optimizer, u);
    expect([...u.dataSync()].map(Math.round)).toEqual([7, 8, 9]);
  });
});

describe('of the variables of a step', () => {
  it('one that is named twice is moved once', () => {
    const [once, twice] = [make(), make()];
    once.minimize(() => loss(u), false, [u]);
    const wanted = all(once, u);
    u.assign(tf.tensor1d([1, 2]));
    twice.minimize(() => loss(u), false, [u, u]);
    expect(all(twice, u)).toEqual(wanted);
  });

  it('without a list those that the loss does not reach stay as they are, whatever their shape', async () => {
    const [scaling, point] = [await loadOptimizer(scalingProgram()), await loadOptimizer(pointProgram())];
    const [positive, pair] = [scaling.make({ α: 0.1 }), point.make({ α: 0.1 })];
    made.push(positive, pair);
    tf.variable(tf.zeros([3]), true, 'odd');
    const before = [...v.dataSync()];
    const tensors = tf.memory().numTensors;
    positive.minimize(() => loss(u));
    tf.dispose(Object.values(positive.computeGradients(() => loss(u))));
    pair.minimize(() => loss(u));
    expect([...v.dataSync()]).toEqual(before);
    expect(tf.memory().numTensors - tensors).toBeLessThan(10);
  });
});

describe('a mistake is told', () => {
  const drawn = (o: GroupOptimizer, x = u): tf.NamedTensorMap =>
    o.sampled(() => tf.variableGrads(() => loss(x), [x]), [x]).grads;

  it('of steps and gradients', () => {
    const optimizer = make({ K: 1 });
    expect(() => optimizer.applyGradients({ u: tf.zeros([2]) })).toThrow('take gradients inside sampled');
    expect(() => optimizer.sampled(() => step(optimizer, u))).toThrow('take the step after sampled');
    const early = drawn(optimizer);
    drawn(optimizer);
    expect(() => optimizer.applyGradients(early)).toThrow('the gradient of u is from before the last draw');
    expect(() => optimizer.applyGradients({ v: tf.zeros([2]) })).toThrow('v held no draw; name it in the list');
    expect(() => optimizer.applyGradients({ u: tf.zeros([1, 2]) })).toThrow('has the shape [1,2]; it needs [2]');
    expect(() => optimizer.applyGradients({ w: tf.zeros([2]) })).toThrow('no variable w; gradients go by names: u, v');
    optimizer.applyGradients([{ name: 'u', tensor: tf.zeros([2]) }]);
  });

  it('of samples that are too few, mixed up, or of other variables', () => {
    const optimizer = make();
    const [a, b] = [drawn(optimizer), drawn(optimizer)];
    const state = all(optimizer, u);
    expect(() => optimizer.applyGradients(a)).toThrow('takes the gradients at K = 2 draws, as a list; there is one');
    expect(() => optimizer.applyGradients([a, b, b])).toThrow('as a list; there are 3');
    expect(() => optimizer.applyGradients([a, a])).toThrow('the gradient of u is from before the last draw');
    expect(() => optimizer.applyGradients([b, b])).toThrow('from after its draw; give samples in the order of draws');
    const both = (): tf.NamedTensorMap =>
      optimizer.sampled(() => tf.variableGrads(() => tf.add(loss(u), loss(v)), [u, v]), [u, v]).grads;
    const [c, d] = [both(), both()];
    const { u: first } = d;
    expect(() => optimizer.applyGradients([c, { u: first ?? null }])).toThrow('gradients of different variables');
    expect(all(optimizer, u)).toEqual(state);
    optimizer.applyGradients([c, d]);
    expect(() => optimizer.applyGradients([c, d])).toThrow('take gradients inside sampled(() => …)');
  });

  it('of variables that were drawn though no loss reached them', () => {
    const optimizer = make({ K: 1 });
    const gradients = (): tf.NamedTensorMap => optimizer.sampled(() => tf.variableGrads(() => loss(u), [u])).grads;
    const early = gradients();
    expect(() => optimizer.applyGradients(early)).toThrow('v held a draw too, since no variables were named');
    step(optimizer, u);
    optimizer.applyGradients(gradients());
    expect([...v.dataSync()]).toEqual([-1, 0.5]);
  });

  it('of a loss that is no number, and leaves no tensor', () => {
    const optimizer = make();
    step(optimizer, u);
    const tensors = tf.memory().numTensors;
    const vector = (): tf.Scalar => tf.mul(u, u) as unknown as tf.Scalar;
    expect(() => optimizer.minimize(vector, true, [u])).toThrow('must return a scalar');
    expect(() => optimizer.minimize(vector, true)).toThrow('must return a scalar');
    expect(() => optimizer.computeGradients(vector, [u])).toThrow('must return a scalar');
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('of where it starts, and of what', () => {
    const started = (options: Options) => () => make(options).stateOf(u);
    expect(started({ initial: { A: -1 } })).toThrow('initial A of u must hold positive numbers');
    expect(started({ initial: { b: [1, 2, 3] } })).toThrow('initial b has 3 numbers; u needs 2, or one for all');
    expect(started({ initial: 3 })).toThrow('initial must hold values by name');
    expect(started({ sizes: { Q: 3 } })).toThrow('has no size Q; it has P');
    const whole = tf.variable(tf.tensor1d([1, 2], 'int32'));
    expect(() => make().stateOf(whole)).toThrow('holds int32; what is learnt must be float32');
  });
});

describe('two scales that pull in opposite directions', () => {
  it('start where the variable is, also where their difference has a factor', async () => {
    const p = signedProgram();
    const [a, c] = p.state.map(({ symbol }) => symbol);
    if (!a || !c) throw new Error('two blocks');
    const module = await loadOptimizer({
      ...p,
      name: 'Halved',
      centre: [mul(exp(one), sub(div(a, two), div(c, two)))],
    });
    const optimizer = module.make({ α: 0.1 });
    made.push(optimizer);
    expect(numbersOf(optimizer.stateOf(u))).toMatchObject({ 'A₋': [1, 1] });
    [1, 2].forEach((x, i) => {
      expect(numbersOf(optimizer.stateOf(u))['A₊']?.[i]).toBeCloseTo(1 + (2 * x) / Math.E, 5);
    });
  });
});

it("takes the samples of a step as a list in a loop of one's own, and leaves no tensor", async () => {
  const module = await loadOptimizer(translationProgram());
  const optimizer = module.make({ α_b: 1, 'β₂': 0, K: 3 });
  made.push(optimizer);
  step(optimizer, u);
  const before = [...u.dataSync()];
  const tensors = tf.memory().numTensors;
  const seen: number[][] = [];
  tf.tidy(() => {
    const gradients = [0, 1, 2].map(() =>
      optimizer.sampled(() => {
        seen.push([...u.dataSync()]);
        return tf.variableGrads(() => loss(u), [u]).grads;
      }),
    );
    optimizer.applyGradients(gradients);
  });
  expect(tf.memory().numTensors).toBe(tensors);
  expect(new Set(seen.map(([x]) => x)).size).toBe(3);
  const mean = [0, 1].map((i) => seen.reduce((sum, x) => sum + 0.4 - 0.1 * i + 0.3 * (x[i] ?? 0), 0) / 3);
  u.dataSync().forEach((x, i) => {
    expect(x).toBeCloseTo((before[i] ?? 0) - (mean[i] ?? 0), 5);
  });
});

it('gives several samples as the mean of their gradients, each at a draw of its own', async () => {
  const module = await loadOptimizer(translationProgram());
  const optimizer = module.make({ α_b: 1, 'β₂': 0, K: 5 });
  made.push(optimizer);
  const seen: number[][] = [];
  optimizer.minimize(
    () => {
      seen.push([...u.dataSync()]);
      return loss(u);
    },
    false,
    [u],
  );
  expect(new Set(seen.map(([x]) => x)).size).toBe(5);
  const mean = [0, 1].map((i) => seen.reduce((sum, x) => sum + 0.4 - 0.1 * i + 0.3 * (x[i] ?? 0), 0) / 5);
  u.dataSync().forEach((x, i) => {
    expect(x).toBeCloseTo(i + 1 - (mean[i] ?? 0), 5);
  });
});
