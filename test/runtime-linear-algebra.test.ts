// The batched float32 linear algebra against its float64 sibling, with gradients against difference quotients.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import * as batched from '../src/runtime/linear-algebra.ts';
import * as exact from '../src/runtime/portable/linear-algebra.ts';
import { fillNormal } from '../src/runtime/random-portable.ts';

/** A well-conditioned symmetric positive definite matrix, in numbers that float32 holds. */
function randomSPD(size: number, seed: number): Float64Array {
  const root = fillNormal(new Float64Array(size * size), seed);
  const product = exact.multiply(root, exact.transpose(root, size, size), size, size, size);
  return product.map((entry, k) => Math.fround(entry / size + (k % (size + 1) === 0 ? 1 : 0)));
}

function batchOf(size: number, seed: number): { flat: Float64Array[]; tensor: tf.Tensor } {
  const flat = [0, 1, 2].map((k) => randomSPD(size, seed + k));
  return { flat, tensor: tf.tensor(Float32Array.from(flat.flatMap((m) => [...m])), [3, 1, size, size]) };
}

function expectClose(found: tf.Tensor, expected: readonly ArrayLike<number>[], tolerance: number): void {
  const values = found.dataSync();
  const wanted = expected.flatMap((part) => Array.from(part));
  expect(values.length).toBe(wanted.length);
  const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs((values[i] ?? Number.NaN) - value)), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe.each(['cpu', 'wasm'])('on the %s backend', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  test.each([1, 2, 5, 16, 17, 41])('factor, solves, inverse and determinant of size %d', (size) => {
    tf.tidy(() => {
      const { flat, tensor } = batchOf(size, 100 * size);
      const right = fillNormal(new Float32Array(3 * size * 2), 7);
      const b = tf.tensor(right, [3, 1, size, 2]);
      const part = (k: number): Float32Array => right.slice(k * size * 2, (k + 1) * size * 2);
      const factors = flat.map((m) => exact.cholesky(m, size));
      const lower = batched.cholesky(tensor);
      expectClose(lower, factors, 1e-5);
      expectClose(
        batched.solveSPD(tensor, b),
        flat.map((m, k) => exact.solveSPD(m, part(k), size, 2)),
        2e-5,
      );
      expectClose(
        batched.choleskySolve(lower, b),
        flat.map((m, k) => exact.solveSPD(m, part(k), size, 2)),
        2e-5,
      );
      expectClose(
        batched.inverseSPD(tensor),
        flat.map((m) => exact.inverseSPD(m, size)),
        1e-5,
      );
      expectClose(batched.logdetSPD(tensor), [flat.map((m) => exact.logDeterminantSPD(m, size))], 3e-5);
      for (const adjoint of [false, true]) {
        const wanted = factors.map((m, k) => exact.solveLower(m, part(k), size, 2, adjoint));
        expectClose(batched.triangularSolve(lower, b, { adjoint }), wanted, 2e-5);
        const upper = batched.transposeLast(lower);
        expectClose(batched.triangularSolve(upper, b, { lower: false, adjoint: !adjoint }), wanted, 2e-5);
      }
    });
  });

  const weights = (x: tf.Tensor): tf.Tensor =>
    tf.tensor(
      Float32Array.from({ length: x.size }, (_, i) => Math.sin(1 + i)),
      x.shape,
    );
  const b = [0.3, -1, 2, 0.5, 0.7, -0.2];
  const right = (): tf.Tensor => tf.tensor2d(b, [3, 2]);
  const symmetric = (m: tf.Tensor): tf.Tensor => batched.symmetrise(m);
  const smooth: Readonly<Record<string, (m: tf.Tensor) => tf.Tensor>> = {
    cholesky: (m) => batched.cholesky(symmetric(m)),
    logdetSPD: (m) => batched.logdetSPD(symmetric(m)),
    inverseSPD: (m) => batched.inverseSPD(symmetric(m)),
    solveSPD: (m) => batched.solveSPD(symmetric(m), right()),
    'triangularSolve, lower': (m) => batched.triangularSolve(m, right()),
    'triangularSolve, lower adjoint': (m) => batched.triangularSolve(m, right(), { adjoint: true }),
    'triangularSolve, upper': (m) => batched.triangularSolve(m, right(), { lower: false }),
    'triangularSolve, upper adjoint': (m) => batched.triangularSolve(m, right(), { lower: false, adjoint: true }),
    'triangularSolve, right side': (m) => batched.triangularSolve(tf.add(tf.eye(3), tf.ones([3, 3])), m),
    entriesFromSymmetric: (m) => batched.entriesFromSymmetric(tf.square(symmetric(m))),
    symmetricFromEntries: (m) => batched.symmetricFromEntries(tf.sum(tf.square(m), 0)),
    matVec: (m) => batched.matVec(m, tf.sum(m, 0)),
    outer: (m) => batched.outer(m, tf.square(m)),
    'diagPart and diagEmbed': (m) => batched.diagEmbed(tf.square(batched.diagPart(m))),
    trace: (m) => batched.trace(tf.square(m)),
  };

  test.each(Object.entries(smooth))('the gradient of %s', (name, f) => {
    tf.tidy(() => {
      const values = [...randomSPD(3, 31)];
      const total = (at: number[]): number => {
        const result = f(tf.tensor2d(at, [3, 3]));
        return Array.from(tf.mul(result, weights(result)).dataSync()).reduce((sum, value) => sum + value, 0);
      };
      const gradient = tf.grad((m: tf.Tensor) =>
        tf.mul(
          f(m),
          tf.tidy(() => weights(f(m))),
        ),
      );
      const found = gradient(tf.tensor2d(values, [3, 3])).dataSync();
      const step = 2 ** -7;
      values.forEach((value, i) => {
        const moved = (by: number): number[] => values.map((other, j) => (i === j ? value + by : other));
        const slope =
          (8 * (total(moved(step)) - total(moved(-step))) - (total(moved(2 * step)) - total(moved(-2 * step)))) /
          (12 * step);
        const error = Math.abs((found[i] ?? Number.NaN) - slope) / (1 + Math.abs(slope));
        expect(error, `${name} entry ${i}: ${found[i]} ${slope}`).toBeLessThan(5e-4);
      });
    });
  });

  test('the second derivative of log det is −(A⁻¹)²', () => {
    tf.tidy(() => {
      const second = tf.grad((x: tf.Tensor) => tf.grad((y: tf.Tensor) => batched.logdetSPD(y))(x));
      expectClose(second(tf.tensor2d([2], [1, 1])), [[-0.25]], 1e-6);
    });
  });

  test('entries of a symmetric matrix are i ≤ j, row by row', () => {
    tf.tidy(() => {
      const matrix = batched.symmetricFromEntries(tf.tensor2d([1, 2, 3, 4, 5, 6], [1, 6]));
      expect(matrix.shape).toEqual([1, 3, 3]);
      expectClose(matrix, [[1, 2, 3, 2, 4, 5, 3, 5, 6]], 1e-9);
      expectClose(batched.entriesFromSymmetric(matrix), [[1, 2, 3, 4, 5, 6]], 1e-9);
    });
    expect(() => batched.symmetricFromEntries(tf.ones([5]))).toThrow(RangeError);
  });

  test('no tensor is left behind', () => {
    const { tensor } = batchOf(3, 9);
    const before = tf.memory().numTensors;
    for (const f of [batched.cholesky, batched.logdetSPD, batched.inverseSPD, batched.trace, batched.symmetrise]) {
      f(tensor).dispose();
      tf.grad((m: tf.Tensor) => f(m))(tensor).dispose();
    }
    tf.grad((m: tf.Tensor) => batched.solveSPD(m, m))(tensor).dispose();
    tf.grad((m: tf.Tensor) => batched.entriesFromSymmetric(m))(tensor).dispose();
    expect(tf.memory().numTensors).toBe(before);
    tensor.dispose();
  });
});
