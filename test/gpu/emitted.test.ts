// Every emitted module of the library on a real WebGPU pipeline, against the reference; started by scripts/gpu.mjs only.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../src/runtime/backend.ts';
import { gradientMisses, tensorsLeft } from '../emitted-tensor-laws.ts';
import { modules, precisionMisses } from '../emitted-tensors.ts';

const wanted = process.env['BLRC_TEST_GPU'] === '1';

describe.skipIf(!wanted)('on webgpu', () => {
  beforeAll(async () => {
    const choice = await selectBackend({ prefer: ['webgpu'] });
    expect(choice.backend, JSON.stringify(choice.tried)).toBe('webgpu');
    // Otherwise small tensors are computed on the CPU, and nothing is proved.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
  });

  it.each(modules)('%s computes what the reference computes, and its gradients', async (file) => {
    expect(await precisionMisses(file, 1)).toEqual([]);
    expect(await gradientMisses(file)).toEqual([]);
    expect(await tensorsLeft(file)).toBe(0);
  });
});
