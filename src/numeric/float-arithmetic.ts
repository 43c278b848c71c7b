// The fast arithmetic: float64, special functions to about 1e-14.
import { type Arithmetic, powerBySquaring } from './arithmetic.ts';
import { floatBesselI, floatBesselIe, floatBesselK } from './special/float-bessel.ts';
import { floatErf, floatErfc } from './special/float-error.ts';
import { eulerGamma, floatGamma, floatLogGamma } from './special/float-gamma.ts';
import { floatDigamma, floatPolygamma } from './special/float-polygamma.ts';
import { phi, stumpff } from './special/phi.ts';

/** The double nearest to n/d, also where n or d alone overflows. */
export function ratioToNumber(n: bigint, d: bigint): number {
  if (d === 0n) return Number.NaN;
  const [top, bottom] = [Number(n), Number(d)];
  if (Number.isSafeInteger(top) && Number.isSafeInteger(bottom)) return top / bottom;
  const negative = n < 0n !== d < 0n;
  const [a, b] = [n < 0n ? -n : n, d < 0n ? -d : d];
  const shift = 66 + b.toString(2).length - a.toString(2).length;
  const quotient = Number(shift >= 0 ? (a << BigInt(shift)) / b : a / (b << BigInt(-shift)));
  const half = Math.trunc(shift / 2);
  const magnitude = quotient * 2 ** -half * 2 ** (half - shift);
  return negative ? -magnitude : magnitude;
}

const divide = (a: number, b: number): number => (b === 0 ? Number.NaN : a / b);

function power(base: number, exponent: number): number {
  return base === 0 && exponent < 0 ? Number.NaN : base ** exponent;
}

// Squaring is exact more often than the general power, and as accurate for small exponents.
function integerPower(base: number, exponent: number): number {
  if (Math.abs(exponent) > 32) return power(base, exponent);
  return powerBySquaring({ mul: (a, b) => a * b, div: divide, fromNumber: (x) => x }, base, exponent);
}

/** Arithmetic on doubles. */
export const floatArithmetic: Arithmetic<number> = {
  digits: 16,
  fromRational: ratioToNumber,
  fromNumber: (x) => x,
  toNumber: (x) => x,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: divide,
  neg: (a) => -a,
  pow: power,
  powInteger: integerPower,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  abs: Math.abs,
  sign: Math.sign,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN),
  isZero: (x) => x === 0,
  vanishes: (x) => x === 0,
  isFinite: Number.isFinite,
  pi: Math.PI,
  euler: eulerGamma,
  gamma: floatGamma,
  lgamma: floatLogGamma,
  digamma: floatDigamma,
  polygamma: floatPolygamma,
  erf: floatErf,
  erfc: floatErfc,
  besselI: floatBesselI,
  besselIe: floatBesselIe,
  besselK: floatBesselK,
  phi: (k, x) => phi(floatArithmetic, k, x),
  stumpff: (k, z) => stumpff(floatArithmetic, k, z),
};
