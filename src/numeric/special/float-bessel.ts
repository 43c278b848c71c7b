// Modified Bessel functions in float64. I: power or asymptotic series; K: the trapezoidal rule on its integral, which
// for this integrand converges geometrically. NIST DLMF 10.25.2, 10.40.1, 10.32.9.

import { floatGamma, floatLogGamma } from './float-gamma.ts';
import { trapezoidStep } from './trapezoid-step.ts';

/** exp(−|x|) I_ν(x); NaN for x < 0 unless ν is an integer. */
export function floatBesselIe(order: number, x: number): number {
  if (Number.isNaN(order) || Number.isNaN(x)) return Number.NaN;
  const isInteger = Number.isInteger(order);
  if (order < 0 && isInteger) return floatBesselIe(-order, x);
  if (x < 0) return isInteger ? (order % 2 === 0 ? 1 : -1) * floatBesselIe(order, -x) : Number.NaN;
  if (x === 0) return order === 0 ? 1 : order > 0 ? 0 : Number.NaN;
  if (!Number.isFinite(x)) return 0;
  return x > 25 && order * order < 2 * x ? asymptoticI(order, x) : powerSeriesI(order, x);
}

/** I_ν(x); overflows where its value does. */
export function floatBesselI(order: number, x: number): number {
  const scaled = floatBesselIe(order, x);
  const half = Math.exp(Math.abs(x) / 2);
  return scaled * half * half;
}

// exp(−x) I_ν(x) ~ (2πx)^(−1/2) Σ (−1)^k a_k(ν)/x^k.
function asymptoticI(order: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 200; k++) {
    const next = (-term * (4 * order * order - (2 * k - 1) ** 2)) / (8 * k * x);
    if (Math.abs(next) > Math.abs(term) && 2 * k > 2 * Math.abs(order) + 1) break;
    term = next;
    sum += term;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  return sum / Math.sqrt(2 * Math.PI * x);
}

// I_ν(x) = (x/2)^ν / Γ(ν+1) Σ_k (x²/4)^k / (k! (ν+1)_k); the terms are positive and rescaled against overflow.
function powerSeriesI(order: number, x: number): number {
  const quarter = (x / 2) ** 2;
  let term = 1;
  let sum = 1;
  let logScale = -x;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= quarter / (k * (k + order));
    sum += term;
    if (sum > 1e250) {
      term *= 1e-250;
      sum *= 1e-250;
      logScale += 250 * Math.LN10;
    }
  }
  if (order < 100 && x < 500 && logScale === -x) {
    return ((x / 2) ** order / floatGamma(order + 1)) * sum * Math.exp(-x);
  }
  return Math.exp(order * Math.log(x / 2) - floatLogGamma(order + 1) + logScale) * sum;
}

/** K_ν(x) = ∫₀^∞ exp(−x cosh t) cosh(νt) dt for x > 0. */
export function floatBesselK(order: number, x: number): number {
  if (Number.isNaN(order) || !(x > 0)) return Number.NaN;
  if (!Number.isFinite(x)) return 0;
  const nu = Math.abs(order);
  const peak = Math.asinh(nu / x);
  const top = exponentK(nu, x, peak);
  const step = trapezoidStep(nu, x, 40);
  const scaled = step * trapezoidSum(nu, x, Math.floor(peak / step), step, top);
  if (top > 300) return Math.exp(top - x) * scaled;
  const half = Math.exp(-x / 2);
  return half * (Math.exp(top) * scaled) * half;
}

// log of exp(x) exp(−x cosh t + νt).
const exponentK = (nu: number, x: number, t: number): number => nu * t - 2 * x * Math.sinh(t / 2) ** 2;

// Outward from the peak until the terms no longer count; the one at t = 0 counts half, the integrand being even.
function trapezoidSum(nu: number, x: number, start: number, step: number, top: number): number {
  let sum = 0;
  for (const direction of [1, -1]) {
    for (let k = direction > 0 ? start : start - 1; k >= 0; k += direction) {
      const t = k * step;
      const value = Math.exp(exponentK(nu, x, t) - top) * (k === 0 ? 0.5 : 0.5 + 0.5 * Math.exp(-2 * nu * t));
      sum += value;
      if (value < 1e-18 * sum) break;
    }
  }
  return sum;
}
