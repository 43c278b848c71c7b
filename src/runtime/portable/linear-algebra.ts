// Small dense linear algebra in float64: matrices are flat, row by row, and results are new arrays.
// Cholesky and LU as in Golub & Van Loan, Matrix Computations, 4th ed., 4.2 and 3.4.
import { log1pGap } from './elementary.ts';

/** The lower Cholesky factor of a symmetric positive definite matrix; NaN in every entry if it is not. */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i * size + j] ?? Number.NaN;
      for (let k = 0; k < j; k += 1) rest -= (factor[i * size + k] ?? 0) * (factor[j * size + k] ?? 0);
      if (i !== j) factor[i * size + j] = rest / (factor[j * size + j] ?? Number.NaN);
      else if (rest > 0) factor[i * size + i] = Math.sqrt(rest);
      else return factor.fill(Number.NaN);
    }
  }
  return factor;
}

/** $X$ with $LX=B$, or $L^\top X=B$ where `adjoint`; $L$ is `size`² and lower, $B$ is size × columns. */
export function solveLower(
  factor: ArrayLike<number>,
  right: ArrayLike<number>,
  size: number,
  columns: number,
  adjoint: boolean,
): Float64Array {
  const solution = Float64Array.from(right);
  for (let step = 0; step < size; step += 1) {
    const i = adjoint ? size - 1 - step : step;
    for (let c = 0; c < columns; c += 1) {
      let rest = solution[i * columns + c] ?? 0;
      for (let k = adjoint ? i + 1 : 0; k < (adjoint ? size : i); k += 1) {
        const entry = adjoint ? factor[k * size + i] : factor[i * size + k];
        rest -= (entry ?? 0) * (solution[k * columns + c] ?? 0);
      }
      solution[i * columns + c] = rest / (factor[i * size + i] ?? Number.NaN);
    }
  }
  return solution;
}

/** $X$ with $LL^\top X=B$. */
export function solveCholesky(
  factor: ArrayLike<number>,
  right: ArrayLike<number>,
  size: number,
  columns: number,
): Float64Array {
  return solveLower(factor, solveLower(factor, right, size, columns, false), size, columns, true);
}

/** $\log\det LL^\top=2\sum_i\log L_{ii}$. */
export function logDeterminantFromCholesky(factor: ArrayLike<number>, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += Math.log(factor[i * size + i] ?? Number.NaN);
  return 2 * sum;
}

/** $\log\det M-\operatorname{tr}M+n$ of $M=L^{-1}XL^{-\top}$, by the pivots of $M$: every term has one sign. */
export function determinantGap(matrix: ArrayLike<number>, factor: ArrayLike<number>, size: number): number {
  const half = solveLower(factor, matrix, size, size, false);
  const word = cholesky(symmetrise(solveLower(factor, transpose(half, size, size), size, size, false), size), size);
  let gap = 0;
  for (let i = 0; i < size; i += 1) {
    const pivot = word[i * size + i] ?? Number.NaN;
    gap += log1pGap((pivot - 1) * (pivot + 1), pivot * pivot, 1);
    for (let j = 0; j < i; j += 1) gap -= (word[i * size + j] ?? 0) ** 2;
  }
  return gap;
}

/** $\log\det A$ of a symmetric positive definite matrix; NaN if it is not. */
export function logDeterminantSPD(matrix: ArrayLike<number>, size: number): number {
  return logDeterminantFromCholesky(cholesky(matrix, size), size);
}

/** $A^{-1}B$ for a symmetric positive definite $A$. */
export function solveSPD(
  matrix: ArrayLike<number>,
  right: ArrayLike<number>,
  size: number,
  columns: number,
): Float64Array {
  return solveCholesky(cholesky(matrix, size), right, size, columns);
}

/** $A^{-1}$ of a symmetric positive definite matrix, exactly symmetric. */
export function inverseSPD(matrix: ArrayLike<number>, size: number): Float64Array {
  return symmetrise(solveSPD(matrix, identityMatrix(size), size, size), size);
}

/** The identity matrix. */
export function identityMatrix(size: number): Float64Array {
  const identity = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) identity[i * size + i] = 1;
  return identity;
}

/** $\frac12(A+A^\top)$. */
export function symmetrise(matrix: ArrayLike<number>, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      result[i * size + j] = ((matrix[i * size + j] ?? 0) + (matrix[j * size + i] ?? 0)) / 2;
    }
  }
  return result;
}

/** The product of a rows × inner and an inner × columns matrix. */
export function multiply(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i += 1) {
    for (let k = 0; k < inner; k += 1) {
      const entry = left[i * inner + k] ?? 0;
      for (let j = 0; j < columns; j += 1) {
        product[i * columns + j] = (product[i * columns + j] ?? 0) + entry * (right[k * columns + j] ?? 0);
      }
    }
  }
  return product;
}

/** The transpose of a rows × columns matrix. */
export function transpose(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) result[j * rows + i] = matrix[i * columns + j] ?? 0;
  }
  return result;
}

/** The diagonal of a square matrix. */
export function diagonalPart(matrix: ArrayLike<number>, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => matrix[i * size + i] ?? 0);
}

/** The square matrix with the given diagonal. */
export function diagonalMatrix(diagonal: ArrayLike<number>): Float64Array {
  const size = diagonal.length;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) matrix[i * size + i] = diagonal[i] ?? 0;
  return matrix;
}

/** $uv^\top$. */
export function outerProduct(left: ArrayLike<number>, right: ArrayLike<number>): Float64Array {
  return multiply(left, right, left.length, 1, right.length);
}

/** $u^\top v$. */
export function dotProduct(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < left.length; i += 1) sum += (left[i] ?? 0) * (right[i] ?? 0);
  return sum;
}

/** The trace of a square matrix. */
export function trace(matrix: ArrayLike<number>, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += matrix[i * size + i] ?? 0;
  return sum;
}

/** The full symmetric matrix of the entries i ≤ j, given row by row. */
export function symmetricFromEntries(entries: ArrayLike<number>, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  let next = 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = i; j < size; j += 1) {
      const entry = entries[next] ?? 0;
      matrix[i * size + j] = entry;
      matrix[j * size + i] = entry;
      next += 1;
    }
  }
  return matrix;
}

/** The entries i ≤ j of a symmetric matrix, row by row. */
export function entriesFromSymmetric(matrix: ArrayLike<number>, size: number): Float64Array {
  const entries = new Float64Array((size * (size + 1)) / 2);
  let next = 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = i; j < size; j += 1) {
      entries[next] = matrix[i * size + j] ?? 0;
      next += 1;
    }
  }
  return entries;
}

/** What `solveGeneral` finds: $A^{-1}B$, the sign of $\det A$, and $\log|\det A|$. */
export interface GeneralSolution {
  readonly solution: Float64Array;
  readonly sign: number;
  readonly logAbsDeterminant: number;
}

/** $A^{-1}B$ for a square $A$ by elimination with partial pivoting; a singular $A$ gives sign 0 and no finite solution. */
export function solveGeneral(
  matrix: ArrayLike<number>,
  right: ArrayLike<number>,
  size: number,
  columns: number,
): GeneralSolution {
  const a = Float64Array.from(matrix);
  const b = Float64Array.from(right);
  let sign = 1;
  let logAbsDeterminant = 0;
  for (let k = 0; k < size; k += 1) {
    const pivotRow = largestInColumn(a, size, k);
    if (pivotRow !== k) {
      swapRows(a, size, pivotRow, k);
      swapRows(b, columns, pivotRow, k);
      sign = -sign;
    }
    const pivot = a[k * size + k] ?? 0;
    sign *= Math.sign(pivot);
    logAbsDeterminant += Math.log(Math.abs(pivot));
    for (let i = k + 1; i < size; i += 1) {
      const factor = (a[i * size + k] ?? 0) / pivot;
      for (let j = k; j < size; j += 1) a[i * size + j] = (a[i * size + j] ?? 0) - factor * (a[k * size + j] ?? 0);
      for (let j = 0; j < columns; j += 1) {
        b[i * columns + j] = (b[i * columns + j] ?? 0) - factor * (b[k * columns + j] ?? 0);
      }
    }
  }
  return { solution: solveUpper(a, b, size, columns), sign, logAbsDeterminant };
}

/** The row, from `column` down, that holds the largest entry of that column. */
export function largestInColumn(matrix: ArrayLike<number>, size: number, column: number): number {
  let row = column;
  for (let i = column + 1; i < size; i += 1) {
    if (Math.abs(matrix[i * size + column] ?? 0) > Math.abs(matrix[row * size + column] ?? 0)) row = i;
  }
  return row;
}

/** Exchanges two rows in place. */
export function swapRows(matrix: Float64Array, columns: number, first: number, second: number): void {
  for (let j = 0; j < columns; j += 1) {
    const kept = matrix[first * columns + j] ?? 0;
    matrix[first * columns + j] = matrix[second * columns + j] ?? 0;
    matrix[second * columns + j] = kept;
  }
}

/** $X$ with $UX=B$ for an upper triangular $U$. */
export function solveUpper(
  factor: ArrayLike<number>,
  right: ArrayLike<number>,
  size: number,
  columns: number,
): Float64Array {
  const solution = Float64Array.from(right);
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let c = 0; c < columns; c += 1) {
      let rest = solution[i * columns + c] ?? 0;
      for (let k = i + 1; k < size; k += 1) rest -= (factor[i * size + k] ?? 0) * (solution[k * columns + c] ?? 0);
      solution[i * columns + c] = rest / (factor[i * size + i] ?? Number.NaN);
    }
  }
  return solution;
}

/** $A^{-1}$ of a square matrix. */
export function inverseGeneral(matrix: ArrayLike<number>, size: number): Float64Array {
  return solveGeneral(matrix, identityMatrix(size), size, size).solution;
}

/** $\det A$. */
export function determinant(matrix: ArrayLike<number>, size: number): number {
  const { sign, logAbsDeterminant } = solveGeneral(matrix, new Float64Array(0), size, 0);
  return sign === 0 ? 0 : sign * Math.exp(logAbsDeterminant);
}
