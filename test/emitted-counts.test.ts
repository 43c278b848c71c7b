// Emitted sums over counts whose mass lies far out, where log Γ's cancel and where a term at zero underflows.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import * as runtime from '../src/runtime/index.ts';
import { lgammaGap, lgammaRise } from '../src/runtime/portable/gamma.ts';
import { digamma } from '../src/runtime/portable/polygamma.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load } from './emit-run.ts';

const moduleOf = (file: string): Promise<EmittedModule> =>
  moduleFrom(readFileSync(new URL(`../${file}.blr`, import.meta.url), 'utf8'), file);

async function moduleFrom(source: string, file: string): Promise<EmittedModule> {
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${file} does not compile`);
  return load(emitJs(programOf(declared.findings), { source: file, version: '0.0.0' }).js);
}

const gap = (found: unknown, wanted: number): number => Math.abs((found as number) / wanted - 1);

// x, a, w, log Γ(x + a) − x log w + w from mpmath 1.3 at 60 digits.
const gaps: readonly (readonly [number, number, number, number])[] = [
  [0, 1, 1e-9, 1e-9],
  [3, 1, 2.5, 1.5428872736055899],
  [15, 1, 16, 2.310440550244173],
  [40, 1, 37.5, 2.8470023957027903],
  [100, 1.5, 500, 244.58488835305758],
  [1000, 1, 1010, 4.422568652858214],
  [1000000, 1, 999000, 8.327027479053644],
  [1e12, 1, 1.000002e12, 16.734446424506363],
];

// u, v, log Γ(u) − log Γ(v) likewise.
const rises: readonly (readonly [number, number, number])[] = [
  [2.5, 1, 0.2846828704729192],
  [17.5, 17, 1.4092547898666767],
  [40, 12, 89.12945241476957],
  [1002.5, 1001, 10.363506669643801],
  [100003, 100001, 23.02588092969046],
  [900.25, 1000, -683.8468079586469],
];

describe('differences of log Γ', () => {
  it.each(gaps)('log Γ(x + a) − x log w + w at %d, %d, %d', async (x, a, w, wanted) => {
    await tf.setBackend('cpu');
    expect(gap(lgammaGap(x, a, w), wanted)).toBeLessThan(2e-15 * (1 + Math.sqrt(x) / 30));
    if (x > 1e6) return;
    const [single = Number.NaN] = runtime.lgammaGap(tf.scalar(x), tf.scalar(a), tf.scalar(w)).dataSync();
    expect(gap(single, wanted)).toBeLessThan(2e-6);
    const slope = tf.grad((t: tf.Tensor) => runtime.lgammaGap(tf.scalar(x), tf.scalar(a), t))(tf.scalar(w));
    expect(Math.abs((slope.dataSync()[0] ?? Number.NaN) - (1 - x / w))).toBeLessThan(3e-6);
  });

  it.each(rises)('log Γ(u) − log Γ(v) at %d, %d', async (u, v, wanted) => {
    await tf.setBackend('cpu');
    expect(gap(lgammaRise(u, v, u - v), wanted)).toBeLessThan(2e-15);
    const [single = Number.NaN] = runtime.lgammaRise(tf.scalar(u), tf.scalar(v), tf.scalar(u - v)).dataSync();
    expect(gap(single, wanted)).toBeLessThan(2e-6);
    const slopes = tf.grads((x, y) => runtime.lgammaRise(x, y, tf.sub(x, y)))([tf.scalar(u), tf.scalar(v)]);
    const [above = Number.NaN, below = Number.NaN] = slopes.map((t) => t.dataSync()[0] ?? Number.NaN);
    expect(gap(above, digamma(u))).toBeLessThan(2e-6);
    expect(gap(below, -digamma(v))).toBeLessThan(2e-6);
  });
});

// Entropies from mpmath 1.3 at 40 digits: term by term to 3000, then Euler–Maclaurin; of Poisson laws by their asymptotic series.
describe('entropies of counts far out', () => {
  it.each([
    [1e6, 8.326693728853435],
    [1e9, 11.780571451594545],
    [1e12, 15.234449091168864],
    [1e18, 22.142204370151084],
  ])('a Poisson law of mean %d', async (r, wanted) => {
    const m = await moduleOf('families/exponential/poisson');
    expect(gap(m.entropy({ r }), wanted)).toBeLessThan(r < 1e10 ? 1e-13 : 1e-9);
    // A step against the entropy alone leads from r to r^(1 − ρ) e^{ρ E[log(1 + x)]}, which is next to r.
    const { r: next } = m.update({ r }, { r: 0 }, { rho: 0.1 }) as { r: number };
    expect(gap(next, r)).toBeLessThan(1e-7);
  });

  it.each([
    [1e-6, 2, 15.39272572286433],
    [1e-9, 2, 22.300481501347942],
    [1e-12, 2, 29.20823678082958],
    [1e-13, 3, 31.781184719285555],
  ])('a negative binomial law at p = %d, r = %d', async (p, r, wanted) => {
    const m = await moduleOf('families/exponential/negative-binomial');
    expect(gap(m.entropy({ p, r }), wanted)).toBeLessThan(1e-14);
  });

  it('no step of a geometric law finds a term, and none is sought for long', async () => {
    const m = await moduleOf('families/exponential/negative-binomial');
    const p = 1e-14;
    expect(gap((m.update({ p, r: 1 }, { p: 0 }, { rho: 0.1 }) as { p: number }).p, 0.9 * p)).toBeLessThan(1e-13);
  });

  it.each([
    [0.5, 1.3297939701699681],
    [0.99, 3.161651413372178],
    [0.9999, 3.2911171688121783],
    [0.999999, 3.2937619260530338],
  ])('a Borel law of mean offspring %d', async (m, wanted) => {
    const { entropy } = await moduleOf('test/families-unseen/borel');
    expect(gap(entropy({ m }), wanted)).toBeLessThan(5e-14);
  });
});

// Term by term, mpmath 1.3 at 30 digits.
describe('Γ of a difference that bounds keep positive', () => {
  const lattice = `family F {
    constant m in Positive, b in Real > 1
    variable x in Natural
    parameter p in Interval(0, 1/b)
    density m/(m+b x) * gamma(m+b x+1)/(factorial(x) gamma(m+b x-x+1)) * p^x*(1-p)^(m+b x-x)
  }`;
  it.each([
    [0.2, 0.9368797445089969, -0.07074978113684975, 0.20919132873839194],
    [0.4, 2.029170281411128, 0.36077332754082164, 0.4086350137501761],
  ])('p = %d', async (p, entropy, logPartition, next) => {
    const m = await moduleFrom(lattice, 'F');
    const at = { p, m: 1.5, b: 2 };
    expect(gap(m.entropy(at), entropy)).toBeLessThan(1e-13);
    expect(gap(m.logPartition(m.toNatural(at)), logPartition)).toBeLessThan(1e-13);
    const { p: found } = m.update(at, { p: 0.25 }, { rho: 0.05, tau: 0.7 }) as { p: number };
    expect(gap(found, next)).toBeLessThan(1e-13);
  });
});
