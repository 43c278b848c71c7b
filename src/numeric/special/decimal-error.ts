// The error function in decimals: a series of positive terms, or the asymptotic one of its complement.
// NIST DLMF 7.6.2 and 7.12.1.

import type { Decimal } from 'decimal.js';
import {
  type DecimalContext,
  fromFixedPoint,
  relativelyAccurate,
  roundTo,
  toFixedPoint,
  widerContext,
} from './decimal-context.ts';
import { decimalExp, decimalPi } from './decimal-elementary.ts';
import { fixedExp, fixedPi, fixedSqrt } from './fixed-point.ts';

// erf x = 2/√π exp(−x²) Σ 2^k x^(2k+1) / (2k+1)!!.
function fixedErf(x: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const twice = (2n * x * x) >> shift;
  let term = x;
  let sum = x;
  for (let k = 3n; term !== 0n; k += 2n) {
    term = ((term * twice) >> shift) / k;
    sum += term;
  }
  const scaled = (sum * fixedExp(-((x * x) >> shift), bits)) >> shift;
  return ((2n * scaled) << shift) / fixedSqrt(fixedPi(bits), bits);
}

// Whether exp(−x²) < 2^−bits, so that erf has reached 1 and the asymptotic series of erfc reaches full precision.
function isFar(context: DecimalContext, x: Decimal): boolean {
  return x.e > 6 || x.toNumber() ** 2 > (context.bits + 24) * Math.LN2;
}

// exp(−x²) multiplies a sum as large as exp(x²): so many more bits.
function erfWithGuard(x: Decimal): (bits: number) => bigint {
  const guard = 32 + Math.ceil(x.toNumber() ** 2 / Math.LN2);
  return (bits) => fixedErf(toFixedPoint(x, bits + guard), bits + guard) >> BigInt(guard);
}

/** erf x. */
export function decimalErf(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN() || x.isZero()) return new D(x);
  if (x.s < 0) return decimalErf(context, x.neg()).neg();
  if (isFar(context, x)) return new D(1);
  if (x.e < -context.digits) {
    const wide = widerContext(context, 4);
    return roundTo(context, wide.D.div(wide.D.mul(2, x), wide.D.sqrt(decimalPi(wide))));
  }
  return relativelyAccurate(context, erfWithGuard(x), context.bits + 20 - 4 * Math.min(0, x.e)) ?? new D(0);
}

/** 1 − erf x, relatively accurate. */
export function decimalErfc(context: DecimalContext, x: Decimal): Decimal {
  const { D } = context;
  if (x.isNaN()) return new D(x);
  if (x.s < 0 || x.isZero()) return roundTo(context, D.add(1, decimalErf(context, x.neg())));
  if (!x.isFinite()) return new D(0);
  if (isFar(context, x)) return asymptoticErfc(context, x);
  const erf = erfWithGuard(x);
  const compute = (bits: number): bigint => (1n << BigInt(bits)) - erf(bits);
  return relativelyAccurate(context, compute, context.bits + 20) ?? new D(0);
}

// erfc x ~ exp(−x²)/(x √π) Σ (−1)^k (2k−1)!!/(2x²)^k.
function asymptoticErfc(context: DecimalContext, x: Decimal): Decimal {
  const wide = widerContext(context, 8 + Math.max(0, 2 * x.e));
  const { D } = wide;
  const square = widerContext(wide, 2 * x.sd()).D.mul(x, x);
  const bits = context.bits + 24;
  const ratio = toFixedPoint(D.div(1, D.mul(2, square)), bits);
  let term = 1n << BigInt(bits);
  let sum = term;
  for (let k = 1n; term !== 0n && term !== -1n; k += 2n) {
    term = (-term * ratio * k) >> BigInt(bits);
    sum += term;
  }
  const series = fromFixedPoint(wide, sum, bits);
  const front = D.div(decimalExp(wide, square.neg()), D.mul(x, D.sqrt(decimalPi(wide))));
  return roundTo(context, D.mul(front, series));
}
