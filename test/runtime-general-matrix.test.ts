// Inverses and determinants of general matrices in float32 against the float64 elimination, pivots included.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { inverseGeneral, logAbsDeterminant, solveGeneral } from '../src/runtime/general-matrix.ts';
import * as exact from '../src/runtime/portable/linear-algebra.ts';
import { fillNormal } from '../src/runtime/random-portable.ts';

describe.each(['cpu', 'wasm'])('on the %s backend', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  test.each([1, 2, 3, 9])('size %d', (size) => {
    tf.tidy(() => {
      const flat = fillNormal(new Float32Array(2 * size * size), size);
      // A zero in the corner asks for a pivot.
      if (size > 1) flat[0] = 0;
      const inverse = inverseGeneral(tf.tensor(flat, [2, size, size])).dataSync();
      const logs = logAbsDeterminant(tf.tensor(flat, [2, size, size])).dataSync();
      for (const k of [0, 1]) {
        const part = flat.slice(k * size * size, (k + 1) * size * size);
        const wanted = exact.solveGeneral(part, exact.identityMatrix(size), size, size);
        const scale = Math.max(...wanted.solution.map(Math.abs));
        wanted.solution.forEach((value, i) => {
          expect(Math.abs((inverse[k * size * size + i] ?? Number.NaN) - value) / scale).toBeLessThan(2e-5);
        });
        expect(Math.abs((logs[k] ?? Number.NaN) - wanted.logAbsDeterminant)).toBeLessThan(2e-5);
      }
    });
  });

  test('a permutation is solved exactly', () => {
    tf.tidy(() => {
      const cycle = tf.tensor2d([0, 1, 0, 0, 0, 1, 1, 0, 0], [3, 3]);
      expect([...solveGeneral(cycle, tf.tensor2d([1, 2, 3], [3, 1])).dataSync()]).toEqual([3, 1, 2]);
    });
  });

  test('gradients', () => {
    tf.tidy(() => {
      const values = [0.2, 1.5, -0.4, 0.9, 0.3, 1.1, -1.2, 0.8, 0.5];
      const weight = Array.from({ length: 9 }, (_, i) => Math.sin(1 + i));
      const slopes = tf.grad((m: tf.Tensor) =>
        tf.add(tf.sum(tf.mul(inverseGeneral(m), tf.tensor2d(weight, [3, 3]))), logAbsDeterminant(m)),
      )(tf.tensor2d(values, [3, 3]));
      const total = (at: number[]): number =>
        exact.dotProduct(exact.inverseGeneral(at, 3), weight) + Math.log(Math.abs(exact.determinant(at, 3)));
      slopes.dataSync().forEach((slope, i) => {
        const moved = (by: number): number[] => values.map((value, j) => (i === j ? value + by : value));
        expect(slope).toBeCloseTo((total(moved(1e-5)) - total(moved(-1e-5))) / 2e-5, 4);
      });
    });
  });

  test('no tensor is left behind', () => {
    const m = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const before = tf.memory().numTensors;
    for (const f of [inverseGeneral, logAbsDeterminant]) {
      f(m).dispose();
      tf.grad((x: tf.Tensor) => f(x))(m).dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    m.dispose();
  });
});
