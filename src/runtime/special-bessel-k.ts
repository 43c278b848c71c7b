// The modified Bessel function of the second kind in float32 by its logarithm, for a real order that the host knows: the
// trapezoidal rule on $\int_0^\infty e^{-x\cosh t}\cosh\nu t\,dt$ (NIST DLMF 10.32.9) around the integrand's peak.

import * as tf from '@tensorflow/tfjs-core';
import { withDerivative } from './elementwise.ts';
import { log } from './special-elementary.ts';

/** $\log K_\nu(x)$ for $x>0$. */
export function logBesselK(order: number, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withDerivative(
      x,
      (value) => forward(Math.abs(order), value),
      (saved) => slope(Math.abs(order), saved),
    ),
  );
}

/** $K_\nu(x)$. */
export function besselK(order: number, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.exp(logBesselK(order, x)));
}

/** $\frac{d}{dx}\log K_\nu=\frac\nu x-K_{\nu+1}/K_\nu$ (DLMF 10.29.2). */
function slope(order: number, x: tf.Tensor): tf.Tensor {
  return tf.sub(tf.div(order, x), tf.exp(tf.sub(logBesselK(order + 1, x), logBesselK(order, x))));
}

/** Half of the integral of $e^{\nu t-x\cosh t}$ over the line, at nodes on both sides of its peak $\sinh t=\nu/x$. */
function forward(order: number, x: tf.Tensor): tf.Tensor {
  const ratio = tf.div(order, x);
  const root = tf.sqrt(tf.add(tf.square(ratio), 1));
  const peak = tf.where(tf.less(ratio, 1e6), log(tf.add(ratio, root)), tf.add(tf.log(tf.maximum(ratio, 1)), Math.LN2));
  const exponent = (t: tf.Tensor): tf.Tensor =>
    tf.sub(tf.mul(order, t), tf.mul(2, tf.mul(x, tf.square(tf.sinh(tf.div(t, 2))))));
  const top = exponent(peak);
  // 8 of the peak's own widths on each side, and to where x cosh t, or on the left e^{νt}, alone is below e^{-20}.
  const widths = tf.mul(8, tf.minimum(1, tf.rsqrt(tf.mul(x, root))));
  const edge = tf.log(tf.add(2, tf.div(40, x)));
  const above = tf.add(peak, tf.maximum(widths, tf.sub(edge, peak)));
  const slow = order > 0 ? tf.minimum(tf.add(edge, peak), 20 / order) : tf.add(edge, peak);
  const below = tf.sub(peak, tf.maximum(widths, slow));
  const steps = 200;
  const step = tf.div(tf.sub(above, below), steps);
  let sum: tf.Tensor = tf.zerosLike(x);
  for (let k = 0; k <= steps; k += 1) {
    const t = tf.add(below, tf.mul(k, step));
    sum = tf.add(sum, tf.exp(tf.sub(exponent(t), top)));
  }
  return tf.sub(tf.add(top, tf.log(tf.mul(tf.div(step, 2), sum))), x);
}
