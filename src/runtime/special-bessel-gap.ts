// How far log I₀ lies above its tangent, in float32: what entropies and divergences on the circle are made of.
import * as tf from '@tensorflow/tfjs-core';
import { withPartials } from './elementwise.ts';
import { legendreNodes } from './portable/bessel.ts';
import { besselIe, besselRatio, besselRatioComplement, besselRatioDerivative, logBesselI0 } from './special-bessel.ts';

/** $\log I_0(u)-\log I_0(c)-R(c)(u-c)$ for $u,c\ge0$. */
export function besselGap(u: tf.Tensor, c: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withPartials(u, c, gapForward, [slopeForward, (x, y) => tf.mul(besselRatioDerivative(y), tf.sub(y, x))]),
  );
}

/** Σ w·f(t)·R′(c + tδ) over the nodes. */
const overSegment = (delta: tf.Tensor, c: tf.Tensor, f: (t: number) => number): tf.Tensor =>
  legendreNodes()
    .map(([t, weight]) => tf.mul(weight * f(t), besselRatioDerivative(tf.add(c, tf.mul(t, delta)))))
    .reduce((sum, term) => tf.add(sum, term));

const isNear = (delta: tf.Tensor, c: tf.Tensor): tf.Tensor =>
  tf.lessEqual(tf.abs(delta), tf.mul(0.3, tf.maximum(c, 1)));

function gapForward(u: tf.Tensor, c: tf.Tensor): tf.Tensor {
  const delta = tf.sub(u, c);
  const near = tf.mul(
    tf.square(delta),
    overSegment(delta, c, (t) => 1 - t),
  );
  const scaled = (x: tf.Tensor): tf.Tensor =>
    tf.where(tf.less(x, 2), tf.sub(logBesselI0(x), x), tf.log(besselIe(0, x)));
  const far = tf.add(tf.sub(scaled(u), scaled(c)), tf.mul(besselRatioComplement(c), delta));
  return tf.where(isNear(delta, c), near, far);
}

/** $R(u)-R(c)$. */
function slopeForward(u: tf.Tensor, c: tf.Tensor): tf.Tensor {
  const delta = tf.sub(u, c);
  const near = tf.mul(
    delta,
    overSegment(delta, c, () => 1),
  );
  return tf.where(isNear(delta, c), near, tf.sub(besselRatio(u), besselRatio(c)));
}
