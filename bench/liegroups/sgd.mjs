// The baseline: stochastic gradient descent as TensorFlow.js itself does it, with no code of ours.
import * as tf from '@tensorflow/tfjs-core';

/** Gradient descent with momentum, by the options that `blrc train` hands to an optimizer. */
export class Sgd extends tf.MomentumOptimizer {
  constructor({ rate = 0.1, momentum = 0.9 }) {
    super(rate, momentum);
  }

  /** The next step's rate. */
  set({ rate }) {
    this.setLearningRate(rate);
  }
}
