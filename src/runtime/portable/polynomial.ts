// Sums that the special functions share: a polynomial and a Chebyshev series, from the highest coefficient down.

/** The polynomial $\sum_k c_k x^k$ by Horner's rule. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k -= 1) sum = sum * x + (coefficients[k] ?? 0);
  return sum;
}

/** The Chebyshev series $\frac{c_0}2+\sum_{k\ge1} c_k T_k(x)$ on $[-1,1]$ by Clenshaw's recurrence. */
export function chebyshevSeries(coefficients: readonly number[], x: number): number {
  let next = 0;
  let afterNext = 0;
  for (let k = coefficients.length - 1; k >= 1; k -= 1) {
    const current = 2 * x * next - afterNext + (coefficients[k] ?? 0);
    afterNext = next;
    next = current;
  }
  return x * next - afterNext + (coefficients[0] ?? 0) / 2;
}
