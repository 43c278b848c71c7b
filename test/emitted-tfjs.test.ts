// Emitted tfjs modules of the library against the reference evaluation, in single precision on the cpu and wasm backends.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchMisses, drawGap, gradientMisses, tensorsLeft } from './emitted-tensor-laws.ts';
import { modules, precisionMisses } from './emitted-tensors.ts';

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  it.each(modules)('%s computes what the reference computes', async (file) => {
    expect(await precisionMisses(file)).toEqual([]);
  });

  it.each(modules)('%s is differentiable', async (file) => {
    expect(await gradientMisses(file)).toEqual([]);
  });

  it.each(modules)('%s takes a batch of any shape', async (file) => {
    expect(await batchMisses(file)).toEqual([]);
  });

  it.each(modules)('%s leaves no tensor behind', async (file) => {
    expect(await tensorsLeft(file)).toBe(0);
  });

  it.each(modules)('%s draws what the js module draws', async (file) => {
    expect(await drawGap(file)).toBeLessThan(1e-5);
  });

  it('draws where the shapes of two draws share a statement', async () => {
    expect(await drawGap('test/families-unseen/hyperbolic-secant.blr')).toBeLessThan(1e-5);
  });
});
