// Random tensors. The integers come from Philox on the host and are the same on every backend; a draw is a function of
// the seed and its index. Samplers with parameters run in tf ops on a bounded number of candidates per draw, and carry
// the gradient of their parameters by implicit reparameterisation (Figurnov et al. 2018, arXiv:1805.08498).

import * as tf from '@tensorflow/tfjs-core';
import { broadcast, savedAt, withGradient } from './elementwise.ts';
import { fillBlock, fineUnitFromWord } from './portable/philox.ts';
import { circleMotion, logGammaMotion } from './random-motion.ts';
import { circleAttempts, fillLogGamma, fillNormal, fillUniform, gammaAttempts } from './random-portable.ts';
import { log, log1p } from './special-elementary.ts';

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Uniform numbers in the open unit interval. */
export function uniform(shape: readonly number[], seed: number): tf.Tensor {
  return tf.tensor(fillUniform(new Float32Array(sizeOf(shape)), seed), [...shape], 'float32');
}

/** Standard normal numbers. */
export function normal(shape: readonly number[], seed: number): tf.Tensor {
  return tf.tensor(fillNormal(new Float32Array(sizeOf(shape)), seed), [...shape], 'float32');
}

/** For one attempt of every draw: three floats made from the four words of its counter. */
function candidates(
  shape: readonly number[],
  seed: number,
  attempt: number,
  purpose: number,
  make: (words: Uint32Array) => readonly [number, number, number],
): readonly [tf.Tensor, tf.Tensor, tf.Tensor] {
  const size = sizeOf(shape);
  const out = [new Float32Array(size), new Float32Array(size), new Float32Array(size)] as const;
  const words = new Uint32Array(4);
  for (let i = 0; i < size; i += 1) {
    fillBlock(words, seed, i, attempt, purpose);
    const made = make(words);
    out[0][i] = made[0];
    out[1][i] = made[1];
    out[2][i] = made[2];
  }
  const upload = (values: Float32Array): tf.Tensor => tf.tensor(values, [...shape], 'float32');
  return [upload(out[0]), upload(out[1]), upload(out[2])];
}

/** A normal number, and the logarithms of two uniform ones: for acceptance, and for shapes below 1. */
function gammaNumbers(words: Uint32Array): readonly [number, number, number] {
  const [first = 0, second = 0, third = 0, fourth = 0] = words;
  const radius = Math.sqrt(-2 * Math.log(fineUnitFromWord(first)));
  const normalNumber = radius * Math.cos(2 * Math.PI * fineUnitFromWord(second));
  return [normalNumber, Math.log(fineUnitFromWord(third)), Math.log(fineUnitFromWord(fourth))];
}

/**
 * log of draws with density $x^{\alpha-1}e^{-x}/\Gamma(\alpha)$; `shape` must be one to which `alpha` broadcasts. The
 * same draws as `drawLogGamma`, and differentiable in `alpha`; where that is a number, the host makes them in one loop,
 * without the candidates that no draw needs.
 */
export function logGamma(alpha: tf.Tensor | number, shape: readonly number[], seed: number): tf.Tensor {
  if (typeof alpha === 'number') {
    return tf.tensor(fillLogGamma(new Float32Array(sizeOf(shape)), [alpha], seed), [...shape], 'float32');
  }
  return tf.tidy(() => {
    const wide = broadcast(alpha, shape);
    return withGradient(
      [wide],
      () => {
        const value = logGammaForward(wide, shape, seed);
        return { value, saved: [wide, value] };
      },
      (dy, saved) => [tf.mul(dy, logGammaMotion(savedAt(saved, 0), savedAt(saved, 1)))],
    );
  });
}

/** Marsaglia & Tsang's candidates in turn; the first accepted one stays. */
function logGammaForward(alpha: tf.Tensor, shape: readonly number[], seed: number): tf.Tensor {
  const boosted = tf.less(alpha, 1);
  const d = tf.add(tf.sub(alpha, 1 / 3), tf.cast(boosted, 'float32'));
  const c = tf.rsqrt(tf.mul(9, d));
  let open: tf.Tensor = tf.ones([...shape]);
  let logCube: tf.Tensor = tf.zeros([...shape]);
  let boost: tf.Tensor = logCube;
  for (let attempt = 0; attempt < gammaAttempts(); attempt += 1) {
    const [normalNumber, logUniform, logBoost] = candidates(shape, seed, attempt, 2, gammaNumbers);
    if (attempt === 0) boost = tf.where(boosted, tf.div(logBoost, alpha), tf.zerosLike(alpha));
    const r = tf.mul(c, normalNumber);
    const accepted = tf.logicalAnd(tf.greater(r, -1), tf.less(logUniform, tf.mul(tf.mul(3, d), cubeDefect(r))));
    const taken = tf.logicalAnd(accepted, tf.greater(open, 0));
    logCube = tf.where(taken, tf.mul(3, log1p(r)), logCube);
    open = tf.where(taken, tf.zerosLike(open), open);
  }
  return tf.add(tf.add(log(d), logCube), boost);
}

/** $\log(1+r)-r+\frac{r^2}2-\frac{r^3}3$ without its cancellation near 0. */
function cubeDefect(r: tf.Tensor): tf.Tensor {
  const far = tf.sub(log1p(r), tf.mul(r, tf.sub(1, tf.mul(r, tf.sub(0.5, tf.div(r, 3))))));
  let series: tf.Tensor = tf.scalar(-1 / 14);
  for (let k = 13; k >= 4; k -= 1) series = tf.sub(tf.mul(series, tf.neg(r)), 1 / k);
  const near = tf.mul(tf.square(tf.square(r)), series);
  return tf.where(tf.less(tf.abs(r), 0.3), near, far);
}

/** Where a search for a count begins and ends. */
export interface CountRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Counts by inversion: the smallest one whose cumulative mass reaches a uniform number. `logMass` is given each count as
 * a scalar and answers with a tensor that broadcasts to `shape`. The search goes through the whole range.
 */
export function countByInversion(
  logMass: (count: tf.Scalar) => tf.Tensor,
  shape: readonly number[],
  seed: number,
  { first, last }: CountRange,
): tf.Tensor {
  return tf.tidy(() => {
    const u = uniform(shape, seed);
    let cumulative: tf.Tensor = broadcast(tf.exp(logMass(tf.scalar(first))), shape);
    let count: tf.Tensor = tf.fill([...shape], first);
    let open = tf.less(cumulative, u);
    for (let k = first + 1; k <= last; k += 1) {
      const [nextCumulative, nextCount, nextOpen] = tf.tidy(() => {
        const mass = tf.exp(logMass(tf.scalar(k)));
        // Past the median a mass below the spacing of the uniform numbers ends the search.
        const negligible = tf.logicalAnd(tf.greater(cumulative, 0.5), tf.less(mass, 1e-9));
        const moved = tf.logicalAnd(open, tf.logicalNot(negligible));
        const sum = tf.add(cumulative, mass);
        return [sum, tf.where(moved, tf.fill([...shape], k), count), tf.logicalAnd(moved, tf.less(sum, u))];
      }) as [tf.Tensor, tf.Tensor, tf.Tensor];
      tf.dispose([cumulative, count, open]);
      [cumulative, count, open] = [nextCumulative, nextCount, nextOpen];
    }
    return count;
  });
}

/** A half sine squared of the proposal's angle, the logarithm of a uniform number, and a sign. */
function circleNumbers(words: Uint32Array): readonly [number, number, number] {
  const [first = 0, second = 0, third = 0] = words;
  const half = Math.sin((Math.PI * fineUnitFromWord(first)) / 2);
  return [2 * half * half, Math.log(fineUnitFromWord(second)), third < 0x80000000 ? 1 : -1];
}

/**
 * Angles in (−π, π) with density proportional to $e^{\kappa\cos x}$, by Best & Fisher (1979); `shape` must be one to which
 * `kappa` broadcasts. The same draws as `drawCircleAngle`, and differentiable in `kappa`.
 */
export function circleAngle(kappa: tf.Tensor, shape: readonly number[], seed: number): tf.Tensor {
  return tf.tidy(() => {
    const wide = broadcast(kappa, shape);
    return withGradient(
      [wide],
      () => {
        const value = circleForward(wide, shape, seed);
        return { value, saved: [wide, value] };
      },
      (dy, saved) => [tf.mul(dy, circleMotion(savedAt(saved, 0), savedAt(saved, 1)))],
    );
  });
}

function circleForward(concentration: tf.Tensor, shape: readonly number[], seed: number): tf.Tensor {
  const kappa = tf.maximum(concentration, 1e-6);
  const tau = tf.add(1, tf.sqrt(tf.add(1, tf.mul(4, tf.square(kappa)))));
  const rho = tf.div(tf.mul(2, kappa), tf.add(tau, tf.sqrt(tf.mul(2, tau))));
  const excess = tf.div(tf.square(tf.sub(1, rho)), tf.mul(2, rho));
  let open: tf.Tensor = tf.ones([...shape]);
  let angle: tf.Tensor = tf.zeros([...shape]);
  for (let attempt = 0; attempt < circleAttempts(); attempt += 1) {
    const [versine, logUniform, sign] = candidates(shape, seed, attempt, 4, circleNumbers);
    const deficit = tf.div(tf.mul(excess, versine), tf.sub(tf.add(2, excess), versine));
    const c = tf.mul(kappa, tf.add(excess, deficit));
    const accepted = tf.lessEqual(logUniform, tf.add(log(c), tf.sub(1, c)));
    const taken = tf.logicalAnd(accepted, tf.greater(open, 0));
    const size = tf.mul(2, tf.asin(tf.minimum(1, tf.sqrt(tf.mul(0.5, deficit)))));
    angle = tf.where(taken, tf.mul(sign, size), angle);
    open = tf.where(taken, tf.zerosLike(open), open);
  }
  return angle;
}

/** Classes drawn by the softmax of `logits` [..., K]; `shape` must be one to which [...] broadcasts. An int32 tensor. */
export function categorical(logits: tf.Tensor, shape: readonly number[], seed: number): tf.Tensor {
  return tf.tidy(() => {
    const classes = logits.shape[logits.rank - 1] ?? 1;
    // The axis is counted from the front: cumsum takes no negative one.
    const cumulative = tf.cumsum(tf.softmax(logits), logits.rank - 1);
    const u = tf.expandDims(uniform(shape, seed), -1);
    const passed = tf.sum(tf.cast(tf.greater(u, cumulative), 'float32'), -1);
    return tf.cast(tf.minimum(passed, classes - 1), 'int32');
  });
}
