// The modified Bessel function of the second kind in float64, for any real order, by its logarithm: the trapezoidal rule
// on $K_\nu(x)=\int_0^\infty e^{-x\cosh t}\cosh\nu t\,dt$ (NIST DLMF 10.32.9), which converges geometrically.

/** $\log\left(e^xK_\nu(x)\right)$ for $x>0$. */
export function logBesselKe(order: number, x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : Number.NaN;
  const nu = Math.abs(order);
  // The logarithm of the integrand times e^x, without the factor (1 + e^{−2νt})/2.
  const exponent = (t: number): number => nu * t - 2 * x * Math.sinh(t / 2) ** 2;
  const peak = Math.asinh(nu / x);
  const top = exponent(peak);
  // The curvature at the peak is −x cosh t; near 0 the integrand is no narrower than the double exponential's own scale.
  const step = Math.min(0.1, 0.4 / Math.sqrt(x * Math.cosh(peak)));
  const start = Math.floor(peak / step);
  let sum = 0;
  for (const direction of [1, -1]) {
    for (let k = direction > 0 ? start : start - 1; k >= 0; k += direction) {
      const t = k * step;
      const value = Math.exp(exponent(t) - top) * (k === 0 ? 0.5 : 0.5 + 0.5 * Math.exp(-2 * nu * t));
      sum += value;
      if (value < 1e-18 * sum) break;
    }
  }
  return top + Math.log(step * sum);
}

/** $\log K_\nu(x)$. */
export function logBesselK(order: number, x: number): number {
  return logBesselKe(order, x) - x;
}

/** $K_\nu(x)$; underflows for $x$ beyond about 700, where its logarithm does not. */
export function besselK(order: number, x: number): number {
  return Math.exp(logBesselK(order, x));
}
