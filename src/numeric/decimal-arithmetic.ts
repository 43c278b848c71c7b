// The arithmetic of decimal numbers to a chosen number of digits, the judge where float64 has lost too many.
import type { Decimal } from 'decimal.js';
import { type Arithmetic, powerBySquaring } from './arithmetic.ts';
import { decimalBesselI, decimalBesselIe, decimalBesselK } from './special/decimal-bessel.ts';
import { type DecimalContext, decimalContext, roundTo } from './special/decimal-context.ts';
import * as elementary from './special/decimal-elementary.ts';
import { decimalErf, decimalErfc } from './special/decimal-error.ts';
import {
  decimalDigamma,
  decimalEuler,
  decimalGamma,
  decimalLogGamma,
  decimalPolygamma,
} from './special/decimal-gamma.ts';
import { perPrecision } from './special/fixed-point.ts';
import { phi, stumpff } from './special/phi.ts';

// Every operation is computed to so many more digits than asked, so that a chain of some ten thousand keeps them.
const guardDigits = 8;

/** The arithmetic with results right to the given number of digits; one instance for each. */
export const decimalArithmetic: (digits: number) => Arithmetic<Decimal> = perPrecision((digits) => {
  const context = decimalContext(digits + guardDigits);
  const all = {
    digits,
    ...conversions(context),
    ...algebra(context),
    ...transcendentals(context),
    ...special(context),
  };
  return { ...all, phi: (k, x) => phi(all, k, x), stumpff: (k, z) => stumpff(all, k, z) };
});

// The double as m 2^e, and 2^−e = 5^e 10^−e: the Decimal is exact, whatever the precision.
function exactDecimal({ D }: DecimalContext, x: number): Decimal {
  if (!Number.isFinite(x) || Number.isInteger(x)) return new D(x === 0 ? 0 : exactInteger(x));
  let exponent = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return new D(`${BigInt(mantissa) * 5n ** BigInt(exponent)}e-${exponent}`);
}

const exactInteger = (x: number): string | number =>
  Number.isSafeInteger(x) || !Number.isFinite(x) ? x : BigInt(x).toString();

type Conversions = Pick<
  Arithmetic<Decimal>,
  'fromRational' | 'fromNumber' | 'toNumber' | 'compare' | 'isZero' | 'vanishes' | 'isFinite'
>;

function conversions(context: DecimalContext): Conversions {
  const { D } = context;
  return {
    fromRational: (n, d) => (d === 0n ? new D(Number.NaN) : D.div(n.toString(), d.toString())),
    fromNumber: (x) => exactDecimal(context, x),
    toNumber: (x) => x.toNumber(),
    compare: (a, b) => a.comparedTo(b),
    isZero: (x) => x.isZero(),
    vanishes: (x) => x.isZero(),
    isFinite: (x) => x.isFinite(),
  };
}

type Algebra = Pick<
  Arithmetic<Decimal>,
  'add' | 'sub' | 'mul' | 'div' | 'neg' | 'pow' | 'powInteger' | 'sqrt' | 'abs' | 'sign' | 'min' | 'max'
>;

function algebra(context: DecimalContext): Algebra {
  const { D } = context;
  const nan = new D(Number.NaN);
  // An operation rounds as its left operand's context does; one of another context is copied into this one.
  const own = (a: Decimal): Decimal => (a.constructor === D ? a : new D(a));
  const mul = (a: Decimal, b: Decimal): Decimal => own(a).times(b);
  const div = (a: Decimal, b: Decimal): Decimal => (b.isZero() ? nan : own(a).div(b));
  return {
    add: (a, b) => own(a).plus(b),
    sub: (a, b) => own(a).minus(b),
    mul,
    div,
    neg: (a) => a.neg(),
    pow: (base, exponent) =>
      exponent.isInteger() && exponent.abs().lte(64)
        ? powerBySquaring({ mul, div, fromNumber: (x) => new D(x) }, base, exponent.toNumber())
        : elementary.decimalPower(context, base, exponent),
    powInteger: (base, exponent) =>
      Math.abs(exponent) <= 64
        ? powerBySquaring({ mul, div, fromNumber: (x) => new D(x) }, base, exponent)
        : elementary.decimalPower(context, base, new D(exponent)),
    sqrt: (x) => D.sqrt(x),
    abs: (x) => x.abs(),
    sign: (x) => new D(x.isNaN() ? x : x.isZero() ? 0 : x.s),
    min: (a, b) => (a.isNaN() || b.isNaN() ? nan : a.lte(b) ? a : b),
    max: (a, b) => (a.isNaN() || b.isNaN() ? nan : a.gte(b) ? a : b),
  };
}

type Transcendentals = Pick<
  Arithmetic<Decimal>,
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
>;

function transcendentals(context: DecimalContext): Transcendentals {
  return {
    exp: (x) => elementary.decimalExp(context, x),
    log: (x) => elementary.decimalLog(context, x),
    log1p: (x) => elementary.decimalLog1p(context, x),
    expm1: (x) => elementary.decimalExpm1(context, x),
    sin: (x) => elementary.decimalSin(context, x),
    cos: (x) => elementary.decimalCos(context, x),
    tan: (x) => elementary.decimalTan(context, x),
    asin: (x) => elementary.decimalAsin(context, x),
    acos: (x) => elementary.decimalAcos(context, x),
    atan: (x) => elementary.decimalAtan(context, x),
    atan2: (y, x) => elementary.decimalAtan2(context, y, x),
    sinh: (x) => elementary.decimalSinh(context, x),
    cosh: (x) => elementary.decimalCosh(context, x),
    tanh: (x) => elementary.decimalTanh(context, x),
    asinh: (x) => elementary.decimalAsinh(context, x),
  };
}

type Special = Pick<
  Arithmetic<Decimal>,
  'pi' | 'euler' | 'gamma' | 'lgamma' | 'digamma' | 'polygamma' | 'erf' | 'erfc' | 'besselI' | 'besselIe' | 'besselK'
>;

function special(context: DecimalContext): Special {
  return {
    pi: roundTo(context, elementary.decimalPi(context)),
    euler: roundTo(context, decimalEuler(context)),
    gamma: (x) => decimalGamma(context, x),
    lgamma: (x) => decimalLogGamma(context, x),
    digamma: (x) => decimalDigamma(context, x),
    polygamma: (n, x) => decimalPolygamma(context, n, x),
    erf: (x) => decimalErf(context, x),
    erfc: (x) => decimalErfc(context, x),
    besselI: (order, x) => decimalBesselI(context, order, x),
    besselIe: (order, x) => decimalBesselIe(context, order, x),
    besselK: (order, x) => decimalBesselK(context, order, x),
  };
}
