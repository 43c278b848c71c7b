// Elementary functions in float32 that keep their relative accuracy on every backend. A GPU's log is only good to
// 2^-21 absolutely near 1 (WGSL specification, 15.7.4.1), and log1p, expm1 built on it lose everything near 0.

import * as tf from '@tensorflow/tfjs-core';
import { ofThreeSpread, polynomial, savedAt, weighed, withDerivative, withGradient } from './elementwise.ts';
import { inHostMemory } from './host-memory.ts';

/** $\log(1+x)$. */
export function log1p(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, log1pForward, (saved) => tf.reciprocal(tf.add(saved, 1))));
}

/** $2\operatorname{artanh}\frac{x}{2+x}$ by its series for $|x|<\frac12$. */
function log1pForward(x: tf.Tensor): tf.Tensor {
  const ratio = tf.div(x, tf.add(x, 2));
  const series = tf.mul(ratio, polynomial([2, 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13], tf.square(ratio)));
  return tf.where(tf.less(tf.abs(x), 0.5), series, tf.log(tf.add(x, 1)));
}

/** $\log\frac ab$ for positive $a,b$, given $\delta=\frac{a-b}b$ to full accuracy: $\log(1+\delta)$ where that is safe. */
export function logQuotient(delta: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return ofThreeSpread([delta, a, b], (rise, top, bottom) =>
    withGradient(
      [rise, top, bottom],
      () => {
        const quotient = tf.div(top, bottom);
        const near = log1pForward(tf.maximum(rise, -0.5));
        return { value: tf.where(tf.less(rise, -0.5), tf.log(quotient), near), saved: [quotient] };
      },
      (dy, saved) => [tf.div(dy, savedAt(saved, 0)), tf.zerosLike(dy), tf.zerosLike(dy)],
    ),
  );
}

/** $\log x$, with relative accuracy near 1. */
export function log(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, logForward, tf.reciprocal));
}

/** $e^x$. */
export function exp(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, tf.exp, exp));
}

/** The host's own, which the log1p and expm1 of wasm are not: they lose everything near 0 as those of a GPU do. */
function logForward(x: tf.Tensor): tf.Tensor {
  if (inHostMemory()) return tf.log(x);
  return tf.where(tf.less(tf.abs(tf.sub(x, 1)), 0.5), log1pForward(tf.sub(x, 1)), tf.log(x));
}

/** $e^x-1$. */
export function expm1(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, expm1Forward, exp));
}

/** Taylor's series for $|x|<\frac12$. */
function expm1Forward(x: tf.Tensor): tf.Tensor {
  return tf.where(tf.less(tf.abs(x), 0.5), tf.mul(x, phi1Series(0, 10, x)), tf.sub(tf.exp(x), 1));
}

/** $\operatorname{arsinh}x=\log(x+\sqrt{x^2+1})$. */
export function asinh(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, asinhForward, (value) => tf.rsqrt(tf.add(tf.square(value), 1))));
}

/** $\log(1+|x|+x^2/(1+\sqrt{1+x^2}))$ with the sign of $x$; next to 0 it is $x$, and far out, before squares overflow, $\log 2|x|$. */
function asinhForward(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const squared = tf.square(size);
  const near = log1pForward(tf.add(size, tf.div(squared, tf.add(tf.sqrt(tf.add(squared, 1)), 1))));
  const far = tf.mul(tf.sign(x), tf.where(tf.less(size, 1e4), near, tf.add(tf.log(size), Math.LN2)));
  return tf.where(tf.less(size, 1e-4), x, far);
}

/** $\log(1+e^x)$. */
export function softplus(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withDerivative(x, (value) => tf.add(tf.relu(value), log1pForward(tf.exp(tf.neg(tf.abs(value))))), tf.sigmoid),
  );
}

/** $\log\frac{p}{1-p}$. */
export function logit(p: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(p, logitForward, (saved) => tf.reciprocal(tf.mul(saved, tf.sub(1, saved)))));
}

/** As $\log1p\frac{2p-1}{1-p}$, whose argument is small where the value is. */
function logitForward(p: tf.Tensor): tf.Tensor {
  const odds = tf.div(tf.mul(2, tf.sub(p, 0.5)), tf.sub(1, p));
  const outer = tf.sub(tf.log(p), log1pForward(tf.neg(p)));
  return tf.where(tf.less(tf.abs(tf.sub(p, 0.5)), 0.15), log1pForward(odds), outer);
}

/** $\log(1-e^{-x})$ for $x>0$. */
export function log1mexp(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withDerivative(
      x,
      (value) => {
        const near = tf.log(tf.neg(expm1Forward(tf.neg(value))));
        return tf.where(tf.less(value, Math.LN2), near, log1pForward(tf.neg(tf.exp(tf.neg(value)))));
      },
      (saved) => tf.reciprocal(expm1(saved)),
    ),
  );
}

/** $\varphi_1(x)=\frac{e^x-1}{x}$, 1 at 0. */
export function phi1(x: tf.Tensor): tf.Tensor {
  return phi1Derivative(0, x);
}

/** $\varphi_1^{(n)}(x)=\int_0^1t^ne^{xt}dt$. */
export function phi1Derivative(order: number, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withDerivative(
      x,
      (value) => phi1Forward(order, value),
      (saved) => phi1Derivative(order + 1, saved),
    ),
  );
}

/** The series up to $|x|=1+n/2$, beyond it the recurrence $\varphi^{(n)}=(e^x-n\varphi^{(n-1)})/x$. */
function phi1Forward(order: number, x: tf.Tensor): tf.Tensor {
  if (order === 0) return phi1Value(x);
  const threshold = 1 + order / 2;
  let far = tf.div(expm1Forward(x), x);
  for (let n = 1; n <= order; n += 1) far = tf.div(tf.sub(tf.exp(x), tf.mul(n, far)), x);
  return tf.where(tf.less(tf.abs(x), threshold), phi1Series(order, 12 + 4 * order, x), far);
}

/** $e^{x/2}\frac{\sinh y}{y}$ at $y=\frac x2$ by the series in $y^2$ for $|x|<2$; beyond it $(r^2-1)/x$ with $r=e^{x/2}$. */
function phi1Value(x: tf.Tensor): tf.Tensor {
  const half = tf.mul(0.5, x);
  const root = tf.exp(half);
  const near = tf.mul(root, polynomial([1, 1 / 6, 1 / 120, 1 / 5040, 1 / 362880, 1 / 39916800], tf.square(half)));
  // The quotient first, so that nothing overflows before the value does.
  const far = tf.sub(tf.mul(root, tf.div(root, x)), tf.reciprocal(x));
  return tf.where(tf.less(tf.abs(half), 1), near, far);
}

/** $\sum_k\frac{x^k}{k!\,(n+1+k)}$. */
function phi1Series(order: number, terms: number, x: tf.Tensor): tf.Tensor {
  const coefficients: number[] = [];
  let factorial = 1;
  for (let k = 0; k < terms; k += 1) {
    factorial *= Math.max(k, 1);
    coefficients.push(1 / (factorial * (order + 1 + k)));
  }
  return polynomial(coefficients, x);
}

/** $\log\frac ab-\delta$ for $\delta=(a-b)/b$, which is $-\delta^2/2$ near 0: with $s=\delta/(2+\delta)$ it is $-\delta s+2s^3(\frac13+\frac{s^2}5+\ldots)$. */
export function log1pGap(delta: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return ofThreeSpread([delta, a, b], (rise, top, bottom) =>
    withGradient(
      [rise, top, bottom],
      () => {
        const far = tf.sub(logQuotient(rise, top, bottom), rise);
        const value = tf.where(tf.less(tf.abs(rise), 0.4), gapNearZero(within(rise)), far);
        return { value, saved: [tf.neg(tf.div(tf.mul(rise, bottom), top))] };
      },
      (dy, saved) => [weighed(dy, savedAt(saved, 0)), tf.zerosLike(dy), tf.zerosLike(dy)],
    ),
  );
}

/** $(1+\delta)\log(1+\delta)-\delta$, which is $\delta^2/2$ near 0. */
export function entropyGap(delta: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(delta, entropyGapForward, log1p));
}

function entropyGapForward(delta: tf.Tensor): tf.Tensor {
  const near = within(delta);
  const close = tf.add(tf.mul(tf.add(1, near), gapNearZero(near)), tf.square(near));
  const far = tf.sub(tf.mul(tf.add(1, delta), log1pForward(tf.maximum(delta, -0.9999999))), delta);
  return tf.where(tf.less(tf.abs(delta), 0.4), close, far);
}

const within = (delta: tf.Tensor): tf.Tensor => tf.maximum(-0.4, tf.minimum(delta, 0.4));

function gapNearZero(delta: tf.Tensor): tf.Tensor {
  const s = tf.div(delta, tf.add(2, delta));
  const square = tf.square(s);
  const series = tf.mul(tf.mul(2, tf.mul(s, square)), polynomial([1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11], square));
  return tf.sub(series, tf.mul(delta, s));
}
