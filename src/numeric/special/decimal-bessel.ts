// Modified Bessel functions in decimals. I: the power series, whose terms are positive, or the asymptotic one;
// K: the trapezoidal rule on its integral, which converges like exp(−π²/step). NIST DLMF 10.25.2, 10.40.1, 10.32.9.

import type { Decimal } from 'decimal.js';
import { seriesK } from './decimal-bessel-k-series.ts';
import {
  type DecimalContext,
  decimalContext,
  fromFixedPoint,
  roundTo,
  toFixedPoint,
  widerContext,
} from './decimal-context.ts';
import { decimalExp, decimalExpm1, decimalLog, decimalPi, decimalPower, decimalSinh } from './decimal-elementary.ts';
import { decimalGamma, decimalLogGamma } from './decimal-gamma.ts';
import { trapezoidStep } from './trapezoid-step.ts';

const isIntegerOrder = (order: Decimal): boolean => order.isInteger();

/** exp(−|x|) I_ν(x); NaN for x < 0 unless ν is an integer. */
export function decimalBesselIe(context: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const { D } = context;
  if (order.isNaN() || x.isNaN() || !order.isFinite()) return new D(Number.NaN);
  if (order.s < 0 && isIntegerOrder(order)) return decimalBesselIe(context, order.neg(), x);
  if (x.s < 0 && !x.isZero()) {
    if (!isIntegerOrder(order)) return new D(Number.NaN);
    const value = decimalBesselIe(context, order, x.neg());
    return order.mod(2).isZero() ? value : value.neg();
  }
  if (x.isZero()) return valueAtZero(context, order);
  if (!x.isFinite()) return new D(0);
  return asymptoticI(context, order, x) ?? powerSeriesI(context, order, x);
}

function valueAtZero(context: DecimalContext, order: Decimal): Decimal {
  if (order.isZero()) return new context.D(1);
  return new context.D(order.s > 0 ? 0 : Number.NaN);
}

/** I_ν(x). */
export function decimalBesselI(context: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const wide = widerContext(context, 4);
  return roundTo(context, wide.D.mul(decimalBesselIe(wide, order, x), decimalExp(wide, x.abs())));
}

// I_ν(x) = (x/2)^ν / Γ(ν+1) Σ_k (x²/4)^k / (k! (ν+1)_k).
function powerSeriesI(context: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const wide = widerContext(context, 8 + Math.max(0, order.e + 1));
  const { D } = wide;
  const bits = wide.bits + 32;
  const shift = BigInt(bits);
  const half = toFixedPoint(x, bits) >> 1n;
  const quarter = (half * half) >> shift;
  const nu = toFixedPoint(order, bits);
  let term = 1n << shift;
  let sum = term;
  for (let k = 1n; term !== 0n && term !== -1n; k += 1n) {
    term = (term * quarter) / (k * (nu + (k << shift)));
    sum += term;
  }
  return roundTo(
    context,
    D.mul(D.mul(leadingTerm(wide, order, x), fromFixedPoint(wide, sum, bits)), decimalExp(wide, x.neg())),
  );
}

// (x/2)^ν / Γ(ν + 1).
function leadingTerm(wide: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const { D } = wide;
  const half = D.div(x, 2);
  if (order.s < 0 || order.lt(100)) {
    return D.div(decimalPower(wide, half, order), decimalGamma(wide, D.add(order, 1)));
  }
  const deep = widerContext(wide, order.e + 4);
  const log = deep.D.sub(deep.D.mul(order, decimalLog(deep, half)), decimalLogGamma(deep, deep.D.add(order, 1)));
  return decimalExp(wide, log);
}

// exp(−x) I_ν(x) ~ (2πx)^(−1/2) Σ (−1)^k a_k(ν)/x^k with the error of the smallest term and of exp(−2x);
// undefined where that does not reach the precision.
function asymptoticI(context: DecimalContext, order: Decimal, x: Decimal): Decimal | undefined {
  const rough = x.toNumber();
  const nu = order.toNumber();
  const bits = context.bits + 24;
  const cancelled = Math.ceil((nu * nu) / rough);
  if (Number.isNaN(cancelled)) return undefined;
  if (2 * rough < (bits + cancelled) * Math.LN2 || cancelled > 4 * bits) return undefined;
  const sum = asymptoticSum(order, x, bits + 2 * cancelled, bits + cancelled);
  if (sum === undefined) return undefined;
  const wide = widerContext(context, 8);
  const { D } = wide;
  const root = D.sqrt(D.mul(D.mul(2, decimalPi(wide)), x));
  return roundTo(context, D.div(fromFixedPoint(wide, sum, bits + 2 * cancelled), root));
}

function asymptoticSum(order: Decimal, x: Decimal, bits: number, wanted: number): bigint | undefined {
  const shift = BigInt(bits);
  const wide = decimalContext(Math.ceil(bits / 3.3) + 8).D;
  const inverse = toFixedPoint(wide.div(1, wide.mul(8, x)), bits);
  const fourSquares = toFixedPoint(wide.mul(4, wide.mul(order, order)), bits);
  const negligible = 1n << BigInt(bits - wanted);
  let term = 1n << shift;
  let sum = term;
  let previous = term;
  for (let k = 1n; k < 100000n; k += 1n) {
    const odd = (2n * k - 1n) ** 2n;
    term = (-((term * (fourSquares - (odd << shift))) >> shift) * inverse) / (k << shift);
    sum += term;
    const size = term < 0n ? -term : term;
    if (size < negligible) return sum;
    if (size > previous && fourSquares < odd << shift) return undefined;
    previous = size;
  }
  return undefined;
}

/** K_ν(x) = ∫₀^∞ exp(−x cosh t) cosh(νt) dt for x > 0. */
export function decimalBesselK(context: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const { D } = context;
  if (order.isNaN() || x.isNaN() || (x.s < 0 && !x.isZero()) || !order.isFinite()) return new D(Number.NaN);
  if (x.isZero()) return new D(Number.NaN);
  if (!x.isFinite()) return new D(0);
  if (order.minus(0.5).isInteger() && order.abs().lt(200)) return halfIntegerK(context, order.abs(), x);
  const nu = order.abs();
  return asymptoticK(context, nu, x) ?? seriesK(context, nu, x) ?? trapezoidK(context, nu, x);
}

// K_{n+1/2}(x) = √(π/2x) exp(−x) Σ_{j≤n} (n+j)! / (j! (n−j)! (2x)^j).
function halfIntegerK(context: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const wide = widerContext(context, 8);
  const { D } = wide;
  const n = order.minus(0.5).toNumber();
  let term: Decimal = new D(1);
  let sum = term;
  for (let j = 1; j <= n; j++) {
    term = D.div(D.mul(term, (n + j) * (n - j + 1)), D.mul(2 * j, x));
    sum = D.add(sum, term);
  }
  const root = D.sqrt(D.div(decimalPi(wide), D.mul(2, x)));
  return roundTo(context, D.mul(D.mul(root, decimalExp(wide, x.neg())), sum));
}

// K_ν(x) ~ √(π/2x) exp(−x) Σ a_k(ν)/x^k with the error of the smallest term; undefined where that does not reach.
function asymptoticK(context: DecimalContext, order: Decimal, x: Decimal): Decimal | undefined {
  const bits = context.bits + 24;
  if (2 * x.toNumber() < bits * Math.LN2) return undefined;
  const sum = asymptoticSum(order, x.neg(), bits, bits);
  if (sum === undefined) return undefined;
  const wide = widerContext(context, 12 + Math.max(0, x.e));
  const { D } = wide;
  const root = D.sqrt(D.div(decimalPi(wide), D.mul(2, x)));
  return roundTo(context, D.mul(D.mul(root, decimalExp(wide, x.neg())), fromFixedPoint(wide, sum, bits)));
}

function trapezoidK(context: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const wide = widerContext(context, 12 + Math.max(0, order.e + 1));
  const { D } = wide;
  const nats = (context.bits + 16) * Math.LN2;
  const step = new D(trapezoidStep(order.toNumber(), x.toNumber(), nats).toPrecision(6));
  const peak = D.asinh(D.div(order, x));
  const start = D.floor(D.div(peak, step)).toNumber();
  const term = (k: number): Decimal => integrandK(wide, order, x, D.mul(k, step));
  let sum = start === 0 ? D.div(term(0), 2) : term(start);
  sum = D.add(sum, oneSide(wide, term, start, 1, sum));
  if (start > 0) sum = D.add(sum, oneSide(wide, term, start, -1, sum));
  return roundTo(context, D.mul(D.mul(step, sum), decimalExp(wide, x.neg())));
}

// The terms from the peak to one side, until they no longer count; the term at t = 0 counts half, the integrand
// being even.
function oneSide(
  wide: DecimalContext,
  term: (k: number) => Decimal,
  start: number,
  direction: 1 | -1,
  peak: Decimal,
): Decimal {
  const { D } = wide;
  let sum: Decimal = new D(0);
  for (let k = start + direction; k >= 0; k += direction) {
    const value = term(k);
    sum = D.add(sum, k === 0 ? D.div(value, 2) : value);
    if (value.isZero() || value.e < peak.e - wide.digits - 2) break;
  }
  return sum;
}

// exp(x) exp(−x cosh t) cosh νt = exp(−2x sinh²(t/2)) (exp νt + exp −νt)/2.
function integrandK(wide: DecimalContext, order: Decimal, x: Decimal, t: Decimal): Decimal {
  const { D } = wide;
  const sinh = decimalSinh(wide, D.div(t, 2));
  const decay = D.mul(D.mul(-2, x), D.mul(sinh, sinh));
  if (order.isZero()) return decimalExp(wide, decay);
  const rise = D.mul(order, t);
  const both = D.add(2, decimalExpm1(wide, D.mul(-2, rise)));
  return D.div(D.mul(decimalExp(wide, D.add(decay, rise)), both), 2);
}
