// Draws made of gamma draws whose shape is small: these underflow, and what is made of their logarithms is a number still.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

const beta = readFileSync(new URL('../families/exponential/beta.blr', import.meta.url), 'utf8');
const logGamma = 'family F { variable x in Real parameter k in Positive density ∝ exp(k x - exp(x)) }';

// A share of 1e-4 of the log-gamma law's mass lies below −920, where the gamma draw is no double.
it.each([
  ['shares', beta, { a: 0.01, b: 0.01 }, 0.5, 0.5],
  ['logarithms', logGamma, { k: 0.01 }, -100, 100],
] as const)('%s', async (_, text, parameters, mean, deviation) => {
  await tf.setBackend('cpu');
  const [found] = compile(text, { verify: 'none' }).declarations;
  if (!found?.findings) throw new Error('the family does not compile');
  const program = programOf(found.findings);
  const origin = { source: 'F', version: '0.0.0' };
  const count = 2000;
  const plain = (await load(emitJs(program, origin).js)).sample(parameters, [count], 5) as Float64Array;
  const tensors = (
    (await loadTensors(emitTfjs(program, origin).js)).sample(parameters, [count], 5) as tf.Tensor
  ).dataSync();
  const average = plain.reduce((sum, x) => sum + x, 0) / count;
  expect(Math.abs(average - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
  const gaps = Array.from(plain, (x, i) => Math.abs(x - (tensors[i] ?? Number.NaN)) / deviation);
  expect(Math.max(...gaps)).toBeLessThan(1e-4);
});
