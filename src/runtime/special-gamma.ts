// log Γ, ψ, its derivatives and log B in float32, for positive arguments: one polynomial about 2, Stirling's series
// far out, and shifts by the recurrence between. NIST DLMF 5.5, 5.11, 5.15.

import * as tf from '@tensorflow/tfjs-core';
import {
  ofThreeSpread,
  polynomial,
  savedAt,
  weighed,
  withDerivative,
  withGradient,
  withPartials,
} from './elementwise.ts';
import { entropyGap, log, log1p } from './special-elementary.ts';

/** $\log\Gamma(x)$ for $x>0$, absolutely accurate at its zeros 1 and 2. */
export function lgamma(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, lgammaForward, digamma));
}

/** $\log\Gamma(2+w)/w$ on $[-\frac12,1]$, fitted at 40 digits. */
function lgammaNearTwo(w: tf.Tensor): tf.Tensor {
  const coefficients = [
    0.42278433523975006, 0.3224670287186583, -0.06735231593955993, 0.020581008008922853, -0.007385412010954917,
    0.002888134695372893, -0.0011916671533524106, 0.0005197659399336035, -0.0002360300057282068, 9.078143897567261e-5,
    -1.844864648392923e-5,
  ];
  return tf.mul(w, polynomial(coefficients, w));
}

function lgammaForward(x: tf.Tensor): tf.Tensor {
  const tiny = tf.less(x, 0.5);
  const low = tf.less(x, 1.5);
  const shift = tf.add(tf.cast(low, 'float32'), tf.cast(tiny, 'float32'));
  const w = tf.sub(x, tf.sub(2, shift));
  // From Γ(x) = Γ(x+1)/x once or twice.
  const once = log1p(tf.sub(x, 1));
  const twice = tf.log(tf.mul(x, tf.add(x, 1)));
  const correction = tf.where(tiny, twice, tf.where(low, once, tf.zerosLike(x)));
  const near = tf.sub(lgammaNearTwo(w), correction);
  const far = tf.add(tf.add(tf.mul(tf.sub(x, 0.5), tf.sub(tf.log(x), 1)), 0.4189385332046727), stirlingRemainder(x));
  return tf.where(tf.less(x, 3), near, far);
}

/** What Stirling's formula for $\log\Gamma$ leaves out, for $x\ge3$. */
function stirlingRemainder(x: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(x);
  const coefficients = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188];
  return tf.mul(inverse, polynomial(coefficients, tf.square(inverse)));
}

/** The same remainder $R$ for every $x>0$. */
export function lgammaRemainder(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, lgammaRemainderForward, lgammaRemainderSlope));
}

function lgammaRemainderForward(x: tf.Tensor): tf.Tensor {
  const low = tf.minimum(x, 3);
  const stirling = tf.sub(tf.mul(tf.sub(low, 0.5), tf.log(low)), tf.sub(low, 0.9189385332046727));
  return tf.where(tf.less(x, 3), tf.sub(lgammaForward(low), stirling), stirlingRemainder(tf.maximum(x, 3)));
}

/** $\log\Gamma(x+a)-x\log w+w$ for $x+a,w>0$, whose terms cancel where $w$ is near a large $x$. */
export function lgammaGap(x: tf.Tensor, a: tf.Tensor, w: tf.Tensor): tf.Tensor {
  return ofThree([x, a, w], lgammaGapForward, (place, shift, centre) => {
    const slope = digamma(tf.add(place, shift));
    return [tf.sub(slope, tf.log(centre)), slope, tf.div(tf.sub(centre, place), centre)];
  });
}

function lgammaGapForward(x: tf.Tensor, a: tf.Tensor, w: tf.Tensor): tf.Tensor {
  const s = tf.add(x, a);
  const close = tf.logicalAnd(tf.greaterEqual(s, 16), tf.less(tf.abs(tf.sub(s, w)), tf.mul(0.5, s)));
  const plain = tf.add(tf.sub(lgammaForward(s), tf.mul(x, tf.log(w))), w);
  const large = tf.where(close, s, tf.onesLike(s));
  const constant = tf.sub(tf.add(0.9189385332046727, stirlingRemainder(large)), tf.mul(0.5, tf.log(large)));
  const gap = tf.mul(w, entropyGap(tf.div(tf.sub(large, w), w)));
  return tf.where(close, tf.add(gap, tf.add(tf.mul(a, tf.log(w)), constant)), plain);
}

/** $\log\Gamma(u)-\log\Gamma(v)$ for $u,v>0$ with $u-v=d$, which is small beside them far out. */
export function lgammaRise(u: tf.Tensor, v: tf.Tensor, d: tf.Tensor): tf.Tensor {
  return ofThree([u, v, d], lgammaRiseForward, (above, below) => [
    digamma(above),
    tf.neg(digamma(below)),
    tf.zerosLike(above),
  ]);
}

function lgammaRiseForward(u: tf.Tensor, v: tf.Tensor, d: tf.Tensor): tf.Tensor {
  const close = tf.logicalAnd(tf.greaterEqual(tf.minimum(u, v), 16), tf.less(tf.abs(d), tf.mul(0.5, v)));
  const ratio = tf.where(close, tf.div(d, v), tf.zerosLike(v));
  const powers = tf.add(tf.mul(tf.sub(v, 0.5), log1p(ratio)), tf.mul(d, tf.sub(tf.log(u), 1)));
  const rise = tf.add(powers, tf.sub(stirlingRemainder(u), stirlingRemainder(v)));
  return tf.where(close, rise, tf.sub(lgammaForward(u), lgammaForward(v)));
}

/** A function of three tensors, spread to their common shape, with its partial derivatives. */
function ofThree(
  given: readonly [tf.Tensor, tf.Tensor, tf.Tensor],
  forward: (x: tf.Tensor, y: tf.Tensor, z: tf.Tensor) => tf.Tensor,
  partials: (x: tf.Tensor, y: tf.Tensor, z: tf.Tensor) => tf.Tensor[],
): tf.Tensor {
  return ofThreeSpread(given, (x, y, z) =>
    withGradient(
      [x, y, z],
      () => ({ value: forward(x, y, z), saved: [x, y, z] }),
      (dy, saved) =>
        partials(savedAt(saved, 0), savedAt(saved, 1), savedAt(saved, 2)).map((slope) => weighed(dy, slope)),
    ),
  );
}

/** $R'(x)=\psi(x)-\log x+\frac1{2x}$. */
export function lgammaRemainderSlope(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, lgammaRemainderSlopeForward, lgammaRemainderCurvature));
}

function lgammaRemainderSlopeForward(x: tf.Tensor): tf.Tensor {
  const square = tf.square(tf.reciprocal(tf.maximum(x, 6)));
  const far = tf.mul(square, polynomial([-1 / 12, 1 / 120, -1 / 252, 1 / 240], square));
  return tf.where(tf.less(x, 6), tf.sub(tf.div(0.5, x), logMinusDigammaForward(x)), far);
}

/** $R''(x)=\psi'(x)-\frac1x-\frac1{2x^2}$, which is $\frac1{6x^3}-\ldots$ far out. */
function lgammaRemainderCurvature(x: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(x);
  const cube = tf.mul(inverse, tf.square(inverse));
  const far = tf.mul(cube, polynomial([1 / 6, -1 / 30, 1 / 42], tf.square(tf.reciprocal(tf.maximum(x, 6)))));
  return tf.where(tf.less(x, 6), tf.sub(polygamma(1, x), tf.add(inverse, tf.mul(0.5, tf.square(inverse)))), far);
}

/** $\psi'(x)-\frac1x$ for $x>0$, which is about $\frac1{2x^2}$ far out. */
export function trigammaGap(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, trigammaGapForward, trigammaGapSlope));
}

function trigammaGapForward(x: tf.Tensor): tf.Tensor {
  const square = tf.square(tf.reciprocal(x));
  const far = tf.add(tf.mul(0.5, square), lgammaRemainderCurvature(tf.maximum(x, 6)));
  return tf.where(tf.less(x, 6), tf.sub(polygamma(1, x), tf.reciprocal(x)), far);
}

/** $\psi''(x)+\frac1{x^2}$, which is $-\frac1{x^3}-\frac1{2x^4}+\ldots$ far out. */
function trigammaGapSlope(x: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(x);
  const cube = tf.mul(inverse, tf.square(inverse));
  const far = tf.mul(cube, polynomial([-1, -0.5, 0, 1 / 6, 0, -1 / 6], tf.reciprocal(tf.maximum(x, 6))));
  return tf.where(tf.less(x, 6), tf.add(polygamma(2, x), tf.square(inverse)), far);
}

/** $\psi(x)$ for $x>0$. */
export function digamma(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, digammaForward, (saved) => polygamma(1, saved)));
}

/** Taylor's series about the zero 1.46…, kept as a sum of two floats, and the shifted asymptotic series elsewhere. */
function digammaForward(x: tf.Tensor): tf.Tensor {
  const coefficients = [
    0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652, 0.10782405069126237,
    -0.07219956125645471, 0.04880428816414311, -0.03316112647484736, 0.022597648232218104,
  ];
  const offset = tf.sub(tf.sub(x, 1.4616321325302124), 1.2438149938918909e-8);
  const near = tf.mul(offset, polynomial(coefficients, offset));
  const { shifted, low, sum } = shiftUp(x, (term) => tf.reciprocal(term));
  const far = tf.sub(tf.sub(log(shifted), digammaTail(shifted)), tf.where(low, sum, tf.zerosLike(sum)));
  return tf.where(tf.less(tf.abs(offset), 0.25), near, far);
}

interface Shifted {
  readonly shifted: tf.Tensor;
  readonly low: tf.Tensor;
  readonly sum: tf.Tensor;
}

/** $x+6$ and the six terms passed on the way, where $x<6$. */
function shiftUp(x: tf.Tensor, term: (x: tf.Tensor) => tf.Tensor): Shifted {
  const low = tf.less(x, 6);
  // Smallest terms first.
  let sum = term(tf.add(x, 5));
  for (let k = 4; k >= 0; k -= 1) sum = tf.add(sum, term(tf.add(x, k)));
  return { shifted: tf.where(low, tf.add(x, 6), x), low, sum };
}

/** $\log x-\psi(x)$ for $x\ge6$. */
function digammaTail(x: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(x);
  return tf.mul(inverse, tf.add(0.5, tf.mul(inverse, polynomial([1 / 12, -1 / 120, 1 / 252], tf.square(inverse)))));
}

/** $\log x-\psi(x)$ for $x>0$: positive, and free of cancellation for large $x$. */
export function logMinusDigamma(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => withDerivative(x, logMinusDigammaForward, logMinusDigammaDerivative));
}

function logMinusDigammaForward(x: tf.Tensor): tf.Tensor {
  const { shifted, low, sum } = shiftUp(x, (term) => tf.reciprocal(term));
  const rest = tf.sub(sum, log1p(tf.div(6, x)));
  return tf.add(digammaTail(shifted), tf.where(low, rest, tf.zerosLike(rest)));
}

/** $\frac1x-\psi'(x)$, whose leading terms cancel: $-\frac1{2x^2}-\frac1{6x^3}+\ldots$ for large $x$. */
function logMinusDigammaDerivative(x: tf.Tensor): tf.Tensor {
  return tf.sub(tf.reciprocal(x), polygamma(1, x));
}

/** $\psi'(x)$ for $x>0$. */
export function trigamma(x: tf.Tensor): tf.Tensor {
  return polygamma(1, x);
}

/** $\psi^{(n)}(x)$ for an integer $n\ge0$ and $x>0$. */
export function polygamma(order: number, x: tf.Tensor): tf.Tensor {
  if (order === 0) return digamma(x);
  return tf.tidy(() =>
    withDerivative(
      x,
      (value) => polygammaForward(order, value),
      (saved) => polygamma(order + 1, saved),
    ),
  );
}

function polygammaForward(order: number, x: tf.Tensor): tf.Tensor {
  let factorial = 1;
  for (let k = 2; k <= order; k += 1) factorial *= k;
  let { shifted, low, sum } = shiftUp(x, (term) => integerPower(tf.reciprocal(term), order + 1));
  sum = tf.where(low, tf.mul(factorial, sum), tf.zerosLike(sum));
  const value = tf.add(sum, polygammaTail(order, factorial, shifted));
  return order % 2 === 0 ? tf.neg(value) : value;
}

/** $\frac{(n-1)!}{x^n}+\frac{n!}{2x^{n+1}}+\sum_kB_{2k}\frac{(2k+n-1)!}{(2k)!\,x^{2k+n}}$ for $x\ge6$. */
function polygammaTail(order: number, factorial: number, x: tf.Tensor): tf.Tensor {
  const inverse = tf.reciprocal(x);
  const evenNumbers = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
  let ratio = (factorial * (order + 1)) / 2;
  const coefficients = evenNumbers.slice(0, 3 + Math.min(order, 5)).map((number, index) => {
    const coefficient = number * ratio;
    const k = 2 * (index + 1);
    ratio *= ((k + order) * (k + order + 1)) / ((k + 1) * (k + 2));
    return coefficient;
  });
  const rest = tf.mul(tf.square(inverse), polynomial(coefficients, tf.square(inverse)));
  const lead = tf.add(factorial / order, tf.mul(factorial / 2, inverse));
  return tf.mul(integerPower(inverse, order), tf.add(lead, rest));
}

/** $x^n$ for an integer $n\ge1$, by squaring: a GPU's pow loses digits. */
function integerPower(x: tf.Tensor, exponent: number): tf.Tensor {
  if (exponent === 1) return x;
  const half = integerPower(tf.square(x), Math.floor(exponent / 2));
  return exponent % 2 === 0 ? half : tf.mul(half, x);
}

/** $\log B(a,b)=\log\Gamma(a)+\log\Gamma(b)-\log\Gamma(a+b)$ for positive $a,b$, without their cancellation. */
export function lbeta(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withPartials(a, b, lbetaForward, [
      (x, y) => tf.neg(digammaDifference(x, y)),
      (x, y) => tf.neg(digammaDifference(y, x)),
    ]),
  );
}

/** Arguments below 4 are shifted up by $B(a,b)=B(a+1,b)\frac{a+b}{a}$, then Stirling's series of the three. */
function lbetaForward(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const first = shiftBeta(a, b);
  const second = shiftBeta(b, first.shifted);
  const small = tf.minimum(first.shifted, second.shifted);
  const large = tf.maximum(first.shifted, second.shifted);
  const total = tf.add(small, large);
  const shares = tf.add(
    tf.mul(tf.sub(small, 0.5), log1p(tf.div(large, small))),
    tf.mul(tf.sub(large, 0.5), log1p(tf.div(small, large))),
  );
  const remainder = tf.sub(tf.add(stirlingRemainder(small), stirlingRemainder(large)), stirlingRemainder(total));
  const constant = tf.sub(0.9189385332046728, tf.mul(0.5, tf.log(total)));
  return tf.add(tf.sub(tf.add(constant, remainder), shares), tf.add(first.correction, second.correction));
}

/** $a+4$ where $a<4$, with $\sum_{k<4}\log\frac{a+b+k}{a+k}$. */
function shiftBeta(a: tf.Tensor, b: tf.Tensor): { shifted: tf.Tensor; correction: tf.Tensor } {
  const low = tf.less(a, 4);
  let sum: tf.Tensor = log1p(tf.div(b, a));
  for (let k = 1; k < 4; k += 1) sum = tf.add(sum, log1p(tf.div(b, tf.add(a, k))));
  return { shifted: tf.where(low, tf.add(a, 4), a), correction: tf.where(low, sum, tf.zerosLike(sum)) };
}

/** $\psi(a+b)-\psi(a)$ for positive $a,b$, without cancellation when $b$ is small beside $a$. */
export function digammaDifference(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.tidy(() =>
    withPartials(a, b, digammaDifferenceForward, [
      (x, y) => tf.sub(polygamma(1, tf.add(x, y)), polygamma(1, x)),
      (x, y) => polygamma(1, tf.add(x, y)),
    ]),
  );
}

function digammaDifferenceForward(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const { shifted, low, sum } = shiftUp(a, (term) => tf.div(b, tf.mul(term, tf.add(term, b))));
  const p = tf.reciprocal(shifted);
  const q = tf.reciprocal(tf.add(shifted, b));
  const gap = tf.mul(tf.mul(b, p), q);
  const p2 = tf.square(p);
  const q2 = tf.square(q);
  // p²ᵏ − q²ᵏ = (p² − q²)(…), for the three terms of the asymptotic series.
  const cross = tf.add(p2, q2);
  const squares = tf.sub(tf.square(cross), tf.mul(p2, q2));
  const inner = tf.add(tf.sub(1 / 12, tf.mul(1 / 120, cross)), tf.mul(1 / 252, squares));
  const series = tf.mul(gap, tf.add(0.5, tf.mul(tf.add(p, q), inner)));
  const far = tf.add(log1p(tf.mul(b, p)), series);
  return tf.add(far, tf.where(low, sum, tf.zerosLike(sum)));
}
