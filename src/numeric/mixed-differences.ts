// Evidence by numbers: ranks of mixed differences of a log-density, and of its scores.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { rank } from './dense.ts';
import { evaluatorOf } from './evaluate.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { drawPoint, type Point, sizesAt } from './points.ts';

/** What these routines need to know of a model. */
export interface Declared {
  readonly dimensions: readonly string[];
  readonly variables: readonly SymbolExpr[];
  readonly parameters: readonly SymbolExpr[];
  readonly constants: readonly SymbolExpr[];
}

/** The dimension used when one is needed: three coordinates. */
const evidenceSize = 3;

/**
 * The numeric rank of the doubly centred matrix log q(θᵢ | ξⱼ), i, j ≤ n: for an exponential family it is the
 * number of minimal statistics. Undefined where the density cannot be evaluated at enough points.
 */
export function mixedDifferenceRank(model: Declared, logDensity: Expr, n: number): number | undefined {
  const matrix = logDensityMatrix(model, logDensity, n);
  return matrix && rank(centred(matrix), 1e-9).rank;
}

function logDensityMatrix(model: Declared, logDensity: Expr, n: number): number[][] | undefined {
  const sizes = sizesAt(model.dimensions, evidenceSize);
  const fixed = drawPoint(model.constants, sizes, 11);
  const at = (symbols: readonly SymbolExpr[], seed: number, more: Point): Point =>
    drawPoint(symbols, sizes, seed, more);
  const rows: number[][] = [];
  const columns = Array.from({ length: n }, (_, j) => at(model.parameters, 100 + j, fixed));
  for (let i = 0; rows.length < n && i < 4 * n; i++) {
    const theta = at(model.variables, 1000 + i, new Map([...fixed, ...(columns[0] ?? [])]));
    const row = columns.map((xi) => valueAt(logDensity, new Map([...fixed, ...xi, ...theta]), sizes));
    if (row.every(Number.isFinite)) rows.push(row);
  }
  return rows.length === n ? rows : undefined;
}

/** The value of a scalar expression at a point in double precision; NaN where it is undefined. */
export function valueAt(e: Expr, point: Point, sizes: ReadonlyMap<string, number>): number {
  try {
    return evaluatorOf({ symbols: point, sizes }, floatArithmetic).value(e).data[0] ?? Number.NaN;
  } catch {
    return Number.NaN;
  }
}

function centred(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rowMeans = matrix.map((r) => r.reduce((a, b) => a + b, 0) / r.length);
  const columnMeans = (matrix[0] ?? []).map((_, j) => matrix.reduce((a, r) => a + (r[j] ?? 0), 0) / n);
  const mean = rowMeans.reduce((a, b) => a + b, 0) / n;
  return matrix.map((r, i) => r.map((x, j) => x - (rowMeans[i] ?? 0) - (columnMeans[j] ?? 0) + mean));
}
