// Inverses and determinants of batches of general square matrices in float32: Gauss–Jordan elimination with partial
// pivoting. Each pivot's row is picked by a one-hot vector, so that a batch needs no look at its values.

import * as tf from '@tensorflow/tfjs-core';
import { savedAt, withGradient } from './elementwise.ts';
import { transposeLast } from './linear-algebra.ts';

interface Elimination {
  readonly solution: tf.Tensor3D;
  readonly logAbsDeterminant: tf.Tensor1D;
}

/** Eliminates $[A\,|\,B]$ to $[\Pi\,|\,\Pi A^{-1}B]$, and undoes the permutation $\Pi$ in the end. */
function eliminate(matrix: tf.Tensor3D, right: tf.Tensor3D): Elimination {
  const [batch, size, columns] = right.shape;
  let state = tf.concat([matrix, right], 2);
  let free = tf.ones([batch, size]);
  let logAbsDeterminant = tf.zeros<tf.Rank.R1>([batch]);
  const picks: tf.Tensor3D[] = [];
  for (let k = 0; k < size; k += 1) {
    const column = tf.slice(state, [0, 0, k], [-1, -1, 1]);
    const score = tf.sub(tf.mul(tf.add(tf.abs(tf.squeeze(column, [2])), 1), free), 1);
    const chosen = atLargest(score);
    const pick: tf.Tensor3D = tf.reshape(chosen, [batch, 1, size]);
    const pivotRow = tf.matMul(pick, state);
    const pivot = tf.slice(pivotRow, [0, 0, k], [-1, -1, 1]);
    const others = tf.sub<tf.Tensor3D>(column, tf.transpose(pick, [0, 2, 1]));
    state = tf.sub(state, tf.matMul(others, tf.div<tf.Tensor3D>(pivotRow, pivot)));
    logAbsDeterminant = tf.add(logAbsDeterminant, tf.log(tf.abs(tf.reshape(pivot, [batch]))));
    free = tf.mul(free, tf.sub(1, chosen));
    picks.push(pick);
  }
  const reduced = tf.slice(state, [0, 0, size], [-1, -1, columns]);
  return { solution: tf.matMul(tf.concat(picks, 1), reduced), logAbsDeterminant };
}

/** 1 at the largest entry of each row, 0 elsewhere. By `where`: on webgpu a cast comparison keeps its integer storage. */
function atLargest(scores: tf.Tensor): tf.Tensor {
  const [batch = 1, size = 1] = scores.shape;
  const place = tf.reshape(tf.argMax(scores, 1), [batch, 1]);
  return tf.where(tf.equal(place, tf.range(0, size, 1, 'int32')), tf.onesLike(scores), tf.zerosLike(scores));
}

function asBatch(x: tf.Tensor): tf.Tensor3D {
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  return tf.reshape(x, [-1, rows, columns]);
}

/** $A^{-1}B$ for square $A$ [..., P, P] and $B$ [..., P, Q] with the same leading dimensions. */
export function solveGeneral(matrix: tf.Tensor, right: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withGradient(
      [matrix, right],
      () => {
        const value = tf.reshape(eliminate(asBatch(matrix), asBatch(right)).solution, right.shape);
        return { value, saved: [matrix, value] };
      },
      (dy, saved) => {
        const rightBar = solveGeneral(transposeLast(savedAt(saved, 0)), dy);
        return [tf.neg(tf.matMul(rightBar, savedAt(saved, 1), false, true)), rightBar];
      },
    ),
  );
}

/** $A^{-1}$ of [..., P, P]. */
export function inverseGeneral(matrix: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const size = matrix.shape[matrix.rank - 1] ?? 1;
    return solveGeneral(matrix, tf.broadcastTo(tf.eye(size), matrix.shape));
  });
}

/** $\log|\det A|$, [..., P, P] to [...]; gradient $A^{-\top}$. */
export function logAbsDeterminant(matrix: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withGradient(
      [matrix],
      () => {
        const flat = asBatch(matrix);
        const { logAbsDeterminant: value } = eliminate(flat, tf.slice(flat, [0, 0, 0], [-1, -1, 1]));
        return { value: tf.reshape(value, matrix.shape.slice(0, -2)), saved: [matrix] };
      },
      (dy, saved) => {
        const inverse = transposeLast(inverseGeneral(savedAt(saved, 0)));
        return [tf.mul(tf.expandDims(tf.expandDims(dy, -1), -1), inverse)];
      },
    ),
  );
}
