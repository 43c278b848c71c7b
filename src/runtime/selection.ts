// One of two forms by a sign. No gradient passes through the form that is not taken: what overflows there is no concern
// of the other, and 0·∞ would make it one.

import * as tf from '@tensorflow/tfjs-core';
import { broadcast, savedAt, withGradient } from './elementwise.ts';
import { signOf } from './gradients.ts';

/** One form where x ≥ 0, else another: each is taken where it keeps its digits. */
export function choose(x: tf.Tensor, above: tf.Tensor, below: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const shape = commonShape([x, above, below]);
    const isAbove = tf.greaterEqual(broadcast(x, shape), 0);
    return selected(isAbove, broadcast(above, shape), broadcast(below, shape));
  });
}

/** `x` itself, for the form that is taken where `place` is at least 0 (`side` 1) or below it (−1): only there its gradient passes. */
export function passing(side: number, place: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const shape = commonShape([place, x]);
    const isAbove = tf.greaterEqual(broadcast(place, shape), 0);
    const isTaken = side > 0 ? isAbove : tf.logicalNot(isAbove);
    return passed(isTaken, broadcast(x, shape));
  });
}

/** The sign on every backend, however small $x$ is; its slope is 0. */
export function sign(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withGradient(
      [x],
      () => ({ value: signOf(x), saved: [] }),
      (dy) => [tf.zerosLike(dy)],
    ),
  );
}

function passed(isTaken: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    () => ({ value: tf.clone(x), saved: [isTaken] }),
    (dy, saved) => [selected(savedAt(saved, 0), dy, tf.zerosLike(dy))],
  );
}

/** `tf.where` with a gradient on every registry of gradients, entry by entry for tensors of one shape. */
function selected(isAbove: tf.Tensor, above: tf.Tensor, below: tf.Tensor): tf.Tensor {
  return withGradient(
    [above, below],
    () => ({ value: tf.where(isAbove, above, below), saved: [isAbove] }),
    (dy, saved) => {
      const [chosen, zero] = [savedAt(saved, 0), tf.zerosLike(dy)];
      return [selected(chosen, dy, zero), selected(chosen, zero, dy)];
    },
  );
}

const commonShape = (parts: readonly tf.Tensor[]): readonly number[] =>
  parts.reduce<number[]>((shape, part) => tf.backend_util.assertAndGetBroadcastShape(shape, part.shape), []);
