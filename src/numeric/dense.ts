// Dense linear algebra over any arithmetic; matrices are arrays of rows. Sizes are those of a claim: a few dozen.
import type { Arithmetic } from './arithmetic.ts';

/** A matrix as an array of rows. */
export type Matrix<N> = readonly (readonly N[])[];

function entry<N>(matrix: Matrix<N>, i: number, j: number): N {
  const value = matrix[i]?.[j];
  if (value === undefined) throw new RangeError(`no entry (${i}, ${j}) in a matrix of ${matrix.length} rows`);
  return value;
}

function total<N>({ add, fromNumber }: Arithmetic<N>, terms: readonly N[]): N {
  return terms.reduce((sum, term) => add(sum, term), fromNumber(0));
}

/** The identity matrix of size n. */
function identityMatrix<N>({ fromNumber }: Arithmetic<N>, n: number): N[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => fromNumber(i === j ? 1 : 0)));
}

/** Aᵀ. */
export function transpose<N>(a: Matrix<N>): N[][] {
  return (a[0] ?? []).map((_, j) => a.map((_, i) => entry(a, i, j)));
}

/** A B. Tangents have one entry or two: what is zero is not multiplied, unless something is not finite. */
export function matmul<N>(arithmetic: Arithmetic<N>, a: Matrix<N>, b: Matrix<N>): N[][] {
  const columns = transpose(b);
  if (![a, b].every((m) => m.every((row) => row.every(arithmetic.isFinite))))
    return a.map((row) => columns.map((column) => dot(arithmetic, row, column)));
  const right = columns.map((column) => sparse(arithmetic, column));
  return a.map((row) => {
    const left = sparse(arithmetic, row);
    return right.map((column) => sparseDot(arithmetic, left, column));
  });
}

/** A list of numbers with the places of those that are not zero. */
interface Sparse<N> {
  readonly entries: readonly N[];
  readonly places: readonly number[];
}

function sparse<N>({ vanishes }: Arithmetic<N>, entries: readonly N[]): Sparse<N> {
  const places: number[] = [];
  entries.forEach((x, i) => {
    if (!vanishes(x)) places.push(i);
  });
  return { entries, places };
}

function sparseDot<N>({ add, mul, fromNumber }: Arithmetic<N>, a: Sparse<N>, b: Sparse<N>): N {
  if (a.entries.length !== b.entries.length)
    throw new RangeError(`dot product of lengths ${a.entries.length} and ${b.entries.length}`);
  const { places } = a.places.length < b.places.length ? a : b;
  let sum = fromNumber(0);
  for (const k of places) sum = add(sum, mul(a.entries[k] as N, b.entries[k] as N));
  return sum;
}

/** Σ a_i b_i; the lengths must agree. */
function dot<N>(arithmetic: Arithmetic<N>, a: readonly N[], b: readonly N[]): N {
  if (a.length !== b.length) throw new RangeError(`dot product of lengths ${a.length} and ${b.length}`);
  let sum = arithmetic.fromNumber(0);
  for (let i = 0; i < a.length; i++) sum = arithmetic.add(sum, arithmetic.mul(a[i] as N, b[i] as N));
  return sum;
}

/** The lower triangular L with A = L Lᵀ; undefined when A is not positive definite. Reads the lower half of A. */
export function cholesky<N>(arithmetic: Arithmetic<N>, a: Matrix<N>): N[][] | undefined {
  const { sub, div, sqrt, compare, fromNumber } = arithmetic;
  const zero = fromNumber(0);
  const l: N[][] = a.map((row) => row.map(() => zero));
  for (const [i, row] of l.entries()) {
    for (let j = 0; j <= i; j++) {
      const known = dot(arithmetic, row.slice(0, j), (l[j] ?? []).slice(0, j));
      const rest = sub(entry(a, i, j), known);
      if (i === j && !(compare(rest, zero) > 0 && arithmetic.isFinite(rest))) return undefined;
      row[j] = i === j ? sqrt(rest) : div(rest, entry(l, j, j));
    }
  }
  return l;
}

/** P A = L U, stored in one matrix, with the order of rows and the sign of the permutation. */
export interface LuDecomposition<N> {
  readonly factors: Matrix<N>;
  readonly order: readonly number[];
  readonly sign: 1 | -1;
}

/** Gaussian elimination with partial pivoting; undefined when a pivot vanishes exactly. */
export function lu<N>(arithmetic: Arithmetic<N>, a: Matrix<N>): LuDecomposition<N> | undefined {
  const { mul, sub, div, isZero } = arithmetic;
  const rows = a.map((values, index) => ({ values: [...values], index }));
  let sign: 1 | -1 = 1;
  for (let k = 0; k < rows.length; k++) {
    const best = pivotRow(
      arithmetic,
      rows.map((row) => row.values),
      k,
    );
    const [pivot, first] = [rows[best], rows[k]];
    if (pivot === undefined || first === undefined) return undefined;
    if (best !== k) {
      [rows[k], rows[best]] = [pivot, first];
      sign = sign === 1 ? -1 : 1;
    }
    const head = entry([pivot.values], 0, k);
    if (isZero(head) || !arithmetic.isFinite(head)) return undefined;
    for (const { values } of rows.slice(k + 1)) {
      const factor = div(values[k] as N, head);
      values[k] = factor;
      for (let j = k + 1; j < values.length; j++) values[j] = sub(values[j] as N, mul(factor, pivot.values[j] as N));
    }
  }
  return { factors: rows.map((row) => row.values), order: rows.map((row) => row.index), sign };
}

function pivotRow<N>({ abs, compare }: Arithmetic<N>, rows: Matrix<N>, k: number): number {
  let best = k;
  for (let i = k + 1; i < rows.length; i++) {
    if (compare(abs(entry(rows, i, k)), abs(entry(rows, best, k))) > 0) best = i;
  }
  return best;
}

/** The x with A x = b; undefined when A is singular. */
export function solve<N>(arithmetic: Arithmetic<N>, a: Matrix<N>, b: readonly N[]): N[] | undefined {
  const decomposition = lu(arithmetic, a);
  return decomposition === undefined ? undefined : solveWith(arithmetic, decomposition, b);
}

function solveWith<N>(arithmetic: Arithmetic<N>, { factors, order }: LuDecomposition<N>, b: readonly N[]): N[] {
  const { sub, div } = arithmetic;
  const y: N[] = [];
  order.forEach((source, i) => {
    y.push(sub(entry([b], 0, source), dot(arithmetic, (factors[i] ?? []).slice(0, i), y)));
  });
  const x: N[] = [];
  for (let i = factors.length - 1; i >= 0; i--) {
    const known = dot(arithmetic, (factors[i] ?? []).slice(i + 1), x);
    x.unshift(div(sub(entry([y], 0, i), known), entry(factors, i, i)));
  }
  return x;
}

/** A⁻¹; undefined when A is singular. */
export function inverse<N>(arithmetic: Arithmetic<N>, a: Matrix<N>): N[][] | undefined {
  const decomposition = lu(arithmetic, a);
  if (decomposition === undefined) return undefined;
  return transpose(identityMatrix(arithmetic, a.length).map((e) => solveWith(arithmetic, decomposition, e)));
}

/** det A. */
export function determinant<N>(arithmetic: Arithmetic<N>, a: Matrix<N>): N {
  const decomposition = lu(arithmetic, a);
  if (decomposition === undefined) return arithmetic.fromNumber(0);
  const { factors, sign } = decomposition;
  return factors.reduce((product, row, i) => arithmetic.mul(product, entry([row], 0, i)), arithmetic.fromNumber(sign));
}

/** log det A of a positive definite A; NaN when it is not. */
export function logDeterminant<N>(arithmetic: Arithmetic<N>, a: Matrix<N>): N {
  const l = cholesky(arithmetic, a);
  if (l === undefined) return arithmetic.fromNumber(Number.NaN);
  const logs = l.map((row, i) => arithmetic.log(entry([row], 0, i)));
  return arithmetic.mul(arithmetic.fromNumber(2), total(arithmetic, logs));
}

/** A = U diag(singularValues) Vᵀ without U; the columns of V belong to the singular values, largest first. */
export interface SingularValues {
  readonly singularValues: readonly number[];
  readonly rightVectors: readonly (readonly number[])[];
}

/** A matrix over the power of two below its largest entry: entries are squared, which beyond 1e±154 leaves no number. */
function scaled(matrix: Matrix<number>): { readonly size: number; readonly unit: Matrix<number> } {
  const largest = matrix.reduce((most, row) => row.reduce((m, x) => Math.max(m, Math.abs(x)), most), 0);
  const size = largest > 0 && Number.isFinite(largest) ? 2 ** Math.floor(Math.log2(largest)) : 1;
  return { size, unit: size === 1 ? matrix : matrix.map((row) => row.map((x) => x / size)) };
}

/** Singular values and right singular vectors by one-sided Jacobi rotations, which find small values relatively well. */
export function singularValues(matrix: Matrix<number>): SingularValues {
  const { size, unit } = scaled(matrix);
  const columns = transpose(unit).map((column, j, all) => ({
    image: column,
    vector: all.map((_, i) => (i === j ? 1 : 0)),
  }));
  for (let sweep = 0; sweep < 60; sweep++) if (!rotateAll(columns)) break;
  const sorted = columns
    .map(({ image, vector }) => ({ value: size * Math.hypot(...image), vector }))
    .sort((a, b) => b.value - a.value);
  return { singularValues: sorted.map((c) => c.value), rightVectors: sorted.map((c) => c.vector) };
}

interface Column {
  readonly image: number[];
  readonly vector: number[];
}

// One sweep over all pairs of columns; false when all were orthogonal already.
function rotateAll(columns: readonly Column[]): boolean {
  let moved = false;
  columns.forEach((p, i) => {
    for (const q of columns.slice(i + 1)) moved = rotatePair(p, q) || moved;
  });
  return moved;
}

function rotatePair(p: Column, q: Column): boolean {
  const [a, b, c] = [product(p.image, p.image), product(q.image, q.image), product(p.image, q.image)];
  if (Math.abs(c) <= 1e-16 * Math.sqrt(a * b) || c === 0) return false;
  const zeta = (b - a) / (2 * c);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + t * t);
  turn(p.image, q.image, t, cosine);
  turn(p.vector, q.vector, t, cosine);
  return true;
}

function product(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Both turned by the angle with this tangent and cosine, in place. */
function turn(x: number[], y: number[], tangent: number, cosine: number): void {
  for (let i = 0; i < x.length; i++) {
    const [v, w] = [x[i] ?? 0, y[i] ?? 0];
    x[i] = cosine * (v - tangent * w);
    y[i] = cosine * (tangent * v + w);
  }
}

/** The rank of a matrix: how many singular values exceed tolerance times the largest. */
export function rank(matrix: Matrix<number>, tolerance = 1e-10): number {
  const { unit } = scaled(matrix);
  const isWide = unit.length < (unit[0]?.length ?? 0);
  const columns = triangular(isWide ? unit.map((row) => [...row]) : transpose(unit));
  if (leastSingularValue(columns) > tolerance * Math.hypot(...columns.map((c) => Math.hypot(...c))))
    return columns.length;
  const { singularValues: values } = singularValues(transpose(columns));
  return values.filter((value) => value > tolerance * (values[0] ?? 0)).length;
}

/** A lower bound, 1/‖R⁻¹‖, for the columns of a triangular R: most matrices have full rank, and it tells them at once. */
function leastSingularValue(columns: readonly (readonly number[])[]): number {
  let squares = 0;
  columns.forEach((_, j) => {
    const solution: number[] = columns.map((__, i) => (i === j ? 1 : 0));
    for (let i = j; i >= 0; i--) {
      const x = (solution[i] ?? 0) / (columns[i]?.[i] ?? 0);
      for (let k = 0; k < i; k++) solution[k] = (solution[k] ?? 0) - x * (columns[i]?.[k] ?? 0);
      squares += x * x;
    }
  });
  return 1 / Math.sqrt(squares);
}

/** The columns of R of A = QR by Householder's reflections, from those of A, which are used up: few rows are left to turn. */
function triangular(columns: number[][]): number[][] {
  columns.forEach((column, k) => {
    const length = Math.hypot(...column.slice(k));
    const head = column[k] ?? 0;
    if (length === 0) return;
    const mirror = column.slice(k);
    mirror[0] = head + (head >= 0 ? length : -length);
    const scale = 1 / (length * (length + Math.abs(head)));
    for (const other of columns.slice(k + 1)) reflect(other, mirror, scale, k);
    column.fill(0, k);
    column[k] = head >= 0 ? -length : length;
  });
  return columns.map((column) => column.slice(0, columns.length));
}

function reflect(column: number[], mirror: readonly number[], scale: number, from: number): void {
  let along = 0;
  for (let i = 0; i < mirror.length; i++) along += (mirror[i] ?? 0) * (column[from + i] ?? 0);
  for (let i = 0; i < mirror.length; i++) column[from + i] = (column[from + i] ?? 0) - scale * along * (mirror[i] ?? 0);
}

/** An orthonormal basis of {v : A v = 0}, one vector per row, up to the tolerance of `rank`. */
export function nullspace(matrix: Matrix<number>, tolerance = 1e-10): number[][] {
  const { singularValues: values, rightVectors } = singularValues(matrix);
  const largest = values[0] ?? 0;
  return rightVectors.filter((_, i) => !((values[i] ?? 0) > tolerance * largest)).map((vector) => [...vector]);
}
