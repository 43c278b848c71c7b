// The bridge between decimal numbers and fixed-point bigints, where transcendental functions are computed.
// Measured at 40 digits, an exponential by way of bigints costs about a tenth of decimal.js's own.

import { Decimal } from 'decimal.js';
import { bitLength, perPrecision } from './fixed-point.ts';

/** A decimal.js constructor with its precision, in decimal digits and in bits. */
export interface DecimalContext {
  readonly D: Decimal.Constructor;
  readonly digits: number;
  readonly bits: number;
}

/** Bits per decimal digit. */
const bitsPerDigit = Math.log2(10);

/** The context of a precision; exponents reach as far as decimal.js allows. */
export const decimalContext: (digits: number) => DecimalContext = perPrecision((digits) => ({
  D: Decimal.clone({
    precision: digits,
    rounding: Decimal.ROUND_HALF_EVEN,
    minE: -9e15,
    maxE: 9e15,
    toExpNeg: -40,
    toExpPos: 60,
    modulo: Decimal.ROUND_DOWN,
    crypto: false,
    defaults: true,
  }),
  digits,
  bits: Math.ceil(digits * bitsPerDigit) + 2,
}));

/** A context with at least so many more digits; rounded up, so that few are ever made. */
export function widerContext(context: DecimalContext, extraDigits: number): DecimalContext {
  return decimalContext(context.digits + 8 * Math.ceil(extraDigits / 8));
}

/** x rounded to the context's precision. */
export function roundTo(context: DecimalContext, x: Decimal): Decimal {
  return new context.D(x).toSignificantDigits(context.digits);
}

const powerOfTen = perPrecision((exponent) => 10n ** BigInt(exponent));

/** x · 10^exponent · 2^bits without its fraction, for a finite x. */
export function toFixedPoint(x: Decimal, bits: number, exponent = 0): bigint {
  if (x.isZero() || x.e + exponent < -bits) return 0n;
  let coefficient = 0n;
  for (const word of x.d) coefficient = coefficient * 10000000n + BigInt(word);
  const scale = 7 * (Math.floor(x.e / 7) - x.d.length + 1) + exponent;
  const shifted = coefficient << BigInt(bits);
  const magnitude = scale >= 0 ? shifted * powerOfTen(scale) : shifted / powerOfTen(-scale);
  return x.s < 0 ? -magnitude : magnitude;
}

/** v / 2^bits · 10^exponent, rounded to the context's precision. */
export function fromFixedPoint(context: DecimalContext, v: bigint, bits: number, exponent = 0): Decimal {
  const leading = Math.ceil((bitLength(v) - bits) / bitsPerDigit);
  const places = Math.max(0, context.digits + 3 - leading);
  const scaled = (v * powerOfTen(places)) >> BigInt(bits);
  return new context.D(`${scaled}e${exponent - places}`).toSignificantDigits(context.digits);
}

/** A bound for log2 |x|, cheap. */
export function binaryExponent(x: Decimal): number {
  return Math.ceil((x.e + 1) * bitsPerDigit);
}

/**
 * Evaluates an absolutely accurate fixed-point function until the result is relatively accurate: a result that comes
 * out small is computed again with the bits it lacks. Returns undefined when it stays below 2^−limit.
 */
export function relativelyAccurate(
  context: DecimalContext,
  compute: (bits: number) => bigint,
  startBits: number,
  limit = 40000,
): Decimal | undefined {
  const wanted = context.bits + 12;
  for (let bits = startBits; bits < limit; ) {
    const value = compute(bits);
    const lacking = wanted - bitLength(value);
    if (lacking <= 0) return fromFixedPoint(context, value, bits);
    bits = value === 0n ? 2 * bits : bits + lacking + 16;
  }
  return undefined;
}
