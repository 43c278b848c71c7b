// Emitted tfjs modules of the library against the reference evaluation, in single precision on the cpu and wasm backends.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { modules, precisionMisses } from './emitted-tensors.ts';

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  it.each(modules)('%s computes what the reference computes', async (file) => {
    expect(await precisionMisses(file)).toEqual([]);
  });
});
