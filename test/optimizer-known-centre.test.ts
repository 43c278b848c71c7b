// Where the point estimate holds a number that only the user knows, the functions of a module take it: the mean of a
// log-normal law, and so the start at a given point, move with its variance.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import { load } from './emit-run.ts';
import { compiledFile } from './group-texts.ts';
import { header, loadOptimizer } from './optimizer-run.ts';

const program = (): OptimizerProgram => {
  const { optimizer } = compiledFile('families/orbits/scaled-log-normal.blr', 'ScaledLogNormal');
  if (!optimizer) throw new Error('no algorithm');
  return optimizer;
};

interface Plain {
  init(point: readonly number[], sizes: object, hyper: object): { readonly A: Float64Array };
  centre(state: object, hyper?: object): readonly Float64Array[];
  createScaledLogNormal(point: readonly number[], options: object): { estimate(): Float64Array };
}

describe('a point estimate with a known number', () => {
  const [point, v] = [[0.5, 3], 0.8];
  const scale = point.map((x) => x / Math.exp(v / 2));

  it('starts and ends at the point in plain modules, in either spelling', async () => {
    const m = (await load(emitOptimizerJs(program(), header).js)) as unknown as Plain;
    for (const hyper of [{ 'v₀': v }, { v_0: v }]) {
      const state = m.init(point, {}, hyper);
      state.A.forEach((a, i) => {
        expect(a).toBeCloseTo(scale[i] ?? Number.NaN, 14);
      });
      expect([...(m.centre(state, hyper)[0] ?? [])].map((x) => Number(x.toFixed(14)))).toEqual(point);
    }
    expect(() => m.centre({ A: Float64Array.of(1) })).toThrow('ScaledLogNormal needs v₀ here');
    const run = m.createScaledLogNormal(point, { α: 0.1, v_0: v });
    expect([...run.estimate()].map((x) => Number(x.toFixed(14)))).toEqual(point);
  });

  it('starts and stays there in tensor modules', async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
    const optimizer = (await loadOptimizer(program())).make({ α: 0, 'v₀': v, seed: 3 });
    const x = tf.variable(tf.tensor1d(point));
    optimizer.minimize(() => tf.sum(tf.square(x)) as tf.Scalar);
    const [found, state] = [x.dataSync(), optimizer.stateOf(x)['A']?.dataSync() ?? []];
    point.forEach((wanted, i) => {
      expect(found[i]).toBeCloseTo(wanted, 5);
      expect(state[i]).toBeCloseTo(scale[i] ?? Number.NaN, 5);
    });
    x.dispose();
    optimizer.dispose();
  });

  it('is held where its blocks add up to more than float32 holds', async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
    const { optimizer: p } = compiledFile('families/orbits/affine-gumbel.blr', 'AffineGumbel');
    if (!p) throw new Error('no algorithm');
    const optimizer = (await loadOptimizer(p)).make({ α: 0, seed: 1, initial: { A: 3.4e38, b: 3.4e38 } });
    const x = tf.variable(tf.tensor1d([1]));
    optimizer.sampled(() => undefined, [x]);
    expect(x.dataSync()[0]).toBe(Math.fround(3.4028234e38));
    x.dispose();
    optimizer.dispose();
  });
});
