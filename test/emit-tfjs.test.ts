// The emitted tensor modules against the JavaScript ones, in float32 on two backends: values, batches, leaks, gradients.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { elementwise, exp, neg } from '../src/ir/build.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import type { Value } from './emit-evaluator.ts';
import { binaryProgram, matrixPrecisionProgram, meanPrecisionProgram, scaleProgram } from './emit-fixtures.ts';
import { type Case, cases, keyed, native, worst } from './emit-points.ts';
import { type EmittedModule, type FunctionName, load, loadTensors } from './emit-run.ts';

const header = { source: 'x.blr', version: '0.1.0' };
const tolerance = 1e-5;
const tensor = (v: Value): tf.Tensor => tf.tensor([...v.data], [...v.sizes], 'float32');
const data = (t: unknown): number[] => Array.from((t as tf.Tensor).dataSync());
const flat = (x: unknown): number[] =>
  typeof x === 'number' ? [x] : Array.from(x as ArrayLike<number | Float64Array>).flatMap((y) => flat(y));
const loaded = new Map<string, Promise<EmittedModule>>();
const tensors = (name: string, p: FamilyProgram): Promise<EmittedModule> => {
  const known = loaded.get(name) ?? loadTensors(emitTfjs(p, header).js);
  loaded.set(name, known);
  return known;
};

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  describe.each(cases)('$name', (c: Case) => {
    let reference: EmittedModule;
    let emitted: EmittedModule;
    beforeAll(async () => {
      reference = await load(emitJs(c.program, header).js);
      emitted = await tensors(c.name, c.program);
    });

    const both = (name: FunctionName, values: readonly (readonly Value[] | Value | object)[]): [unknown, unknown] => {
      const given = (make: (v: Value) => unknown) =>
        values.map((v) => (Array.isArray(v) ? keyed(c, v as Value[], make) : 'sizes' in v ? make(v as Value) : v));
      return [emitted[name](...given(tensor)), reference[name](...given(native))];
    };
    const compare = (name: FunctionName, ...values: readonly (readonly Value[] | Value | object)[]): void => {
      tf.tidy(() => {
        const [found, wanted] = both(name, values);
        if (found instanceof tf.Tensor) {
          expect(worst(data(found), flat(wanted)), name).toBeLessThan(tolerance);
          return;
        }
        for (const [key, value] of Object.entries(found as Record<string, tf.Tensor>)) {
          const want = flat((wanted as Record<string, unknown>)[key]);
          expect(worst(data(value), want), `${name} ${key}`).toBeLessThan(tolerance);
        }
      });
    };

    it('agrees with the JavaScript module', () => {
      compare('logDensity', c.parameters, c.variable);
      compare('entropy', c.parameters);
      compare('kl', c.parameters, c.other);
      compare('toNatural', c.parameters);
      compare('toMean', c.parameters);
      compare('fisher', c.parameters);
      compare('update', c.parameters, c.gradient, { rho: 0.1, tau: 0.7 });
    });

    it('inverts its maps', () => {
      tf.tidy(() => {
        const parameters = keyed(c, c.parameters, tensor);
        for (const [there, back] of [
          ['toNatural', 'fromNatural'],
          ['toMean', 'fromMean'],
        ] as const) {
          const found = emitted[back](emitted[there](parameters)) as Record<string, tf.Tensor>;
          Object.values(found).forEach((t, i) => {
            expect(worst(data(t), c.parameters[i]?.data ?? []), back).toBeLessThan(3e-5);
          });
        }
      });
    });

    it('draws the numbers that the JavaScript module draws', () => {
      tf.tidy(() => {
        const found = emitted.sample(keyed(c, c.parameters, tensor), [9], 11);
        const wanted = flat(reference.sample(keyed(c, c.parameters, native), [9], 11));
        expect(worst(data(found), wanted)).toBeLessThan(tolerance);
      });
    });

    it('leaves no tensor behind', () => {
      const parameters = keyed(c, c.parameters, tensor);
      const variable = tensor(c.variable);
      const gradient = keyed(c, c.gradient, tensor);
      const before = tf.memory().numTensors;
      tf.dispose(emitted.logDensity(parameters, variable) as tf.Tensor);
      tf.dispose(emitted.fisher(parameters) as tf.Tensor);
      const mean = emitted.toMean(parameters) as tf.TensorContainer;
      tf.dispose(emitted.fromMean(mean) as tf.TensorContainer);
      tf.dispose(emitted.update(parameters, gradient, { rho: 0.1 }) as tf.TensorContainer);
      tf.dispose(emitted.sample(parameters, [3], 1) as tf.Tensor);
      tf.dispose(mean);
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  it('batches over any shape, values broadcasting against each other', async () => {
    const m = await tensors('mean and precision', meanPrecisionProgram());
    const mean = tf.tensor([0, 1, 2], [3, 1]);
    const s = tf.tensor([1, 2], [2]);
    const found = m.logDensity({ m: mean, s }, 0.5) as tf.Tensor;
    expect(found.shape).toEqual([3, 2]);
    const reference = await load(emitJs(meanPrecisionProgram(), header).js);
    const wanted = [0, 1, 2].flatMap((a) => [1, 2].map((b) => reference.logDensity({ m: a, s: b }, 0.5)));
    expect(worst(data(found), wanted as number[])).toBeLessThan(tolerance);
    const fisher = m.fisher({ m: mean, s }) as tf.Tensor;
    expect(fisher.shape.slice(-2)).toEqual([2, 2]);
    expect((m.sample({ m: mean, s }, [4], 1) as tf.Tensor).shape).toEqual([4, 3, 2]);
  });

  it('batches matrices', async () => {
    const m = await tensors('mean and precision matrix', matrixPrecisionProgram());
    const mean = tf.tensor([0, 1, 1, 0, 2, 2], [3, 2]);
    const S = tf.tensor([2, 0.5, 0.5, 1, 1, 0, 0, 1, 3, 1, 1, 2], [3, 2, 2]);
    expect((m.logDensity({ m: mean, S }, [0, 0]) as tf.Tensor).shape).toEqual([3]);
    expect((m.fisher({ m: mean, S }) as tf.Tensor).shape).toEqual([3, 5, 5]);
    const natural = m.toNatural({ m: mean, S }) as Record<string, tf.Tensor>;
    const back = m.fromNatural(natural) as Record<string, tf.Tensor>;
    expect(worst(data(back.m), data(mean))).toBeLessThan(tolerance);
    expect((m.sample({ m: mean, S }, [4], 1) as tf.Tensor).shape).toEqual([4, 3, 2]);
    const spread = m.update(
      { m: mean, S },
      { m: tf.zeros([3, 2]), S: tf.tensor([0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0], [3, 2, 2]) },
      { rho: 0.1 },
    ) as Record<string, tf.Tensor>;
    expect(data(spread.m).map(Number.isNaN)).toEqual([false, false, true, true, false, false]);
  });

  it('is differentiable through the density', async () => {
    const m = await tensors('scale', scaleProgram());
    const slope = tf.grad((sigma) => m.logDensity({ σ: sigma }, 2) as tf.Tensor)(tf.scalar(1.5));
    expect(worst(data(slope), [-2 / 1.5 + 4 / 1.5 ** 3])).toBeLessThan(tolerance);
  });

  it('gives the log-partition the mean map as its gradient', async () => {
    const p = binaryProgram();
    const [block] = p.blocks;
    if (!block) throw new Error('no block');
    const program = {
      ...p,
      logPartition: {
        value: elementwise('log', exp(neg(neg(elementwise('softplus', block.symbol))))),
        mean: [exp(neg(elementwise('softplus', neg(block.symbol))))],
      },
    };
    const m = await loadTensors(emitTfjs(program, header).js);
    const lambda = tf.tensor([-80, -3, 0, 3, 80]);
    const slope = tf.grad((x) => m.logPartition({ lambda: x }) as tf.Tensor)(lambda);
    const wanted = [-80, -3, 0, 3, 80].map((x) => 1 / (1 + Math.exp(-x)));
    expect(worst(data(slope), wanted)).toBeLessThan(tolerance);
    expect(data(slope)[0]).toBeGreaterThan(0);
  });
});
