// The float32 special functions on the cpu and wasm backends: values, first and second derivatives, and no leak.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { trigamma } from '../src/runtime/portable/polygamma.ts';
import { lbeta, lgamma } from '../src/runtime/special-gamma.ts';
import * as specialTrigonometric from '../src/runtime/special-trigonometric.ts';
import { type Case, cases } from './runtime-cases.ts';

function columns(points: readonly (readonly number[])[]): tf.Tensor[] {
  const width = points[0]?.length ?? 0;
  return Array.from({ length: width }, (_, k) => tf.tensor1d(points.map((row) => row[k] ?? Number.NaN)));
}

/** The largest error of a case on the current backend, in units of what it is allowed. */
async function worstOf(one: Case): Promise<{ excess: number; at: readonly number[]; found: number; exact: number }> {
  const result = tf.tidy(() => one.tensor(...columns(one.points)));
  const found = await result.data();
  result.dispose();
  let worst = { excess: 0, at: [] as readonly number[], found: 0, exact: 0 };
  one.points.forEach((row, i) => {
    const exact = one.exact(...row);
    const value = found[i] ?? Number.NaN;
    const excess = Math.abs(value - exact) / (one.tolerance * Math.max(Math.abs(exact), one.floor));
    if (!(excess <= worst.excess)) worst = { excess, at: row, found: value, exact };
  });
  return worst;
}

describe.each(['cpu', 'wasm'])('on the %s backend', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(one.points.length).toBeGreaterThan(4);
    const worst = await worstOf(one);
    expect(worst.excess, JSON.stringify(worst)).toBeLessThan(1);
  });

  test('cosines and sines of angles that float32 does not tell are numbers of [−1, 1]', () => {
    const angles = tf.tensor1d([1e5, -3e6, 1e8, 1e12, -1e20, 3e38]);
    for (const wave of [specialTrigonometric.cos, specialTrigonometric.sin])
      for (const value of tf.tidy(() => wave(angles)).dataSync()) expect(Math.abs(value)).toBeLessThan(1.0001);
  });

  test.each(cases.filter((one) => one.points[0]?.length === 1).map((one) => [one.name, one] as const))(
    'the derivative of %s is its difference quotient',
    async (_, one) => {
      const points = one.points.filter(([x = 0]) => Math.abs(x) > 0.01 && Math.abs(x) < 60);
      expect(points.length).toBeGreaterThan(2);
      const slopes = tf.tidy(() => tf.grad((x: tf.Tensor) => one.tensor(x))(columns(points)[0] ?? tf.scalar(0)));
      const found = await slopes.data();
      slopes.dispose();
      points.forEach(([x = 0], i) => {
        const step = 1e-4 * Math.min(Math.abs(x), Math.abs(1 - Math.abs(x)) || 1);
        const slope = (one.exact(x + step) - one.exact(x - step)) / (2 * step);
        if (!Number.isFinite(slope)) return;
        const size = Math.max(Math.abs(slope), 1e-2 * Math.abs(one.exact(x)), 1e-6);
        expect(
          Math.abs((found[i] ?? Number.NaN) - slope) / size,
          `${one.name} at ${x}: ${found[i]} ${slope}`,
        ).toBeLessThan(2e-4);
      });
    },
  );

  test('second derivatives chain', async () => {
    const x = tf.tensor1d([0.3, 1.7, 9]);
    const second = tf.tidy(() => tf.grad((u: tf.Tensor) => tf.grad((v: tf.Tensor) => lgamma(v))(u))(x));
    const expected = [0.3, 1.7, 9].map(trigamma);
    (await second.data()).forEach((value, i) => {
      expect(value / (expected[i] ?? 0)).toBeCloseTo(1, 5);
    });
    tf.dispose([x, second]);
  });

  test('gradients of a broadcast argument are summed', async () => {
    const a = tf.tensor2d([[0.5], [2]]);
    const b = tf.tensor1d([1, 3, 4]);
    const [da, db] = tf.grads((x: tf.Tensor, y: tf.Tensor) => lbeta(x, y))([a, b]);
    expect(da?.shape).toEqual([2, 1]);
    expect(db?.shape).toEqual([3]);
    // ψ(2) − ψ(3) + ψ(2) − ψ(5) + ψ(2) − ψ(6) = −1/2 − 13/12 − 77/60.
    const slopes = await da?.data();
    expect(slopes?.[1]).toBeCloseTo(-(1 / 2 + 13 / 12 + 77 / 60), 5);
    tf.dispose([a, b, da ?? [], db ?? []]);
  });

  test('no tensor is left behind', () => {
    const x = tf.tensor1d([0.4, 2, 30]);
    const before = tf.memory().numTensors;
    for (const one of cases) {
      const inputs = one.points[0]?.length === 2 ? [x, x] : [x];
      one.tensor(...inputs).dispose();
      tf.grad((u: tf.Tensor) => one.tensor(...inputs.map(() => u)))(x).dispose();
    }
    tf.grad((u: tf.Tensor) => tf.grad((v: tf.Tensor) => lgamma(v))(u))(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
