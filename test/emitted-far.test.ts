// Emitted js modules of vector families where exponentials would overflow, and where the unknown is a simplex.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load } from './emit-run.ts';

async function moduleOf(name: string): Promise<EmittedModule> {
  const source = readFileSync(new URL(`families-unseen/${name}.blr`, import.meta.url), 'utf8');
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${name} does not compile`);
  return load(emitJs(programOf(declared.findings), { source: name, version: '0.0.0' }).js);
}

describe('states of known energies', () => {
  const e = [0.4, -1.1, 0.8];

  it.each([
    [1000, -1.1],
    [-1000, 0.8],
  ])('at inverse temperature %d keep to the best one', async (b, energy) => {
    const m = await moduleOf('boltzmann');
    expect(m.toMean({ b, e })).toMatchObject({ mu: energy });
    expect(m.fisher({ b, e })).toEqual(Float64Array.of(0));
    expect(m.entropy({ b, e })).toBeCloseTo(0, 12);
    expect(m.kl({ b, e }, { b: b + 0.3 })).toBeCloseTo(0, 12);
  });

  it('have the variance of two states where the third counts nothing', async () => {
    const m = await moduleOf('boltzmann');
    // Energies 0 and 1 with odds e⁻², −500 away from a third one of 250.
    const [variance = 0] = m.fisher({ b: 2, e: [0, 1, 250] }) as Float64Array;
    const p = 1 / (1 + Math.exp(2));
    expect(Math.abs(variance - p * (1 - p))).toBeLessThan(1e-15);
  });
});

describe('a simplex beside a number', () => {
  it.each([
    { m: [0.25, 0.125, 0.625], c: 4.1 },
    { m: [0.001, 0.009, 0.99], c: 1000 },
    { m: [0.3, 0.3, 0.4], c: 0.01 },
  ])('is found again from both coordinates: $m, $c', async (point) => {
    const m = await moduleOf('dirichlet-mean');
    for (const found of [m.fromNatural(m.toNatural(point)), m.fromMean(m.toMean(point))]) {
      const { m: mean, c } = found as { m: Float64Array; c: number };
      expect(Math.abs(c - point.c)).toBeLessThan(1e-9 * point.c);
      const gaps = [...mean].map((x, i) => Math.abs(x - (point.m[i] ?? 0)));
      expect(Math.max(...gaps)).toBeLessThan(1e-11);
    }
  });
});

// Expected values: mpmath 1.3 with 40 digits.
describe('a chance of 1 − exp(−eᵗ)', () => {
  const gap = (found: unknown, wanted: number): number => Math.abs(Number(found) / wanted - 1);

  it('keeps the digits of what is left of 1 in both directions', async () => {
    const m = await moduleOf('cloglog-bernoulli');
    expect(gap(m.entropy({ t: -30 }), 2.9008631203403183e-12)).toBeLessThan(1e-14);
    expect(gap(m.kl({ t: -30 }, { t: -30.3 }), 3.81961519398414e-15)).toBeLessThan(1e-12);
    expect(gap(m.logDensity({ t: 3 }, 1), -1.8921786966284627e-9)).toBeLessThan(1e-14);
    expect(gap(m.logDensity({ t: 6 }, 1), -6.210136486566067e-176)).toBeLessThan(1e-12);
  });

  it('has numbers where eᵗ overflows and where it underflows', async () => {
    const m = await moduleOf('cloglog-bernoulli');
    for (const t of [1000, -1000]) {
      expect(m.entropy({ t })).toBe(0);
      expect(m.kl({ t }, { t: 1.01 * t })).toBe(0);
      expect(m.fisher({ t })).toEqual(Float64Array.of(0));
    }
    expect(m.toNatural({ t: -1000 })).toEqual({ lambda: -1000 });
    expect(m.logDensity({ t: -1000 }, 1)).toBe(-1000);
  });
});
