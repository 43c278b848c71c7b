// The modified Bessel function of the second kind against mpmath, in float64 and in float32, and its gradient.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { logBesselK as logBesselKPortable } from '../src/runtime/portable/bessel-k.ts';
import { logBesselK } from '../src/runtime/special-bessel-k.ts';

const oracle = JSON.parse(readFileSync(new URL('./oracles/bessel-k.json', import.meta.url), 'utf8')) as {
  readonly logBesselK: readonly (readonly [number, number, number])[];
};

describe('log K', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(oracle.logBesselK)('of order %d at %d', (order, x, want) => {
    const size = Math.max(1, Math.abs(want));
    expect(Math.abs(logBesselKPortable(order, x) - want) / size).toBeLessThan(2e-14);
    const found = logBesselK(order, tf.scalar(x)).dataSync()[0] ?? Number.NaN;
    expect(Math.abs(found - logBesselKPortable(order, Math.fround(x))) / size).toBeLessThan(3e-6);
  });

  it('has the derivative −K_{ν+1}/K_ν + ν/x', () => {
    for (const [order, x] of [
      [0.3, 0.5],
      [2.5, 4],
      [-1, 30],
    ] as const) {
      const slope =
        tf
          .grad((t: tf.Tensor) => logBesselK(order, t))(tf.scalar(x))
          .dataSync()[0] ?? Number.NaN;
      const wanted = (logBesselKPortable(order, x + 1e-4) - logBesselKPortable(order, x - 1e-4)) / 2e-4;
      expect(Math.abs(slope / wanted - 1)).toBeLessThan(1e-5);
    }
  });
});
