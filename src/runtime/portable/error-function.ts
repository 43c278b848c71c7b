// erf, its complements and its inverse in float64. Series: NIST DLMF 7.6.2; the scaled complement is one Chebyshev
// series in t = 2/(2+x), fitted at 40 digits.

import { chebyshevSeries } from './polynomial.ts';

/** $e^{x^2}\operatorname{erfc}(x)$ for $x\ge0$. */
export function erfcxPositive(x: number): number {
  const coefficients = [
    1.1540674772329393, 0.3554369212704985, 0.06509515882878653, 0.003671142395836639, -0.0011128447433526325,
    -0.0001607582991537808, 3.278031574173137e-5, 5.442441645505016e-6, -1.5154665553171482e-6, -1.4297608181169865e-7,
    8.234608827419493e-8, -1.2962846852306563e-9, -4.154721631015199e-9, 6.347058278362811e-10, 1.4320822712256225e-10,
    -6.160390105204585e-11, 2.0612138554721698e-12, 3.5714931488477042e-12, -8.586422843251796e-13,
    -6.14560021379063e-14, 7.418725748596617e-14, -1.2895042755032325e-14, -2.358726385710632e-15,
    1.5729349381685912e-15, -2.2782966239546465e-16, -6.31233045075643e-17, 3.5916763531814925e-17,
    -5.049809149847729e-18,
  ];
  const t = 2 / (2 + x);
  return t * chebyshevSeries(coefficients, 2 * t - 1);
}

/** $e^{-x^2}$ with the square split in two, so that a large exponent keeps its last digits. */
export function expMinusSquare(x: number): number {
  const head = Math.fround(x);
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** $\operatorname{erf}(x)=\frac{2}{\sqrt\pi}\int_0^x e^{-t^2}dt$. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 1.5) return Math.sign(x) * (size > 6 ? 1 : 1 - erfc(size));
  let term = x;
  let sum = x;
  for (let n = 1; n < 40 && Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return 1.1283791670955126 * Math.exp(-x * x) * sum;
}

/** $1-\operatorname{erf}(x)$, with relative accuracy far out. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 0.4) return 1 - erf(x);
  if (x > 27.3) return 0;
  return expMinusSquare(x) * erfcxPositive(x);
}

/** The scaled complement $e^{x^2}\operatorname{erfc}(x)$. */
export function erfcx(x: number): number {
  return x < 0 ? 2 * Math.exp(x * x) - erfcxPositive(-x) : erfcxPositive(x);
}

/** The inverse of erfc on (0, 2), by Halley's iteration from a tail approximation. */
export function erfcInverse(p: number): number {
  if (p > 1) return -erfcInverse(2 - p);
  if (p <= 0) return p === 0 ? Infinity : Number.NaN;
  const depth = Math.sqrt(-2 * Math.log(p / 2));
  // Abramowitz & Stegun 26.2.22, good to 3e-3: enough for the iteration to converge cubically.
  let x = (depth - (2.30753 + depth * 0.27061) / (1 + depth * (0.99229 + depth * 0.04481))) * Math.SQRT1_2;
  for (let step = 0; step < 3; step += 1) {
    // Newton's step for log erfc would be residual/erfcx; the scaled form never under- or overflows.
    const scale = x < 0 ? erfc(x) * Math.exp(x * x) : erfcxPositive(x);
    const residual = x < 0 ? (erfc(x) - p) / erfc(x) : -Math.expm1(Math.log(p) - logErfcPositive(x));
    const newton = 0.886226925452758 * scale * residual;
    x += newton / (1 - x * newton);
  }
  return x;
}

/** $\log\operatorname{erfc}(x)$ for $x\ge0$. */
export function logErfcPositive(x: number): number {
  return x < 0.4 ? Math.log1p(-erf(x)) : Math.log(erfcxPositive(x)) - x * x;
}

/** $\log\left(\operatorname{erfc}(x)/2\right)$, with relative accuracy where that is near 0. */
export function logHalfErfc(x: number): number {
  return x < 0 ? Math.log1p(-erfc(-x) / 2) : logErfcPositive(x) - Math.LN2;
}

/** $\operatorname{erf}(a)-\operatorname{erf}(b)$, by the complements where both are near 1 or both near −1. */
export function erfDifference(a: number, b: number): number {
  if (Math.min(a, b) > 0.5) return erfc(b) - erfc(a);
  return Math.max(a, b) < -0.5 ? erfc(-a) - erfc(-b) : erf(a) - erf(b);
}

/** The inverse of erf on (−1, 1). */
export function erfInverse(y: number): number {
  const size = Math.abs(y);
  if (size > 0.5) return Math.sign(y) * erfcInverse(1 - size);
  let x = 0.886226925452758 * y * (1 + 0.2617993877991494 * y * y);
  for (let step = 0; step < 3; step += 1) {
    const newton = 0.886226925452758 * (erf(x) - y) * Math.exp(x * x);
    x -= newton / (1 + x * newton);
  }
  return x;
}
