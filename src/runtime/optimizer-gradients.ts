// Gradients as loops of one's own hand them over: by the names of variables, sample by sample, each taken at its draw.
import type * as tf from '@tensorflow/tfjs-core';
import type { OptimizerRule } from './optimizer-rule.ts';

/** A tensor with its name, as tfjs hands weights around. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** Gradients by the names of their variables. */
export type Gradients = Readonly<Record<string, tf.Tensor | null>> | readonly NamedTensor[];

/** A draw that gradients may be taken at. */
export interface Placed {
  readonly seed: number;
  readonly variables: readonly string[];
  /** Nobody named the variables, and no step had: all were drawn that can be trained. */
  readonly isGuess: boolean;
  /** Tensors with a smaller number were there before. */
  readonly firstTensor: number;
}

/** A gradient under the name of its variable. */
export type NamedGradient = readonly [variable: string, gradient: tf.Tensor];

const namesOf = (gradients: readonly NamedGradient[]): string =>
  gradients
    .map(([name]) => name)
    .sort()
    .join();

/** Gradients of several samples, and not those of one as a list of named tensors? */
export const isList = (gradients: Gradients | readonly Gradients[]): gradients is readonly Gradients[] =>
  Array.isArray(gradients) && !gradients.every((g) => typeof g?.name === 'string');

/** Gradients as pairs; those that are missing are left out. */
export const byName = (gradients: Gradients): readonly NamedGradient[] => {
  const list = Array.isArray(gradients)
    ? (gradients as readonly NamedTensor[]).map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients as Readonly<Record<string, tf.Tensor | null>>);
  return list.flatMap(([name, gradient]) => (gradient ? [[name, gradient] as const] : []));
};

/** Were these gradients taken at the last draws, as many as a step takes, each sample at its own? */
export function checkSamples(
  rule: OptimizerRule,
  count: number,
  placed: readonly Placed[],
  samples: readonly (readonly NamedGradient[])[],
): void {
  if (samples.length !== count) {
    const found = samples.length === 1 ? 'there is one' : `there are ${samples.length}`;
    throw new RangeError(
      `${rule.name}: a step takes the gradients at ${rule.samples} = ${count} draws, as a list; ${found}`,
    );
  }
  if (placed.length < count) {
    const each = count > 1 ? `, at ${count} draws a step` : '';
    throw new Error(`${rule.name}: take gradients inside sampled(() => …), or by computeGradients${each}`);
  }
  samples.forEach((gradients, k) => {
    checkTaken(rule, placed[k] as Placed, placed[k + 1]?.firstTensor ?? Number.POSITIVE_INFINITY, gradients);
    if (namesOf(gradients) !== namesOf(samples[0] ?? []))
      throw new RangeError(`${rule.name}: the samples of a step have gradients of different variables`);
  });
}

/** Were these taken at this draw, before tensors with the number `end` were made? */
function checkTaken(
  { name: rule }: OptimizerRule,
  { variables, isGuess, firstTensor }: Placed,
  end: number,
  gradients: readonly NamedGradient[],
): void {
  for (const [name, gradient] of gradients) {
    if (!variables.includes(name))
      throw new Error(`${rule}: ${name} held no draw; name it in the list, sampled(() => …, [variables])`);
    if (gradient.id < firstTensor)
      throw new Error(
        `${rule}: the gradient of ${name} is from before the last draw; apply it before the next sampled`,
      );
    if (gradient.id >= end)
      throw new Error(`${rule}: the gradient of ${name} is from after its draw; give samples in the order of draws`);
  }
  const other = isGuess ? variables.find((name) => !gradients.some(([given]) => given === name)) : undefined;
  if (other !== undefined)
    throw new Error(
      `${rule}: ${other} held a draw too, since no variables were named, and has no gradient; name those that are moved, sampled(() => …, [variables])`,
    );
}

/** A gradient has the shape of its variable. */
export function checkGradient({ name: rule }: OptimizerRule, { name, shape }: tf.Variable, gradient?: tf.Tensor): void {
  if (gradient !== undefined && gradient.shape?.join() !== shape.join())
    throw new RangeError(`${rule}: the gradient of ${name} has the shape [${gradient.shape}]; it needs [${shape}]`);
}
