// Entropies of counts with thousands of trials, whose log Γ's cancel: js to 1e-13, tfjs to 1e-5. Expected values: mpmath 1.3,
// the sum with 40 digits.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

const values: readonly (readonly [string, Readonly<Record<string, number>>, number])[] = [
  ['binomial', { n: 20000, p: 0.3 }, 5.59035526015086],
  ['binomial', { n: 20000, p: 0.5 }, 5.677535128704437],
  ['binomial', { n: 20000, p: 0.0001 }, 1.7048480585864134],
  ['binomial', { n: 1000, p: 0.01 }, 2.5566440431123185],
  ['binomial', { n: 40, p: 0.3 }, 2.481304584577367],
  ['binomial', { n: 5, p: 0.5 }, 1.5236708720427916],
  ['binomial', { n: 3000, p: 0.999 }, 1.9310706533133135],
  ['binomial', { n: 20000, p: 1e-9 }, 0.00023639570431032656],
  ['binomial', { n: 1000000, p: 0.5 }, 7.633546631626781],
  ['binomial', { n: 40, p: 1e-9 }, 7.213754558537017e-7],
  ['binomial', { n: 16, p: 0.2 }, 1.872259199959432],
  ['binomial', { n: 10, p: 0.5 }, 1.8759536052468004],
  ['negative-binomial', { r: 1000, p: 0.1 }, 7.122386663396436],
  ['negative-binomial', { r: 5, p: 0.5 }, 2.483619150583803],
  ['negative-binomial', { r: 0.5, p: 0.01 }, 4.747654106419617],
  ['negative-binomial', { r: 20000, p: 0.5 }, 6.71723714930997],
  ['negative-binomial', { r: 10000, p: 0.999 }, 2.5623938240934194],
  ['negative-binomial', { r: 100, p: 0.01 }, 8.318326880673098],
  ['negative-binomial', { r: 100000, p: 0.01 }, 11.775542950325285],
  ['negative-binomial', { r: 3, p: 0.001 }, 8.754833455731413],
];

const programs = new Map<string, ReturnType<typeof programOf>>();

function programNamed(name: string): ReturnType<typeof programOf> {
  const source = readFileSync(new URL(`../families/exponential/${name}.blr`, import.meta.url), 'utf8');
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${name} does not compile`);
  const program = programs.get(name) ?? programOf(declared.findings);
  programs.set(name, program);
  return program;
}

describe.each(values)('the entropy of %s at %j', (name, at, wanted) => {
  it('holds 1e-13 in js', async () => {
    const m = await load(emitJs(programNamed(name), { source: name, version: '0.0.0' }).js);
    expect(Math.abs(Number(m.entropy(at)) / wanted - 1)).toBeLessThan(1e-13);
  });

  it('holds 1e-5 in tfjs', async () => {
    await tf.setBackend('cpu');
    const m = await loadTensors(emitTfjs(programNamed(name), { source: name, version: '0.0.0' }).js);
    const tensors = Object.fromEntries(Object.entries(at).map(([key, value]) => [key, tf.scalar(value)]));
    const [found = Number.NaN] = (m.entropy(tensors) as tf.Tensor).dataSync();
    // What single precision holds of 1 − p moves it.
    const allowed = Object.values(at).some((x) => x > 0.99 && x < 1) ? 1e-4 : 1e-5;
    expect(Math.abs(found / wanted - 1)).toBeLessThan(allowed);
  });
});
