// What each function of whole vectors and matrices means in any arithmetic.
import type { TensorPrimitive } from '../ir/expr.ts';
import type { Arithmetic } from './arithmetic.ts';
import { determinant, inverseOf, logDeterminant, multiply, traceOf, transposed } from './linear-algebra.ts';
import { entriesOf, entry, scalarTensor, type Tensor } from './tensors.ts';

/** A function of tensors; `shape` is the shape of its value. */
export type TensorFunction = <N>(a: Arithmetic<N>, args: readonly Tensor<N>[], shape: readonly number[]) => Tensor<N>;

const first = <N>(args: readonly Tensor<N>[]): Tensor<N> => args[0] as Tensor<N>;

const sumOf = <N>(a: Arithmetic<N>, data: readonly N[]): N => data.reduce((s, x) => a.add(s, x), a.fromNumber(0));

/** Products associate to the side where the smaller matrices arise: from the right when the last one is a column. */
function wordProduct<N>(a: Arithmetic<N>, letters: readonly Tensor<N>[]): Tensor<N> {
  const lastColumns = letters.at(-1)?.shape[1] ?? 1;
  return lastColumns === 1
    ? letters.reduceRight((product, letter) => multiply(a, letter, product))
    : letters.reduce((product, letter) => multiply(a, product, letter));
}

/** log Σ eˣ with the largest x taken out. */
function logSumOfExponentials<N>(a: Arithmetic<N>, data: readonly N[]): N {
  const top = data.reduce((x, y) => a.max(x, y));
  if (!a.isFinite(top)) return top;
  return a.add(top, a.log(sumOf(a, data.map((x) => a.exp(a.sub(x, top))))));
}

function diagonalMatrix<N>(a: Arithmetic<N>, vector: Tensor<N>, shape: readonly number[]): Tensor<N> {
  const n = vector.data.length;
  const zero = a.fromNumber(0);
  return {
    shape,
    data: Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? entry(vector, k / (n + 1)) : zero)),
  };
}

function diagonalOf<N>(matrix: Tensor<N>, shape: readonly number[]): Tensor<N> {
  const columns = matrix.shape[1] ?? 1;
  return { shape, data: Array.from({ length: columns }, (_, i) => entry(matrix, i * columns + i)) };
}

/** Every function of whole tensors. */
export const tensorFunctions: { readonly [fn in TensorPrimitive]: TensorFunction } = {
  total: (a, args) => scalarTensor(sumOf(a, first(args).data)),
  prod: (a, args) => scalarTensor(first(args).data.reduce((p, x) => a.mul(p, x), a.fromNumber(1))),
  matmul: (a, args, shape) => ({ shape, data: wordProduct(a, args).data }),
  trace: (a, args) => scalarTensor(traceOf(a, wordProduct(a, args))),
  transpose: (_, args, shape) => transposed(first(args), shape),
  inverse: (a, args) => inverseOf(a, first(args)),
  det: (a, args) => scalarTensor(determinant(a, first(args))),
  logdet: (a, args) => scalarTensor(logDeterminant(a, first(args))),
  diagonal: (a, args, shape) => diagonalMatrix(a, first(args), shape),
  diagonalPart: (_, args, shape) => diagonalOf(first(args), shape),
  logsumexp: (a, args) => scalarTensor(logSumOfExponentials(a, first(args).data)),
  head: (_, args, shape) => ({ shape, data: first(args).data.slice(0, -1) }),
  last: (_, args) => scalarTensor(entry(first(args), first(args).data.length - 1)),
  append: (_, args, shape) => ({ shape, data: args.flatMap((t) => t.data) }),
  fill: (_, args, shape) => ({ shape, data: new Array(entriesOf(shape)).fill(entry(first(args))) }),
  stack: (_, args, shape) => ({ shape, data: args.map((t) => entry(t)) }),
};
