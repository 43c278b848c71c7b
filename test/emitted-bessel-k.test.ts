// A family whose normaliser is a Bessel function of the second kind, of an order that is no integer, emitted and run.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { load, loadTensors } from './emit-run.ts';

const text = `family ThirdPower {
  variable  x in Positive
  parameter a in Positive, b in Positive
  density   ∝ x^(1/3) * exp(-(a*x + b/x)/2)
}`;
const header = { source: 'third-power.blr', version: '0.0.0' };
const [declaration] = compile(text, { verify: 'none' }).declarations;
const points = [
  { a: 1.3, b: 0.7 },
  { a: 0.02, b: 3 },
  { a: 40, b: 25 },
];

function program(): FamilyProgram {
  if (!declaration?.findings) throw new Error('not derived');
  return programOf(declaration.findings);
}

function reference(at: (typeof points)[number]): readonly number[] {
  const answer = declaration && evaluateAt(declaration, { at: { ...at, x: 1.1 }, toPoint: { a: 1, b: 1 } });
  if (!answer?.ok) throw new Error('not evaluated');
  return ['logDensity', 'entropy', 'kl', 'logPartition'].map((key) => Number(answer.value[key]));
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it.each(points)('as a js module at %o', async (at) => {
  const m = await load(emitJs(program(), header).js);
  const found = [m.logDensity(at, 1.1), m.entropy(at), m.kl(at, { a: 1, b: 1 }), m.logPartition(m.toNatural(at))];
  const wanted = reference(at);
  found.forEach((x, i) => {
    const want = wanted[i] ?? Number.NaN;
    expect(Math.abs(Number(x) - want)).toBeLessThan(1e-12 * Math.max(1, Math.abs(want)));
  });
});

it.each(points)('as a tfjs module at %o', async (at) => {
  const m = await loadTensors(emitTfjs(program(), header).js);
  const found = [m.logDensity(at, 1.1), m.kl(at, { a: 1, b: 1 }), m.logPartition(m.toNatural(at))];
  const [logDensity = Number.NaN, , kl = Number.NaN, logPartition = Number.NaN] = reference(at);
  [logDensity, kl, logPartition].forEach((want, i) => {
    const [x = Number.NaN] = (found[i] as tf.Tensor).dataSync();
    expect(Math.abs(x - want)).toBeLessThan(2e-5 * Math.max(1, Math.abs(want)));
  });
});
