// Exponential, logarithm and circular functions of decimal numbers with small relative error everywhere.
import type { Decimal } from 'decimal.js';
import {
  binaryExponent,
  type DecimalContext,
  fromFixedPoint,
  relativelyAccurate,
  roundTo,
  toFixedPoint,
  widerContext,
} from './decimal-context.ts';
import { fixedAtan, fixedExp, fixedLog, fixedLog10, fixedPi, fixedSinCos } from './fixed-point.ts';

const nan = (context: DecimalContext): Decimal => new context.D(Number.NaN);

/** π to the context's precision. */
export function decimalPi(context: DecimalContext): Decimal {
  const bits = context.bits + 16;
  return fromFixedPoint(context, fixedPi(bits), bits);
}

/** exp(x) = 10^k exp(x − k log 10). */
export function decimalExp(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (!x.isFinite()) return x.isNaN() ? nan(context) : new D(x.s > 0 ? Number.POSITIVE_INFINITY : 0);
  if (x.e < -context.digits) return D.add(1, x);
  if (x.e > 17) return new D(x.s > 0 ? Number.POSITIVE_INFINITY : 0);
  const bits = context.bits + 16 + Math.max(0, binaryExponent(x));
  const fixed = toFixedPoint(x, bits);
  const log10 = fixedLog10(bits);
  const shift = fixed / log10;
  return fromFixedPoint(context, fixedExp(fixed - shift * log10, bits), bits, Number(shift));
}

/** exp(x) − 1 without cancellation. */
export function decimalExpm1(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (!x.isFinite() || x.isZero()) return x.isZero() ? new D(x) : D.sub(decimalExp(context, x), 1);
  if (x.e >= 0) return roundTo(context, widerContext(context, 8).D.sub(decimalExp(widerContext(context, 8), x), 1));
  if (x.e < -context.digits) return D.mul(x, D.add(1, D.div(x, 2)));
  const compute = (bits: number): bigint => fixedExp(toFixedPoint(x, bits), bits) - (1n << BigInt(bits));
  return relativelyAccurate(context, compute, context.bits + 20 - binaryExponent(x)) ?? new D(x);
}

/** log x; near 1 by way of log1p, whose argument is then exact. */
export function decimalLog(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN() || (x.s < 0 && !x.isZero())) return nan(context);
  if (x.isZero()) return new D(Number.NEGATIVE_INFINITY);
  if (!x.isFinite()) return new D(x);
  if (x.e === 0 || x.e === -1) {
    const difference = widerContext(context, x.sd() + 2).D.sub(x, 1);
    if (difference.e < 0) return decimalLog1p(context, difference);
  }
  return logByExponent(context, x);
}

// x = m 10^e with 1 ≤ m < 10: no cancellation, since x is not near 1.
function logByExponent(context: DecimalContext, x: Decimal): Decimal {
  const bits = context.bits + 80;
  const mantissa = toFixedPoint(x, bits, -x.e);
  return fromFixedPoint(context, fixedLog(mantissa, bits) + BigInt(x.e) * fixedLog10(bits), bits);
}

/** log(1 + x) without cancellation. */
export function decimalLog1p(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN() || x.lt(-1)) return nan(context);
  if (x.isZero()) return new D(x);
  if (x.e >= 0) return decimalLog(context, widerContext(context, x.sd() + 2).D.add(x, 1));
  if (x.e < -context.digits) return D.mul(x, D.sub(1, D.div(x, 2)));
  const compute = (bits: number): bigint => fixedLog(toFixedPoint(x, bits) + (1n << BigInt(bits)), bits);
  return relativelyAccurate(context, compute, context.bits + 20 - binaryExponent(x)) ?? new D(x);
}

// Beyond 10^5000 the reduction of an angle would cost too much for a value nobody asks for.
const largestAngleExponent = 5000;

function circular(
  context: DecimalContext,
  x: Decimal,
  choose: (s: bigint, c: bigint, bits: number) => bigint,
): Decimal {
  if (!x.isFinite() || x.e > largestAngleExponent) return nan(context);
  const compute = (bits: number): bigint => choose(...fixedSinCos(toFixedPoint(x, bits), bits), bits);
  const start = context.bits + 20 + Math.max(0, x.e < 0 ? -binaryExponent(x) : 0);
  return relativelyAccurate(context, compute, start) ?? new context.D(0);
}

/** sin x. */
export function decimalSin(context: DecimalContext, x: Decimal): Decimal {
  if (x.isZero() || x.e < -context.digits) return new context.D(x);
  return circular(context, x, (s) => s);
}

/** cos x. */
export function decimalCos(context: DecimalContext, x: Decimal): Decimal {
  if (x.isZero() || x.e < -context.digits) return new context.D(1);
  return circular(context, x, (_, c) => c);
}

/** tan x. */
export function decimalTan(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, 8);
  return roundTo(context, wide.D.div(decimalSin(wide, x), decimalCos(wide, x)));
}

/** atan x; arguments above 1 by way of π/2 − atan(1/x). */
export function decimalAtan(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN()) return nan(context);
  if (x.isZero() || x.e < -context.digits) return new D(x);
  const wide = widerContext(context, 8);
  if (x.abs().gt(1)) {
    const rest = x.isFinite() ? decimalAtan(wide, wide.D.div(1, x)) : new wide.D(0);
    return roundTo(context, wide.D.sub(wide.D.mul(decimalPi(wide), x.s / 2), rest));
  }
  const compute = (bits: number): bigint => fixedAtan(toFixedPoint(x, bits), bits);
  return relativelyAccurate(context, compute, context.bits + 20 - Math.min(0, binaryExponent(x))) ?? new D(x);
}

/** The angle of the point (x, y), in (−π, π]. */
export function decimalAtan2(context: DecimalContext, y: Decimal, x: Decimal): Decimal {
  const wide = widerContext(context, 8);
  if (y.isNaN() || x.isNaN()) return nan(context);
  if (x.isZero()) return new context.D(y.isZero() ? 0 : halfPi(context, y.s));
  if (y.isZero()) return x.s > 0 ? new context.D(0) : decimalPi(context);
  const angle = decimalAtan(wide, wide.D.div(y, x));
  return roundTo(context, x.s > 0 ? angle : wide.D.add(angle, wide.D.mul(decimalPi(wide), y.s)));
}

function halfPi(context: DecimalContext, sign: number): Decimal {
  return context.D.mul(decimalPi(context), sign / 2);
}

/** asin x = atan(x / √((1 − x)(1 + x))). */
export function decimalAsin(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, x.sd() + 8);
  const { D } = wide;
  if (x.isNaN() || x.abs().gt(1)) return nan(context);
  if (x.abs().eq(1)) return halfPi(context, x.s);
  return roundTo(context, decimalAtan(wide, D.div(x, D.sqrt(D.mul(D.sub(1, x), D.add(1, x))))));
}

/** acos x = 2 atan(√((1 − x)/(1 + x))). */
export function decimalAcos(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, x.sd() + 8);
  const { D } = wide;
  if (x.isNaN() || x.abs().gt(1)) return nan(context);
  if (x.eq(-1)) return decimalPi(context);
  return roundTo(context, D.mul(2, decimalAtan(wide, D.sqrt(D.div(D.sub(1, x), D.add(1, x))))));
}

/** sinh x = (e + e/(e + 1))/2 with e = exp(x) − 1. */
export function decimalSinh(context: DecimalContext, x: Decimal): Decimal {
  if (!x.isFinite() || x.isZero()) return new context.D(x);
  if (x.s < 0) return decimalSinh(context, x.neg()).neg();
  const wide = widerContext(context, 8);
  const e = decimalExpm1(wide, x);
  return roundTo(context, e.isFinite() ? wide.D.div(wide.D.add(e, wide.D.div(e, wide.D.add(e, 1))), 2) : e);
}

/** cosh x. */
export function decimalCosh(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, 8);
  const e = decimalExp(wide, x.abs());
  return roundTo(context, e.isFinite() ? wide.D.div(wide.D.add(e, wide.D.div(1, e)), 2) : e);
}

/** tanh x = e/(e + 2) with e = exp(2x) − 1. */
export function decimalTanh(context: DecimalContext, x: Decimal): Decimal {
  if (x.isZero()) return new context.D(x);
  const wide = widerContext(context, 8);
  const e = decimalExpm1(wide, wide.D.mul(2, x));
  return e.isFinite()
    ? roundTo(context, wide.D.div(e, wide.D.add(e, 2)))
    : roundTo(context, new wide.D(e.isNaN() ? e : 1));
}

/** asinh x = log(1 + |x| + x²/(1 + √(1 + x²))), odd; near zero nothing cancels. */
export function decimalAsinh(context: DecimalContext, x: Decimal): Decimal {
  if (!x.isFinite() || x.isZero()) return new context.D(x);
  if (x.s < 0) return decimalAsinh(context, x.neg()).neg();
  const wide = widerContext(context, 8);
  const { D } = wide;
  const squared = D.mul(x, x);
  const rest = D.div(squared, D.add(1, D.sqrt(D.add(1, squared))));
  return roundTo(context, decimalLog1p(wide, D.add(x, rest)));
}

/** base^exponent = exp(exponent log base), with as many more digits as the exponent's magnitude costs. */
export function decimalPower(context: DecimalContext, base: Decimal, exponent: Decimal): Decimal {
  const { D } = context;
  if (base.isNaN() || exponent.isNaN()) return nan(context);
  if (exponent.isZero()) return new D(1);
  if (!base.isFinite() || !exponent.isFinite()) return D.pow(base, exponent);
  if (base.isZero()) return exponent.s > 0 ? new D(0) : nan(context);
  if (base.s < 0) return powerOfNegative(context, base, exponent);
  const rough = Math.max(0, base.e === 0 ? 1 : Math.ceil(Math.log10(Math.abs(base.e) + 1)) + 1);
  const wide = widerContext(context, 4 + Math.max(0, exponent.e + 1) + rough);
  return roundTo(context, decimalExp(wide, wide.D.mul(exponent, decimalLog(wide, base))));
}

function powerOfNegative(context: DecimalContext, base: Decimal, exponent: Decimal): Decimal {
  if (!exponent.isInteger()) return nan(context);
  const magnitude = decimalPower(context, base.neg(), exponent);
  return exponent.mod(2).isZero() ? magnitude : magnitude.neg();
}
