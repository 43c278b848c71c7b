// log Γ in float64: a series about 2, Stirling's series far out, and exact shifts between them.
// Series: NIST DLMF 5.7.3; Stirling: DLMF 5.11.1; reflection: DLMF 5.5.3.

import { entropyGap } from './elementary.ts';
import { polynomial } from './polynomial.ts';

/** $\log\Gamma(2+w)$ for $|w|\le\frac12$: $(1-\gamma)w+\sum_{k\ge2}(-1)^k(\zeta(k)-1)w^k/k$. */
export function lgammaNearTwo(w: number): number {
  const coefficients = [
    0.42278433509846713, 0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
    0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5,
    -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6,
    9.55141213040742e-7, -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8,
    -2.2711094608943164e-8, 1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
    5.731367241678862e-10,
  ];
  return w * polynomial(coefficients, w);
}

/** What Stirling's formula leaves out, $\log\Gamma(x)-(x-\frac12)\log x+x-\frac12\log2\pi$, for $x\ge8$. */
export function stirlingRemainder(x: number): number {
  const coefficients = [
    0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417,
    -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
  ];
  return polynomial(coefficients, 1 / (x * x)) / x;
}

/** The same remainder $R$ for every $x>0$. */
export function lgammaRemainder(x: number): number {
  if (x >= 8) return stirlingRemainder(x);
  return lgamma(x) - (x - 0.5) * Math.log(x) + x - 0.9189385332046727;
}

/** $\log|\Gamma(x)|$ to about 1e-15, relative even at its zeros 1 and 2; infinite at 0, −1, −2, … */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x <= 0) return lgammaReflected(x);
  if (x < 0.5) return lgammaNearTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return lgammaNearTwo(x - 1) - Math.log1p(x - 1);
  if (x < 2.5) return lgammaNearTwo(x - 2);
  if (x === Infinity) return x;
  if (x >= 8) return (x - 0.5) * (Math.log(x) - 1) + 0.4189385332046727 + stirlingRemainder(x);
  let shifted = x;
  let product = 1;
  while (shifted >= 2.5) {
    shifted -= 1;
    product *= shifted;
  }
  return Math.log(product) + lgammaNearTwo(shifted - 2);
}

/** The reflection $\log|\Gamma(x)|=\log\frac{\pi}{|\sin\pi x|}-\log\Gamma(1-x)$ for $x\le0$. */
export function lgammaReflected(x: number): number {
  const fraction = x - Math.round(x);
  if (fraction === 0) return Infinity;
  return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * fraction))) - lgamma(1 - x);
}

/** $\log\Gamma(x+a)-x\log w+w$ for $x+a,w>0$, whose terms cancel where $w$ is near a large $x$. */
export function lgammaGap(x: number, a: number, w: number): number {
  const s = x + a;
  if (!(s >= 16 && Math.abs(s - w) < s / 2)) return lgamma(s) - x * Math.log(w) + w;
  const far = 0.9189385332046727 + stirlingRemainder(s);
  return w * entropyGap((s - w) / w) + a * Math.log(w) - 0.5 * Math.log(s) + far;
}

/** $\log\Gamma(u)-\log\Gamma(v)$ for $u,v>0$ with $u-v=d$, which is small beside them far out. */
export function lgammaRise(u: number, v: number, d: number): number {
  if (!(u >= 16 && v >= 16 && Math.abs(d) < v / 2)) return lgamma(u) - lgamma(v);
  const rise = (v - 0.5) * Math.log1p(d / v) + d * (Math.log(u) - 1);
  return rise + stirlingRemainder(u) - stirlingRemainder(v);
}

/** $\Gamma(x)$; exact factorials come out as integers. */
export function gamma(x: number): number {
  if (x > 171.7) return Infinity;
  if (x <= 0) {
    const sine = Math.sin(Math.PI * x);
    return Number.isInteger(x) ? Number.NaN : Math.PI / (sine * gamma(1 - x));
  }
  if (Number.isInteger(x)) {
    let product = 1;
    for (let k = 2; k < x; k += 1) product *= k;
    return product;
  }
  let product = 1;
  let shifted = x;
  while (shifted >= 2.5 && shifted < 30) {
    shifted -= 1;
    product *= shifted;
  }
  return shifted < 30 ? product * Math.exp(lgamma(shifted)) : gammaStirling(shifted);
}

/** $\Gamma(x)$ for large $x$ as $(x/e)^{x-1/2}\cdot\text{const}$, with the power taken in two halves against overflow. */
export function gammaStirling(x: number): number {
  const halfPower = x ** ((x - 0.5) / 2);
  return halfPower * Math.exp(stirlingRemainder(x) - x + 0.9189385332046728) * halfPower;
}

/** $\log B(a,b)$ for positive $a,b$ without the cancellation of three large $\log\Gamma$ (DLMF 5.12.1, 5.11.1). */
export function lbeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < 8) return lgamma(small) + lgamma(large) - lgamma(small + large);
  const total = small + large;
  const logShare = -Math.log1p(small / large);
  if (small < 8) {
    // log Γ(large) − log Γ(large + small), from Stirling's series.
    const difference = (large - 0.5) * logShare + small - small * Math.log(total);
    return lgamma(small) + difference + stirlingRemainder(large) - stirlingRemainder(total);
  }
  const remainder = stirlingRemainder(small) + stirlingRemainder(large) - stirlingRemainder(total);
  const powers = (small - 0.5) * -Math.log1p(large / small) + (large - 0.5) * logShare;
  return powers - 0.5 * Math.log(total) + 0.9189385332046728 + remainder;
}

/** $\log\binom{n}{k}$ for real $n\ge k\ge0$. */
export function lbinomial(n: number, k: number): number {
  if (k === 0 || k === n) return 0;
  return -Math.log1p(n) - lbeta(k + 1, n - k + 1);
}
