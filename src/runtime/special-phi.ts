// $\varphi_k(x)=\sum_j\frac{x^j}{(j+k)!}$ and Stumpff's $c_k(z)=\sum_j\frac{(-z)^j}{(k+2j)!}$ in float32.

import * as tf from '@tensorflow/tfjs-core';
import { polynomial, withDerivative } from './elementwise.ts';
import { expm1 } from './special-elementary.ts';
import { cos, sin } from './special-trigonometric.ts';

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** Coefficients until those that follow no longer count at the argument `reach`. */
function coefficients(reach: number, at: (j: number) => number): number[] {
  const found = [at(0)];
  for (let j = 1; Math.abs(at(j)) * reach ** j > 1e-9 * Math.abs(at(0)); j += 1) found.push(at(j));
  return found;
}

/** $\varphi_k(x)$. */
export function phi(k: number, x: tf.Tensor): tf.Tensor {
  if (k === 0) return tf.exp(x);
  return tf.tidy(() =>
    withDerivative(
      x,
      (value) => phiForward(k, value),
      (saved) => tf.sub(phi(k, saved), tf.mul(k, phi(k + 1, saved))),
    ),
  );
}

/** Series without a negative term up to $|x|=k+2$, beyond it the recurrence $\varphi_j=(\varphi_{j-1}-\frac1{(j-1)!})/x$. */
function phiForward(k: number, x: tf.Tensor): tf.Tensor {
  const reach = k + 2;
  let far = tf.div(expm1(x), x);
  for (let j = 2; j <= k; j += 1) far = tf.div(tf.sub(far, 1 / factorial(j - 1)), x);
  const root = tf.exp(tf.div(x, 2));
  far = tf.where(tf.greater(x, 60), tf.mul(tf.div(root, tf.pow(x, k)), root), far);
  const right = polynomial(
    coefficients(reach, (j) => 1 / factorial(j + k)),
    x,
  );
  const weights = coefficients(reach, (j) => 1 / ((k + j) * factorial(j) * factorial(k - 1)));
  const left = tf.mul(tf.exp(x), polynomial(weights, tf.neg(x)));
  return tf.where(tf.less(tf.abs(x), reach), tf.where(tf.less(x, 0), left, right), far);
}

/** $c_k(z)$. */
export function stumpff(k: number, z: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withDerivative(
      z,
      (value) => stumpffForward(k, value),
      (saved) => tf.mul(0.5, tf.sub(tf.mul(k, stumpff(k + 2, saved)), stumpff(k + 1, saved))),
    ),
  );
}

/** The series near 0, beyond it $c_{j+2}=(\frac1{j!}-c_j)/z$ from $\frac{\sin w}w$ or $\frac{2\sin^2(w/2)}{w^2}$. */
function stumpffForward(k: number, z: tf.Tensor): tf.Tensor {
  const reach = k < 3 ? 1 : ((k + 1) * (k + 2)) / 2;
  const weights = coefficients(reach, (j) => (j % 2 === 0 ? 1 : -1) / factorial(k + 2 * j));
  return tf.where(tf.lessEqual(tf.abs(z), reach), polynomial(weights, z), farStumpff(k, z));
}

function farStumpff(k: number, z: tf.Tensor): tf.Tensor {
  const w = tf.sqrt(tf.abs(z));
  const turns = tf.greater(z, 0);
  if (k === 0) return tf.where(turns, cos(w), tf.cosh(w));
  const low = 2 - (k % 2);
  const part = tf.div(w, low);
  const ratio = tf.div(tf.where(turns, sin(part), tf.sinh(part)), w);
  let value = low === 1 ? ratio : tf.mul(2, tf.square(ratio));
  for (let j = low; j < k; j += 2) value = tf.div(tf.sub(1 / factorial(j), value), z);
  return value;
}
