// Sums with known values: narrow, a million wide, geometric and algebraic tails.
import type { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { latticeRule } from '../src/numeric/lattice-rule.ts';
import { expectation } from '../src/numeric/log-density.ts';
import { sumLogMass } from '../src/numeric/summation.ts';

const infinity = Number.POSITIVE_INFINITY;
const { lgamma } = floatArithmetic;

test.each([
  [5, 41],
  [13, 41],
  [20, 41],
  [20, 64],
  [20, 1000],
])('%d nodes sum polynomials over %d integers exactly', (m, n) => {
  const { nodes, weights } = latticeRule(m, n);
  for (const degree of [0, 1, 2, 2 * m - 2]) {
    let direct = 0;
    for (let k = 0; k < n; k++) direct += ((k - (n - 1) / 2) / n) ** degree;
    const rule = nodes.reduce((sum, node, i) => sum + (weights[i] ?? 0) * (node / n) ** degree, 0);
    expect(Math.abs(rule - direct)).toBeLessThan(1e-12 * n * 0.5 ** degree);
  }
});

describe('float64', () => {
  test.each([1e-6, 0.001, 1, 3.7, 100, 1e4, 1e6])('rate^k exp(−rate)/k!, rate %d', (rate) => {
    const r = sumLogMass(floatArithmetic, (k) => k * Math.log(rate) - lgamma(k + 1) - rate, 0, infinity);
    expect(Math.abs(r.logSum)).toBeLessThan(1e-14 + 1e-15 * rate * Math.log(rate + 1));
    expect(expectation(r, (k) => k) / rate).toBeCloseTo(1, 12);
    expect(expectation(r, (k) => (k - rate) ** 2) / rate).toBeCloseTo(1, 8);
    expect(r.evaluations).toBeLessThan(2000);
  });

  test.each([0.5, 1e-3, 1e-6, 1e-9, 1e-22, 1e-28])('Σ (1 − q)^k = 1/q, q = %d', (q) => {
    const r = sumLogMass(floatArithmetic, (k) => k * Math.log1p(-q), 0, infinity);
    expect(r.logSum).toBeCloseTo(-Math.log(q), 13);
  });

  // Values of ζ(s): mpmath 1.3, zeta, rounded to doubles.
  test.each([
    [1.1, 10.58444846495081],
    [1.5, 2.612375348685488],
    [2, Math.PI ** 2 / 6],
    [4, Math.PI ** 4 / 90],
    [30, 1.0000000009313275],
  ])('Σ k^(−s) = ζ(s), s = %d', (s, zeta) => {
    const r = sumLogMass(floatArithmetic, (k) => -s * Math.log(k), 1, infinity);
    expect(Math.abs(Math.exp(r.logSum) / zeta - 1)).toBeLessThan(2e-14);
  });

  test.each([
    [1, 0.3],
    [10, 0.5],
    [1000, 0.01],
    [1e6, 0.3],
  ])('n trials, %d with probability %d', (n, p) => {
    const logf = (k: number): number =>
      lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
    const r = sumLogMass(floatArithmetic, logf, 0, n);
    expect(Math.abs(r.logSum)).toBeLessThan(1e-13 + 1e-15 * n * Math.log(n + 1));
    expect(expectation(r, (k) => k) / (n * p)).toBeCloseTo(1, 10);
  });

  test('both ends infinite, standard deviation 1000', () => {
    const r = sumLogMass(floatArithmetic, (k) => -((k - 12345) ** 2) / 2e6, -infinity, infinity);
    expect(r.logSum).toBeCloseTo(Math.log(2e6 * Math.PI) / 2, 12);
    expect(expectation(r, (k) => k)).toBeCloseTo(12345, 8);
  });

  test('a mass that lives on the integers only', () => {
    const logf = (k: number): number => (Number.isInteger(k) ? k * Math.log(50) - lgamma(k + 1) - 50 : Number.NaN);
    const r = sumLogMass(floatArithmetic, logf, 0, infinity, { integersOnly: true });
    expect(Math.abs(r.logSum)).toBeLessThan(1e-13);
    expect(r.nodes.every(Number.isInteger)).toBe(true);
  });

  test('an exponent so near one that float64 cannot reach the tail says so', () => {
    const r = sumLogMass(floatArithmetic, (k) => -1.001 * Math.log(k), 1, infinity);
    expect(r.error).toBeGreaterThan(0.1);
  });
});

describe('decimals', () => {
  const arithmetic = decimalArithmetic(30);
  const { add, sub, mul, fromNumber, toNumber, lgamma: logGamma, log } = arithmetic;
  test.each([3.7, 1e6, 1e12])('rate %d loses nothing', (rate) => {
    const [exact, logRate] = [fromNumber(rate), log(fromNumber(rate))];
    const logf = (k: Decimal): Decimal => sub(sub(mul(k, logRate), logGamma(add(k, fromNumber(1)))), exact);
    const r = sumLogMass(arithmetic, logf, 0, infinity);
    expect(Math.abs(toNumber(r.logSum))).toBeLessThan(1e-14);
    expect(expectation(r, (k) => toNumber(sub(k, exact)) ** 2) / rate).toBeCloseTo(1, 13);
  });

  test.each([3.7, 1e6, 1e12])('rate %d is looked for in doubles, and summed as before', (rate) => {
    const [exact, logRate] = [fromNumber(rate), log(fromNumber(rate))];
    const mass = (k: Decimal): Decimal => sub(sub(mul(k, logRate), logGamma(add(k, fromNumber(1)))), exact);
    const found = (roughly?: (k: number) => number): readonly [unknown, number] => {
      let asked = 0;
      const counted = (k: Decimal): Decimal => {
        asked++;
        return mass(k);
      };
      const { logSum, nodes, weights } = sumLogMass(arithmetic, counted, 0, infinity, { roughly });
      return [[toNumber(logSum), nodes.map(toNumber), weights], asked];
    };
    const [alone, calls] = found();
    const [beside, fewer] = found((k) => toNumber(mass(fromNumber(k))) + 1e-7);
    const [misled] = found((k) => -k);
    expect(beside).toEqual(alone);
    expect(misled).toEqual(alone);
    expect(fewer).toBeLessThan(calls - 50);
  });

  test('ζ(1 + 2^−10)', () => {
    const s = fromNumber(-1 - 2 ** -10);
    const r = sumLogMass(arithmetic, (k) => mul(s, log(k)), 1, infinity);
    expect(Math.abs(Math.exp(toNumber(r.logSum)) / 1024.5772867695046 - 1)).toBeLessThan(2e-14);
  });
});

describe('a logarithm under a sum a million wide', () => {
  // Weights ½(k+1)(k+2) p³ qᵏ at p = 1e-6: mpmath 1.3 at 30 digits, 5,000 terms, the integral of the rest and its correction.
  test('bends where the sum begins', () => {
    const { log, log1p } = Math;
    const p = 1e-6;
    const base = (k: number): number => log(((k + 1) * (k + 2)) / 2);
    const r = sumLogMass(floatArithmetic, (k) => base(k) + k * log1p(-p), 0, infinity);
    const entropy = -(3 * log(p) + ((3 * (1 - p)) / p) * log1p(-p) + expectation(r, base));
    expect(Math.abs(entropy - 15.663088568326952)).toBeLessThan(1e-12);
  });

  test('is found beside a second hump, far beyond where the first is gone', () => {
    const poisson = (m: number, k: number): number => k * Math.log(m) - m - lgamma(k + 1);
    const both = (k: number): number => {
      const [a, b] = [poisson(1, k), poisson(1e7, k)];
      return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    };
    expect(sumLogMass(floatArithmetic, both, 0, infinity).logSum).toBeCloseTo(Math.log(2), 7);
  });
});
