// Linear algebra on batches of matrices [..., P, P] in float32, made of tf ops, each with its adjoint as gradient.
// Factorisations recurse on halves and run column by column below sixteen, so the work is in products of matrices.

import * as tf from '@tensorflow/tfjs-core';
import { savedAt, withGradient } from './elementwise.ts';
import { log1pGap } from './special-elementary.ts';

/** What a triangular solve means: which triangle is stored (default lower), and whether it is transposed. */
export interface TriangularOptions {
  readonly lower?: boolean;
  readonly adjoint?: boolean;
}

const leafSize = 16;

function lastTwo(x: tf.Tensor): readonly [number, number] {
  const [rows, columns] = x.shape.slice(-2);
  if (rows === undefined || columns === undefined) throw new RangeError('a matrix has two dimensions at least');
  return [rows, columns];
}

function asBatch(x: tf.Tensor): tf.Tensor3D {
  const [rows, columns] = lastTwo(x);
  return tf.reshape(x, [-1, rows, columns]);
}

function block(x: tf.Tensor3D, row: number, column: number, rows: number, columns: number): tf.Tensor3D {
  return tf.slice(x, [0, row, column], [-1, rows, columns]);
}

function zeros(batch: number, rows: number, columns: number): tf.Tensor3D {
  return tf.zeros([batch, rows, columns]);
}

/** A constant mask: 1 where row − column is positive, `onDiagonal` where it is 0, 0 above. */
function lowerMask(size: number, onDiagonal: number): tf.Tensor2D {
  const entry = (k: number): number => {
    const below = Math.floor(k / size) - (k % size);
    return below > 0 ? 1 : below === 0 ? onDiagonal : 0;
  };
  return tf.tensor2d(
    Float32Array.from({ length: size * size }, (_, k) => entry(k)),
    [size, size],
  );
}

/** The transpose of the last two dimensions. */
export function transposeLast(x: tf.Tensor): tf.Tensor {
  const order = x.shape.map((_, i) => i);
  return tf.transpose(x, [...order.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/** $\frac12(A+A^\top)$. */
export function symmetrise(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(0.5, tf.add(x, transposeLast(x))));
}

/** The matrix times the vector: [..., P, Q] and [..., Q] give [..., P]. */
export function matVec(matrix: tf.Tensor, vector: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.squeeze(tf.matMul(matrix, tf.expandDims(vector, -1)), [-1]));
}

/** $uv^\top$ of the last dimensions: [..., P] and [..., Q] give [..., P, Q]. */
export function outer(left: tf.Tensor, right: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(tf.expandDims(left, -1), tf.expandDims(right, -2)));
}

/** The diagonal of [..., P, P] as [..., P]. */
export function diagPart(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.sum(tf.mul(x, tf.eye(lastTwo(x)[0])), -1));
}

/** [..., P] on the diagonal of [..., P, P]. */
export function diagEmbed(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.mul(tf.expandDims(x, -1), tf.eye(x.shape[x.rank - 1] ?? 1)));
}

/** The trace of [..., P, P]. */
export function trace(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.sum(diagPart(x), -1));
}

/**
 * The lower Cholesky factor of a symmetric positive definite matrix. Gradient: Murray, Differentiation of the Cholesky
 * decomposition (2016, arXiv:1602.07527), eq. 10: $\bar\Sigma=\frac12L^{-\top}(\Phi+\Phi^\top)L^{-1}$, with $\Phi$ the
 * lower triangle of $L^\top\bar L$, its diagonal halved.
 */
export function cholesky(matrix: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withGradient(
      [matrix],
      () => {
        const value = tf.reshape(factor(asBatch(matrix)), matrix.shape);
        return { value, saved: [value] };
      },
      (dy, saved) => [choleskyAdjoint(savedAt(saved, 0), dy)],
    ),
  );
}

function choleskyAdjoint(lower: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const size = lastTwo(lower)[0];
  const half = tf.mul(tf.matMul(lower, dy, true, false), lowerMask(size, 0.5));
  const left = triangularSolve(lower, tf.add(half, transposeLast(half)), { adjoint: true });
  return tf.mul(0.5, symmetrise(triangularSolve(lower, transposeLast(left), { adjoint: true })));
}

/** $A=LL^\top$ by halves: $L_{21}=A_{21}L_{11}^{-\top}$, and $L_{22}$ of the Schur complement. */
function factor(matrix: tf.Tensor3D): tf.Tensor3D {
  const [batch, size] = matrix.shape;
  if (size <= leafSize) return factorLeaf(matrix);
  const head = Math.ceil(size / 2);
  const tail = size - head;
  const upper = factor(block(matrix, 0, 0, head, head));
  const across = tf.transpose(
    solve(upper, tf.transpose(block(matrix, head, 0, tail, head), [0, 2, 1]), true, false),
    [0, 2, 1],
  );
  const rest = tf.sub<tf.Tensor3D>(block(matrix, head, head, tail, tail), tf.matMul(across, across, false, true));
  const top = tf.concat([upper, zeros(batch, head, tail)], 2);
  return tf.concat([top, tf.concat([across, factor(rest)], 2)], 1);
}

/** Column by column, each eliminated from what remains. */
function factorLeaf(matrix: tf.Tensor3D): tf.Tensor3D {
  const [batch, size] = matrix.shape;
  let rest = matrix;
  const columns: tf.Tensor3D[] = [];
  for (let j = 0; j < size; j += 1) {
    const column = tf.div<tf.Tensor3D>(block(rest, 0, 0, size - j, 1), tf.sqrt(block(rest, 0, 0, 1, 1)));
    columns.push(j === 0 ? column : tf.concat([zeros(batch, j, 1), column], 1));
    if (j === size - 1) break;
    const below = block(column, 1, 0, size - j - 1, 1);
    rest = tf.sub(block(rest, 1, 1, size - j - 1, size - j - 1), tf.matMul(below, below, false, true));
  }
  return tf.concat(columns, 2);
}

/** $\mathrm{op}(T)^{-1}B$ for a triangular $T$ [..., P, P] and $B$ [..., P, Q]; the other triangle is not read. */
export function triangularSolve(matrix: tf.Tensor, right: tf.Tensor, options: TriangularOptions = {}): tf.Tensor {
  const { lower = true, adjoint = false } = options;
  return tf.tidy(() => {
    const [given, wanted] = sameBatch(matrix, right);
    return withGradient(
      [given, wanted],
      () => {
        const value = tf.reshape(solve(asBatch(given), asBatch(wanted), lower, adjoint), wanted.shape);
        return { value, saved: [given, value] };
      },
      (dy, saved) => {
        const triangle = savedAt(saved, 0);
        const solution = savedAt(saved, 1);
        const rightBar = triangularSolve(triangle, dy, { lower, adjoint: !adjoint });
        const product = adjoint
          ? tf.matMul(solution, rightBar, false, true)
          : tf.matMul(rightBar, solution, false, true);
        const mask = lowerMask(lastTwo(triangle)[0], 1);
        return [tf.neg(tf.mul(product, lower ? mask : transposeLast(mask))), rightBar];
      },
    );
  });
}

/** Both with the same leading dimensions. */
function sameBatch(left: tf.Tensor, right: tf.Tensor): readonly [tf.Tensor, tf.Tensor] {
  const lead = tf.backend_util.assertAndGetBroadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const widen = (x: tf.Tensor): tf.Tensor => {
    const shape = [...lead, ...x.shape.slice(-2)];
    return tf.util.arraysEqual(shape, x.shape) ? x : tf.broadcastTo(x, shape);
  };
  return [widen(left), widen(right)];
}

/** Substitution by halves. A transposed or upper triangle only changes which half comes first and which block couples. */
function solve(triangle: tf.Tensor3D, right: tf.Tensor3D, lower: boolean, adjoint: boolean): tf.Tensor3D {
  const [, size, columns] = right.shape;
  const downward = lower !== adjoint;
  if (size <= leafSize) return solveLeaf(triangle, right, downward, adjoint);
  const head = Math.ceil(size / 2);
  const tail = size - head;
  const corner = block(triangle, 0, 0, head, head);
  const far = block(triangle, head, head, tail, tail);
  const coupling = lower ? block(triangle, head, 0, tail, head) : block(triangle, 0, head, head, tail);
  const top = block(right, 0, 0, head, columns);
  const bottom = block(right, head, 0, tail, columns);
  if (downward) {
    const first = solve(corner, top, lower, adjoint);
    const second = solve(far, tf.sub(bottom, tf.matMul(coupling, first, adjoint, false)), lower, adjoint);
    return tf.concat([first, second], 1);
  }
  const second = solve(far, bottom, lower, adjoint);
  const first = solve(corner, tf.sub(top, tf.matMul(coupling, second, adjoint, false)), lower, adjoint);
  return tf.concat([first, second], 1);
}

/** Row by row, from the top or from the bottom. */
function solveLeaf(triangle: tf.Tensor3D, right: tf.Tensor3D, downward: boolean, adjoint: boolean): tf.Tensor3D {
  const [, size, columns] = right.shape;
  const rows: tf.Tensor3D[] = [];
  let rest = right;
  for (let step = 0; step < size; step += 1) {
    const i = downward ? step : size - 1 - step;
    const left = size - step - 1;
    const row = tf.div<tf.Tensor3D>(block(rest, downward ? 0 : left, 0, 1, columns), block(triangle, i, i, 1, 1));
    rows.push(row);
    if (left === 0) break;
    const start = downward ? i + 1 : 0;
    const coupling = adjoint ? block(triangle, i, start, 1, left) : block(triangle, start, i, left, 1);
    rest = tf.sub(block(rest, downward ? 1 : 0, 0, left, columns), tf.matMul(coupling, row, adjoint, false));
  }
  return tf.concat(downward ? rows : rows.reverse(), 1);
}

/** $(LL^\top)^{-1}B$ from the factor. */
export function choleskySolve(lower: tf.Tensor, right: tf.Tensor): tf.Tensor {
  return tf.tidy(() => triangularSolve(lower, triangularSolve(lower, right), { adjoint: true }));
}

/** $A^{-1}B$ for a symmetric positive definite $A$. */
export function solveSPD(matrix: tf.Tensor, right: tf.Tensor): tf.Tensor {
  return tf.tidy(() => choleskySolve(cholesky(matrix), right));
}

/** $A^{-1}$ of a symmetric positive definite matrix; gradient $-A^{-1}\bar XA^{-1}$. */
export function inverseSPD(matrix: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withGradient(
      [matrix],
      () => {
        const value = symmetrise(
          choleskySolve(cholesky(matrix), tf.broadcastTo(tf.eye(lastTwo(matrix)[0]), matrix.shape)),
        );
        return { value, saved: [matrix] };
      },
      (dy, saved) => {
        const inverse = inverseSPD(savedAt(saved, 0));
        return [tf.neg(tf.matMul(inverse, tf.matMul(symmetrise(dy), inverse)))];
      },
    ),
  );
}

/** $\log\det A$ of a symmetric positive definite matrix, [..., P, P] to [...]; gradient $A^{-1}$. */
export function logdetSPD(matrix: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withGradient(
      [matrix],
      () => ({ value: tf.mul(2, tf.sum(tf.log(diagPart(cholesky(matrix))), -1)), saved: [matrix] }),
      (dy, saved) => [tf.mul(tf.expandDims(tf.expandDims(dy, -1), -1), inverseSPD(savedAt(saved, 0)))],
    ),
  );
}

/** Where, in a flattened P × P matrix, the entries i ≤ j stand row by row; and where each place finds its entry. */
function entryPlaces(size: number): { places: Int32Array; entries: Int32Array; diagonal: Float32Array } {
  const places: number[] = [];
  const entries = new Int32Array(size * size);
  const diagonal: number[] = [];
  for (let i = 0; i < size; i += 1) {
    for (let j = i; j < size; j += 1) {
      entries[i * size + j] = places.length;
      entries[j * size + i] = places.length;
      places.push(i * size + j);
      diagonal.push(i === j ? 1 : 0);
    }
  }
  return { places: Int32Array.from(places), entries, diagonal: Float32Array.from(diagonal) };
}

function sizeFromEntries(count: number): number {
  const size = Math.round((Math.sqrt(8 * count + 1) - 1) / 2);
  if ((size * (size + 1)) / 2 !== count) throw new RangeError(`${count} is no number of entries i ≤ j`);
  return size;
}

/** The full symmetric matrices [..., P, P] of the entries i ≤ j, row by row, [..., P(P+1)/2]. */
export function symmetricFromEntries(entries: tf.Tensor): tf.Tensor {
  const count = entries.shape[entries.rank - 1] ?? 0;
  const size = sizeFromEntries(count);
  const lead = entries.shape.slice(0, -1);
  return tf.tidy(() =>
    withGradient(
      [entries],
      () => {
        const index = tf.tensor1d(entryPlaces(size).entries, 'int32');
        return {
          value: tf.reshape(tf.gather(tf.reshape(entries, [-1, count]), index, 1), [...lead, size, size]),
          saved: [],
        };
      },
      (dy) => {
        // An entry off the diagonal stands in two places.
        const weight = tf.sub(2, tf.tensor1d(entryPlaces(size).diagonal));
        return [tf.mul(weight, entriesFromSymmetric(symmetrise(dy)))];
      },
    ),
  );
}

/** The entries i ≤ j of symmetric matrices, row by row; the gradient is symmetric, so that $dG=\mathrm{tr}(\bar S\,dS)$. */
export function entriesFromSymmetric(matrix: tf.Tensor): tf.Tensor {
  const size = lastTwo(matrix)[0];
  const lead = matrix.shape.slice(0, -2);
  return tf.tidy(() =>
    withGradient(
      [matrix],
      () => {
        const index = tf.tensor1d(entryPlaces(size).places, 'int32');
        const value = tf.gather(tf.reshape(matrix, [-1, size * size]), index, 1);
        return { value: tf.reshape(value, [...lead, (size * (size + 1)) / 2]), saved: [] };
      },
      (dy) => {
        const weight = tf.mul(0.5, tf.add(1, tf.tensor1d(entryPlaces(size).diagonal)));
        return [symmetricFromEntries(tf.mul(weight, dy))];
      },
    ),
  );
}

/** $\log\det M-\operatorname{tr}M+n$ of $M=L^{-1}XL^{-\top}$, by the pivots of $M$: every term has one sign. */
export function determinantGap(matrix: tf.Tensor, lower: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const half = triangularSolve(lower, matrix);
    const word = cholesky(symmetrise(triangularSolve(lower, transposeLast(half))));
    const pivots = diagPart(word);
    const delta = tf.mul(tf.sub(pivots, 1), tf.add(pivots, 1));
    const diagonal = tf.sum(log1pGap(delta, tf.square(pivots), tf.ones(pivots.shape)), -1);
    const below = tf.mul(word, lowerMask(lastTwo(word)[0], 0));
    return tf.sub(diagonal, tf.sum(tf.square(below), [-2, -1]));
  });
}
