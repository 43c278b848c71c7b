// What emitted code takes as a tensor. Every function of a module begins here, so here differentiation is made ready.
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './gradients.ts';

/** A value as a float32 tensor of the value's shape. */
export function tensorOf(value: tf.Tensor | tf.TensorLike | Float64Array): tf.Tensor {
  registerGradients();
  return tf.cast(value instanceof Float64Array ? Float32Array.from(value) : value, 'float32');
}
