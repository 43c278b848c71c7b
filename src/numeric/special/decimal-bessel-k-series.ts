// The modified Bessel function K in decimals by the series of NIST DLMF 10.31.1 for whole orders, and 10.27.4 between them.
// Next to 0 the rule for its integral would need as many places as log x has units; up to ordinary arguments it is slower.
import type { Decimal } from 'decimal.js';
import { type DecimalContext, fromFixedPoint, roundTo, toFixedPoint, widerContext } from './decimal-context.ts';
import { decimalLog, decimalPi, decimalPower, decimalSin } from './decimal-elementary.ts';
import { decimalEuler, decimalGamma } from './decimal-gamma.ts';

/** Up to here a series is short; orders beyond are left to the rule. */
const mostArgument = 40;
const mostOrder = 60;
/** An order so near a whole one is left to the rule: the difference of two series cancels. */
const apart = 1e-6;

/** K_ν(x) for ν ≥ 0 and x > 0 that is not large; undefined where the rule serves as well. */
export function seriesK(context: DecimalContext, order: Decimal, x: Decimal): Decimal | undefined {
  if (x.gt(mostArgument) || order.gt(mostOrder)) return undefined;
  // The terms grow like exp(x), and K falls like exp(−x).
  const wide = widerContext(context, 24 + Math.ceil(0.9 * x.toNumber()));
  if (order.isInteger()) return roundTo(context, wholeOrder(wide, order.toNumber(), x));
  return order.minus(order.round()).abs().lt(apart) ? undefined : roundTo(context, betweenOrders(wide, order, x));
}

/** Σ_{k<n} (n−k−1)!/k! (−q)ᵏ (x/2)⁻ⁿ/2 + (−1)ⁿ (x/2)ⁿ Σ_k qᵏ/(k!(n+k)!) ((ψ(k+1) + ψ(n+k+1))/2 − log(x/2)), q = x²/4. */
function wholeOrder(wide: DecimalContext, n: number, x: Decimal): Decimal {
  const { D } = wide;
  const half = D.div(x, 2);
  const square = D.mul(half, half);
  const power = D.pow(half, n);
  let term: Decimal = new D(1);
  for (let k = 1; k < n; k++) term = D.mul(term, k);
  const factorial = n === 0 ? new D(1) : D.mul(term, n);
  let finite: Decimal = new D(0);
  for (let k = 0; k < n; k++) {
    finite = D.add(finite, term);
    if (k < n - 1) term = D.div(D.mul(term, square).neg(), (k + 1) * (n - k - 1));
  }
  // In fixed point, n! times the series; its first term is about log x.
  const { bits } = wide;
  const q = toFixedPoint(square, bits);
  const unit = 1n << BigInt(bits);
  const offset = toFixedPoint(D.add(decimalEuler(wide), decimalLog(wide, half)), bits);
  const reciprocals = (k: number): bigint => unit / BigInt(2 * k);
  let harmonic = Array.from({ length: n }, (_, i) => reciprocals(i + 1)).reduce((x, y) => x + y, 0n);
  let weight = unit;
  let total = 0n;
  for (let k = 0; weight !== 0n; k++) {
    total += (weight * (harmonic - offset)) >> BigInt(bits);
    weight = ((weight * q) >> BigInt(bits)) / BigInt((k + 1) * (n + k + 1));
    harmonic += reciprocals(k + 1) + reciprocals(n + k + 1);
  }
  const sum = D.div(fromFixedPoint(wide, total, bits), factorial);
  const second = D.mul(power, sum);
  return D.add(D.div(finite, D.mul(2, power)), n % 2 === 0 ? second : second.neg());
}

/** π/2 (I₋ᵥ(x) − Iᵥ(x))/sin νπ. */
function betweenOrders(wide: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const { D } = wide;
  const pi = decimalPi(wide);
  const gap = D.sub(firstKind(wide, order.neg(), x), firstKind(wide, order, x));
  return D.div(D.mul(D.div(pi, 2), gap), decimalSin(wide, D.mul(order, pi)));
}

/** (x/2)^ν Σ qᵏ/(k! Γ(ν+k+1)), for ν that is not whole. */
function firstKind(wide: DecimalContext, order: Decimal, x: Decimal): Decimal {
  const { D } = wide;
  const half = D.div(x, 2);
  const q = D.mul(half, half);
  let term = D.div(1, decimalGamma(wide, D.add(order, 1)));
  let sum = term;
  for (let k = 1; k < 10 * wide.digits; k++) {
    term = D.div(D.mul(term, q), D.mul(k, D.add(order, k)));
    sum = D.add(sum, term);
    if (term.isZero() || term.e < sum.e - wide.digits - 2) break;
  }
  return D.mul(decimalPower(wide, half, order), sum);
}
