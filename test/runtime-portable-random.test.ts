// The counter-based generator against its published vectors, and each sampler against the distribution it claims.
import { describe, expect, test } from 'vitest';
import { besselIe, besselRatio } from '../src/runtime/portable/bessel.ts';
import { countFromTable, countTable } from '../src/runtime/portable/counts.ts';
import { erfc } from '../src/runtime/portable/error-function.ts';
import { lgamma } from '../src/runtime/portable/gamma.ts';
import { gammaP, logGammaQuantileShapeDerivative } from '../src/runtime/portable/incomplete-gamma.ts';
import { fillBlock, multiplyHigh, philox, splitSeed } from '../src/runtime/portable/philox.ts';
import { integratePanels } from '../src/runtime/portable/quadrature.ts';
import {
  circleAngleDerivative,
  cubeDefect,
  drawCircleAngle,
  drawLogGamma,
  fillClass,
  fillCount,
  fillLogGamma,
  fillNormal,
  fillUniform,
} from '../src/runtime/random-portable.ts';

/** The Kolmogorov–Smirnov statistic times √n; 1.9495 is its critical value at level 1e-3. */
function kolmogorov(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = sample.slice().sort();
  const size = sorted.length;
  let worst = 0;
  sorted.forEach((x, i) => {
    const level = cdf(x);
    worst = Math.max(worst, (i + 1) / size - level, level - i / size);
  });
  return worst * Math.sqrt(size);
}
const critical = 1.9495;
const many = 1_000_000;
const normalCdf = (x: number): number => erfc(-x * Math.SQRT1_2) / 2;

describe('philox', () => {
  // Random123, examples/kat_vectors, philox4x32 with 10 rounds.
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [-1, -1, -1, -1],
      [-1, -1],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('known answer %#', (counter, key, expected) => {
    expect([...philox(counter, key)]).toEqual(expected);
  });

  test('index, attempt, purpose and both halves of the seed all count', () => {
    const words = (seed: number, index: number, attempt: number, purpose: number): string => {
      const block = new Uint32Array(4);
      fillBlock(block, seed, index, attempt, purpose);
      return block.join();
    };
    const all = [words(7, 0, 0, 0), words(8, 0, 0, 0), words(7 + 2 ** 32, 0, 0, 0), words(7, 1, 0, 0)];
    all.push(words(7, 2 ** 32, 0, 0), words(7, 0, 1, 0), words(7, 0, 0, 1));
    expect(new Set(all).size).toBe(all.length);
    expect(splitSeed(7, 0)).not.toBe(splitSeed(7, 1));
    expect(Number.isSafeInteger(splitSeed(2 ** 52 + 1, 3))).toBe(true);
  });
});

test('the upper word of a product is that of long arithmetic', () => {
  const words = [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xd2511f53, 0xcd9e8d57, 0xffff0000, 0xffffffff];
  for (const a of words) {
    for (const b of words) expect(multiplyHigh(a, b) >>> 0).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
  }
});

test('normal numbers are those of the formula, to the last bits', () => {
  const size = 4096;
  const made = fillNormal(new Float64Array(size + 1), 11);
  for (let i = 0; i <= size; i += 2) {
    const block = new Uint32Array(4);
    fillBlock(block, 11, Math.floor(i / 4), 0, 1);
    const [first = 0, second = 0] = block.slice(i % 4);
    const radius = Math.sqrt(-2 * Math.log((first + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * (second + 0.5)) / 2 ** 32;
    expect(Math.abs((made[i] ?? Number.NaN) - radius * Math.cos(angle))).toBeLessThan(4e-15);
    if (i < size) expect(Math.abs((made[i + 1] ?? Number.NaN) - radius * Math.sin(angle))).toBeLessThan(4e-15);
  }
});

describe('samplers at a million draws', () => {
  test('uniform is open, exact in float32, and uniform', () => {
    const sample = fillUniform(new Float64Array(many), 11);
    expect(kolmogorov(sample, (x) => x)).toBeLessThan(critical);
    expect(sample.every((x) => x > 0 && x < 1 && Math.fround(x) === x)).toBe(true);
  });

  test('normal', () => {
    expect(kolmogorov(fillNormal(new Float64Array(many), 12), normalCdf)).toBeLessThan(critical);
  });

  test.each([0.05, 0.9, 1, 7.5])('log-gamma with shape %d', (shape) => {
    const sample = fillLogGamma(new Float64Array(shape === 7.5 ? many : 100_000), [shape], 13);
    expect(kolmogorov(sample, (y) => gammaP(shape, Math.exp(y)))).toBeLessThan(critical);
  });

  // So the draws are those of the exact condition.
  test('the condition without a logarithm accepts no candidate that the exact one refuses', () => {
    for (const shape of [1, 1.0001, 1.5, 2, 10, 1e4]) {
      const d = shape - 1 / 3;
      const c = 1 / Math.sqrt(9 * d);
      for (let x = Math.max(-2.34, -1 / c + 1e-6); x < 2.34; x += 1e-3) {
        const quick = Math.log1p(-0.0331 * x ** 4);
        expect(quick).toBeLessThanOrEqual(3 * d * cubeDefect(c * x));
      }
    }
  });

  test('log-gamma does not underflow', () => {
    const sample = fillLogGamma(new Float64Array(1000), [1e-3], 14);
    expect(sample.every(Number.isFinite)).toBe(true);
    expect(Math.min(...sample)).toBeLessThan(-2000);
  });

  test.each([1e-8, 0.4, 3, 2000])('angle with concentration %d', (kappa) => {
    const sample = Float64Array.from({ length: 100_000 }, (_, i) => drawCircleAngle(kappa, 15, i));
    const reach = Math.min(Math.PI, 12 / Math.sqrt(kappa));
    const steps = 4000;
    const scale = reach / (2 * Math.PI * besselIe(0, kappa) * steps);
    const table = [0];
    for (let i = 0; i < steps; i += 1) {
      const versine = 1 - Math.cos(reach * ((2 * i + 1) / steps - 1));
      table.push((table[i] ?? 0) + 2 * scale * Math.exp(-kappa * versine));
    }
    const cdf = (x: number): number => {
      const place = ((x / reach + 1) * steps) / 2;
      const below = Math.max(0, Math.min(steps - 1, Math.floor(place)));
      return (table[below] ?? 0) * (below + 1 - place) + (table[below + 1] ?? 1) * (place - below);
    };
    expect(kolmogorov(sample, cdf)).toBeLessThan(critical);
  });

  test('counts follow their mass function', () => {
    const rate = 3.7;
    const logMass = (count: number): number => count * Math.log(rate) - rate - lgamma(count + 1);
    const sample = fillCount(new Float64Array(many), logMass, 0, 1000, 16);
    let statistic = 0;
    for (let count = 0; count <= 12; count += 1) {
      const expected = many * Math.exp(logMass(count));
      statistic += (sample.filter((x) => x === count).length - expected) ** 2 / expected;
    }
    // The 0.999 quantile of chi-square with 13 degrees of freedom (the cells beyond are left out).
    expect(statistic).toBeLessThan(34.53);
    expect(countFromTable(countTable(logMass, 0, 1e9), 1 - 2 ** -24)).toBeLessThan(40);
  });

  test('classes follow their weights', () => {
    const logits = [0.3, -1, 2, -30];
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    const sample = fillClass(new Float64Array(many), logits, 4, 17);
    let statistic = 0;
    for (let k = 0; k < 3; k += 1) {
      const expected = (many * Math.exp(logits[k] ?? 0)) / total;
      statistic += (sample.filter((x) => x === k).length - expected) ** 2 / expected;
    }
    // The 0.999 quantile of chi-square with 2 degrees of freedom.
    expect(statistic).toBeLessThan(13.82);
  });
});

describe('motion of quantiles', () => {
  // E log x = ψ(a) moves by ψ'(a): the mean motion over the density must agree.
  test.each([0.3, 2, 50])('the mean of the log-gamma motion is the trigamma function at %d', (a) => {
    const low = Math.log(a) - 14 / Math.sqrt(a) - 40 / a;
    const high = Math.log(a + 14 * Math.sqrt(a) + 30);
    const mean = integratePanels(
      (t) => {
        const y = low + t;
        return Math.exp(a * y - Math.exp(y) - lgamma(a)) * logGammaQuantileShapeDerivative(a, y);
      },
      high - low,
      120,
    );
    let trigamma = 0;
    for (let k = 0; k < 100_000; k += 1) trigamma += 1 / (a + k) ** 2;
    trigamma += 1 / (a + 100_000 - 0.5);
    expect(mean / trigamma).toBeCloseTo(1, 9);
  });

  test.each([
    [0.2, 1],
    [3, 0.2],
    [3, 2.5],
    [900, 0.05],
    [900, 0.01],
  ])('the angle moves along its distribution function (κ = %d at %d)', (kappa, angle) => {
    const level = (k: number, x: number): number =>
      integratePanels((t) => Math.exp(k * (Math.cos(t) - 1)), x, 20) / (2 * Math.PI * besselIe(0, k));
    const step = 1e-4 * kappa;
    const slope = (level(kappa + step, angle) - level(kappa - step, angle)) / (2 * step);
    const density = Math.exp(kappa * (Math.cos(angle) - 1)) / (2 * Math.PI * besselIe(0, kappa));
    expect((circleAngleDerivative(kappa, angle) * density) / -slope).toBeCloseTo(1, 5);
    expect(circleAngleDerivative(kappa, -angle)).toBe(-circleAngleDerivative(kappa, angle));
    expect(besselRatio(kappa)).toBeLessThan(1);
  });
});

test('a draw does not depend on how many are drawn', () => {
  const long = fillNormal(new Float64Array(9), 5);
  expect([...fillNormal(new Float64Array(4), 5)]).toEqual([...long.slice(0, 4)]);
  expect(fillLogGamma(new Float64Array(3), [2], 5)[2]).toBe(drawLogGamma(2, 5, 2));
});
