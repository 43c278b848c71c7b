// Elimination in any arithmetic: what determinants, inverses and products of small dense matrices need.
import type { Arithmetic } from './arithmetic.ts';
import { entry, type Tensor } from './tensors.ts';

const rowsOf = <N>(t: Tensor<N>): number => t.shape[0] ?? 1;
const columnsOf = <N>(t: Tensor<N>): number => t.shape[1] ?? 1;


/** A·B, with columns as n×1 and rows as 1×n; two-dimensional. */
export function multiply<N>(a: Arithmetic<N>, left: Tensor<N>, right: Tensor<N>): Tensor<N> {
  const [rows, inner, columns] = [rowsOf(left), columnsOf(left), columnsOf(right)];
  if (inner !== rowsOf(right)) throw new RangeError(`${rows}×${inner} times ${rowsOf(right)}×${columns}`);
  const data: N[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = a.fromNumber(0);
      for (let k = 0; k < inner; k++)
        sum = a.add(sum, a.mul(entry(left, i * inner + k), entry(right, k * columns + j)));
      data.push(sum);
    }
  return { shape: [rows, columns], data };
}

/** Aᵀ as a tensor of the given shape. */
export function transposed<N>(t: Tensor<N>, shape: readonly number[]): Tensor<N> {
  const [rows, columns] = [rowsOf(t), columnsOf(t)];
  const data: N[] = [];
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) data.push(entry(t, i * columns + j));
  return { shape, data };
}

/** The sum of the diagonal. */
export function traceOf<N>(a: Arithmetic<N>, t: Tensor<N>): N {
  let sum = a.fromNumber(0);
  for (let i = 0; i < rowsOf(t); i++) sum = a.add(sum, entry(t, i * columnsOf(t) + i));
  return sum;
}

/** PA = LU in one table, with the sign of the permutation; a singular matrix has a zero pivot. */
interface Elimination<N> {
  readonly rows: readonly N[][];
  readonly sign: number;
  /** row i of the table is row `order[i]` of A. */
  readonly order: readonly number[];
}

const at = <N>(row: readonly N[] | undefined, j: number): N => row?.[j] as N;

function eliminate<N>(a: Arithmetic<N>, matrix: Tensor<N>): Elimination<N> {
  const n = rowsOf(matrix);
  const rows = Array.from({ length: n }, (_, i) => matrix.data.slice(i * n, (i + 1) * n));
  const order = rows.map((_, i) => i);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    const best = pivotRow(a, rows, k);
    if (best !== k) {
      [rows[k], rows[best]] = [rows[best] ?? [], rows[k] ?? []];
      [order[k], order[best]] = [order[best] ?? 0, order[k] ?? 0];
      sign = -sign;
    }
    const pivot = at(rows[k], k);
    if (a.isZero(pivot)) continue;
    for (let i = k + 1; i < n; i++) reduceRow(a, rows[i] ?? [], rows[k] ?? [], k);
  }
  return { rows, sign, order };
}

function pivotRow<N>(a: Arithmetic<N>, rows: readonly N[][], k: number): number {
  let best = k;
  for (let i = k + 1; i < rows.length; i++)
    if (a.compare(a.abs(at(rows[i], k)), a.abs(at(rows[best], k))) > 0) best = i;
  return best;
}

function reduceRow<N>(a: Arithmetic<N>, row: N[], pivotRow: readonly N[], k: number): void {
  const factor = a.div(at(row, k), at(pivotRow, k));
  row[k] = factor;
  for (let j = k + 1; j < row.length; j++) row[j] = a.sub(at(row, j), a.mul(factor, at(pivotRow, j)));
}

/** det A. */
export function determinant<N>(a: Arithmetic<N>, matrix: Tensor<N>): N {
  const { rows, sign } = eliminate(a, matrix);
  return rows.reduce((product, row, i) => a.mul(product, at(row, i)), a.fromNumber(sign));
}

/** log |det A|: by Cholesky's factor where A is symmetric and positive definite, else by elimination. */
export function logDeterminant<N>(a: Arithmetic<N>, matrix: Tensor<N>): N {
  const factor = cholesky(a, matrix);
  const n = rowsOf(matrix);
  let sum = a.fromNumber(0);
  if (factor) {
    for (let i = 0; i < n; i++) sum = a.add(sum, a.log(at(factor[i], i)));
    return a.add(sum, sum);
  }
  eliminate(a, matrix).rows.forEach((row, i) => {
    sum = a.add(sum, a.log(a.abs(at(row, i))));
  });
  return sum;
}

/** The lower factor of a symmetric positive definite matrix, or nothing. */
export function cholesky<N>(a: Arithmetic<N>, matrix: Tensor<N>): readonly N[][] | undefined {
  const n = rowsOf(matrix);
  const factor: N[][] = [];
  const zero = a.fromNumber(0);
  for (let i = 0; i < n; i++) {
    const row: N[] = [];
    factor.push(row);
    for (let j = 0; j <= i; j++) {
      const given = entry(matrix, i * n + j);
      if (a.compare(given, entry(matrix, j * n + i)) !== 0) return undefined;
      let rest = given;
      for (let k = 0; k < j; k++) rest = a.sub(rest, a.mul(at(row, k), at(factor[j], k)));
      if (i === j && !(a.compare(rest, zero) > 0)) return undefined;
      row.push(i === j ? a.sqrt(rest) : a.div(rest, at(factor[j], j)));
    }
  }
  return factor;
}

/** A⁻¹, column by column; not finite where A is singular. */
export function inverseOf<N>(a: Arithmetic<N>, matrix: Tensor<N>): Tensor<N> {
  const n = rowsOf(matrix);
  const { rows, order } = eliminate(a, matrix);
  const columns = Array.from({ length: n }, (_, j) => {
    const unit = order.map((row) => a.fromNumber(row === j ? 1 : 0));
    return backward(a, rows, forward(a, rows, unit));
  });
  const data = Array.from({ length: n * n }, (_, k) => at(columns[k % n], Math.floor(k / n)));
  return { shape: matrix.shape, data };
}

function forward<N>(a: Arithmetic<N>, rows: readonly N[][], right: readonly N[]): readonly N[] {
  const solved: N[] = [];
  rows.forEach((row, i) => {
    let rest = at(right, i);
    for (let k = 0; k < i; k++) rest = a.sub(rest, a.mul(at(row, k), at(solved, k)));
    solved.push(rest);
  });
  return solved;
}

function backward<N>(a: Arithmetic<N>, rows: readonly N[][], right: readonly N[]): readonly N[] {
  const solved = [...right];
  for (let i = rows.length - 1; i >= 0; i--) {
    let rest = at(solved, i);
    for (let k = i + 1; k < rows.length; k++) rest = a.sub(rest, a.mul(at(rows[i], k), at(solved, k)));
    solved[i] = a.div(rest, at(rows[i], i));
  }
  return solved;
}
