// $\varphi_k(M)$ of batches of square matrices in float32, and matrices from and to their entries. How often a matrix is
// halved is chosen by comparisons on the device: no value is read back where that would be waited for.

import * as tf from '@tensorflow/tfjs-core';
import { savedAt, withGradient } from './elementwise.ts';
import { inHostMemory } from './host-memory.ts';
import { transposeLast } from './linear-algebra.ts';

/** Halvings at most: of an angle beyond $2^{20}$ float32 tells one digit, and an exponential that grows left it long before. */
const halvings = 21;
/** Terms of Taylor's series for a norm of at most $\frac12$. */
const degree = 8;

function weight(n: number): number {
  return n < 2 ? 1 : weight(n - 1) / n;
}

/** $\varphi_k(M)$, [..., P, P] to [..., P, P]. */
export function matrixPhi(k: number, matrix: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withGradient(
      [matrix],
      () => ({ value: forward(k, matrix), saved: [matrix] }),
      (dy, saved) => [adjoint(k, transposeLast(savedAt(saved, 0)), dy)],
    ),
  );
}

/** Taylor's series of $M/2^s$ and s doublings, without an inverse. */
function forward(k: number, matrix: tf.Tensor): tf.Tensor {
  const unit = tf.eye(matrix.shape[matrix.rank - 1] ?? 1);
  const norm = tf.max(tf.sum(tf.abs(matrix), -1, true), -2, true);
  const bounds = Array.from({ length: halvingsFor(norm) }, (_, i) => 2 ** (i - 1));
  const small = tf.mul(matrix, shrinkage(norm, bounds));
  let highest: tf.Tensor = tf.add(tf.zerosLike(matrix), tf.mul(unit, weight(k + degree)));
  for (let j = k + degree - 1; j >= k; j -= 1) highest = tf.add(tf.matMul(small, highest), tf.mul(unit, weight(j)));
  let values = [highest];
  for (let j = k; j > 0; j -= 1) {
    values = [tf.add(tf.matMul(small, values[0] ?? small), tf.mul(unit, weight(j - 1))), ...values];
  }
  for (const bound of bounds) {
    const due = tf.greater(norm, bound);
    const twice = doubled(values);
    values = values.map((value, j) => tf.where(due, twice[j] ?? value, value));
  }
  return values[k] ?? highest;
}

/** How many halvings some matrix of the batch needs, where that is read without a wait; else as many as any may. */
function halvingsFor(norm: tf.Tensor): number {
  if (!inHostMemory()) return halvings;
  const largest = tf.max(norm).dataSync()[0] ?? 0;
  return Math.min(halvings, Math.max(0, Math.ceil(Math.log2(largest)) + 1) || 0);
}

/** $2^{-s}$ for each norm, s the number of bounds that it exceeds. */
function shrinkage(norm: tf.Tensor, bounds: readonly number[]): tf.Tensor {
  if (bounds.length === 0) return tf.onesLike(norm);
  const powers = tf.tensor1d(bounds.map((bound) => 0.25 / bound));
  return tf.min(tf.where(tf.greater(norm, tf.tensor1d([...bounds])), powers, tf.onesLike(powers)), -1, true);
}

/** The derivative at $M^\top$ along $\bar Y$: the upper right block of $\varphi_k\begin{psmallmatrix}M^\top&\bar Y\\0&M^\top\end{psmallmatrix}$. */
function adjoint(k: number, turned: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const size = turned.shape[turned.rank - 1] ?? 1;
  const whole = turned.shape.slice(0, -2);
  const placed = (block: tf.Tensor, row: number, column: number): tf.Tensor =>
    tf.pad(block, [
      ...whole.map((): [number, number] => [0, 0]),
      [row * size, (1 - row) * size],
      [column * size, (1 - column) * size],
    ]);
  const block = tf.add(tf.add(placed(turned, 0, 0), placed(turned, 1, 1)), placed(dy, 0, 1));
  const lead = whole.map(() => 0);
  return tf.slice(matrixPhi(k, block), [...lead, 0, size], [...whole, size, size]);
}

/** $\varphi_j(2B)=2^{-j}\bigl(\varphi_0(B)\varphi_j(B)+\sum_{i=1}^{j}\frac{\varphi_i(B)}{(j-i)!}\bigr)$. */
function doubled(values: readonly tf.Tensor[]): readonly tf.Tensor[] {
  return values.map((value, j) => {
    let sum: tf.Tensor = tf.matMul(values[0] ?? value, value);
    for (let i = 1; i <= j; i += 1) sum = tf.add(sum, tf.mul(values[i] ?? value, weight(j - i)));
    return j === 0 ? sum : tf.mul(sum, 2 ** -j);
  });
}

/** The matrices [..., P, P] with zeros above their diagonals. */
export function lowerPart(matrix: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const place = tf.range(0, matrix.shape[matrix.rank - 1] ?? 1);
    return tf.where(tf.greaterEqual(tf.expandDims(place, 1), place), matrix, tf.zerosLike(matrix));
  });
}

/** A matrix [..., P, Q] from its entries [...] row by row. */
export function matrixFrom(entries: readonly tf.Tensor[], columns: number): tf.Tensor {
  return tf.tidy(() => {
    const shape = entries.map((e) => e.shape).reduce((a, b) => tf.backend_util.assertAndGetBroadcastShape(a, b), []);
    const flat = tf.stack(
      entries.map((e) => tf.broadcastTo(e, shape)),
      -1,
    );
    return tf.reshape(flat, [...shape, entries.length / columns, columns]);
  });
}

/** The entry at a place counted from 0 along the last axis or the last two, [..., P] or [..., P, Q] to [...]. */
export function entryOf(tensor: tf.Tensor, place: readonly number[]): tf.Tensor {
  return tf.tidy(() => {
    const kept = tensor.shape.slice(0, tensor.rank - place.length);
    const begin = [...kept.map(() => 0), ...place];
    const size = [...kept, ...place.map(() => 1)];
    return tf.reshape(tf.slice(tensor, begin, size), kept);
  });
}
