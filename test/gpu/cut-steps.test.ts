// Steps that float32 cannot hold, where no number can be read at once: no element leaves its group on a real WebGPU pipeline.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../src/runtime/backend.ts';
import { programOf, subjects, tensorRun } from '../long-runs.ts';

const wanted = process.env['BLRC_TEST_GPU'] === '1';
const { STEPS } = process.env;

/** Elements of five kinds, whose steps are cut; all where a number of steps is asked for. */
const few = ['triangular-normal', 'affine', 'scaled-rayleigh', 'a flat rotation', 'a power'];
const tried = subjects.filter(({ name }) => STEPS !== undefined || few.includes(name));
const steps = Number(STEPS ?? 4);

describe.skipIf(!wanted)('on webgpu', () => {
  beforeAll(async () => {
    const choice = await selectBackend({ prefer: ['webgpu'] });
    expect(choice.backend, JSON.stringify(choice.tried)).toBe('webgpu');
    // Otherwise small tensors are computed on the CPU, and nothing is proved.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
  });

  it.each(tried)(
    '$name stays in its group',
    async (subject) => {
      const { bad, warnings, rest } = await tensorRun(programOf(subject), steps);
      if (STEPS !== undefined)
        console.log(`${subject.name} webgpu ${steps}: held ${JSON.stringify(warnings)}, at rest ${rest}`);
      expect(bad).toEqual([]);
    },
    600_000,
  );
});
