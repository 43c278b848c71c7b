// Pairs of doubles: sums and products against decimals, with bounds that hold; and the metrics that are found in them.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { ballArithmetic } from '../src/numeric/ball-arithmetic.ts';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import { isSettledPair, type Pair, pairArithmetic } from '../src/numeric/pair-arithmetic.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const pairs = pairArithmetic();
const decimals = decimalArithmetic(120);

/** A chain of numbers between −2 and 2, the same each time. */
function numbers(count: number): number[] {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647 - 0.5) * 4;
  });
}

/** |truth − pair|, with the truth in decimals. */
const distance = ({ hi, lo }: Pair, truth: ReturnType<typeof decimals.fromNumber>): number =>
  Math.abs(decimals.toNumber(decimals.sub(decimals.sub(truth, decimals.fromNumber(hi)), decimals.fromNumber(lo))));

describe('pairs of doubles', () => {
  it('take no number below the doubles for zero: 10⁻³⁹¹ · 10²⁶¹ is none', () => {
    const tiny = pairs.powInteger(pairs.fromNumber(1e-100), 4);
    expect(isSettledPair(tiny)).toBe(false);
    expect(isSettledPair(pairs.powInteger(pairs.fromNumber(0), 4))).toBe(true);
  });

  it('leave to decimals a metric whose shares, not yet divided by their sum, are below the doubles', () => {
    const text = `family Tilted {
      variable  y in OneHot(6)
      constant  d in Real^6
      parameter t in Real
      density   ∝ exp(-t dot(d, y))
    }`;
    const [family] = compile(text, { verify: 'none' }).declarations;
    const found = family && evaluateAt(family, { at: { t: -300, d: [0, 1, 1, 2, 2, 3] } });
    // Two values one below the top: 2 e⁻³⁰⁰ of variance.
    expect(found?.ok && (found.value.fisherNatural as number[][])[0]?.[0]).toBeCloseTo(2 * Math.exp(-300), 140);
    expect(found?.ok && (found.value.fisherNatural as number[][])[0]?.[0]).toBeGreaterThan(1e-130);
  });

  it('keep their bounds through sums, differences and products, and the bounds are narrow', () => {
    let pair = pairs.fromNumber(1);
    let truth = decimals.fromNumber(1);
    numbers(300).forEach((x, i) => {
      const [p, t] = [pairs.fromNumber(x), decimals.fromNumber(x)];
      const [q, u] = [pairs.mul(pair, p), decimals.mul(truth, t)];
      pair = i % 3 === 0 ? pairs.add(q, p) : i % 3 === 1 ? pairs.sub(q, pairs.mul(p, p)) : pairs.add(pair, p);
      truth =
        i % 3 === 0 ? decimals.add(u, t) : i % 3 === 1 ? decimals.sub(u, decimals.mul(t, t)) : decimals.add(truth, t);
      expect(distance(pair, truth)).toBeLessThanOrEqual(pair.error);
      expect(pair.error).toBeLessThan(1e-24 * Math.max(1, Math.abs(pair.hi)));
    });
  });

  it('know what cancels: exact zeros are settled, what rounding left over is not', () => {
    const third = pairs.fromRational(1n, 3n);
    expect(isSettledPair(pairs.sub(pairs.fromNumber(0.1), pairs.fromNumber(0.1)))).toBe(true);
    expect(isSettledPair(pairs.sub(third, third))).toBe(false);
    expect(isSettledPair(pairs.mul(third, pairs.fromNumber(0)))).toBe(true);
  });

  it('give the larger of two its own error, here and in balls, unless the two may be one', () => {
    const third = pairs.fromRational(-1n, 3n);
    const zero = pairs.fromNumber(0);
    expect(isSettledPair(pairs.max(third, zero))).toBe(true);
    expect(pairs.max(zero, pairs.add(third, pairs.fromRational(1n, 3n))).error).toBeGreaterThan(0);
    const balls = ballArithmetic(40);
    const near = { x: balls.fromNumber(1e-30).x, error: -29 };
    expect(balls.max(balls.fromRational(-1n, 3n), balls.fromNumber(0)).error).toBe(Number.NEGATIVE_INFINITY);
    expect(balls.min(balls.fromNumber(0), near).error).toBe(-29);
  });

  it('say that nothing is known where doubles overflow or lose digits to underflow', () => {
    const [large, small] = [pairs.fromNumber(1e200), pairs.fromNumber(1e-200)];
    expect(pairs.mul(large, large).error).toBe(Number.POSITIVE_INFINITY);
    expect(pairs.mul(small, small).error).toBe(Number.POSITIVE_INFINITY);
    expect(isSettledPair(pairs.mul(large, small))).toBe(true);
  });

  it('send other functions through decimals', () => {
    const y = pairs.log(pairs.fromNumber(3));
    expect(distance(y, decimals.log(decimals.fromNumber(3)))).toBeLessThanOrEqual(y.error);
    expect(y.error).toBeLessThan(1e-30);
  });
});

describe('the Fisher metric of a Gaussian law of twelve coordinates', () => {
  it('is the covariance of θ and θθᵀ by the formula of Isserlis', async () => {
    const compiled = (await compile(readFileSync('families/exponential/gaussian.blr', 'utf8'))).declarations.at(-1);
    if (!compiled) throw new Error('not compiled');
    const n = 12;
    // S⁻¹ = D + v vᵀ by the formula of Sherman and Morrison: both exact to a double's rounding.
    const v = numbers(n);
    const m = numbers(2 * n).slice(n);
    const weight = 1 + v.reduce((s, x) => s + x * x, 0);
    const covariance = v.map((x, i) => v.map((y, j) => (i === j ? 1 : 0) - (x * y) / weight));
    const precision = v.map((x, i) => v.map((y, j) => (i === j ? 1 : 0) + x * y));
    const found = evaluateAt(compiled, { at: { m, S: precision } });
    if (!found.ok) throw new Error('not evaluated');
    const fisher = found.value.fisherNatural as number[][];
    const c = (i: number, j: number): number => covariance[i]?.[j] ?? Number.NaN;
    const mean = (i: number): number => m[i] ?? Number.NaN;
    const places = [...v.map((_, i) => [i]), ...v.flatMap((_, i) => v.flatMap((__, j) => (j < i ? [] : [[i, j]])))];
    const covarianceOf = ([i = 0, j]: number[], [k = 0, l]: number[]): number => {
      if (j === undefined && l === undefined) return c(i, k);
      if (j === undefined || l === undefined) {
        const [one, first, second] = j === undefined ? [i, k, l ?? 0] : [k, i, j];
        return c(one, first) * mean(second) + c(one, second) * mean(first);
      }
      const squares = c(i, k) * c(j, l) + c(i, l) * c(j, k);
      const mixed =
        mean(i) * (mean(k) * c(j, l) + mean(l) * c(j, k)) + mean(j) * (mean(k) * c(i, l) + mean(l) * c(i, k));
      return squares + mixed;
    };
    places.forEach((row, a) => {
      places.forEach((column, b) => {
        expect(Math.abs((fisher[a]?.[b] ?? Number.NaN) - covarianceOf(row, column))).toBeLessThan(1e-12);
      });
    });
  });
});
