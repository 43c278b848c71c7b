// sin and cos in float32 with all their digits: a GPU's own may be off by 2^-11 (WGSL specification, 15.7.4.1).
// Reduction to [−π/4, π/4] with π/2 in three parts (Cody & Waite 1980), for |x| up to about 1e4; then Taylor's series. Farther
// out float32 tells ever less of the angle, and beyond 1e7 nothing: what is found there is some number of [−1, 1].

import * as tf from '@tensorflow/tfjs-core';
import { polynomial, withDerivative } from './elementwise.ts';

/** $\sin x$. */
export function sin(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, (value) => quarterTurned(value, 0), cos));
}

/** $\cos x$. */
export function cos(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withDerivative(
      x,
      (value) => quarterTurned(value, 1),
      (saved) => tf.neg(sin(saved)),
    ),
  );
}

/** $\sin(x+t\frac\pi2)$: the quarter turns in $x$ and the $t$ given ones choose the series and the sign. */
function quarterTurned(x: tf.Tensor, turns: number): tf.Tensor {
  const quarters = tf.round(tf.mul(x, 2 / Math.PI));
  let rest = x;
  // π/2 with short heads, so that their products with the quarters are exact in float32.
  for (const part of [1.5703125, 0.0004837512969970703, 7.549789954891882e-8])
    rest = tf.sub(rest, tf.mul(quarters, part));
  rest = tf.clipByValue(rest, -0.8, 0.8);
  const square = tf.square(rest);
  const sine = tf.mul(rest, polynomial([1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880], square));
  const cosine = polynomial([1, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800], square);
  const total = tf.add(quarters, turns);
  // The remainders of the quarters by 4 and by 2, as floats.
  const half = tf.floor(tf.mul(total, 0.5));
  const odd = tf.greater(tf.sub(total, tf.mul(2, half)), 0.5);
  const sign = tf.sub(1, tf.mul(2, tf.sub(half, tf.mul(2, tf.floor(tf.mul(half, 0.5))))));
  return tf.mul(sign, tf.where(odd, cosine, sine));
}
