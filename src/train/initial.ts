// Where parts of an optimizer's state start: at a number, or as far from zero as fresh weights of the network would be.
import { splitSeed } from '../runtime/portable/philox.ts';
import { fillNormal } from '../runtime/random-portable.ts';

/** `random`: the size |w| of a fresh initial weight, another one for each entry. */
export type InitialValue = number | 'random';

/** Starting values for one variable, by the name of the state. */
export type InitialStates = (
  variable: string,
  shape: readonly number[],
) => Readonly<Record<string, number | Float32Array>>;

/** A part that can only be multiplied would stay at zero for ever. */
const leastSize = 1e-5;

/** The starting values under the names of the state; `scales` are those of fresh weights, by variable. */
export function initialStates(
  values: Readonly<Record<string, InitialValue>>,
  scales: ReadonlyMap<string, number>,
  seed: number,
): InitialStates {
  const order = [...scales.keys()];
  return (variable, shape) => {
    const own = splitSeed(seed, order.indexOf(variable) + 1);
    const started = Object.entries(values).map(([name, value], i) => {
      if (value !== 'random') return [name, value] as const;
      return [name, sizes(shape, scales.get(variable) ?? 1, splitSeed(own, i))] as const;
    });
    return Object.fromEntries(started);
  };
}

function sizes(shape: readonly number[], scale: number, seed: number): Float32Array {
  const count = shape.reduce((product, length) => product * length, 1);
  return fillNormal(new Float32Array(count), seed).map((z) => scale * Math.abs(z) + leastSize);
}
