// erf, erfc and the inverse of erf in float32. tf.erf has a small absolute error only; these keep relative accuracy.
// Polynomials fitted at 40 digits: erf(x)/x in x² up to 1.44, and e^{x²}erfc(x)/t in t = 2/(2+x).

import * as tf from '@tensorflow/tfjs-core';
import { polynomial, withDerivative, withPartials } from './elementwise.ts';
import { log1p } from './special-elementary.ts';

/** $\operatorname{erf}(x)$. */
export function erf(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, erfForward, erfDerivative));
}

/** $1-\operatorname{erf}(x)$, with relative accuracy far out. */
export function erfc(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, erfcForward, (saved) => tf.neg(erfDerivative(saved))));
}

/** $\log\left(\operatorname{erfc}(x)/2\right)$, with relative accuracy where that is near 0, and also where erfc underflows. */
export function logHalfErfc(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, logHalfErfcForward, logErfcDerivative));
}

/** $\operatorname{erf}(a)-\operatorname{erf}(b)$, by the complements where both are near 1 or both near −1. */
export function erfDifference(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withPartials(a, b, erfDifferenceForward, [(x) => erfDerivative(x), (_, y) => tf.neg(erfDerivative(y))]),
  );
}

function erfDifferenceForward(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const above = tf.sub(erfcForward(b), erfcForward(a));
  const below = tf.sub(erfcForward(tf.neg(a)), erfcForward(tf.neg(b)));
  const near = tf.where(tf.less(tf.maximum(a, b), -0.5), below, tf.sub(erfForward(a), erfForward(b)));
  return tf.where(tf.greater(tf.minimum(a, b), 0.5), above, near);
}

/** The inverse of erf on (−1, 1). */
export function erfInverse(y: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withDerivative(y, erfInverseForward, (saved) => tf.reciprocal(erfDerivative(erfInverse(saved)))),
  );
}

function erfDerivative(x: tf.Tensor): tf.Tensor {
  return tf.mul(2 / Math.sqrt(Math.PI), expMinusSquare(x));
}

/** $e^{-x^2}$ with the square split in two, so that a large exponent keeps its last digits. */
function expMinusSquare(x: tf.Tensor): tf.Tensor {
  const head = tf.div(tf.round(tf.mul(x, 16)), 16);
  const rest = tf.mul(tf.sub(head, x), tf.add(head, x));
  return tf.mul(tf.exp(tf.neg(tf.square(head))), tf.exp(rest));
}

function erfNearZero(x: tf.Tensor): tf.Tensor {
  const coefficients = [
    1.128379167077379, -0.37612638697585354, 0.11283787826142856, -0.026865893035867693, 0.005222969206554056,
    -0.0008527607314418213, 0.00011802203987217845, -1.3079383440962502e-5, 8.764830434557653e-7,
  ];
  return tf.mul(x, polynomial(coefficients, tf.square(x)));
}

/** $e^{x^2}\operatorname{erfc}(x)$ for $x\ge0$. */
function erfcxPositive(x: tf.Tensor): tf.Tensor {
  const coefficients = [
    0.28209479220599626, 0.2820946596483225, 0.2468393918506733, 0.17619299837151148, 0.08471426002310402,
    -0.007954003040506372, -0.05750194095493615, 0.005633732282226277, -0.25048456305007, 0.5576268883734425,
    -0.4907993659691817, 0.206395480650042, -0.034852331111707144,
  ];
  const t = tf.div(2, tf.add(x, 2));
  return tf.mul(t, polynomial(coefficients, t));
}

function erfcPositive(x: tf.Tensor): tf.Tensor {
  const far = tf.mul(expMinusSquare(x), erfcxPositive(x));
  return tf.where(tf.less(x, 0.5), tf.sub(1, erfNearZero(x)), far);
}

function erfForward(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const far = tf.mul(tf.sign(x), tf.sub(1, erfcPositive(size)));
  return tf.where(tf.less(size, 1.2), erfNearZero(x), far);
}

function erfcForward(x: tf.Tensor): tf.Tensor {
  const positive = erfcPositive(tf.abs(x));
  return tf.where(tf.less(x, 0), tf.sub(2, positive), positive);
}

function logHalfErfcForward(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const positive = tf.sub(tf.sub(tf.log(erfcxPositive(size)), tf.square(size)), Math.LN2);
  return tf.where(tf.less(x, 0), log1p(tf.mul(-0.5, erfcPositive(size))), positive);
}

/** $-\frac{2}{\sqrt\pi}e^{-x^2}/\operatorname{erfc}(x)$. */
function logErfcDerivative(x: tf.Tensor): tf.Tensor {
  const scaled = tf.div(-2 / Math.sqrt(Math.PI), erfcxPositive(tf.maximum(x, 0)));
  return tf.where(tf.less(x, 0), tf.neg(tf.div(erfDerivative(x), erfcForward(tf.minimum(x, 0)))), scaled);
}

/** Halley's iteration: on erf in the middle, and on log erfc in the tail from Abramowitz & Stegun 26.2.22. */
function erfInverseForward(y: tf.Tensor): tf.Tensor {
  const size = tf.abs(y);
  let middle = tf.mul(size, polynomial([0.8862269254527579, 0.2320136665346544, 0.1275561753055979], tf.square(size)));
  const p = tf.sub(1, size);
  const depth = tf.sqrt(tf.mul(-2, tf.log(tf.mul(0.5, p))));
  const rational = tf.div(polynomial([2.30753, 0.27061], depth), polynomial([1, 0.99229, 0.04481], depth));
  let tail = tf.mul(Math.SQRT1_2, tf.sub(depth, rational));
  for (let step = 0; step < 2; step += 1) {
    const gap = tf.div(tf.sub(size, erfNearZero(middle)), erfDerivative(middle));
    middle = tf.add(middle, tf.div(gap, tf.sub(1, tf.mul(middle, gap))));
    const complement = erfcPositive(tail);
    const scaled = tf.mul(Math.sqrt(Math.PI) / 2, erfcxPositive(tail));
    const move = tf.mul(scaled, tf.div(tf.sub(complement, p), complement));
    tail = tf.add(tail, tf.div(move, tf.sub(1, tf.mul(tail, move))));
  }
  const value = tf.where(tf.less(size, 0.7), middle, tail);
  // Not by tf.sign, which is 0 below 1e-7 on the wasm backend.
  return tf.where(tf.less(y, 0), tf.neg(value), value);
}
