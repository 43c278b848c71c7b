// What training asks of an optimizer: the contract of TensorFlow.js, and a posterior to draw weights from.
import type * as tf from '@tensorflow/tfjs-core';
import type { InitialStates } from './initial.ts';

/** An optimizer that may hold a posterior; `getWeights` and `setWeights` give and restore its whole state. */
export interface TrainableOptimizer extends tf.Optimizer {
  /** Runs `callback` while the variables hold one draw from the posterior; afterwards they hold their estimate again. */
  readonly sampled?: <T>(callback: () => T) => T;
  /** Sets hyper-parameters from the next step on. */
  readonly set?: (values: Readonly<Record<string, number>>) => void;
  /** How many entries of each part of its state it had to hold inside the range of float32. */
  readonly warnings?: () => Promise<Readonly<Record<string, number>>>;
}

/** What an optimizer is made with. */
export interface OptimizerSettings {
  /** How many examples there are: the loss is a mean over them. */
  readonly dataSize: number;
  readonly weightDecay: number;
  readonly seed: number;
  /** Hyper-parameters under their names in the specification. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Where parts of the state start, for each variable; others start by the variable's value. */
  readonly initial?: InitialStates;
}

/** Makes an optimizer for these settings. */
export type OptimizerMaker = (settings: OptimizerSettings) => TrainableOptimizer;
