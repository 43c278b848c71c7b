// Modified Bessel functions in float32, for integer orders: the power series (all terms positive) up to a threshold,
// Hankel's expansion beyond it. NIST DLMF 10.25.2, 10.40.1; derivatives 10.29.1.

import * as tf from '@tensorflow/tfjs-core';
import { polynomial, withDerivative } from './elementwise.ts';
import { sign } from './selection.ts';
import { log1p } from './special-elementary.ts';

/** $e^{-|x|}I_\nu(x)$ for an integer order from 0 to 12. */
export function besselIe(order: number, x: tf.Tensor): tf.Tensor {
  if (!Number.isInteger(order) || order < 0 || order > 14) throw new RangeError(`besselIe has no order ${order}`);
  return tf.tidy(() =>
    withDerivative(
      x,
      (value) => besselIeForward(order, value),
      (saved) => tf.sub(neighbours(order, saved), tf.mul(sign(saved), besselIe(order, saved))),
    ),
  );
}

/** $e^{-|x|}I_\nu'(x)=\frac12e^{-|x|}(I_{\nu-1}+I_{\nu+1})$. */
function neighbours(order: number, x: tf.Tensor): tf.Tensor {
  if (order === 0) return besselIe(1, x);
  return tf.mul(0.5, tf.add(besselIe(order - 1, x), besselIe(order + 1, x)));
}

function besselIeForward(order: number, x: tf.Tensor): tf.Tensor {
  const threshold = Math.max(12, (order * order) / 2);
  const size = tf.abs(x);
  let near = tf.mul(tf.exp(tf.neg(size)), besselSeries(order, threshold, size));
  for (let k = 1; k <= order; k += 1) near = tf.mul(near, tf.div(x, 2 * k));
  const far = tf.div(hankelSum(order, threshold, size), tf.sqrt(tf.mul(2 * Math.PI, size)));
  const signed = order % 2 === 1 ? tf.mul(tf.sign(x), far) : far;
  return tf.where(tf.less(size, threshold), near, signed);
}

/** $\sum_k\frac{(x/2)^{2k}}{k!\,(\nu+1)_k}$, in powers of $(x/\text{threshold})^2$ so that no coefficient underflows. */
function besselSeries(order: number, threshold: number, x: tf.Tensor): tf.Tensor {
  const coefficients = seriesCoefficients(threshold, (k, quarter) => quarter / (k * (order + k)));
  return polynomial(coefficients, tf.square(tf.div(x, threshold)));
}

/** Coefficients from 1 on by their ratios, as far as they count in float32 at the threshold. */
function seriesCoefficients(threshold: number, ratio: (k: number, quarter: number) => number): number[] {
  const quarter = (threshold * threshold) / 4;
  const coefficients = [1];
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-9 * sum || k < 3; k += 1) {
    term *= ratio(k, quarter);
    sum += term;
    coefficients.push(term);
  }
  return coefficients;
}

/** $\sqrt{2\pi x}\,e^{-x}I_\nu(x)$ beyond the threshold. */
function hankelSum(order: number, threshold: number, x: tf.Tensor): tf.Tensor {
  const coefficients = [1];
  let term = 1;
  for (let k = 1; k < 40; k += 1) {
    term *= ((2 * k - 1) ** 2 - 4 * order * order) / (8 * k * threshold);
    coefficients.push(term);
    if (Math.abs(term) < 1e-9 || (k > order + 1 && 2 * k - 1 > 4 * threshold)) break;
  }
  return polynomial(coefficients, tf.div(threshold, x));
}

/** $\log I_0(x)$, with relative accuracy near 0, where it behaves as $x^2/4$. */
export function logBesselI0(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, logBesselI0Forward, besselRatio));
}

function logBesselI0Forward(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const quarter = tf.square(tf.div(x, 2));
  const [, ...rest] = seriesCoefficients(2, (k) => 1 / (k * k));
  const near = log1p(tf.mul(quarter, polynomial(rest, quarter)));
  return tf.where(tf.less(size, 2), near, tf.add(size, tf.log(besselIeForward(0, size))));
}

/** Coefficients of $I_1/I_0\sim\sum_kr_kx^{-k}$; they solve Riccati's equation $R'=1-R/x-R^2$ term by term. */
function ratioCoefficients(): number[] {
  return [
    1, -0.5, -0.125, -0.125, -0.1953125, -0.40625, -1.0478515625, -3.21875, -11.466461181640625, -46.478515625,
    -211.27614974975586,
  ];
}

/** The series in $1/x$ with coefficients $c_k$, for $x\ge12$, scaled so that large ones stay small numbers. */
function inverseSeries(coefficients: readonly number[], x: tf.Tensor): tf.Tensor {
  const scaled = coefficients.map((coefficient, k) => coefficient / 12 ** k);
  return polynomial(scaled, tf.div(12, x));
}

/** $R(x)=I_1(x)/I_0(x)$, an odd function rising to 1. */
export function besselRatio(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, besselRatioForward, besselRatioDerivative));
}

function besselRatioForward(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const near = tf.mul(tf.div(x, 2), tf.div(besselSeries(1, 12, x), besselSeries(0, 12, x)));
  return tf.where(tf.less(size, 12), near, tf.mul(tf.sign(x), inverseSeries(ratioCoefficients(), size)));
}

/** $1-R(x)$ for $x\ge0$, which keeps its digits far out. */
export function besselRatioComplement(x: tf.Tensor): tf.Tensor {
  const [, ...rest] = ratioCoefficients().map((coefficient) => -coefficient);
  const far = tf.div(inverseSeries(rest, x), x);
  return tf.where(tf.less(x, 12), tf.sub(1, besselRatioForward(x)), far);
}

/**
 * $R'(x)=1-R/x-R^2$, whose difference cancels for large $x$: as $\sum_kw_k\frac1{2(k+1)^2}\big/\sum_kw_k$ with
 * $w_k=\binom{2k}k\frac{(x/2)^{2k}}{k!^2}$ (DLMF 10.31.3), all terms positive. Differentiable once more.
 */
export function besselRatioDerivative(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, ratioDerivativeForward, ratioSecondDerivative));
}

/** The coefficients of $\sum w_k$ and $\sum\frac{w_k}{2(k+1)^2}$ in powers of $(x/12)^2$. */
function weightSeries(): { total: number[]; weighted: number[] } {
  const total = seriesCoefficients(12, (k, quarter) => (quarter * 2 * (2 * k - 1)) / (k * k * k));
  return { total, weighted: total.map((weight, k) => weight / (2 * (k + 1) * (k + 1))) };
}

function ratioDerivativeForward(x: tf.Tensor): tf.Tensor {
  const { total, weighted } = weightSeries();
  const square = tf.square(tf.div(x, 12));
  const near = tf.div(polynomial(weighted, square), polynomial(total, square));
  const rates = ratioCoefficients().map((coefficient, k) => -k * coefficient);
  const size = tf.abs(x);
  return tf.where(tf.less(size, 12), near, tf.div(inverseSeries(rates, size), size));
}

/** $R''$, from the same series differentiated term by term. */
function ratioSecondDerivative(x: tf.Tensor): tf.Tensor {
  const { total, weighted } = weightSeries();
  const square = tf.square(tf.div(x, 12));
  const rate = (series: readonly number[]): tf.Tensor =>
    polynomial(
      series.slice(1).map((coefficient, k) => coefficient * (k + 1)),
      square,
    );
  const below = polynomial(total, square);
  const quotient = tf.div(polynomial(weighted, square), below);
  const change = tf.div(tf.sub(rate(weighted), tf.mul(quotient, rate(total))), below);
  const near = tf.mul(tf.div(x, 72), change);
  const size = tf.abs(x);
  const rates = ratioCoefficients().map((coefficient, k) => k * (k + 1) * coefficient);
  const far = tf.mul(tf.sign(x), tf.div(inverseSeries(rates, size), tf.square(size)));
  return tf.where(tf.less(size, 12), near, far);
}
