// Modified Bessel functions in float64: the power series (all terms positive), Hankel's expansion far out.
// NIST DLMF 10.25.2 and 10.40.1.

import { lgamma } from './gamma.ts';
import { polynomial } from './polynomial.ts';

/** Where Hankel's expansion of order $\nu$ takes over from the power series. */
export function besselThreshold(order: number): number {
  return Math.max(30, order * order);
}

/** $\sum_{k\ge1}\frac{q^k}{k!\,(\nu+1)_k}$: the power series of $\Gamma(\nu+1)(2/x)^\nu I_\nu(x)$ without its first term. */
export function besselSeriesRest(order: number, quarterSquare: number): number {
  let term = 1;
  let sum = 0;
  for (let k = 1; k < 100000; k += 1) {
    term *= quarterSquare / (k * (order + k));
    sum += term;
    if (term < 1e-17 * (1 + sum)) break;
  }
  return sum;
}

/** $\sqrt{2\pi x}\,e^{-x}I_\nu(x)$ for large $x$. */
export function besselHankelSum(order: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 200; k += 1) {
    const factor = ((2 * k - 1) * (2 * k - 1) - 4 * order * order) / (8 * k * x);
    if (k > order + 1 && Math.abs(factor) >= 1) break;
    term *= factor;
    sum += term;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  return sum;
}

/** $e^{-|x|}I_\nu(x)$ for $\nu\ge0$ (an integer where $x<0$). */
export function besselIe(order: number, x: number): number {
  const size = Math.abs(x);
  const sign = x < 0 && order % 2 === 1 ? -1 : 1;
  if (size > besselThreshold(order)) return (sign * besselHankelSum(order, size)) / Math.sqrt(2 * Math.PI * size);
  const sum = 1 + besselSeriesRest(order, (size * size) / 4);
  if (order === 0) return Math.exp(-size) * sum;
  if (size === 0) return 0;
  if (order <= 20 && Number.isInteger(order) && size < 100) {
    let prefactor = sign * Math.exp(-size);
    for (let k = 1; k <= order; k += 1) prefactor *= size / (2 * k);
    return prefactor * sum;
  }
  return sign * Math.exp(order * Math.log(size / 2) - lgamma(order + 1) - size + Math.log(sum));
}

/** $I_\nu(x)$; overflows beyond $x\approx700$, where besselIe does not. */
export function besselI(order: number, x: number): number {
  return Math.exp(Math.abs(x)) * besselIe(order, x);
}

/** $\log I_0(x)$, with relative accuracy near 0, where it behaves as $x^2/4$. */
export function logBesselI0(x: number): number {
  const size = Math.abs(x);
  if (size < 4) return Math.log1p(besselSeriesRest(0, (size * size) / 4));
  return size + Math.log(besselIe(0, size));
}

/** $\log I_\nu(x)$ for $x>0$. */
export function logBesselI(order: number, x: number): number {
  return order === 0 ? logBesselI0(x) : Math.abs(x) + Math.log(besselIe(order, Math.abs(x)));
}

/** Coefficients $r_k$ of $I_1/I_0\sim\sum_kr_kx^{-k}$; they solve Riccati's equation $R'=1-R/x-R^2$ term by term. */
export function besselRatioCoefficients(): readonly number[] {
  return [
    1, -0.5, -0.125, -0.125, -0.1953125, -0.40625, -1.0478515625, -3.21875, -11.466461181640625, -46.478515625,
    -211.27614974975586, -1064.67822265625, -5892.0457146167755, -35528.87744140625, -231884.6359563172,
    -1628749.4532470703, -12251067.63286615, -98252781.81546783,
  ];
}

/** $R(x)=I_1(x)/I_0(x)$, an odd function rising to 1. */
export function besselRatio(x: number): number {
  const size = Math.abs(x);
  if (size > 30) return Math.sign(x) * polynomial(besselRatioCoefficients(), 1 / size);
  const quarterSquare = (x * x) / 4;
  return ((x / 2) * (1 + besselSeriesRest(1, quarterSquare))) / (1 + besselSeriesRest(0, quarterSquare));
}

/** $1-R(x)$ for $x\ge0$, without cancellation for large $x$. */
export function besselRatioComplement(x: number): number {
  if (x <= 30) return 1 - besselRatio(x);
  const rest = besselRatioCoefficients().slice(1);
  return -polynomial(rest, 1 / x) / x;
}

/**
 * $R'(x)=1-R/x-R^2$. The difference cancels for large $x$; multiplying the power series (DLMF 10.31.3) gives the
 * positive form $R'=\sum_kw_k\frac1{2(k+1)^2}\big/\sum_kw_k$ with $w_k=\binom{2k}k\frac{(x/2)^{2k}}{k!^2}$.
 */
export function besselRatioDerivative(x: number): number {
  const size = Math.abs(x);
  if (size > 30) {
    const rates = besselRatioCoefficients().map((coefficient, k) => -k * coefficient);
    return polynomial(rates, 1 / size) / size;
  }
  let weight = 1;
  let total = 1;
  let weighted = 0.5;
  for (let k = 1; k < 400; k += 1) {
    weight *= ((2 * k - 1) * size * size) / (2 * k * k * k);
    total += weight;
    weighted += weight / (2 * (k + 1) * (k + 1));
    if (weight < 1e-18 * total) break;
  }
  return weighted / total;
}

/** Nodes and weights of Gauss and Legendre on (0, 1). */
export function legendreNodes(): readonly (readonly [number, number])[] {
  const list = [
    [0.1834346424956498, 0.362683783378362],
    [0.525532409916329, 0.3137066458778873],
    [0.7966664774136267, 0.2223810344533745],
    [0.9602898564975363, 0.1012285362903763],
  ] as const;
  return list.flatMap(([x, w]) => [
    [(1 - x) / 2, w / 2],
    [(1 + x) / 2, w / 2],
  ]);
}

/**
 * $\log I_0(u)-\log I_0(c)-R(c)(u-c)$ for $u,c\ge0$: near $c$ as $\delta^2\int_0^1(1-t)R'(c+t\delta)dt$, far from it by
 * $\log(e^{-x}I_0(x))$ and $1-R$, which do not grow.
 */
export function besselGap(u: number, c: number): number {
  const delta = u - c;
  if (Math.abs(delta) <= 0.3 * Math.max(c, 1)) {
    return legendreNodes().reduce(
      (sum, [t, weight]) => sum + weight * (1 - t) * delta * delta * besselRatioDerivative(c + t * delta),
      0,
    );
  }
  const scaled = (x: number): number => (x < 4 ? logBesselI0(x) - x : Math.log(besselIe(0, x)));
  return scaled(u) - scaled(c) + besselRatioComplement(c) * delta;
}
