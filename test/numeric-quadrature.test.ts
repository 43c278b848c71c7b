// Integrals with known values, from nearly flat to extremely peaked, with the estimates of their errors held to account.
import type { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { add, div, elementwise, exp, log, mul, pow, sqrt, sub } from '../src/ir/build.ts';
import { withEndFactors } from '../src/ir/end-factors.ts';
import { type Expr, integral, one, positiveLine, rational, realLine, symbol, two, zero } from '../src/ir/expr.ts';
import { integrateBox } from '../src/numeric/box-quadrature.ts';
import type { Point } from '../src/numeric/coordinate.ts';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { expectation, integrateLogDensity, integratePeriodicLogDensity } from '../src/numeric/log-density.ts';
import { integrate } from '../src/numeric/quadrature.ts';

const infinity = Number.POSITIVE_INFINITY;
const { lgamma, digamma, polygamma, besselIe } = floatArithmetic;
const logRootTwoPi = Math.log(2 * Math.PI) / 2;

describe('double-exponential quadrature', () => {
  test.each<[string, (x: number, l: number, u: number) => number, number, number, number]>([
    ['∫ exp(−x) = 1', (x) => Math.exp(-x), 0, infinity, 1],
    ['∫ x^(−9/10) = 10', (_, l) => l ** -0.9, 0, 1, 10],
    ['∫ (1−x)^(−9/10) = 10', (_x, _l, u) => u ** -0.9, 0, 1, 10],
    ['∫ exp(−x²/2) = √2π', (x) => Math.exp((-x * x) / 2), -infinity, infinity, Math.sqrt(2 * Math.PI)],
    ['a peak of width 1/100', (x) => Math.exp(-(((x - 0.3) / 0.01) ** 2) / 2), 0, 1, 0.01 * Math.sqrt(2 * Math.PI)],
    ['a hump of width 10⁶', (x) => Math.exp(-((x / 1e6) ** 2) / 2), -infinity, infinity, 1e6 * Math.sqrt(2 * Math.PI)],
    ['∫ 1/(1+x²) = π', (x) => 1 / (1 + x * x), -infinity, infinity, Math.PI],
    ['∫ log x = −1', Math.log, 0, 1, -1],
    ['∫ exp(x) below 0 = 1', Math.exp, -infinity, 0, 1],
    ['a signed integrand, ∫ (x − 2) exp(−x) = −1', (x) => (x - 2) * Math.exp(-x), 0, infinity, -1],
  ])('%s', (_, f, lower, upper, truth) => {
    const { value, error } = integrate(f, lower, upper);
    expect(Math.abs(value / truth - 1)).toBeLessThan(1e-12);
    expect(Math.abs(value - truth)).toBeLessThan(1e-12 * Math.abs(truth) + 10 * error);
  });

  test('a peak of relative width 1e-6 is resolved when its place is given', () => {
    const { value } = integrate((x) => Math.exp(-(((x - 0.3) / 1e-6) ** 2) / 2), 0, 1, { splits: [0.3] });
    expect(value / (1e-6 * Math.sqrt(2 * Math.PI))).toBeCloseTo(1, 11);
  });

  test('mass hidden below the smallest double is reported', () => {
    const { value, error } = integrate((_, l) => l ** -0.999, 0, 1);
    expect(error).toBeGreaterThan(0.5 * Math.abs(value - 1000));
  });

  test('exchanged ends change the sign', () => {
    expect(integrate(Math.exp, 1, 0).value).toBeCloseTo(1 - Math.E, 13);
    expect(integrate(Math.exp, 1, 1).value).toBe(0);
  });
});

describe('densities given by their logarithm, float64', () => {
  test.each([0.001, 0.1, 1, 5, 1000, 1e6])('x^(a−1) exp(−x), a = %d', (a) => {
    const r = integrateLogDensity(floatArithmetic, (p) => (a - 1) * p.logFromLower - p.x, 0, infinity);
    // The logarithms are of size a log a: their rounding is the error to expect.
    const rounding = 1e-13 + 1e-15 * Math.abs(a * Math.log(a));
    expect(Math.abs(r.logIntegral - lgamma(a))).toBeLessThan(rounding);
    expect(expectation(r, (p) => p.logFromLower) / digamma(a)).toBeCloseTo(1, 12);
    expect(expectation(r, (p) => p.x) / a).toBeCloseTo(1, 12);
    expect(r.error).toBeLessThan(1e-8);
  });

  test.each([
    [0.001, 0.001],
    [1, 1],
    [0.5, 20],
    [0.001, 7],
    [2000, 0.001],
  ])('x^(a−1) (1−x)^(b−1), %d, %d', (a, b) => {
    const r = integrateLogDensity(floatArithmetic, (p) => (a - 1) * p.logFromLower + (b - 1) * p.logFromUpper, 0, 1);
    const truth = lgamma(a) + lgamma(b) - lgamma(a + b);
    expect(Math.abs(r.logIntegral - truth)).toBeLessThan(1e-12 + 4e-16 * lgamma(a + b));
    const mean = expectation(r, (p) => p.logFromUpper);
    const variance = expectation(r, (p) => (p.logFromUpper - mean) ** 2);
    expect(variance / (polygamma(1, b) - polygamma(1, a + b))).toBeCloseTo(1, 11);
  });

  test.each([
    [0, 1],
    [1e6, 1],
    [3, 1e6],
    [-1e-5, 1e-9],
  ])('a Gaussian at %d of width %d', (m, s) => {
    const r = integrateLogDensity(floatArithmetic, (p) => -(((p.x - m) / s) ** 2) / 2, -infinity, infinity);
    expect(Math.abs(r.logIntegral - Math.log(s) - logRootTwoPi)).toBeLessThan(1e-12 + 1e-15 * Math.abs(m / s));
    expect(expectation(r, (p) => ((p.x - m) / s) ** 2)).toBeCloseTo(1, 9);
  });

  test.each([0.5, 1, 4, 30])('the algebraic tail (1 + x²/ν)^(−(ν+1)/2), ν = %d', (nu) => {
    const logf = (p: Point<number>): number => (-(nu + 1) / 2) * Math.log1p(p.x ** 2 / nu);
    const r = integrateLogDensity(floatArithmetic, logf, -infinity, infinity);
    const truth = lgamma(nu / 2) - lgamma((nu + 1) / 2) + Math.log(nu * Math.PI) / 2;
    expect(r.logIntegral).toBeCloseTo(truth, 12);
    if (nu > 2) expect(expectation(r, (p) => p.x ** 2)).toBeCloseTo(nu / (nu - 2), 11);
  });

  test('two humps of different widths are both found', () => {
    const logf = ({ x }: Point<number>): number => {
      const [a, b] = [-((x - 10) ** 2) / 2, -(((x + 30) / 0.1) ** 2) / 2];
      return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    };
    const r = integrateLogDensity(floatArithmetic, logf, -infinity, infinity);
    expect(r.logIntegral).toBeCloseTo(Math.log(1.1) + logRootTwoPi, 12);
  });

  test('a hump that the search would miss is found by a hint', () => {
    const logf = ({ x }: Point<number>): number => {
      const [a, b] = [-(x ** 2) / 2, -(((x - 1.2345e5) / 1e-3) ** 2) / 2];
      return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
    };
    const r = integrateLogDensity(floatArithmetic, logf, -infinity, infinity, { hints: [1.2345e5] });
    expect(r.logIntegral).toBeCloseTo(Math.log(1.001) + logRootTwoPi, 9);
  });

  test('a half-line that ends above', () => {
    const r = integrateLogDensity(floatArithmetic, (p) => 2 * p.logFromUpper - p.fromUpper, -infinity, 3);
    expect(r.logIntegral).toBeCloseTo(Math.log(2), 13);
    expect(expectation(r, (p) => p.x)).toBeCloseTo(0, 12);
  });

  test.each([0, 0.001, 1, 50, 1e6])('exp(κ cos x) on the circle, κ = %d', (kappa) => {
    const logf = (p: Point<number>): number => -2 * kappa * Math.sin((p.x - 1) / 2) ** 2;
    const r = integratePeriodicLogDensity(floatArithmetic, logf, -Math.PI, 2 * Math.PI);
    expect(r.logIntegral).toBeCloseTo(Math.log(2 * Math.PI * besselIe(0, kappa)), 9);
    expect(expectation(r, (p) => Math.sin(p.x - 1))).toBeCloseTo(0, 12);
  });

  test('a density that needs what underflows says so', () => {
    const r = integrateLogDensity(floatArithmetic, (p) => -0.999 * Math.log(p.x) - p.x, 0, infinity);
    expect(r.error).toBeGreaterThan(0.1);
  });

  test('nothing to integrate', () => {
    const r = integrateLogDensity(floatArithmetic, () => Number.NEGATIVE_INFINITY, 0, 1);
    expect(r.logIntegral).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('densities given by their logarithm, decimals', () => {
  const arithmetic = decimalArithmetic(30);
  const { sub, mul, div, sqrt, fromNumber, toNumber } = arithmetic;

  test.each([0.001, 5, 1e6, 1e10])('shape %d loses nothing', (shape) => {
    const a = fromNumber(shape);
    const logf = (p: Point<Decimal>): Decimal =>
      sub(sub(mul(sub(a, fromNumber(1)), p.logFromLower), p.x), arithmetic.lgamma(a));
    const r = integrateLogDensity(arithmetic, logf, fromNumber(0), fromNumber(infinity));
    expect(Math.abs(toNumber(r.logIntegral))).toBeLessThan(1e-14);
    expect(expectation(r, (p) => toNumber(div(sub(p.x, a), sqrt(a))) ** 2)).toBeCloseTo(1, 13);
  });
});

describe('boxes', () => {
  const line = { lower: -infinity, upper: infinity };
  const halfLine = { lower: 0, upper: infinity };
  test.each([0, 0.5, 0.99, 0.99999])('two Gaussians with correlation %d', (rho) => {
    const r = integrateBox(
      floatArithmetic,
      ([a, b]) => {
        const [x, y] = [a?.x ?? 0, b?.x ?? 0];
        return -(x * x - 2 * rho * x * y + y * y) / (2 * (1 - rho * rho));
      },
      [line, line],
    );
    expect(r.logIntegral).toBeCloseTo(2 * logRootTwoPi + Math.log(1 - rho * rho) / 2, 9);
    expect(expectation(r, ([a, b]) => (a?.x ?? 0) * (b?.x ?? 0))).toBeCloseTo(rho, 8);
  });

  test('a funnel: Gaussian given its precision', () => {
    const r = integrateBox(
      floatArithmetic,
      ([x, t]) => {
        if (x === undefined || t === undefined) return Number.NaN;
        return 1.5 * t.logFromLower - t.x - (t.x * (x.x - 2) ** 2) / 2;
      },
      [line, halfLine],
    );
    expect(r.logIntegral).toBeCloseTo(logRootTwoPi, 9);
    expect(expectation(r, ([, t]) => t?.x ?? 0)).toBeCloseTo(2, 7);
  });

  test('three dimensions', () => {
    const r = integrateBox(floatArithmetic, (points) => points.reduce((sum, p) => sum + 9 * p.logFromLower - p.x, 0), [
      halfLine,
      halfLine,
      halfLine,
    ]);
    expect(r.logIntegral).toBeCloseTo(3 * lgamma(10), 8);
  });
});

describe('a bend a thousand times narrower than the density beside it', () => {
  // x^(a − 1)(1 − x)^(b − 1)e^(−cx) at a = 1e-4, b = 1e-3, c = 30. Truth: Kummer's function, mpmath with 40 digits.
  const [a, b, c] = [1e-4, 1e-3, 30];
  const found = integrateLogDensity(
    floatArithmetic,
    (p) => (a - 1) * p.logFromLower + (b - 1) * p.logFromUpper - c * p.x,
    0,
    1,
  );

  test('counts where it lies between an end of a panel and its first node', () => {
    expect(Math.abs(found.logIntegral / 9.209945988099063 - 1)).toBeLessThan(1e-12);
  });

  test.each<[string, (p: Point<number>) => number, number]>([
    ['x', (p) => p.x, 3.4525888204201524e-6],
    ['log x', (p) => p.logFromLower, -10003.943756468336],
    ['log(1 − x)', (p) => p.logFromUpper, -3.5152885058731395e-6],
  ])('and has its mean of %s', (_, f, truth) => {
    expect(Math.abs(expectation(found, f) / truth - 1)).toBeLessThan(1e-10);
  });
});

describe('an integrand with eˣ − 1 in it', () => {
  const x = symbol('x', positiveLine);
  const gap = sub(exp(x), one);

  test('has its value where the factor is negative, or overflows far out', () => {
    // By mpmath with 30 digits.
    const body = mul(div(x, gap), exp(mul(rational(-2), sqrt(x))), pow(sub(sqrt(x), rational(1, 3)), two));
    const { data } = evaluate(integral(x, body), { symbols: new Map(), sizes: new Map() }, floatArithmetic);
    expect(data[0]).toBeCloseTo(0.07730670218667576, 15);
  });

  test('has no factor x, again and again', () => {
    expect(withEndFactors(gap, x)).toBe(gap);
    const polynomial = add(x, pow(x, two));
    expect(withEndFactors(polynomial, x)).toBe(mul(x, add(one, x)));
  });
});

// log ∫ by mpmath 1.3 at 40 digits.
describe('a factor that grows or falls like an exponential moves the mass away from that of the others', () => {
  const [line, ray] = [symbol('x', realLine), symbol('x', positiveLine)];
  const bell = (x: Expr, l: Expr, s: Expr): Expr => exp(sub(mul(l, x), mul(s, pow(x, two))));
  test.each([
    [
      '1 + erf x',
      line,
      mul(bell(line, rational(-20), rational(1, 10)), add(one, elementwise('erf', line))),
      88.6536116602051,
    ],
    ['I₀(x)', ray, mul(bell(ray, zero, rational(1, 1000)), elementwise('besselI', zero, ray)), 250.00100403375635],
    [
      'K₀(3x)',
      ray,
      mul(bell(ray, rational(9, 10), rational(1, 1000)), elementwise('besselK', zero, mul(rational(3), ray))),
      -0.42280708499333053,
    ],
  ] as const)('%s', (_, x, body, truth) => {
    const nothing = { symbols: new Map(), sizes: new Map() };
    const found = evaluate(log(integral(x, body)), nothing, floatArithmetic).data[0] ?? Number.NaN;
    expect(Math.abs(found - truth)).toBeLessThan(1e-13 * Math.max(1, Math.abs(truth)));
  });
});

// ∫ e^{−x²/10 − 40x} log(1 + eˣ) dx, all of it where log(1 + eˣ) is eˣ in 80 digits: e^{39²·10/4} √(10π).
test('log(1 + eˣ) is eˣ far below 0, where 1 + eˣ is 1 in any number of digits', () => {
  const x = symbol('x', realLine);
  const bell = exp(sub(mul(rational(-40), x), mul(rational(1, 10), pow(x, two))));
  const nothing = { symbols: new Map(), sizes: new Map() };
  const truth = 39 ** 2 * 2.5 + Math.log(10 * Math.PI) / 2;
  for (const found of [
    evaluate(log(integral(x, mul(bell, log(add(one, exp(x)))))), nothing, floatArithmetic).data[0],
    evaluate(log(integral(x, mul(bell, log(add(one, exp(x)))))), nothing, decimalArithmetic(28)).data[0]?.toNumber(),
  ])
    expect(Math.abs((found ?? Number.NaN) / truth - 1)).toBeLessThan(1e-14);
});
