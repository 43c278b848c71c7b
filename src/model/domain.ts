// Is a value inside a declared domain? The answer is the reason why not.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { determinant, lu, matmul, transpose } from '../numeric/dense.ts';
import { evaluate } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import type { Sizes, Tensor } from '../numeric/tensors.ts';
import { isPositiveDefinite } from './condition.ts';

/** What bounds may refer to. */
export interface Surroundings {
  readonly symbols: ReadonlyMap<SymbolExpr, Tensor<number>>;
  readonly sizes: Sizes;
  /** How far beyond a bound a computed value may be by rounding; zero for what a user gives. */
  readonly slack?: number;
}

/** Why the tensor is no point of the symbol's domain, or undefined when it is one. */
export function domainProblem(s: SymbolExpr, t: Tensor<number>, around: Surroundings): string | undefined {
  const d = s.domain;
  if (!t.data.every(Number.isFinite)) return 'it is not finite';
  switch (d.kind) {
    case 'interval':
      return boundProblem(d.lower, d.upper, t, around, d.closedLower === true, d.closedUpper === true);
    case 'integers':
      return t.data.every(Number.isInteger)
        ? boundProblem(d.lower, d.upper, t, around, true, true)
        : 'it is no integer';
    case 'set':
      return t.data.every((x) => d.values.some((v) => boundValue(v, around) === x))
        ? undefined
        : 'it is no member of the set';
    case 'circle':
      return undefined;
    case 'onehot':
      return t.data.every((x) => x === 0 || x === 1) && sum(t) === 1 ? undefined : 'it is not one-hot';
    case 'simplex':
      return t.data.every((x) => x > 0) && Math.abs(sum(t) - 1) < 1e-9
        ? undefined
        : 'its entries must be positive and add up to 1';
    case 'zeroSum':
      return Math.abs(sum(t)) <= 1e-9 * Math.max(...t.data.map(Math.abs)) ? undefined : 'its entries must add up to 0';
    case 'symmetric':
      return isSymmetric(t) ? undefined : 'it is not symmetric';
    case 'spd':
      return isSymmetric(t)
        ? isPositiveDefinite(t)
          ? undefined
          : 'it is not positive definite'
        : 'it is not symmetric';
    case 'invertible':
      return lu(floatArithmetic, rows(t)) ? undefined : 'it is not invertible';
    case 'rotation':
      return isRotation(t) ? undefined : 'it is no rotation: its columns are not orthonormal, or its determinant is −1';
    case 'skew':
      return holdsPairs(t, (x, y) => x + y) ? undefined : 'it is not skew: Ωᵀ = −Ω';
    case 'lower':
      return isLower(t, around.slack) ? undefined : 'it has entries above the diagonal';
    case 'lowerTriangular':
      if (!isLower(t, around.slack)) return 'it has entries above the diagonal';
      return rows(t).every((r, i) => (r[i] ?? 0) > 0) ? undefined : 'its diagonal is not positive';
    default:
      return undefined;
  }
}

const sum = (t: Tensor<number>): number => t.data.reduce((a, b) => a + b, 0);

function boundProblem(
  lower: Expr | undefined,
  upper: Expr | undefined,
  t: Tensor<number>,
  around: Surroundings,
  closedLow: boolean,
  closedHigh: boolean,
): string | undefined {
  const [lo, hi] = [boundValue(lower, around), boundValue(upper, around)];
  const slack = around.slack ?? 0;
  const reach = (bound: number): number => slack * Math.max(1, Math.abs(bound));
  if (lo !== undefined && !t.data.every((x) => (closedLow || slack > 0 ? x >= lo - reach(lo) : x > lo)))
    return `it must be ${closedLow ? 'at least' : 'above'} ${lo}`;
  if (hi !== undefined && !t.data.every((x) => (closedHigh || slack > 0 ? x <= hi + reach(hi) : x < hi)))
    return `it must be ${closedHigh ? 'at most' : 'below'} ${hi}`;
  return undefined;
}

function boundValue(e: Expr | undefined, { symbols, sizes }: Surroundings): number | undefined {
  if (!e) return undefined;
  try {
    return evaluate(e, { symbols, sizes }, floatArithmetic).data[0];
  } catch {
    return undefined;
  }
}

function rows(t: Tensor<number>): number[][] {
  const n = t.shape[0] ?? 1;
  return Array.from({ length: n }, (_, i) => t.data.slice(i * n, (i + 1) * n));
}

/** Does a combination of each entry with its mirror image vanish, to rounding? */
function holdsPairs(t: Tensor<number>, combine: (x: number, y: number) => number): boolean {
  const m = rows(t);
  const scale = Math.max(...t.data.map(Math.abs));
  return m.every((r, i) => r.every((x, j) => Math.abs(combine(x, m[j]?.[i] ?? 0)) <= 1e-9 * scale));
}

const isSymmetric = (t: Tensor<number>): boolean => holdsPairs(t, (x, y) => x - y);

function isLower(t: Tensor<number>, slack = 0): boolean {
  const reach = slack === 0 ? 0 : slack * Math.max(...t.data.map(Math.abs));
  return rows(t).every((r, i) => r.every((x, j) => j <= i || Math.abs(x) <= reach));
}

/** RᵀR = I and det R > 0, to rounding. */
function isRotation(t: Tensor<number>): boolean {
  const m = rows(t);
  const product = matmul(floatArithmetic, transpose(m), m);
  const isUnit = product.every((r, i) => r.every((x, j) => Math.abs(x - Number(i === j)) <= 1e-9));
  return isUnit && determinant(floatArithmetic, m) > 0;
}
