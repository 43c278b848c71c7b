// How a draw moves with its parameter at a fixed value of the distribution function, $\partial_\xi x=-\partial_\xi F/q$,
// in float32: as integrals whose integrand keeps its sign, so that nothing cancels. The float64 siblings are
// `logGammaQuantileShapeDerivative` and `circleAngleDerivative`.

import * as tf from '@tensorflow/tfjs-core';
import { besselRatio } from './special-bessel.ts';
import { expm1, log1p } from './special-elementary.ts';
import { digamma, logMinusDigamma } from './special-gamma.ts';
import { cos, sin } from './special-trigonometric.ts';

/** Twenty Gauss–Legendre nodes and weights on (0, 1), along a trailing dimension. */
function unitNodes(): { nodes: tf.Tensor1D; weights: tf.Tensor1D } {
  const half = [
    [0.07652652113349734, 0.15275338713072584],
    [0.22778585114164507, 0.14917298647260374],
    [0.37370608871541955, 0.14209610931838204],
    [0.5108670019508271, 0.13168863844917664],
    [0.636053680726515, 0.11819453196151841],
    [0.7463319064601508, 0.10193011981724044],
    [0.8391169718222188, 0.08327674157670475],
    [0.912234428251326, 0.06267204833410907],
    [0.9639719272779138, 0.04060142980038694],
    [0.9931285991850949, 0.017614007139152118],
  ];
  const nodes = half.flatMap(([node = 0]) => [(1 - node) / 2, (1 + node) / 2]);
  const weights = half.flatMap(([, weight = 0]) => [weight / 2, weight / 2]);
  return { nodes: tf.tensor1d(nodes), weights: tf.tensor1d(weights) };
}

/** $\int_0^\ell f(t)dt$ elementwise: `integrand` is given $t$ with the nodes along a trailing dimension. */
function integrate(integrand: (t: tf.Tensor) => tf.Tensor, length: tf.Tensor): tf.Tensor {
  const { nodes, weights } = unitNodes();
  const t = tf.mul(tf.expandDims(length, -1), nodes);
  return tf.mul(length, tf.sum(tf.mul(integrand(t), weights), -1));
}

/** $\partial\log x/\partial a$ for a draw $x=e^y$ of the gamma integral with shape $a$. */
export function logGammaMotion(shape: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const x = tf.exp(y);
    const small = tf.logicalOr(tf.less(x, 1.5), tf.logicalAnd(tf.less(x, 8), tf.less(x, shape)));
    return tf.where(small, motionSeries(shape, y, x), motionIntegral(shape, y, x));
  });
}

/** $\frac1a\bigl[(\psi(a+1)-y)S+T\bigr]$, $S=\sum_n\frac{x^n}{(a+1)_n}$, $T=-\partial_aS$. */
function motionSeries(shape: tf.Tensor, y: tf.Tensor, x: tf.Tensor): tf.Tensor {
  let term: tf.Tensor = tf.onesLike(x);
  let harmonic: tf.Tensor = tf.zerosLike(x);
  let sum = term;
  let harmonicSum = harmonic;
  for (let n = 1; n <= 26; n += 1) {
    const inverse = tf.reciprocal(tf.add(shape, n));
    term = tf.mul(term, tf.mul(x, inverse));
    harmonic = tf.add(harmonic, inverse);
    sum = tf.add(sum, term);
    harmonicSum = tf.add(harmonicSum, tf.mul(term, harmonic));
  }
  const lead = tf.mul(tf.sub(digamma(tf.add(shape, 1)), y), sum);
  return tf.div(tf.add(lead, harmonicSum), shape);
}

/** $\pm\int e^{as-x(e^s-1)}(y+s-\psi(a))\,ds$ on the side where the integrand keeps its sign. */
function motionIntegral(shape: tf.Tensor, y: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const excess = tf.sub(x, shape);
  const ratio = tf.div(excess, shape);
  const logRatio = tf.where(tf.less(tf.abs(ratio), 0.5), log1p(ratio), tf.sub(y, tf.log(shape)));
  const offset = tf.add(logRatio, logMinusDigamma(shape));
  const upper = tf.cast(tf.greaterEqual(excess, 0), 'float32');
  const side = tf.sub(tf.mul(2, upper), 1);
  const width = tf.reciprocal(tf.add(tf.div(tf.abs(excess), 3), tf.sqrt(x)));
  // Below the mode the decay is only exponential in the end, which counts for small x.
  const widths = tf.add(6, tf.mul(tf.sub(1, upper), tf.mul(9, tf.rsqrt(x))));
  const integrand = (t: tf.Tensor): tf.Tensor => {
    const s = tf.mul(tf.expandDims(side, -1), t);
    const decay = tf.add(tf.mul(tf.expandDims(excess, -1), s), tf.mul(tf.expandDims(x, -1), expm1Minus(s)));
    return tf.mul(tf.exp(tf.neg(decay)), tf.add(tf.expandDims(offset, -1), s));
  };
  return tf.mul(side, integrate(integrand, tf.mul(widths, width)));
}

/** $e^s-1-s$. */
function expm1Minus(s: tf.Tensor): tf.Tensor {
  let series: tf.Tensor = tf.scalar(1 / 362880);
  for (const factorial of [40320, 5040, 720, 120, 24, 6, 2]) series = tf.add(tf.mul(series, s), 1 / factorial);
  return tf.where(tf.less(tf.abs(s), 0.5), tf.mul(tf.square(s), series), tf.sub(expm1(s), s));
}

/** $\partial x/\partial\kappa$ for an angle with density proportional to $e^{\kappa\cos x}$. */
export function circleMotion(kappa: tf.Tensor, angle: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const size = tf.abs(angle);
    const ratio = besselRatio(kappa);
    const before = tf.greater(cos(size), ratio);
    const reach = tf.div(12, tf.add(tf.mul(kappa, sin(size)), tf.add(tf.sqrt(kappa), 1e-6)));
    const length = tf.where(before, size, tf.minimum(tf.sub(Math.PI, size), reach));
    const start = tf.where(before, tf.zerosLike(size), size);
    const wide = tf.expandDims(size, -1);
    const integrand = (t: tf.Tensor): tf.Tensor => {
      const place = tf.add(tf.expandDims(start, -1), t);
      // cos t − cos x as a product of sines.
      const sines = tf.mul(sin(tf.mul(0.5, tf.add(place, wide))), sin(tf.mul(0.5, tf.sub(place, wide))));
      const weight = tf.exp(tf.mul(-2, tf.mul(tf.expandDims(kappa, -1), sines)));
      return tf.mul(tf.sub(cos(place), tf.expandDims(ratio, -1)), weight);
    };
    const integral = integrate(integrand, length);
    const signed = tf.where(before, tf.neg(integral), integral);
    return tf.where(tf.less(angle, 0), tf.neg(signed), signed);
  });
}
