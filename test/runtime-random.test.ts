// The tensor samplers draw the same numbers as their float64 siblings, carry their gradients, and leak nothing.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { lgamma } from '../src/runtime/portable/gamma.ts';
import { logGammaQuantileShapeDerivative } from '../src/runtime/portable/incomplete-gamma.ts';
import { categorical, circleAngle, countByInversion, logGamma, normal, uniform } from '../src/runtime/random.ts';
import { circleMotion, logGammaMotion } from '../src/runtime/random-motion.ts';
import {
  circleAngleDerivative,
  drawCircleAngle,
  drawLogGamma,
  fillClass,
  fillCount,
  fillNormal,
  fillUniform,
} from '../src/runtime/random-portable.ts';
import { lgamma as lgammaTensor } from '../src/runtime/special-gamma.ts';

async function read(make: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(make);
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

/** How many entries differ by more than float32 explains; an acceptance on the edge may fall either way. */
function differences(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): number {
  expect(found.length).toBe(expected.length);
  return Array.from(found).filter((value, i) => {
    const exact = expected[i] ?? Number.NaN;
    return !(Math.abs(value - exact) <= tolerance * Math.max(1, Math.abs(exact)));
  }).length;
}

describe.each(['cpu', 'wasm'])('on the %s backend', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  test('uniform and normal are the host numbers', async () => {
    expect(differences(await read(() => uniform([7, 3], 4)), fillUniform(new Float64Array(21), 4), 0)).toBe(0);
    expect(differences(await read(() => normal([7, 3], 4)), fillNormal(new Float64Array(21), 4), 1e-7)).toBe(0);
  });

  test('log-gamma', async () => {
    const shapes = [1e-3, 0.2, 0.999, 1, 3, 80, 1e5];
    const found = await read(() => logGamma(tf.tensor1d(shapes), [500, 7], 21));
    const expected = Array.from(found, (_, i) => drawLogGamma(Math.fround(shapes[i % 7] ?? 0), 21, i));
    expect(differences(found, expected, 3e-6)).toBeLessThanOrEqual(1);
  });

  test('log-gamma of a shape that the host knows', async () => {
    for (const shape of [1e-3, 0.5, 1, 3]) {
      const found = await read(() => logGamma(shape, [40, 5], 21));
      const expected = Array.from(found, (_, i) => drawLogGamma(shape, 21, i));
      expect(differences(found, expected, 1e-7)).toBe(0);
    }
  });

  test('angles', async () => {
    const kappas = [0, 1e-3, 0.7, 5, 300, 1e5];
    const found = await read(() => circleAngle(tf.tensor1d(kappas), [500, 6], 22));
    const expected = Array.from(found, (_, i) => drawCircleAngle(Math.fround(kappas[i % 6] ?? 0), 22, i));
    expect(differences(found, expected, 1e-5)).toBeLessThanOrEqual(2);
  });

  test('counts', async () => {
    const rates = [0.4, 3.5, 11];
    const found = await read(() => {
      const rate = tf.tensor1d(rates);
      const logMass = (count: tf.Scalar): tf.Tensor =>
        tf.sub(tf.sub(tf.mul(count, tf.log(rate)), rate), lgammaTensor(tf.add(count, 1)));
      return countByInversion(logMass, [400, 3], 23, { first: 0, last: 60 });
    });
    const logMass = (count: number, place: number): number => {
      const rate = rates[place % 3] ?? 1;
      return count * Math.log(rate) - rate - lgamma(count + 1);
    };
    expect(differences(found, fillCount(new Float64Array(1200), logMass, 0, 60, 23), 0)).toBeLessThanOrEqual(1);
  });

  test('classes', async () => {
    const logits = [0, 1, -2, 40, 0, 41];
    const found = await read(() => categorical(tf.tensor2d(logits, [2, 3]), [300, 2], 24));
    expect(differences(found, fillClass(new Float64Array(600), logits, 3, 24), 0)).toBeLessThanOrEqual(1);
    expect(new Set(found).size).toBe(3);
  });

  test('the motion of a log-gamma draw', async () => {
    const pairs: [number, number][] = [];
    for (const a of [1e-3, 0.05, 0.5, 1, 1.6, 2.5, 5, 8.5, 12, 30, 400, 1e4]) {
      for (const q of [-3, -2, -1, -0.2, 0, 0.2, 1, 2, 3, 4.5]) {
        const x = a + q * Math.sqrt(a);
        if (x > 0) pairs.push([Math.fround(a), Math.fround(Math.log(x))]);
      }
      pairs.push([Math.fround(a), Math.fround(Math.log(a) - 1.5 / a)]);
    }
    const column = (k: 0 | 1): tf.Tensor => tf.tensor1d(pairs.map((pair) => pair[k]));
    const found = await read(() => logGammaMotion(column(0), column(1)));
    pairs.forEach(([a, y], i) => {
      const expected = logGammaQuantileShapeDerivative(a, y);
      expect(Math.abs((found[i] ?? Number.NaN) / expected - 1), `${a} ${y} ${found[i]} ${expected}`).toBeLessThan(1e-5);
    });
  });

  test('the motion of an angle', async () => {
    const pairs: [number, number][] = [];
    for (const kappa of [0.01, 0.5, 3, 40, 2000]) {
      for (const q of [-3, -1, -0.1, 0.3, 0.9, 1.5, 2.5]) {
        const angle = q / Math.sqrt(kappa + 1);
        pairs.push([Math.fround(kappa), Math.fround(angle)]);
      }
    }
    const column = (k: 0 | 1): tf.Tensor => tf.tensor1d(pairs.map((pair) => pair[k]));
    const found = await read(() => circleMotion(column(0), column(1)));
    pairs.forEach(([kappa, angle], i) => {
      const expected = circleAngleDerivative(kappa, angle);
      const error = Math.abs((found[i] ?? Number.NaN) - expected);
      expect(error / Math.abs(expected), `${kappa} ${angle} ${found[i]} ${expected}`).toBeLessThan(2e-4);
    });
  });

  test('the mean log moves by the trigamma function', async () => {
    const slope = await read(() => tf.grad((a: tf.Tensor) => tf.mean(logGamma(a, [20000], 25)))(tf.tensor1d([2.5])));
    // ψ'(5/2) = π²/2 − 40/9; the spread of the motion over the draws leaves about 0.3%.
    expect(Math.abs((slope[0] ?? 0) / (Math.PI ** 2 / 2 - 40 / 9) - 1)).toBeLessThan(0.015);
  });

  test('no tensor is left behind', () => {
    const alpha = tf.tensor1d([0.4, 3]);
    const before = tf.memory().numTensors;
    for (const draw of [logGamma, circleAngle, categorical]) {
      const shape = draw === categorical ? [5] : [5, 2];
      draw(alpha, shape, 3).dispose();
    }
    for (const draw of [logGamma, circleAngle]) tf.grad((a: tf.Tensor) => draw(a, [5, 2], 3))(alpha).dispose();
    countByInversion((k) => tf.neg(tf.add(k, alpha)), [5, 2], 3, { first: 0, last: 9 }).dispose();
    uniform([3], 1).dispose();
    normal([3], 1).dispose();
    expect(tf.memory().numTensors).toBe(before);
    alpha.dispose();
  });
});
