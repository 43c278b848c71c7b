// What emitted modules say of arguments that do not fit: sizes, a step without its size, shapes of samples.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { sizesOf } from '../src/runtime/sizes.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';
import { programAt } from './emitted-families.ts';

const header = { source: 'x', version: '0.0.0' };
const at = (file: string, name: string) => programAt({ file: `families/exponential/${file}.blr`, name });
const tensors = (file: string, name: string): Promise<EmittedModule> =>
  loadTensors(emitTfjs(at(file, name), header).js);
const plain = (file: string, name: string): Promise<EmittedModule> => load(emitJs(at(file, name), header).js);

beforeAll(() => tf.setBackend('cpu'));

const S = [
  [2, 0],
  [0, 1],
];
const wrong = { m: [0, 0, 0], S };
const right = { m: [0, 0], S };
const rho = { rho: 0.1 };
const misfits = [
  ['entropy', [wrong]],
  ['logDensity', [wrong, [0, 0, 0]]],
  ['logDensity', [right, [0, 0, 0]]],
  ['kl', [right, wrong]],
  ['kl', [right, { ...right, m: [0] }]],
  ['toNatural', [wrong]],
  ['toMean', [wrong]],
  ['fisher', [wrong]],
  ['sample', [wrong, 3, 1]],
  ['inDomain', [wrong]],
  ['update', [right, { m: [0, 0, 0], S }, rho]],
  ['update', [right, { m: [0, 0], S: [[1]] }, rho]],
  ['fromNatural', [{ lambda1: [0, 0, 0], lambda2: [[-1]] }]],
  ['logPartition', [{ lambda1: [0, 0, 0], lambda2: [[-1]] }]],
  ['fromMean', [{ mu1: [0, 0, 0], mu2: S }]],
] as const;

describe('a plain module given sizes that do not fit', () => {
  it.each(misfits)('%s says which', async (name, given) => {
    const m = await plain('gaussian', 'Gaussian');
    expect(() => m[name](...given)).toThrow(/\w+\.?\w* has \d entr\w+ and should have P( × P)? = \d( × \d)?$/);
    expect(() => m[name](...given)).toThrow(RangeError);
  });

  it('says so of a number in the place of a vector, and of a matrix that is not square', async () => {
    const m = await plain('gaussian', 'Gaussian');
    expect(() => m.entropy({ m: 0, S })).toThrow('parameters.m is a number and should have P entries');
    const categorical = await plain('categorical', 'Categorical');
    expect(() => categorical.logDensity({ p: [0.2, 0.8] }, [0, 0, 1])).toThrow(
      'theta has 3 entries and should have K = 2',
    );
    const wishart = await plain('wishart', 'Wishart');
    expect(() => wishart.entropy({ V: [1, 0, 1], ν: 4 })).toThrow('parameters.V has 3 entries and should have P × P');
  });
});

describe('a tensor module given sizes that do not fit', () => {
  it.each(misfits)('%s says which', async (name, given) => {
    const m = await tensors('gaussian', 'Gaussian');
    expect(() => m[name](...given)).toThrow(/has the shape \[.*\] and should end in \[P.*\], with P = \d by /);
    const { numTensors } = tf.memory();
    expect(() => m[name](...given)).toThrow(RangeError);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('takes batches of those that fit', async () => {
    const m = await tensors('gaussian', 'Gaussian');
    const found = m.entropy({ m: [[0, 0], [1, 1]], S }) as tf.Tensor; // biome-ignore format: two means
    expect(found.shape).toEqual([]);
    expect((m.logDensity({ m: [[0, 0], [1, 1]], S }, [0, 1]) as tf.Tensor).shape).toEqual([2]); // biome-ignore format: two means
  });

  it('counts classes one more than their logits', async () => {
    const m = await tensors('categorical', 'Categorical');
    expect(() => m.logDensity({ p: [0.2, 0.8] }, [0, 0, 1])).toThrow('theta has the shape [3] and should end in [K]');
  });
});

it('sizes are told by names with shifts, by numbers, and by hand', () => {
  const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
  expect(sizesOf({ a: [zeros(5, 3), 'K-1'], b: [zeros(4, 2), 'K', '2'] })).toEqual({ K: 4 });
  expect(() => sizesOf({ a: [zeros(3), '2'] })).toThrow('a has the shape [3] and should end in [2]');
  expect(() => sizesOf({ a: [zeros(3), 'P'] }, { P: 2 })).toThrow('with P = 2 as given');
  expect(() => sizesOf({ a: [zeros(), 'P'] })).toThrow('a has the shape [] and should end in [P]');
});

describe.each([
  ['js', plain],
  ['tfjs', tensors],
] as const)('a %s module', (_, moduleOf) => {
  it('asks for the size of a step', async () => {
    const m = await moduleOf('poisson', 'Poisson');
    const asked = 'the size of the step is missing: update(parameters, gradient, { rho: 0.1 })';
    expect(() => m.update({ r: 2 }, { r: 1 })).toThrow(asked);
    expect(() => m.update({ r: 2 }, { r: 1 }, { tau: 1 })).toThrow(asked);
  });

  it.each([[[-1]], [[2, 1.5]], [Number.NaN], [-3]])('refuses a sample of shape %j', async (shape) => {
    const m = await moduleOf('poisson', 'Poisson');
    expect(() => m.sample({ r: 2 }, shape, 1)).toThrow('the shape of a sample holds whole numbers from 0 on');
  });
});
