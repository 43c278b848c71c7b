// A run of an optimizer at rest, as named tensors: its counters, then the state of each variable in the order they were met.
import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerRule } from './optimizer-rule.ts';

/** The state of one variable. */
export interface Part {
  /** Of the variable. */
  readonly name: string;
  /** Where it stands among the variables, which its random numbers are told by. */
  readonly place: number;
  readonly state: readonly tf.Tensor[];
}

/** A tensor with its name. */
type Named = { name: string; tensor: tf.Tensor };

/** The number of draws and the seed, then the states; the first is a tensor of its own. */
export function savedTensors(
  { state: slots }: OptimizerRule,
  counts: readonly [draws: number, seed: number],
  parts: readonly Part[],
): Named[] {
  const ordered = [...parts].sort((a, b) => a.place - b.place);
  const states = ordered.flatMap(({ name, state }) =>
    slots.map((slot, i) => ({ name: `${name}/${slot.name}`, tensor: state[i] as tf.Tensor })),
  );
  return [{ name: 'random', tensor: tf.tensor1d(counts.flatMap(quarters), 'int32') }, ...states];
}

/** Reads them again, the count of steps before them; what is no state of this rule and seed is an error. */
export async function readSaved(
  { name: rule, state: slots }: OptimizerRule,
  seed: number,
  weights: readonly Named[],
): Promise<{ readonly draws: number; readonly parts: readonly Part[] }> {
  const [steps, random, ...states] = Array.isArray(weights) ? (weights as readonly Named[]) : [];
  const names = slots.map(({ name }) => name);
  const isOurs = states.every(({ name }, i) => name.endsWith(`/${names[i % names.length]}`));
  if (!steps || random?.name !== 'random' || !isOurs || states.length % names.length !== 0)
    throw new RangeError(`${rule}: this is no state of ${rule}, which holds ${names.join(', ')} for each variable`);
  const [low = 0, middle = 0, high = 0, top = 0, ...seeds] = await random.tensor.data();
  if (quarters(seed).some((part, i) => part !== seeds[i]))
    throw new RangeError(`${rule}: this state belongs to an optimizer of another seed`);
  const parts = Array.from({ length: states.length / names.length }, (_, place): Part => {
    const group = states.slice(place * names.length, (place + 1) * names.length);
    const name = group[0]?.name.slice(0, -(names[0]?.length ?? 0) - 1) ?? '';
    return { name, place, state: group.map(({ tensor }) => tensor) };
  });
  return { draws: low + 0x10000 * (middle + 0x10000 * (high + 0x10000 * top)), parts };
}

/** A whole number below 2⁶⁴ in four parts of 16 bits, which every backend's integers hold. */
const quarters = (n: number): number[] => [0, 1, 2, 3].map((i) => Math.floor(n / 0x10000 ** i) % 0x10000);
