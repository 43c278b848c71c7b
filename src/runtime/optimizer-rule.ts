// What an emitted optimizer hands to its base class: names, sizes, and the equations as functions of tensors.
import * as tf from '@tensorflow/tfjs-core';

/** The tensors of a state, under the names of the specification. */
export type State = Readonly<Record<string, tf.Tensor>>;

/** Hyper-parameters under the names of the specification: numbers of the host, so that 1 − β keeps its digits. */
export type Hyper = Readonly<Record<string, number>>;

/** Where a block of the state must stay. */
export type StateDomain = 'real' | 'positive' | 'matrix' | 'invertible' | 'lowerTriangular' | 'rotation';

/** One tensor that the rule keeps for each variable. */
export interface StateSlot {
  readonly name: string;
  /** Its other spelling, ASCII for Unicode or conversely, where there is one. */
  readonly twin?: string;
  /** 0, 1 or 2: a number, a vector or a matrix for each point. */
  readonly rank: number;
  readonly domain: StateDomain;
}

/** A number that the user may set, under any of its spellings; the first is that of the specification. */
export interface HyperSlot {
  readonly spellings: readonly string[];
  readonly initial?: number;
}

/** A component of the point at which the loss is evaluated: a number or a vector. */
export interface PointSlot {
  readonly rank: number;
  /** How many numbers it has, where that is no matter of the variable's size. */
  readonly size?: number;
}

/** How large each named dimension is. */
export type Sizes = Readonly<Record<string, number>>;

/** The rule, free of any variable. */
export interface OptimizerRule {
  readonly name: string;
  /** The dimension that a variable's size decides. */
  readonly dimension?: string;
  readonly state: readonly StateSlot[];
  readonly hyper: readonly HyperSlot[];
  /** Spellings, as in `hyper`, of the number of samples and of the temperature. */
  readonly samples: string;
  readonly temperature: string;
  readonly point: readonly PointSlot[];
  /** How many draws a sample takes: none where all mass lies at one point. */
  readonly draws: number;
  /** The identity with zero momentum. */
  readonly initial: (sizes: Sizes) => State;
  /** Blocks that bring the centre to the point, those that can. */
  readonly start: (state: State, point: readonly tf.Tensor[]) => State;
  /** Draws from the base: [...places, ...event]. */
  readonly draw: (places: readonly number[], sizes: Sizes, seed: number, hyper: Hyper) => readonly tf.Tensor[];
  readonly place: (state: State, noise: readonly tf.Tensor[]) => readonly tf.Tensor[];
  readonly average: (
    state: State,
    noise: readonly tf.Tensor[],
    gradient: readonly tf.Tensor[],
    hyper: Hyper,
  ) => readonly tf.Tensor[];
  readonly step: (state: State, averages: readonly tf.Tensor[], hyper: Hyper) => State;
  readonly centre: (state: State) => readonly tf.Tensor[];
}

/** How the numbers of one variable are dealt out to the components of points. */
export interface Layout {
  /** How many points the variable holds, as leading dimensions: [] where it is one point as a whole. */
  readonly places: readonly number[];
  readonly sizes: Sizes;
  /** The shape of each component of the points. */
  readonly shapes: readonly (readonly number[])[];
  readonly split: (values: tf.Tensor) => readonly tf.Tensor[];
  readonly join: (point: readonly tf.Tensor[]) => tf.Tensor;
}

/** The layout of a variable of this shape; a size that does not fit is an error in the words of the rule. */
export function layoutOf({ name, point, dimension }: OptimizerRule, shape: readonly number[]): Layout {
  const count = shape.reduce((product, size) => product * size, 1);
  const fixed = point.reduce((sum, slot) => sum + (slot.rank === 0 ? 1 : (slot.size ?? 0)), 0);
  const open = point.filter(({ rank, size }) => rank > 0 && size === undefined).length;
  const size = open > 0 ? (count - fixed) / open : 0;
  const many = open > 0 ? 1 : count / fixed;
  if (!Number.isInteger(size) || !Number.isInteger(many) || size < 0)
    throw new RangeError(`${name}: a variable of ${count} numbers holds no whole number of points`);
  const places = open > 0 ? [] : [many];
  const widths = point.map((slot) => (slot.rank === 0 ? 1 : (slot.size ?? size)));
  const axis = places.length;
  const width = widths.reduce((a, b) => a + b, 0);
  const shapes = point.map(({ rank }, i) => [...places, ...(rank === 0 ? [] : [widths[i] ?? 1])]);
  return {
    places,
    sizes: dimension === undefined ? {} : { [dimension]: size },
    shapes,
    split: (values) => {
      const flat = tf.reshape(values, [...places, width]);
      const parts = widths.length === 1 ? [flat] : tf.split(flat, widths, axis);
      return parts.map((part, i) => tf.reshape(part, shapes[i] ?? []));
    },
    join: (parts) => {
      const columns = parts.map((part, i) => tf.reshape(part, [...places, widths[i] ?? 1]));
      const [only] = columns;
      return tf.reshape(only && columns.length === 1 ? only : tf.concat(columns, axis), [...shape]);
    },
  };
}
