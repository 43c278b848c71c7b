// Emitted modules whose quantities stay integrals: narrow peaks, and tables for sampling that integrate nothing.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load } from './emit-run.ts';

async function moduleOf(source: string): Promise<{ readonly text: string; readonly run: EmittedModule }> {
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error('it does not compile');
  const text = emitJs(programOf(declared.findings), { source: 'a test', version: '0.0.0' }).js;
  return { text, run: await load(text) };
}

const unseen = (name: string): string => readFileSync(new URL(`families-unseen/${name}.blr`, import.meta.url), 'utf8');

/** ½ log(2πe/k) − (3/2) e^{2k} E₁(2k) for m = 1, from mpmath 1.3 at 40 digits. */
const inverseGaussianEntropies: readonly (readonly [number, number])[] = [
  [1e-3, -3.603206082012285],
  [1, 0.8769456078723388],
  [1e6, -5.488817495777088],
];

describe('an integral over a peak of any width', () => {
  it.each(inverseGaussianEntropies)('at k = %d', async (k, entropy) => {
    const { run } = await moduleOf(unseen('inverse-gaussian'));
    const found = run.entropy({ m: 1, k }) as number;
    expect(Math.abs(found - entropy)).toBeLessThan(1e-12 * Math.max(1, k / 1e3));
  });
});

describe('an integral over many waves', () => {
  // mpmath 1.3 at 30 digits: ∫ over one period, the others as a geometric series.
  it('has places in each of them', async () => {
    const { run } = await moduleOf(
      'family F { variable x in Positive parameter a in Positive, b in Real density ∝ exp(-a*x + b*cos(x)) }',
    );
    const at = { a: 0.1, b: 2 };
    expect(run.entropy(at)).toBeCloseTo(2.707360311843453, 13);
    expect(run.toMean(at)).toEqual({
      mu1: expect.closeTo(9.696273013999566, 13),
      mu2: expect.closeTo(0.7021446349294668, 13),
    });
  });
});

describe('a sum without ends', () => {
  it('is that of one side where no term of the other one counts', async () => {
    const { run } = await moduleOf(
      'family F { variable k in Integer parameter a in Positive, m in Real density ∝ exp(-a*k^2 + m*k) }',
    );
    // All but e⁻⁹⁴⁹ of the mass lies at 0, or, half each, at 0 and 1.
    const at = { a: 950, m: -0.5 };
    expect(run.entropy(at)).toBeCloseTo(0, 15);
    expect(run.logDensity(at, -1)).toBeCloseTo(-949.5, 11);
    expect(run.toMean({ a: 950, m: 950 })).toEqual({ mu1: expect.closeTo(0.5, 12), mu2: expect.closeTo(0.5, 12) });
  });
});

describe('a sum of more terms than can be added', () => {
  // mpmath 1.3 at 30 digits: 5,000 terms and the integral of the others, with the first correction of Euler and Maclaurin.
  it('is right for a negative binomial law', async () => {
    const source = new URL('../families/exponential/negative-binomial.blr', import.meta.url);
    const { run } = await moduleOf(readFileSync(source, 'utf8'));
    expect(Math.abs((run.entropy({ p: 1e-6, r: 3 }) as number) - 15.663088568326952)).toBeLessThan(1e-8);
  });
});

describe('a law drawn from a table', () => {
  it('asks no integral at the places of the table', async () => {
    const { text, run } = await moduleOf(
      'family F { variable x in Real parameter a in Real density ∝ exp(a*x - x^4) }',
    );
    const inner = /function logDensityOf\([\s\S]*?\n}/.exec(text)?.[0] ?? 'missing';
    expect(inner).not.toContain('integrate');
    expect(inner).toContain('a * x');
    const draws = run.sample({ a: 0 }, [20_000], 3) as Float64Array;
    // E[x²] = Γ(3/4)/Γ(1/4).
    const square = draws.reduce((sum, x) => sum + x * x, 0) / draws.length;
    expect(Math.abs(square - 0.3379891200336424)).toBeLessThan(0.01);
  });
});

describe('integrals that several quantities need', () => {
  // Z, the means of sign k and k, and three covariances.
  it('stand once in a function', async () => {
    const { text, run } = await moduleOf(unseen('hurdle-poisson'));
    const body = /function fisherAt\([\s\S]*?\n}/.exec(text)?.[0] ?? 'missing';
    expect(body.match(/summation\(/gi)).toHaveLength(6);
    // k is 0 or a Poisson count above 0: the odds of the latter are eᵃ(eʳ − 1).
    const [a, r] = [0.4, 1.7];
    const p = 1 / (1 + Math.exp(-a) / Math.expm1(r));
    const mean = (p * r) / -Math.expm1(-r);
    const mixed = (mean * (1 - p)) / r;
    const fisher = [p * (1 - p), mixed, mixed, (mean * (1 + r) - mean * mean) / (r * r)];
    const found = Array.from(run.fisher({ a, r }) as Float64Array);
    expect(Math.max(...fisher.map((x, i) => Math.abs(x - (found[i] ?? Number.NaN))))).toBeLessThan(1e-13);
  });
});

describe('the sign of a parameter that is 0', () => {
  it('counts as either side says', async () => {
    const { run } = await moduleOf(unseen('cosine'));
    expect(run.fisher({ a: 0 })).toEqual(Float64Array.of(0.5));
    expect(run.update({ a: 0 }, { a: 0.3 }, { rho: 0.1 })).toEqual({ a: -0.06 });
    expect(run.fromMean({ mu: 0 })).toEqual({ a: expect.closeTo(0, 15) });
  });
});
