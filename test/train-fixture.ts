// Small problems for training: two clouds of points, little pictures of bars, and an optimizer that holds a posterior.
import * as tf from '@tensorflow/tfjs-core';
import { normal, splitSeed } from '../src/runtime/index.ts';
import { fillNormal, fillUniform } from '../src/runtime/random-portable.ts';
import type { Dataset, OptimizerSettings, Split, TrainableOptimizer, TrainingSettings } from '../src/train/index.ts';

/** Two clouds around (1, 1) and (−1, −1), as far apart as `distance` says. */
export function clouds(count: number, seed: number, distance = 1): Dataset {
  const noise = fillNormal(new Float32Array(2 * count), seed);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const inputs = Float32Array.from(noise, (x, i) => x + (labels[Math.floor(i / 2)] === 1 ? distance : -distance));
  return { count, features: 2, inputs, labels, classes: ['left', 'right'] };
}

/** Clouds to learn from and others to test on. */
export const cloudSplit = (train: number, test: number): Split => ({ train: clouds(train, 1), test: clouds(test, 2) });

/** IDX bytes of pictures 4 × 4 with one bright row (class = which row), and of their labels. */
export function barFiles(count: number, seed: number): { readonly images: Uint8Array; readonly labels: Uint8Array } {
  const noise = fillUniform(new Float32Array(16 * count), seed);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 4);
  const pixels = Uint8Array.from(noise, (x, i) => {
    const bright = Math.floor((i % 16) / 4) === labels[Math.floor(i / 16)];
    return Math.round(bright ? 200 + 55 * x : 60 * x);
  });
  return { images: idxBytes([count, 4, 4], pixels), labels: idxBytes([count], labels) };
}

/** An IDX file of unsigned bytes. */
export function idxBytes(shape: readonly number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  shape.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length);
  });
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

export const settings: TrainingSettings = {
  hidden: [5],
  activation: 'tanh',
  batch: 16,
  samplesTest: 3,
  weightDecay: 0,
  seed: 7,
  hyper: { α: 0.3 },
  initial: {},
  backend: 'cpu',
  optimizer: 'stand-in',
};

type Numbers = Readonly<Record<string, number>>;

/** Gradient descent with momentum at perturbed weights θ + s z: its draws and its momentum are state. */
export class PerturbedDescent extends tf.MomentumOptimizer implements TrainableOptimizer {
  readonly #seed: number;
  readonly #spread: number;
  #variables: readonly tf.Variable[] = [];
  #draws = 0;

  constructor({ seed, α = 0.1, β = 0.9, s = 0.1 }: Numbers) {
    super(α, β);
    this.#seed = seed ?? 0;
    this.#spread = s;
  }

  override minimize(f: () => tf.Scalar, returnCost?: boolean, varList: tf.Variable[] = []): tf.Scalar | null {
    this.#variables = varList;
    const { value, grads } = this.sampled(() => this.computeGradients(f, varList));
    this.applyGradients(grads as Parameters<tf.MomentumOptimizer['applyGradients']>[0]);
    tf.dispose(grads);
    if (returnCost) return value;
    value.dispose();
    return null;
  }

  sampled<T>(callback: () => T): T {
    const kept = this.#variables.map((variable) => variable.clone());
    this.#draws += 1;
    this.#variables.forEach((variable, i) => {
      const noise = normal(variable.shape, splitSeed(splitSeed(this.#seed, this.#draws), i));
      const moved = tf.tidy(() => tf.add(variable, tf.mul(noise, this.#spread)));
      variable.assign(moved);
      tf.dispose([noise, moved]);
    });
    try {
      return callback();
    } finally {
      this.#variables.forEach((variable, i) => {
        variable.assign(kept[i] ?? variable);
      });
      tf.dispose(kept);
    }
  }

  set({ α }: Numbers): void {
    if (α !== undefined) this.setLearningRate(α);
  }

  async warnings(): Promise<Readonly<Record<string, number>>> {
    return { momentum: 2 };
  }

  override dispose(): void {
    super.dispose();
    this.c.dispose();
  }

  override async getWeights(): Promise<{ name: string; tensor: tf.Tensor }[]> {
    const [steps, ...momenta] = await super.getWeights();
    const draws = { name: 'draws', tensor: tf.scalar(this.#draws, 'int32') };
    return [...(steps ? [steps] : []), draws, ...momenta] as { name: string; tensor: tf.Tensor }[];
  }

  override async setWeights([steps, draws, ...momenta]: { name: string; tensor: tf.Tensor }[]): Promise<void> {
    this.#draws = (await draws?.tensor.data())?.[0] ?? 0;
    await super.setWeights([...(steps ? [steps] : []), ...momenta] as Parameters<tf.Optimizer['setWeights']>[0]);
  }
}

/** Makes the stand-in. */
export const perturbedDescent = (options: OptimizerSettings): TrainableOptimizer =>
  new PerturbedDescent({ ...options.hyper, seed: options.seed });
