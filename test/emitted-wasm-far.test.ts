// Emitted tensor modules on the wasm backend where its own sign says 0 of what is below 1e-7.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import * as runtime from '../src/runtime/index.ts';
import { moduleOf } from './emitted-tensors.ts';

beforeAll(async () => {
  expect(await tf.setBackend('wasm')).toBe(true);
});

it('the sign of small numbers, with a slope of 0', () => {
  expect([...runtime.sign(tf.tensor1d([-5e-9, 1e-30, 0, 3])).dataSync()]).toEqual([-1, 1, 0, 1]);
  expect([
    ...tf
      .grad(runtime.sign)(tf.tensor1d([-5e-9, 2]))
      .dataSync(),
  ]).toEqual([0, 0]);
});

it('a normal law of precision 1e-8 is led back from its natural parameters', async () => {
  const m = await moduleOf('families/exponential/gaussian.blr');
  const found = m.fromNatural(m.toNatural({ m: [2e5], S: [[1e-8]] })) as { m: tf.Tensor; S: tf.Tensor };
  expect(Math.abs((found.m.dataSync()[0] ?? Number.NaN) / 2e5 - 1)).toBeLessThan(1e-6);
  expect(Math.abs((found.S.dataSync()[0] ?? Number.NaN) / 1e-8 - 1)).toBeLessThan(1e-6);
});
