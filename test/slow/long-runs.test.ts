// 10⁵ steps on gradients up to 1e6, in float32 and in float64: no state leaves its group. `STEPS=100000` runs them all.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainRun, programOf, subjects, tensorRun } from '../long-runs.ts';

const steps = Number(process.env['STEPS'] ?? 250);

describe.each(subjects)('$name', (subject) => {
  beforeAll(async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
  });

  it('stays in its group in float32', async () => {
    const { bad, warnings, drift, rest } = await tensorRun(programOf(subject), steps);
    if (process.env['STEPS'] !== undefined)
      console.log(
        `${subject.name} float32 ${steps}: held ${JSON.stringify(warnings)}, drift ${drift}, at rest ${rest}`,
      );
    expect(bad).toEqual([]);
  }, 3600_000);

  it('stays in its group in float64', async () => {
    const { bad, warnings, drift, rest } = await plainRun(programOf(subject), steps);
    if (process.env['STEPS'] !== undefined)
      console.log(
        `${subject.name} float64 ${steps}: held ${JSON.stringify(warnings)}, drift ${drift}, at rest ${rest}`,
      );
    expect(bad).toEqual([]);
  }, 3600_000);
});
