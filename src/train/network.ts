// A multi-layer perceptron for classification: $z\mapsto\phi(zW+b)$ layer by layer, and logits at the end.
import * as tf from '@tensorflow/tfjs-core';
import { splitSeed } from '../runtime/portable/philox.ts';
import { normal } from '../runtime/random.ts';

/** What a layer does to its sums. */
export type Activation = 'tanh' | 'relu';

/** The size of every layer. */
export interface NetworkShape {
  readonly features: number;
  readonly hidden: readonly number[];
  readonly classes: number;
  readonly activation: Activation;
}

/** A network whose variables an optimizer may move. */
export interface Network {
  readonly shape: NetworkShape;
  /** Weights and bias of each layer in turn. */
  readonly variables: readonly tf.Variable[];
  /** The standard deviation of fresh weights of the layer that each variable belongs to. */
  readonly scales: ReadonlyMap<string, number>;
  readonly logits: (inputs: tf.Tensor2D) => tf.Tensor2D;
  readonly dispose: () => void;
}

interface Layer {
  readonly weights: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;
  readonly scale: number;
}

/** A network with random weights of variance gain/inputs, so that sums keep their scale; a function of the seed. */
export function createNetwork(shape: NetworkShape, seed: number): Network {
  const sizes = [shape.features, ...shape.hidden, shape.classes];
  const gain = shape.activation === 'relu' ? 2 : 1;
  const layers = sizes.slice(1).map((units, i) => createLayer(i, sizes[i] ?? 1, units, gain, splitSeed(seed, i)));
  const scaled = layers.flatMap(({ weights, bias, scale }) => [weights, bias].map((v) => [v.name, scale] as const));
  const activate = shape.activation === 'relu' ? tf.relu : tf.tanh;
  return {
    shape,
    variables: layers.flatMap(({ weights, bias }) => [weights, bias]),
    scales: new Map(scaled),
    logits: (inputs) =>
      layers.reduce<tf.Tensor2D>((z, { weights, bias }, i) => {
        const sums = tf.add<tf.Tensor2D>(tf.matMul(z, weights), bias);
        return i < layers.length - 1 ? activate(sums) : sums;
      }, inputs),
    dispose: () => tf.dispose(layers.flatMap(({ weights, bias }) => [weights, bias])),
  };
}

function createLayer(index: number, inputs: number, units: number, gain: number, seed: number): Layer {
  const name = (what: string): string => `layer${index + 1}/${what}`;
  const scale = Math.sqrt(gain / inputs);
  return tf.tidy(() => ({
    weights: tf.variable(tf.mul<tf.Tensor2D>(normal([inputs, units], seed), scale), true, name('weights')),
    bias: tf.variable(tf.zeros<tf.Rank.R1>([units]), true, name('bias')),
    scale,
  }));
}
