// The float32 functions of exponential maps on the cpu and wasm backends, against mpmath: values, gradients, no leak.
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { entryOf, lowerPart, matrixFrom, matrixPhi } from '../src/runtime/matrix-phi.ts';
import * as exact from '../src/runtime/portable/phi.ts';
import { phi, stumpff } from '../src/runtime/special-phi.ts';

const inHost = vi.hoisted(() => ({ value: true }));
vi.mock('../src/runtime/host-memory.ts', () => ({ inHostMemory: () => inHost.value }));

type Row = readonly [order: number, x: number, value: string, condition: number];
interface MatrixCase {
  readonly order: number;
  readonly matrix: readonly (readonly number[])[];
  readonly value: readonly (readonly number[])[];
}
const oracle = JSON.parse(readFileSync(new URL('./oracles/lie-functions.json', import.meta.url), 'utf8')) as {
  readonly phi: readonly Row[];
  readonly stumpff: readonly Row[];
  readonly matrixPhi: readonly MatrixCase[];
};
const functions = [
  ['phi', phi, exact.phi],
  ['stumpff', stumpff, exact.stumpff],
] as const;
const norm = (m: readonly (readonly number[])[]): number =>
  Math.max(...m.map((row) => row.reduce((s, x) => s + Math.abs(x), 0)));

describe.each(['cpu', 'wasm'])('on the %s backend', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  // Arguments round to float32, which the condition number amplifies by up to 2⁻²⁴ = 6e-8.
  test.each(functions)('%s', (name, f) => {
    const rows = oracle[name].filter(([, x, value]) => Math.abs(x) < 1e3 && Math.abs(Number(value)) < 1e37);
    expect(rows.length).toBeGreaterThan(100);
    for (const [k, x, value, condition] of rows) {
      const got = tf.tidy(() => f(k, tf.scalar(x)).dataSync()[0] ?? Number.NaN);
      const error = Math.abs(got / Number(value) - 1);
      expect(error, `${name}(${k}, ${x}) = ${got}, not ${value}`).toBeLessThan(2e-6 + 2e-7 * condition);
    }
  });

  test.each(functions)('the derivative of %s is its difference quotient', (name, f, reference) => {
    for (const k of [1, 2, 3, 5])
      for (const x of [-30, -5, -0.7, -1e-3, 0, 1e-3, 0.4, 3, 12, 25]) {
        const slope = tf.tidy(
          () =>
            tf
              .grad((t: tf.Tensor) => f(k, t))(tf.scalar(x))
              .dataSync()[0] ?? Number.NaN,
        );
        const h = 1e-4 * Math.max(1, Math.abs(x));
        const wanted = (reference(k, x + h) - reference(k, x - h)) / (2 * h);
        const size = Math.max(Math.abs(wanted), 1e-3 * Math.abs(reference(k, x)), 1e-7);
        expect(Math.abs(slope - wanted) / size, `${name}(${k}, ${x})′ = ${slope}, not ${wanted}`).toBeLessThan(2e-4);
      }
  });

  test.each(oracle.matrixPhi.map((c) => [c.order, c.matrix, c] as const))('φ_%i of %j', (k, matrix, { value }) => {
    tf.tidy(() => {
      const two = tf.stack([tf.tensor2d(matrix as number[][]), tf.zeros([matrix.length, matrix.length])]);
      const [got, atZero] = matrixPhi(k, two).arraySync() as number[][][];
      const error = norm(value.map((row, i) => row.map((x, j) => x - (got?.[i]?.[j] ?? Number.NaN)))) / norm(value);
      expect(error).toBeLessThan(2e-6 * (1 + norm(matrix)));
      atZero?.forEach((row, i) => {
        row.forEach((x, j) => {
          expect(x).toBeCloseTo(i === j ? exact.phi(k, 0) : 0, 6);
        });
      });
    });
  });

  test.each([0, 1, 2])('the gradient of φ_%i of a matrix is its difference quotient', (k) => {
    const at = [0.4, -1.3, 0.2, 0.9, 0.1, 0.8, -0.5, 0.3, -0.7];
    const weights = [1, -2, 0.5, 0.3, 0.7, -1, 2, 0.1, -0.4];
    const value = (m: readonly number[]): number =>
      exact.matrixPhi(k, m, 3).reduce((s, x, i) => s + x * (weights[i] ?? 0), 0);
    const found = tf.tidy(() =>
      tf
        .grad((m: tf.Tensor) => tf.sum(tf.mul(matrixPhi(k, m), tf.tensor2d(weights, [3, 3]))))(tf.tensor2d(at, [3, 3]))
        .dataSync(),
    );
    at.forEach((_, i) => {
      const moved = (h: number): number[] => at.map((x, j) => (i === j ? x + h : x));
      expect(found[i]).toBeCloseTo((value(moved(1e-5)) - value(moved(-1e-5))) / 2e-5, 4);
    });
  });

  // Float32 tells an angle to 2⁻²⁴ of itself, so that is what remains of a rotation by many turns. By Rodrigues' formula.
  test.each([3, 40, 700, 2e4, 3e5, 1e6])('a rotation by %d radians', (size) => {
    const [x, y, z] = [0.36, -0.48, 0.8].map((part) => Math.fround(part * size)) as [number, number, number];
    const turn = [0, -z, y, z, 0, -x, -y, x, 0];
    const angle = Math.hypot(x, y, z);
    const square = exact.squareProduct(Float64Array.from(turn), Float64Array.from(turn), 3);
    const wanted = (i: number): number =>
      Number(i % 4 === 0) +
      (Math.sin(angle) / angle) * (turn[i] ?? 0) +
      ((1 - Math.cos(angle)) / angle ** 2) * (square[i] ?? 0);
    const found = tf.tidy(() => matrixPhi(0, tf.tensor2d(turn, [3, 3])).dataSync());
    const error = Math.max(...turn.map((_, i) => Math.abs((found[i] ?? Number.NaN) - wanted(i))));
    expect(error).toBeLessThan(1e-6 + 4 * 2 ** -24 * angle);
  });

  test('how often matrices are halved is the same where no value is read', () => {
    const many = tf.randomNormal([40, 4, 4], 0, 1, 'float32', 3);
    const sizes = tf.reshape(tf.pow(2, tf.sub(tf.mod(tf.range(0, 40), 12), 8)), [40, 1, 1]);
    const found = [true, false].map((isRead) => {
      inHost.value = isRead;
      return [0, 1, 2].map((k) => [...tf.tidy(() => matrixPhi(k, tf.mul(many, sizes)).dataSync())]);
    });
    inHost.value = true;
    expect(found[0]).toEqual(found[1]);
  });

  test('entries make matrices and come out of them again', () => {
    tf.tidy(() => {
      const entries = [
        tf.tensor1d([1, 5]),
        tf.scalar(2),
        tf.scalar(3),
        tf.scalar(4),
        tf.tensor1d([7, 8]),
        tf.scalar(6),
      ];
      const m = matrixFrom(entries, 3);
      expect(m.arraySync()).toEqual([
        [
          [1, 2, 3],
          [4, 7, 6],
        ],
        [
          [5, 2, 3],
          [4, 8, 6],
        ],
      ]);
      expect(entryOf(m, [1, 1]).arraySync()).toEqual([7, 8]);
      expect(entryOf(tf.tensor1d([4, 9]), [1]).arraySync()).toBe(9);
      const slope = tf.grad((x: tf.Tensor) => tf.square(entryOf(matrixFrom([x, tf.scalar(2)], 1), [0, 0])));
      expect(slope(tf.scalar(3)).arraySync()).toBe(6);
      const square = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]);
      expect([...lowerPart(square).dataSync()]).toEqual([1, 0, 0, 4, 5, 0, 7, 8, 9]);
      expect([
        ...tf
          .grad((x: tf.Tensor) => tf.sum(lowerPart(x)))(square)
          .dataSync(),
      ]).toEqual([1, 0, 0, 1, 1, 0, 1, 1, 1]);
    });
  });

  test('no tensor is left behind', () => {
    const m = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const before = tf.memory().numTensors;
    for (const f of [
      (x: tf.Tensor) => matrixPhi(1, x),
      lowerPart,
      (x: tf.Tensor) => phi(2, x),
      (x: tf.Tensor) => stumpff(1, x),
    ]) {
      f(m).dispose();
      tf.grad((x: tf.Tensor) => f(x))(m).dispose();
    }
    entryOf(m, [0, 1]).dispose();
    expect(tf.memory().numTensors).toBe(before);
    m.dispose();
  });
});
