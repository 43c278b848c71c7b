// Runs of emitted optimizers that can be replayed: a known loss, the gradients it has, and the draws that were made.
import * as tf from '@tensorflow/tfjs-core';
import { emitOptimizerTfjs } from '../src/backends/tfjs/optimizer.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import type { GroupOptimizer } from '../src/runtime/optimizer.ts';
import type { State } from '../src/runtime/optimizer-rule.ts';
import { splitSeed } from '../src/runtime/portable/philox.ts';
import { loadTensors } from './emit-run.ts';

export const header = { source: 'x.blr', version: '0.1.0' };

type Draw = (places: readonly number[], sizes: object, seed: number, hyper: object) => tf.Tensor[];

/** What a test uses of a tensor module. */
export interface OptimizerModule {
  readonly draw: Draw;
  readonly make: (options: Readonly<Record<string, unknown>>) => GroupOptimizer;
}

export async function loadOptimizer(p: OptimizerProgram): Promise<OptimizerModule> {
  const module = (await loadTensors(emitOptimizerTfjs(p, header).js)) as unknown as Record<string, unknown>;
  const Optimizer = module[p.name] as new (options: object) => GroupOptimizer;
  return { draw: module['draw'] as Draw, make: (options) => new Optimizer(options) };
}

/** Programs with a variable's shape, hyper-parameters and a state to start from. */
export interface Run {
  readonly shape: number[];
  readonly places: readonly number[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly hyper: Readonly<Record<string, number>>;
}

export const hyperOf = (p: OptimizerProgram, samples = 1): Record<string, number> =>
  Object.fromEntries(
    p.hyper.map(({ symbol, initial }) => [symbol.name, symbol === p.samples ? samples : (initial ?? 0.05)]),
  );

/** ℓ = Σ (0.4 − 0.1 i) θᵢ + 0.15 θᵢ², and its gradient. */
const slopes = (count: number): number[] => Array.from({ length: count }, (_, i) => 0.4 - 0.1 * i);
export const loss = (v: tf.Variable): tf.Scalar =>
  tf.tidy(() => {
    const c = tf.reshape(tf.tensor1d(slopes(v.size)), v.shape);
    return tf.sum(tf.add(tf.mul(c, v), tf.mul(0.15, tf.square(v)))) as tf.Scalar;
  });
export const gradientAt = (theta: ArrayLike<number>): number[] =>
  slopes(theta.length).map((c, i) => c + 0.3 * (theta[i] ?? 0));

/** The draws that `minimize` makes for the first variable at a step. */
export function drawsAt(m: OptimizerModule, run: Run, seed: number, step: number, sample: number): number[][] {
  return tf.tidy(() => {
    const own = splitSeed(splitSeed(splitSeed(splitSeed(seed, 0), step), sample), 0);
    const hyper = Object.fromEntries(Object.entries(run.hyper).map(([k, x]) => [k, tf.scalar(x)]));
    return m.draw(run.places, run.sizes, own, hyper).map((t) => [...t.dataSync()]);
  });
}

/** The state as plain numbers. */
export const numbersOf = (state: State): Record<string, number[]> =>
  Object.fromEntries(Object.entries(state).map(([name, t]) => [name, [...t.dataSync()]]));

/** The same where a backend has no number at once. */
export async function readNumbers(state: State): Promise<Record<string, number[]>> {
  const read = Object.entries(state).map(async ([name, t]) => [name, [...(await t.data())]] as [string, number[]]);
  return Object.fromEntries(await Promise.all(read));
}
