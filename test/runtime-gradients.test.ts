// The registered gradients against difference quotients, for every op in the table that float32 can be probed with.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerGradients } from '../src/runtime/gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

const fixed = (shape: number[]): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => 0.4 + ((i * 7) % 5) / 4),
    shape,
  );

const functions: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  add: (x) => tf.add(x, tf.tensor1d([1, 2, 3])),
  sub: (x) => tf.sub(tf.tensor1d([1, 2, 3]), x),
  mul: (x) => tf.mul(x, tf.mul(x, tf.tensor1d([1, 2, 3]))),
  div: (x) => tf.div(tf.tensor1d([1, 2, 3]), x),
  'div, broadcast': (x) => tf.div(tf.sum(x, 0), x),
  pow: (x) => tf.pow(x, tf.mul(x, 0.5)),
  maximum: (x) => tf.maximum(x, 0.8),
  minimum: (x) => tf.minimum(x, 0.8),
  neg: (x) => tf.neg(x),
  square: (x) => tf.square(x),
  sqrt: (x) => tf.sqrt(x),
  rsqrt: (x) => tf.rsqrt(x),
  reciprocal: (x) => tf.reciprocal(x),
  exp: (x) => tf.exp(x),
  expm1: (x) => tf.expm1(x),
  log: (x) => tf.log(x),
  log1p: (x) => tf.log1p(x),
  sigmoid: (x) => tf.sigmoid(x),
  softplus: (x) => tf.softplus(x),
  sinh: (x) => tf.sinh(x),
  cosh: (x) => tf.cosh(x),
  tanh: (x) => tf.tanh(x),
  sin: (x) => tf.sin(x),
  cos: (x) => tf.cos(x),
  tan: (x) => tf.tan(tf.mul(x, 0.5)),
  asin: (x) => tf.asin(tf.mul(x, 0.5)),
  acos: (x) => tf.acos(tf.mul(x, 0.5)),
  atan: (x) => tf.atan(x),
  atan2: (x) => tf.atan2(tf.square(x), tf.sub(x, tf.tensor1d([1, 2, 3]))),
  abs: (x) => tf.abs(tf.sub(x, 0.8)),
  relu: (x) => tf.relu(tf.sub(x, 0.8)),
  where: (x) => tf.where(tf.greater(fixed([2, 3]), 1), tf.square(x), tf.exp(x)),
  cast: (x) => tf.cast(x, 'float32'),
  sum: (x) => tf.sum(tf.square(x), 1),
  'sum of all': (x) => tf.sum(tf.square(x)),
  max: (x) => tf.max(tf.mul(x, tf.tensor1d([1, 2, 3])), 1),
  'max, kept': (x) => tf.max(tf.mul(x, tf.tensor1d([1, 2, 3])), -1, true),
  min: (x) => tf.min(tf.square(x), 0),
  'max of all': (x) => tf.max(tf.square(x)),
  logSumExp: (x) => tf.logSumExp(x, -1),
  mean: (x) => tf.mean(tf.square(x), [0]),
  matMul: (x) => tf.matMul(x, tf.mul(x, 2), false, true),
  'matMul, left transposed': (x) => tf.matMul(x, tf.square(x), true, false),
  'matMul, both transposed': (x) => tf.matMul(x, tf.reshape(tf.square(x), [3, 2]), true, true),
  'matMul, batched': (x) => tf.matMul(fixed([4, 3, 2]), tf.expandDims(x, 0)),
  reshape: (x) => tf.square(tf.reshape(x, [3, 2])),
  transpose: (x) => tf.mul(tf.transpose(x), fixed([3, 2])),
  concat: (x) => tf.square(tf.concat([x, tf.exp(x), fixed([2, 1])], -1)),
  tile: (x) => tf.mul(tf.tile(x, [2, 2]), fixed([4, 6])),
  broadcastTo: (x) => tf.mul(tf.broadcastTo(x, [4, 2, 3]), fixed([4, 2, 3])),
  slice: (x) => tf.square(tf.slice(x, [0, 1], [2, 2])),
  pad: (x) =>
    tf.mul(
      tf.pad(x, [
        [1, 0],
        [0, 2],
      ]),
      fixed([3, 5]),
    ),
};

describe('the gradient of', () => {
  test.each(Object.entries(functions))('%s', (_, f) => {
    tf.tidy(() => {
      const values = [0.3, 0.55, 0.7, 0.9, 1.1, 1.6];
      const total = (at: number[]): number => {
        const result = f(tf.tensor2d(at, [2, 3]));
        return Array.from(tf.mul(result, fixed(result.shape)).dataSync()).reduce((sum, value) => sum + value, 0);
      };
      const weighted = (x: tf.Tensor): tf.Tensor => {
        const result = f(x);
        return tf.mul(result, fixed(result.shape));
      };
      const found = tf
        .grad(weighted)(tf.tensor2d(values, [2, 3]))
        .dataSync();
      const step = 2 ** -7;
      values.forEach((value, i) => {
        const moved = (by: number): number[] => values.map((other, j) => (i === j ? value + by : other));
        const slope =
          (8 * (total(moved(step)) - total(moved(-step))) - (total(moved(2 * step)) - total(moved(-2 * step)))) /
          (12 * step);
        expect(Math.abs((found[i] ?? Number.NaN) - slope) / (1 + Math.abs(slope))).toBeLessThan(2e-4);
      });
    });
  });
});

test('a gradient that is there already is kept', () => {
  const before = tf.getGradient('Multiply');
  registerGradients();
  expect(before).toBeDefined();
  expect(tf.getGradient('Multiply')).toBe(before);
});
