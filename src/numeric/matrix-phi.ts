// φ_k of a matrix in any arithmetic: Taylor's series of M/2ˢ, then s doublings. No inverse of M, which may be singular.
import type { Arithmetic } from './arithmetic.ts';
import { type Matrix, matmul } from './dense.ts';
import { reciprocalFactorial } from './special/phi.ts';

/** The largest sum of magnitudes along a column. */
function normOf<N>(a: Arithmetic<N>, m: Matrix<N>): number {
  const columns = (m[0] ?? []).map((_, j) => m.reduce((sum, row) => sum + Math.abs(a.toNumber(row[j] as N)), 0));
  return columns.reduce((x, y) => (y > x || Number.isNaN(y) ? y : x), 0);
}

const entrywise = <N>(m: Matrix<N>, f: (x: N, i: number, j: number) => N): N[][] =>
  m.map((row, i) => row.map((x, j) => f(x, i, j)));

/** M + c I. */
const shifted = <N>(a: Arithmetic<N>, m: Matrix<N>, c: N): N[][] =>
  entrywise(m, (x, i, j) => (i === j ? a.add(x, c) : x));

/** φ_k(M) = Σ Mʲ/(j + k)!. */
export function matrixPhi<N>(a: Arithmetic<N>, k: number, m: Matrix<N>): Matrix<N> {
  const norm = normOf(a, m);
  if (!Number.isFinite(norm)) return entrywise(m, () => a.fromNumber(Number.NaN));
  const halvings = norm > 0.5 ? Math.ceil(Math.log2(norm)) + 1 : 0;
  const small = entrywise(m, (x) => a.mul(x, a.fromNumber(2 ** -halvings)));
  let values = allOrders(a, k, small, norm * 2 ** -halvings);
  for (let s = 0; s < halvings; s++) values = doubled(a, values);
  return values[k] ?? m;
}

/** φ₀ … φ_k of a small matrix: the highest by Horner's rule, the others by φ_{j−1}(B) = B φ_j(B) + I/(j−1)!. */
function allOrders<N>(a: Arithmetic<N>, k: number, b: Matrix<N>, norm: number): readonly Matrix<N>[] {
  let degree = 1;
  for (let log = Math.log10(norm / (k + 1)); log > -a.digits - 2; degree++) log += Math.log10(norm / (k + 1 + degree));
  const nothing = entrywise(b, () => a.fromNumber(0));
  let highest: Matrix<N> = shifted(a, nothing, reciprocalFactorial(a, degree + k));
  for (let j = degree - 1; j >= 0; j--) highest = shifted(a, matmul(a, b, highest), reciprocalFactorial(a, j + k));
  const values = [highest];
  for (let j = k; j > 0; j--) values.unshift(shifted(a, matmul(a, b, values[0] ?? b), reciprocalFactorial(a, j - 1)));
  return values;
}

/** φ_j(2B) = 2⁻ʲ (φ₀(B) φ_j(B) + Σᵢ φᵢ(B)/(j − i)!), i = 1 … j (Hochbruck and Ostermann 2010). */
function doubled<N>(a: Arithmetic<N>, values: readonly Matrix<N>[]): readonly Matrix<N>[] {
  const [exponential = []] = values;
  return values.map((phi, j) => {
    const product = matmul(a, exponential, phi);
    const scale = a.fromNumber(2 ** -j);
    return entrywise(product, (x, r, c) => {
      let sum = x;
      for (let i = 1; i <= j; i++) {
        const term = values[i]?.[r]?.[c] ?? a.fromNumber(0);
        sum = a.add(sum, a.mul(reciprocalFactorial(a, j - i), term));
      }
      return a.mul(scale, sum);
    });
  });
}
