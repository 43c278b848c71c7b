// What each function of whole vectors and matrices means in any arithmetic.
import type { TensorPrimitive } from '../ir/expr.ts';
import type { Arithmetic } from './arithmetic.ts';
import { cholesky, determinant, inverse, lu, type Matrix, matmul, transpose } from './dense.ts';
import { matrixPhi } from './matrix-phi.ts';
import { entriesOf, entry, scalarTensor, type Tensor } from './tensors.ts';

/** A function of tensors; `shape` is the shape of its value. */
export type TensorFunction = <N>(a: Arithmetic<N>, args: readonly Tensor<N>[], shape: readonly number[]) => Tensor<N>;

const first = <N>(args: readonly Tensor<N>[]): Tensor<N> => args[0] as Tensor<N>;

const sumOf = <N>(a: Arithmetic<N>, data: readonly N[]): N => data.reduce((s, x) => a.add(s, x), a.fromNumber(0));

/** The rows of a matrix; a column has one entry in each. */
function rowsOf<N>({ shape: [rows = 1, columns = 1], data }: Tensor<N>): Matrix<N> {
  return Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns));
}

/** Products associate to the side where the smaller matrices arise: from the right when the last one is a column. */
function wordProduct<N>(a: Arithmetic<N>, letters: readonly Tensor<N>[]): Matrix<N> {
  const lastColumns = letters.at(-1)?.shape[1] ?? 1;
  const rows = letters.map(rowsOf);
  return lastColumns === 1
    ? rows.reduceRight((product, letter) => matmul(a, letter, product))
    : rows.reduce((product, letter) => matmul(a, product, letter));
}

/** tr(A B) = Σ Aᵢⱼ Bⱼᵢ. */
function traceOfProduct<N>(a: Arithmetic<N>, letters: readonly Tensor<N>[]): N {
  const last = letters.at(-1);
  if (!last || letters.length === 1) return sumOf(a, diagonalEntries(rowsOf(first(letters))));
  const columns = transpose(rowsOf(last));
  const rows = wordProduct(a, letters.slice(0, -1));
  return sumOf(
    a,
    rows.flatMap((row, i) => row.map((x, j) => a.mul(x, columns[i]?.[j] as N))),
  );
}

const diagonalEntries = <N>(rows: Matrix<N>): readonly N[] => rows.map((row, i) => row[i] as N);

/** A⁻¹; undefined numbers where A is singular. */
function inverseOf<N>(a: Arithmetic<N>, matrix: Tensor<N>): Tensor<N> {
  const found = inverse(a, rowsOf(matrix));
  return { shape: matrix.shape, data: found ? found.flat() : matrix.data.map(() => a.fromNumber(Number.NaN)) };
}

/** L of A = LLᵀ; undefined numbers where A is not positive definite. */
const factorOf = <N>(a: Arithmetic<N>, matrix: Tensor<N>): readonly N[] =>
  cholesky(a, rowsOf(matrix))?.flat() ?? matrix.data.map(() => a.fromNumber(Number.NaN));

/** log |det A|: by the factor of Cholesky where A is symmetric and positive definite, else by elimination. */
function logDeterminant<N>(a: Arithmetic<N>, matrix: Tensor<N>): N {
  const rows = rowsOf(matrix);
  const isSymmetric = rows.every((row, i) => row.every((x, j) => j >= i || a.compare(x, rows[j]?.[i] as N) === 0));
  const factor = isSymmetric ? cholesky(a, rows) : undefined;
  const pivots = factor ?? lu(a, rows)?.factors;
  if (!pivots) return a.fromNumber(Number.NEGATIVE_INFINITY);
  const sum = sumOf(
    a,
    diagonalEntries(pivots).map((x) => a.log(a.abs(x))),
  );
  return factor ? a.add(sum, sum) : sum;
}

/** log Σ eˣ with the largest x taken out. */
function logSumOfExponentials<N>(a: Arithmetic<N>, data: readonly N[]): N {
  const top = data.reduce((x, y) => a.max(x, y));
  if (!a.isFinite(top)) return top;
  return a.add(
    top,
    a.log(
      sumOf(
        a,
        data.map((x) => a.exp(a.sub(x, top))),
      ),
    ),
  );
}

function diagonalMatrix<N>(a: Arithmetic<N>, vector: Tensor<N>, shape: readonly number[]): Tensor<N> {
  const n = vector.data.length;
  const zero = a.fromNumber(0);
  return {
    shape,
    data: Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? entry(vector, k / (n + 1)) : zero)),
  };
}

/** The entry of the first at the place that the others give. */
function entryAt<N>(a: Arithmetic<N>, args: readonly Tensor<N>[]): N {
  const [i = 0, j = 0] = args.slice(1).map((t) => a.toNumber(entry(t)));
  const { shape } = first(args);
  return entry(first(args), shape.length === 1 ? i : i * (shape[1] ?? 1) + j);
}

const lowerRow = <N>(a: Arithmetic<N>, row: readonly N[], i: number): readonly N[] =>
  row.map((x, j) => (j > i ? a.fromNumber(0) : x));

/** Every function of whole tensors. */
export const tensorFunctions: { readonly [fn in TensorPrimitive]: TensorFunction } = {
  total: (a, args) => scalarTensor(sumOf(a, first(args).data)),
  prod: (a, args) => scalarTensor(first(args).data.reduce((p, x) => a.mul(p, x), a.fromNumber(1))),
  matmul: (a, args, shape) => ({ shape, data: wordProduct(a, args).flat() }),
  trace: (a, args) => scalarTensor(traceOfProduct(a, args)),
  transpose: (_, args, shape) => ({ shape, data: transpose(rowsOf(first(args))).flat() }),
  inverse: (a, args) => inverseOf(a, first(args)),
  det: (a, args) => scalarTensor(determinant(a, rowsOf(first(args)))),
  logdet: (a, args) => scalarTensor(logDeterminant(a, first(args))),
  diagonal: (a, args, shape) => diagonalMatrix(a, first(args), shape),
  diagonalPart: (_, args, shape) => ({ shape, data: diagonalEntries(rowsOf(first(args))) }),
  logsumexp: (a, args) => scalarTensor(logSumOfExponentials(a, first(args).data)),
  head: (_, args, shape) => ({ shape, data: first(args).data.slice(0, -1) }),
  last: (_, args) => scalarTensor(entry(first(args), first(args).data.length - 1)),
  append: (_, args, shape) => ({ shape, data: args.flatMap((t) => t.data) }),
  fill: (_, args, shape) => ({ shape, data: new Array(entriesOf(shape)).fill(entry(first(args))) }),
  stack: (_, args, shape) => ({ shape, data: args.map((t) => entry(t)) }),
  matrix: (_, args, shape) => ({ shape, data: args.map((t) => entry(t)) }),
  entry: (a, args) => scalarTensor(entryAt(a, args)),
  lowerPart: (a, args, shape) => ({ shape, data: rowsOf(first(args)).flatMap((row, i) => lowerRow(a, row, i)) }),
  cholesky: (a, args, shape) => ({ shape, data: factorOf(a, first(args)) }),
  matrixPhi: (a, [k, m], shape) => ({
    shape,
    data: k && m ? matrixPhi(a, a.toNumber(entry(k)), rowsOf(m)).flat() : [],
  }),
};
