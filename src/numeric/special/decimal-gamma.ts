// The gamma family in decimals: shift the argument up by the recurrence, then Stirling's series with exact Bernoulli
// numbers; reflection for negative arguments. NIST DLMF 5.5, 5.11, 5.15.

import type { Decimal } from 'decimal.js';
import { cotangentDerivative } from './cotangent.ts';
import {
  type DecimalContext,
  fromFixedPoint,
  relativelyAccurate,
  roundTo,
  toFixedPoint,
  widerContext,
} from './decimal-context.ts';
import { decimalCos, decimalExp, decimalLog, decimalPi, decimalPower, decimalSin } from './decimal-elementary.ts';
import { eulerMaclaurinNumber } from './euler-maclaurin.ts';
import { bitLength, fixedEuler, fixedLog, fixedPi, perPrecision } from './fixed-point.ts';

/** The Euler–Mascheroni constant to the context's precision. */
export function decimalEuler(context: DecimalContext): Decimal {
  const bits = context.bits + 16;
  return fromFixedPoint(context, fixedEuler(bits), bits);
}

// From here on the leading terms of Stirling's series are right to every digit.
const isHuge = (context: DecimalContext, x: Decimal): boolean => x.e > context.digits + 20;

const quantised = (bits: number): number => 64 * Math.ceil(bits / 64);

// Where Stirling's series may start: its smallest term is about exp(−2π z); twice that distance shortens the series.
const stirlingStart = (bits: number): number => Math.ceil(bits * 0.2) + 2;

// B_2k / (2k (2k − 1)) for log-gamma, B_2k / (2k) for digamma, B_2k (2k+n−1)!/(2k)! for its derivatives.
const stirlingCoefficients = perPrecision((bits) => coefficientTable(bits, (k) => [1n, k * (k - 1n)]));
const digammaCoefficients = perPrecision((bits) => coefficientTable(bits, (k) => [1n, k]));
const polygammaCoefficients = perPrecision((n) =>
  perPrecision((bits) => coefficientTable(bits, (k) => [factorial(Number(k) + n - 1), factorial(Number(k))])),
);

// The coefficient number k as fixed point, the even-numbered fraction times a factor given as a fraction.
type Coefficients = (k: number) => bigint;

function coefficientTable(bits: number, factor: (index: bigint) => readonly [bigint, bigint]): Coefficients {
  return perPrecision((k) => {
    const { numerator, denominator } = eulerMaclaurinNumber(k);
    const [top, bottom] = factor(BigInt(2 * k + 2));
    return ((numerator * top) << BigInt(bits)) / (denominator * bottom);
  });
}

// Σ_{k≥0} coefficient_k square^k until terms no longer count or begin to grow. The coefficients grow like factorials, so
// the powers must not be rounded before they meet them: Horner's rule from the last term that counts.
function asymptoticSum(coefficient: Coefficients, square: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const bitsPerTerm = bits - bitLength(square);
  const magnitude = (k: number): number => bitLength(coefficient(k)) - k * bitsPerTerm;
  let count = 1;
  while (magnitude(count) > 0 && magnitude(count) <= magnitude(count - 1) + 1) count++;
  let sum = 0n;
  for (let k = count - 1; k >= 0; k--) sum = coefficient(k) + ((sum * square) >> shift);
  return sum;
}

interface Shifted {
  readonly start: bigint;
  readonly steps: number;
}

function shiftUp(x: bigint, bits: number, target: number): Shifted {
  const whole = x >> BigInt(bits);
  const steps = whole >= BigInt(target) ? 0 : target - Number(whole);
  return { start: x + (BigInt(steps) << BigInt(bits)), steps };
}

// log Γ(x) for a fixed-point x > 0, to absolute precision.
function fixedLogGamma(x: bigint, precision: number, bits: number): bigint {
  const shift = BigInt(bits);
  const one = 1n << shift;
  const { start: z, steps } = shiftUp(x, bits, stirlingStart(precision));
  let product = one;
  for (let j = 0, y = x; j < steps; j++, y += one) product = (product * y) >> shift;
  const inverse = (one << shift) / z;
  const series = (asymptoticSum(stirlingCoefficients(bits), (inverse * inverse) >> shift, bits) * inverse) >> shift;
  const logTwoPi = fixedLog(2n * fixedPi(bits), bits);
  const main = (((z - (one >> 1n)) * fixedLog(z, bits)) >> shift) - z + (logTwoPi >> 1n);
  return main + series - (steps > 0 ? fixedLog(product, bits) : 0n);
}

// ψ(x) for a fixed-point x > 0.
function fixedDigamma(x: bigint, precision: number, bits: number): bigint {
  const shift = BigInt(bits);
  const one = 1n << shift;
  const { start: z, steps } = shiftUp(x, bits, stirlingStart(precision));
  let rest = 0n;
  for (let j = 0, y = x; j < steps; j++, y += one) rest += (one << shift) / y;
  const inverse = (one << shift) / z;
  const square = (inverse * inverse) >> shift;
  const series = (asymptoticSum(digammaCoefficients(bits), square, bits) * square) >> shift;
  return fixedLog(z, bits) - (inverse >> 1n) - series - rest;
}

// |ψ^(n)(x)| = Σ_{j<steps} n!/(x+j)^(n+1) + z^−n ((n−1)! + n!/(2z) + Σ_k B_2k (2k+n−1)!/((2k)! z^2k)).
function fixedPolygamma(n: number, x: bigint, precision: number, bits: number): bigint {
  const shift = BigInt(bits);
  const one = 1n << shift;
  const { start: z, steps } = shiftUp(x, bits, stirlingStart(precision + 8 * n) + n);
  let rest = 0n;
  for (let j = 0, y = x; j < steps; j++, y += one) rest += (one << shift) / fixedPower(y, n + 1, shift);
  const inverse = (one << shift) / z;
  const square = (inverse * inverse) >> shift;
  const series = (asymptoticSum(polygammaCoefficients(n)(bits), square, bits) * square) >> shift;
  const bracket = factorial(n - 1) * one + ((factorial(n) * inverse) >> 1n) + series;
  return ((bracket * fixedPower(inverse, n, shift)) >> shift) + factorial(n) * rest;
}

function fixedPower(x: bigint, n: number, shift: bigint): bigint {
  let result = 1n << shift;
  for (let i = 0; i < n; i++) result = (result * x) >> shift;
  return result;
}

const factorial = perPrecision((n): bigint => (n <= 1 ? 1n : BigInt(n) * factorial(n - 1)));

/** The poles of Γ are the integers up to zero. */
const isPole = (x: Decimal): boolean => x.isZero() || (x.s < 0 && x.isInteger());

// The bits that a positive argument and a result of its size need before the point.
function fixedFunction(
  context: DecimalContext,
  x: Decimal,
  compute: (x: bigint, precision: number, bits: number) => bigint,
  extra = 0,
): Decimal | undefined {
  const growth = Math.max(0, Math.ceil((x.e + 1) * 3.33)) + extra;
  return relativelyAccurate(
    context,
    (precision) => {
      const bits = quantised(precision + 16 + bitLength(BigInt(precision)) + growth);
      return compute(toFixedPoint(x, bits), precision, bits) >> BigInt(bits - precision);
    },
    context.bits + 16,
  );
}

/** log |Γ(x)|. */
export function decimalLogGamma(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN()) return new D(x);
  if (!x.isFinite() || isPole(x)) return new D(Number.POSITIVE_INFINITY);
  if (x.eq(1) || x.eq(2)) return new D(0);
  if (x.s < 0) return reflectedLogGamma(context, x);
  if (isHuge(context, x)) return hugeLogGamma(context, x);
  if (x.lt(0.5)) return smallLogGamma(context, x);
  return fixedFunction(context, x, fixedLogGamma) ?? new D(0);
}

// Γ(x) = Γ(1 + x)/x.
function smallLogGamma(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, 4);
  const log = decimalLog(wide, x);
  if (x.e < -wide.digits) return roundTo(context, wide.D.sub(wide.D.mul(decimalEuler(wide), x).neg(), log));
  const shifted = (x: bigint, precision: number, bits: number): bigint =>
    fixedLogGamma(x + (1n << BigInt(bits)), precision, bits);
  return roundTo(context, wide.D.sub(fixedFunction(wide, x, shifted) ?? 0, log));
}

function hugeLogGamma(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, 4);
  return roundTo(context, wide.D.mul(x, wide.D.sub(decimalLog(wide, x), 1)));
}

// sin(π x) from the distance to the nearest integer, which is exact.
function fractionFromNearest(context: DecimalContext, x: Decimal): Decimal {
  return widerContext(context, x.sd() + 2).D.sub(x, x.round());
}

// Γ(x) Γ(1 − x) = π / sin πx; more digits for the zeros of log |Γ| between the poles.
function reflectedLogGamma(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, 24);
  const { D } = wide;
  const sine = decimalSin(wide, D.mul(decimalPi(wide), fractionFromNearest(wide, x))).abs();
  const complement = widerContext(wide, x.sd() + 2).D.sub(1, x);
  const logSine = decimalLog(wide, D.div(decimalPi(wide), sine));
  return roundTo(context, D.sub(logSine, decimalLogGamma(wide, complement)));
}

/** Γ(x): factorials exactly, else exp(log Γ) with the digits its size costs. */
export function decimalGamma(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN() || isPole(x)) return new D(Number.NaN);
  if (!x.isFinite()) return new D(x.s > 0 ? x : Number.NaN);
  if (x.isInteger() && x.lte(500)) return roundTo(context, new D(factorial(x.toNumber() - 1).toString()));
  const wide = widerContext(context, 6 + Math.max(0, x.e + 2));
  const magnitude = decimalExp(wide, decimalLogGamma(wide, x));
  const negative = x.s < 0 && !x.floor().mod(2).isZero();
  return roundTo(context, negative ? magnitude.neg() : magnitude);
}

/** ψ(x), the derivative of log Γ. */
export function decimalDigamma(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN() || isPole(x)) return new D(Number.NaN);
  if (!x.isFinite()) return new D(x.s > 0 ? x : Number.NaN);
  if (x.s < 0) return reflectedDigamma(context, x);
  if (isHuge(context, x)) return decimalLog(context, x);
  if (x.gte(0.5)) return fixedFunction(context, x, fixedDigamma) ?? new D(0);
  const wide = widerContext(context, 4);
  const shifted = (x: bigint, precision: number, bits: number): bigint =>
    fixedDigamma(x + (1n << BigInt(bits)), precision, bits);
  return roundTo(context, wide.D.sub(fixedFunction(wide, x, shifted) ?? 0, wide.D.div(1, x)));
}

// ψ(x) = ψ(1 − x) − π cot πx.
function reflectedDigamma(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, 24);
  const { D } = wide;
  const complement = decimalDigamma(wide, widerContext(wide, x.sd() + 2).D.sub(1, x));
  return roundTo(context, D.sub(complement, D.mul(decimalPi(wide), cotangent(wide, x))));
}

function cotangent(wide: DecimalContext, x: Decimal): Decimal {
  const angle = wide.D.mul(decimalPi(wide), fractionFromNearest(wide, x));
  return wide.D.div(decimalCos(wide, angle), decimalSin(wide, angle));
}

/** ψ^(n)(x), the derivative of order n of digamma. */
export function decimalPolygamma(context: DecimalContext, n: number, x: Decimal): Decimal {
  const { D } = context;
  if (n === 0) return decimalDigamma(context, x);
  if (x.isNaN() || isPole(x)) return new D(Number.NaN);
  if (!x.isFinite()) return new D(x.s > 0 ? 0 : Number.NaN);
  if (x.s < 0) return reflectedPolygamma(context, n, x);
  const magnitude = polygammaMagnitude(context, n, x);
  return n % 2 === 1 ? magnitude : magnitude.neg();
}

function polygammaMagnitude(context: DecimalContext, n: number, x: Decimal): Decimal {
  const { D } = context;
  const power = (k: number): Decimal => decimalPower(context, x, new D(k));
  if (isHuge(context, x)) return D.div(new D(factorial(n - 1).toString()), power(n));
  const polygamma = (x: bigint, precision: number, bits: number): bigint => fixedPolygamma(n, x, precision, bits);
  if (x.gte(0.5)) return fixedFunction(context, x, polygamma, 8 * n) ?? new D(0);
  const shifted = (x: bigint, precision: number, bits: number): bigint =>
    polygamma(x + (1n << BigInt(bits)), precision, bits);
  return D.add(D.div(new D(factorial(n).toString()), power(n + 1)), fixedFunction(context, x, shifted, 8 * n) ?? 0);
}

// ψ^(n)(1 − x) + (−1)^(n+1) ψ^(n)(x) = (−1)^n π dⁿ/dxⁿ cot πx.
function reflectedPolygamma(context: DecimalContext, n: number, x: Decimal): Decimal {
  const wide = widerContext(context, 24);
  const { D } = wide;
  const complement = decimalPolygamma(wide, n, widerContext(wide, x.sd() + 2).D.sub(1, x));
  const cot = cotangent(wide, x);
  let derivative: Decimal = new D(0);
  for (const coefficient of cotangentDerivative(n).toReversed()) {
    derivative = D.add(D.mul(derivative, cot), coefficient.toString());
  }
  const term = D.mul(derivative, decimalPower(wide, decimalPi(wide), new D(n + 1)));
  return roundTo(context, D.sub(n % 2 === 0 ? complement : complement.neg(), term));
}
