// Every runtime routine on a real WebGPU pipeline agrees with the cpu backend; started by scripts/gpu.mjs only.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../src/runtime/backend.ts';
import { inverseGeneral, logAbsDeterminant } from '../../src/runtime/general-matrix.ts';
import * as batched from '../../src/runtime/linear-algebra.ts';
import { circleAngle, logGamma, normal, uniform } from '../../src/runtime/random.ts';
import { cases } from '../runtime-cases.ts';

const wanted = process.env['BLRC_TEST_GPU'] === '1';

/** The values of `make` on a backend. */
async function on(backend: string, make: () => tf.Tensor): Promise<Float32Array> {
  expect(await tf.setBackend(backend)).toBe(true);
  const tensor = tf.tidy(make);
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

async function expectAgreement(make: () => tf.Tensor, floor: number, outliers = 0): Promise<void> {
  const gpu = await on('webgpu', make);
  const cpu = await on('cpu', make);
  expect(gpu.length).toBe(cpu.length);
  const apart = Array.from(cpu).flatMap((value, i) => {
    const error = Math.abs((gpu[i] ?? Number.NaN) - value) / Math.max(Math.abs(value), floor, 1e-30);
    return error <= 1e-5 ? [] : [`${i}: ${gpu[i]} for ${value}`];
  });
  expect(apart.length, apart.slice(0, 5).join('; ')).toBeLessThanOrEqual(outliers);
}

describe.skipIf(!wanted)('webgpu agrees with cpu', () => {
  beforeAll(async () => {
    await selectBackend({ prefer: ['cpu'] });
    const choice = await selectBackend({ prefer: ['webgpu'] });
    expect(choice.backend, JSON.stringify(choice.tried)).toBe('webgpu');
    // Otherwise small tensors are computed on the CPU, and nothing is proved.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
  });

  test.each(cases.map((one) => [one.name, one] as const))('%s and its derivative', async (_, one) => {
    const width = one.points[0]?.length ?? 0;
    const columns = (): tf.Tensor[] =>
      Array.from({ length: width }, (_, k) => tf.tensor1d(one.points.map((row) => row[k] ?? Number.NaN)));
    await expectAgreement(() => one.tensor(...columns()), one.floor);
    const points = one.points.filter((row) => row.every((x) => Math.abs(x) > 0.01 && Math.abs(x) < 60));
    const first = (): tf.Tensor => tf.tensor1d(points.map(([x = 0]) => x));
    const rest = (): tf.Tensor[] => (width > 1 ? [tf.tensor1d(points.map((row) => row[1] ?? 0))] : []);
    await expectAgreement(() => tf.grad((x: tf.Tensor) => one.tensor(x, ...rest()))(first()), 0.1);
  });

  const matrix = (size: number): tf.Tensor => {
    const root = normal([2, size, size], size);
    return tf.add(tf.div(tf.matMul(root, root, false, true), size), tf.eye(size));
  };
  const routines: Readonly<Record<string, (m: tf.Tensor) => tf.Tensor>> = {
    cholesky: batched.cholesky,
    inverseSPD: batched.inverseSPD,
    logdetSPD: batched.logdetSPD,
    solveSPD: (m) => batched.solveSPD(m, tf.slice(m, [0, 0, 0], [-1, -1, 2])),
    'triangularSolve, upper': (m) => batched.triangularSolve(m, m, { lower: false }),
    'triangularSolve, adjoint': (m) => batched.triangularSolve(m, m, { adjoint: true }),
    entriesFromSymmetric: batched.entriesFromSymmetric,
    symmetricFromEntries: (m) => batched.symmetricFromEntries(batched.entriesFromSymmetric(m)),
    outer: (m) => batched.outer(m, m),
    matVec: (m) => batched.matVec(m, batched.diagPart(m)),
    diagEmbed: (m) => batched.diagEmbed(batched.diagPart(m)),
    trace: batched.trace,
    inverseGeneral,
    logAbsDeterminant,
  };
  test.each(Object.entries(routines))('%s and its adjoint', async (name, f) => {
    for (const size of [3, 18]) {
      await expectAgreement(() => f(matrix(size)), 1);
      // The adjoints are made of the routines themselves: one of them at the larger size stands for all.
      if (size > 3 && name !== 'cholesky') continue;
      await expectAgreement(() => tf.grad((m: tf.Tensor) => f(m))(matrix(size)), 10);
    }
  });

  test('random numbers', async () => {
    const parameters = (): tf.Tensor => tf.tensor1d([0.05, 0.8, 4, 300]);
    await expectAgreement(() => uniform([101], 3), 0);
    await expectAgreement(() => normal([101], 3), 0);
    await expectAgreement(() => logGamma(parameters(), [200, 4], 3), 1, 1);
    await expectAgreement(() => circleAngle(parameters(), [200, 4], 3), 1, 1);
    await expectAgreement(() => tf.grad((a: tf.Tensor) => tf.sum(logGamma(a, [20, 4], 3)))(parameters()), 1);
    await expectAgreement(() => tf.grad((a: tf.Tensor) => tf.sum(circleAngle(a, [20, 4], 3)))(parameters()), 1);
  });
});
