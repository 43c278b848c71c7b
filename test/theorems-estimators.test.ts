// Gradient estimators of families written here: which are found, and that their claims hold and can fail.
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/derivation/claim.ts';
import { verify } from '../src/derivation/verify.ts';
import { add } from '../src/ir/build.ts';
import { one } from '../src/ir/expr.ts';
import { equationsOf, printed, stepOf, wordsOf } from './theorems-fixture.ts';

const family = (variable: string, rest: string): string => `family F { variable ${variable} ${rest} }`;
const kinds = {
  arrivals: family('k in Natural', 'parameter a in Positive density ∝ a^k / factorial(k)'),
  successes: family(
    'k in Integer(0..n)',
    'parameter p in Unit constant n in Integer(1..inf) density binomial(n, k) p^k (1-p)^(n-k)',
  ),
  failures: family(
    'k in Natural',
    'parameter p in Unit constant r in Positive density gamma(k+r)/(gamma(r) factorial(k)) * p^r (1-p)^k',
  ),
  lifetime: family('t in Positive', 'parameter s in Positive density 2 t/s^2 * exp(-t^2/s^2)'),
  shape: family('t in Positive', 'parameter a in Positive density ∝ t^(a-1) exp(-t)'),
  error: family('x in Real', 'parameter m in Real, v in Positive density ∝ exp(-(x-m)^2/(2 v))'),
  coin: family('x in {-1, 1}', 'parameter w in Real density ∝ exp(w x)'),
};

const holds = (claims: readonly Claim[]): readonly boolean[] =>
  verify(claims, { sizes: [new Map()], seed: 1, spelling: new Map() }).map((v) => v.holds);

describe('gradient estimators', () => {
  it.each(Object.keys(kinds) as (keyof typeof kinds)[])('of %s: all claims hold', (kind) => {
    const { claims } = stepOf(kinds[kind], 'gradient-estimators');
    expect(claims.length).toBeGreaterThan(0);
    expect(holds(claims)).toEqual(claims.map(() => true));
  });

  it('find the neighbouring member of a count', () => {
    const successes = stepOf(kinds.successes, 'gradient-estimators');
    expect(wordsOf(successes)).toContain('under the member with n − 1 in place of n');
    expect(printed(successes, 'G_p', { n: 5, d: 0.3 })).toBeCloseTo(1.5, 14);
    const failures = stepOf(kinds.failures, 'gradient-estimators');
    expect(wordsOf(failures)).toContain('under the member with r + 1 in place of r');
    expect(printed(failures, 'G_p', { r: 3, p: 0.5, d: 0.3 })).toBeCloseTo(-3.6, 13);
  });

  it('go through a quantile function, and say so', () => {
    expect(wordsOf(stepOf(kinds.lifetime, 'gradient-estimators'))).toContain('inverse CDF');
  });

  it('are implicit where no sampler can be differentiated', () => {
    const words = wordsOf(stepOf(kinds.shape, 'gradient-estimators'));
    expect(words).toContain('implicit reparameterization');
    expect(words).not.toContain('push-forward');
  });

  it('write the second derivative by the first (Stein)', () => {
    const step = stepOf(kinds.error, 'gradient-estimators');
    expect(wordsOf(step)).toContain('Price via Stein');
    expect(equationsOf(step).has('H')).toBe(true);
  });

  it('sum over a few values exactly', () => {
    const w = 0.4;
    const at = { w, ℓ_1: 2, ℓ_2: 5 };
    expect(printed(stepOf(kinds.coin, 'gradient-estimators'), 'G_w', at)).toBeCloseTo(1.5 / Math.cosh(w) ** 2, 13);
  });

  it('carry claims that another formula fails', () => {
    for (const kind of [kinds.arrivals, kinds.successes, kinds.shape, kinds.coin]) {
      const { claims } = stepOf(kind, 'gradient-estimators');
      const wrong = claims.flatMap((c): Claim[] =>
        c.kind === 'expectation' || c.kind === 'derivative' ? [{ ...c, value: add(c.value, one) }] : [],
      );
      expect(holds(wrong)).toEqual(wrong.map(() => false));
    }
  });
});

describe('the base measure of counts', () => {
  it('enters the rule through differences of its logarithm', () => {
    // −E[log(1 + k)] under a rate of 2.5, summed by mpmath.
    const value = printed(stepOf(kinds.arrivals, 'learning-rule'), '∇_μ E_q[log h]', { a: 2.5 });
    expect(value).toBeCloseTo(-1.139424262644, 11);
  });
});
