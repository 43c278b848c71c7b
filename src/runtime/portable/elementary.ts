// Elementary functions in forms that lose no digits near their removable singularities or far out.

/** $\log(1+e^x)$. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** $1/(1+e^{-x})$. */
export function sigmoid(x: number): number {
  const tail = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : tail) / (1 + tail);
}

/** $\log\frac ab$ for positive $a,b$, given $\delta=\frac{a-b}b$ to full accuracy: $\log(1+\delta)$ where that is safe. */
export function logQuotient(delta: number, a: number, b: number): number {
  return delta < -0.5 ? Math.log(a / b) : Math.log1p(delta);
}

/** $\log\frac{p}{1-p}$. */
export function logit(p: number): number {
  // Near 1/2 the difference of logarithms would cancel.
  if (p > 0.25 && p < 0.75) return 2 * Math.atanh(2 * (p - 0.5));
  return Math.log(p) - Math.log1p(-p);
}

/** $\log(1-e^{-x})$ for $x>0$. */
export function log1mexp(x: number): number {
  return x < 0.6931471805599453 ? Math.log(-Math.expm1(-x)) : Math.log1p(-Math.exp(-x));
}

/** $\varphi_1(x)=\frac{e^x-1}{x}$, 1 at 0. */
export function phi1(x: number): number {
  return x === 0 ? 1 : Math.expm1(x) / x;
}

/** $\varphi_1^{(n)}(x)=\int_0^1t^ne^{xt}\,dt$. */
export function phi1Derivative(n: number, x: number): number {
  if (n === 0) return phi1(x);
  if (x < -n - 4) return (Math.exp(x) - n * phi1Derivative(n - 1, x)) / x;
  // Kummer's transformation, $e^x\sum_k(-x)^k\,n!/(n+1+k)!$ for x < 0: every term of the chosen series is positive.
  const size = Math.abs(x);
  let power = 1;
  let sum = 0;
  for (let k = 0; k < 400; k += 1) {
    const term = x < 0 ? power / (n + 1) : power / (n + 1 + k);
    sum += term;
    if (term < 1e-17 * sum) break;
    power *= x < 0 ? size / (n + 2 + k) : size / (k + 1);
  }
  return x < 0 ? Math.exp(x) * sum : sum;
}

/** $\log\sum_ie^{x_i}$. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let i = 0; i < values.length; i += 1) largest = Math.max(largest, values[i] ?? -Infinity);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += Math.exp((values[i] ?? -Infinity) - largest);
  return largest + Math.log(sum);
}

/** $\log\frac ab-\delta$ for $\delta=(a-b)/b$, which is $-\delta^2/2$ near 0: with $s=\delta/(2+\delta)$ it is $-\delta s+2s^3(\frac13+\frac{s^2}5+\ldots)$. */
export function log1pGap(delta: number, a: number, b: number): number {
  if (!(Math.abs(delta) < 0.4)) return logQuotient(delta, a, b) - delta;
  const s = delta / (2 + delta);
  let sum = 0;
  for (let k = 23; k >= 3; k -= 2) sum = sum * s * s + 1 / k;
  return 2 * s * s * s * sum - delta * s;
}

/** $(1+\delta)\log(1+\delta)-\delta$, which is $\delta^2/2$ near 0. */
export function entropyGap(delta: number): number {
  if (delta <= -1) return 1;
  if (!(Math.abs(delta) < 0.4)) return (1 + delta) * Math.log1p(delta) - delta;
  return (1 + delta) * log1pGap(delta, 1 + delta, 1) + delta * delta;
}

/** One form where x ≥ 0, else another: each is taken where it keeps its digits. */
export function choose(x: number, above: number, below: number): number {
  return x >= 0 ? above : below;
}
