// Sums over all integers in tensor modules: both halves count, by the oracle of oracles/unseen-families.json.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { loadTensors } from './emit-run.ts';
import { type Point, programAt } from './emitted-families.ts';

const { points } = JSON.parse(readFileSync(new URL('oracles/unseen-families.json', import.meta.url), 'utf8')) as {
  readonly points: readonly Point[];
};
const entries = (value: unknown): readonly number[] => [...(value as tf.Tensor).dataSync()];

describe.each(points.filter((p) => ['ThetaCounts', 'DoubleGeometric'].includes(p.name)))('$name', (point) => {
  it('has its entropy, its mean and its metric', { timeout: 120_000 }, async () => {
    await tf.setBackend('cpu');
    const module = await loadTensors(emitTfjs(programAt(point), { source: point.file, version: '0.0.0' }).js);
    const { k, ...parameters } = point.at;
    const { entropy, kl, logDensity, mean } = point.expected;
    const close = (found: readonly number[], wanted: readonly number[]): void => {
      expect(found).toHaveLength(wanted.length);
      for (const [i, x] of wanted.entries()) expect(Math.abs((found[i] ?? Number.NaN) - x)).toBeLessThan(2e-6);
    };
    close(entries(module.entropy(parameters)), [Number(entropy)]);
    close(entries(module.kl(parameters, point.toPoint)), [Number(kl)]);
    close(entries(module.logDensity(parameters, k)), [Number(logDensity)]);
    close(Object.values(module.toMean(parameters) as object).flatMap(entries), mean as readonly number[]);
  });
});
