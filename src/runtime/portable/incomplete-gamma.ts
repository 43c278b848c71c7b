// The regularised incomplete gamma functions and the motion of a quantile with the shape, in float64.
// Series: NIST DLMF 8.11.4; continued fraction: DLMF 8.9.2.

import { lgamma, stirlingRemainder } from './gamma.ts';
import { digamma, logMinusDigamma } from './polygamma.ts';
import { integratePanels } from './quadrature.ts';

/** $\frac{x^ae^{-x}}{\Gamma(a+1)}$, taken about its maximum where both arguments are large. */
export function gammaPeak(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - lgamma(a + 1));
  const relative = (x - a) / a;
  const deficit = Math.abs(relative) < 0.5 ? log1pMinus(relative) : Math.log1p(relative) - relative;
  return Math.exp(a * deficit - stirlingRemainder(a)) / Math.sqrt(2 * Math.PI * a);
}

/** $\log(1+u)-u$ for $|u|\le\frac12$, by $2\operatorname{artanh}$ of $u/(2+u)$. */
export function log1pMinus(u: number): number {
  const s = u / (2 + u);
  const square = s * s;
  let power = s * square;
  let sum = 0;
  for (let k = 3; k < 60; k += 2) {
    const term = power / k;
    sum += term;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
    power *= square;
  }
  return 2 * sum - s * u;
}

/** $P(a,x)=\frac1{\Gamma(a)}\int_0^xt^{a-1}e^{-t}dt$. */
export function gammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x);
}

/** $Q(a,x)=1-P(a,x)$, with relative accuracy in the upper tail. */
export function gammaQ(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x);
}

/** $P(a,x)$ by $\frac{x^ae^{-x}}{\Gamma(a+1)}\sum_n\frac{x^n}{(a+1)_n}$. */
export function gammaSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 1000000 && term > 1e-17 * sum; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return gammaPeak(a, x) * sum;
}

/** $Q(a,x)$ by Legendre's continued fraction, evaluated forward (Lentz). */
export function gammaFraction(a: number, x: number): number {
  if (x === Infinity) return 0;
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 1000000; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return gammaPeak(a, x) * a * fraction;
}

/** A denominator kept off zero, as Lentz's method asks. */
export function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * $\frac{\partial\log x}{\partial a}$ at fixed $P(a,x)$, for $x=e^y$: how a quantile of the gamma integral moves with its
 * shape. With $E(s)=as-x(e^s-1)$ the derivative is $\int_0^\infty e^{E(s)}(y+s-\psi(a))\,ds$, and minus the same integral
 * over $(-\infty,0)$, because the whole integral vanishes; the side is taken where the integrand keeps its sign.
 * For small $x$: $\frac1a\bigl[(\psi(a+1)-y)S+T\bigr]$ with $S=\sum_n\frac{x^n}{(a+1)_n}$, $T=-\partial_aS$.
 */
export function logGammaQuantileShapeDerivative(a: number, y: number): number {
  const x = Math.exp(y);
  return x < 1.5 ? shapeDerivativeSeries(a, y, x) : shapeDerivativeIntegral(a, y, x);
}

/** The series form of the quantile's motion, for small $x$. */
export function shapeDerivativeSeries(a: number, y: number, x: number): number {
  let term = 1;
  let harmonic = 0;
  let sum = 1;
  let harmonicSum = 0;
  for (let n = 1; n < 60; n += 1) {
    term *= x / (a + n);
    harmonic += 1 / (a + n);
    sum += term;
    harmonicSum += term * harmonic;
  }
  return ((digamma(a + 1) - y) * sum + harmonicSum) / a;
}

/** The integral form of the quantile's motion, over the side on which it decays, as far as 1e-16 of its size. */
export function shapeDerivativeIntegral(a: number, y: number, x: number): number {
  const excess = x - a;
  const offset = (Math.abs(excess) < 0.5 * a ? Math.log1p(excess / a) : y - Math.log(a)) + logMinusDigamma(a);
  const side = excess >= 0 ? 1 : -1;
  const width = 1 / (Math.abs(excess) / 3 + Math.sqrt(x));
  const integrand = (t: number): number => {
    const s = side * t;
    return Math.exp(-excess * s - x * expm1Minus(s)) * (offset + s);
  };
  // Below the mode the decay is only exponential in the end, which counts for small x.
  const widths = side > 0 ? 12 : 9 + 28 / Math.sqrt(x);
  return side * integratePanels(integrand, widths * width, 20);
}

/** $e^s-1-s$. */
export function expm1Minus(s: number): number {
  if (Math.abs(s) > 0.5) return Math.expm1(s) - s;
  let term = (s * s) / 2;
  let sum = term;
  for (let k = 3; Math.abs(term) > 1e-18 * sum; k += 1) {
    term *= s / k;
    sum += term;
  }
  return sum;
}
