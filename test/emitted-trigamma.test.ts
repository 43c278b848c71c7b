// What ψ′ and its leading term cancel: ψ′(x) − 1/x itself, and steps of laws whose Fisher metric is made of such differences.
// Expected values: mpmath 1.3 with 60 digits.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import * as runtime from '../src/runtime/index.ts';
import { trigammaGap } from '../src/runtime/portable/polygamma.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load } from './emit-run.ts';

async function moduleOf(name: string): Promise<EmittedModule> {
  const source = readFileSync(new URL(`../families/exponential/${name}.blr`, import.meta.url), 'utf8');
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${name} does not compile`);
  return load(emitJs(programOf(declared.findings), { source: name, version: '0.0.0' }).js);
}

const gap = (found: unknown, wanted: number): number => Math.abs(Number(found) / wanted - 1);

describe('ψ′(x) − 1/x', () => {
  it.each([
    [0.3, 8.912031212774396],
    [7, 0.01068803510219469],
    [12.5, 0.0032852246015783702],
    [1e6, 5.000001666666667e-13],
  ])('at %d', async (x, wanted) => {
    await tf.setBackend('cpu');
    expect(gap(trigammaGap(x), wanted)).toBeLessThan(1e-14);
    expect(gap(runtime.trigammaGap(tf.scalar(x)).dataSync()[0], wanted)).toBeLessThan(3e-6);
  });

  it.each([3, 40])('has the slope of its difference quotients at %d', async (x) => {
    await tf.setBackend('cpu');
    const h = 1e-4 * x;
    const slope = (trigammaGap(x + h) - trigammaGap(x - h)) / (2 * h);
    expect(gap(tf.grad(runtime.trigammaGap)(tf.scalar(x)).dataSync()[0], slope)).toBeLessThan(1e-5);
  });
});

describe('a step far out', () => {
  it('of one shape and a rate', async () => {
    const m = await moduleOf('gamma');
    const next = m.update({ α: 1e8, β: 1e4 }, { α: 1e-9, β: 1e-5 }, { rho: 0.1 }) as { α: number; β: number };
    expect(gap(next.α, 86000000.11333333)).toBeLessThan(1e-15);
    expect(gap(next.β, 8600.000000333333)).toBeLessThan(1e-15);
  });

  it('of two shapes', async () => {
    const m = await moduleOf('beta');
    const next = m.update({ a: 1e8, b: 2e8 }, { a: 1e-9, b: 1e-9 }, { rho: 0.1 }) as { a: number; b: number };
    expect(gap(next.a, 84000000.12833333)).toBeLessThan(1e-14);
    expect(gap(next.b, 168000000.12666667)).toBeLessThan(1e-14);
  });

  it('of shapes in a vector as of two', async () => {
    const m = await moduleOf('dirichlet');
    const next = m.update({ a: [1e8, 2e8] }, { a: [1e-9, 1e-9] }, { rho: 0.1 }) as { a: Float64Array };
    expect(gap(next.a[0], 84000000.12833333)).toBeLessThan(1e-14);
    expect(gap(next.a[1], 168000000.12666667)).toBeLessThan(1e-14);
  });
});
