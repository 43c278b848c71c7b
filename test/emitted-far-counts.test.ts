// Counts drawn by tensor modules far from their first value, where cells of the mass stand for single counts.
import type * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { loadTensors } from './emit-run.ts';

const p = Math.fround(0.9999);
const count = 1000;

/** Parameters with the mean and the variance there, by the textbook. */
const laws = [
  {
    text: 'family F { variable k in Natural parameter r in Positive density r^k*exp(-r)/factorial(k) }',
    at: [0.5, 1e7].map((r) => ({ parameters: { r }, mean: r, variance: r })),
  },
  {
    text: 'family F { variable counts in Natural parameter first in Unit density (1-first)*first^counts }',
    at: [{ parameters: { first: p }, mean: p / (1 - p), variance: p / (1 - p) ** 2 }],
  },
  {
    text: 'family F { variable k in Integer(0..n) constant n in Integer(1..inf) parameter p in Unit density factorial(n)/(factorial(k)*factorial(n-k))*p^k*(1-p)^(n-k) }',
    at: [1, 1e6].map((n) => ({ parameters: { n, p: 0.25 }, mean: n / 4, variance: (3 * n) / 16 })),
  },
  {
    text: 'family F(P) { variable k in Natural constant x in Real^P parameter w in Real density exp(k*w*sum(x) - exp(w*sum(x)))/factorial(k) }',
    at: [{ parameters: { x: [1, 2, 2], w: 2 }, mean: Math.exp(10), variance: Math.exp(10) }],
  },
];

describe('counts in tensors have their mean and variance', () => {
  for (const { text, at } of laws)
    it(text, { timeout: 60_000 }, async () => {
      const findings = compile(text, { verify: 'live' }).declarations[0]?.findings;
      if (!findings) throw new Error('not derived');
      const module = await loadTensors(emitTfjs(programOf(findings), { source: 'counts.blr', version: '0.0.0' }).js);
      for (const { parameters, mean, variance } of at) {
        const drawn = [...(module.sample(parameters, [count], 1) as tf.Tensor).dataSync()];
        expect(drawn.every((k) => Number.isInteger(k) && k >= 0)).toBe(true);
        const found = drawn.reduce((a, b) => a + b) / count;
        const spread = drawn.reduce((a, k) => a + (k - found) ** 2, 0) / (count - 1);
        expect(Math.abs(found - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
        expect(Math.abs(spread / variance - 1)).toBeLessThan(0.2);
      }
    });
});
