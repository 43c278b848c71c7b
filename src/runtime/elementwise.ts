// Tensor functions with their own gradient: a forward pass made of tf ops, and a derivative that is itself such a
// function, so that higher derivatives follow by chaining.

import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './gradients.ts';

/** A function on tensors that keeps the shape. */
export type Elementwise = (x: tf.Tensor) => tf.Tensor;

/** A forward pass: its value, and what its gradient will need. */
export interface ForwardPass {
  readonly value: tf.Tensor;
  readonly saved: readonly tf.Tensor[];
}

/** An op on several tensors with a gradient of its own; ops inside `forward` are not differentiated. */
export function withGradient(
  inputs: readonly tf.Tensor[],
  forward: () => ForwardPass,
  gradient: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor[],
): tf.Tensor {
  registerGradients();
  const apply = tf.customGrad((...given) => {
    const { value, saved } = forward();
    const save = given[given.length - 1];
    if (typeof save === 'function') save([...saved]);
    return { value, gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => gradient(dy, kept) };
  });
  return apply(...inputs);
}

/** The elementwise function `forward` at `x`, differentiated by `derivative`. */
export function withDerivative(x: tf.Tensor, forward: Elementwise, derivative: Elementwise): tf.Tensor {
  return withGradient(
    [x],
    () => ({ value: forward(x), saved: [x] }),
    (dy, saved) => [weighed(dy, derivative(savedAt(saved, 0)))],
  );
}

/** The product $dy\cdot s$, 0 where $dy$ is: what a form that is not taken gives back is nothing, though its slope overflows. */
export function weighed(dy: tf.Tensor, slope: tf.Tensor): tf.Tensor {
  return withGradient(
    [dy, slope],
    () => {
      const product = tf.mul(dy, slope);
      return { value: tf.where(tf.equal(dy, 0), tf.zerosLike(product), product), saved: [dy, slope] };
    },
    (d, saved) => [weighed(d, savedAt(saved, 1)), weighed(d, savedAt(saved, 0))],
  );
}

/** A function of two tensors of one shape, with its partial derivatives. */
export function withPartials(
  x: tf.Tensor,
  y: tf.Tensor,
  forward: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
  partials: readonly [(x: tf.Tensor, y: tf.Tensor) => tf.Tensor, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor],
): tf.Tensor {
  const [left = x, right = y] = spread([x, y]);
  return withGradient(
    [left, right],
    () => ({ value: forward(left, right), saved: [left, right] }),
    (dy, saved) => partials.map((partial) => weighed(dy, partial(savedAt(saved, 0), savedAt(saved, 1)))),
  );
}

/** The saved tensor at a place; a missing one is a mistake of the caller. */
export function savedAt(saved: readonly tf.Tensor[], place: number): tf.Tensor {
  const tensor = saved[place];
  if (tensor === undefined) throw new RangeError(`no saved tensor ${place}`);
  return tensor;
}

/** The tensors broadcast to their common shape; gradients sum back. */
function spread(given: readonly tf.Tensor[]): readonly tf.Tensor[] {
  const shapes = given.map((x): number[] => x.shape);
  const shape = shapes.reduce((a, b) => tf.backend_util.assertAndGetBroadcastShape(a, b));
  return given.map((x) => broadcast(x, shape));
}

/** A function of three tensors, spread to their common shape. */
export function ofThreeSpread(
  given: readonly [tf.Tensor, tf.Tensor, tf.Tensor],
  make: (x: tf.Tensor, y: tf.Tensor, z: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    const [x = given[0], y = given[1], z = given[2]] = spread(given);
    return make(x, y, z);
  });
}

/** The tensor in the given shape; itself if it has that shape already. */
export function broadcast(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return tf.util.arraysEqual(x.shape, [...shape]) ? x : tf.broadcastTo(x, [...shape]);
}

/** The polynomial $\sum_kc_kx^k$ by Horner's rule. */
export function polynomial(coefficients: readonly number[], x: tf.Tensor): tf.Tensor {
  const [lowest, ...rest] = coefficients;
  if (rest.length === 0) return tf.fill(x.shape, lowest ?? 0);
  return tf.add(tf.mul(polynomialOrScalar(rest, x), x), lowest ?? 0);
}

/** Horner's inner sum; a single coefficient stays a scalar. */
function polynomialOrScalar(coefficients: readonly number[], x: tf.Tensor): tf.Tensor {
  let sum: tf.Tensor = tf.scalar(coefficients[coefficients.length - 1] ?? 0);
  for (let k = coefficients.length - 2; k >= 0; k -= 1) sum = tf.add(tf.mul(sum, x), coefficients[k] ?? 0);
  return sum;
}
