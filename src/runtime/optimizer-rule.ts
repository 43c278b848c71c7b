// What an emitted optimizer hands to its base class: names, sizes, and the equations as functions of tensors.
import * as tf from '@tensorflow/tfjs-core';
import type { NumberRange } from './portable/optimizer.ts';

/** The tensors of a state, under the names of the specification. */
export type State = Readonly<Record<string, tf.Tensor>>;

/**
 * Hyper-parameters under the names of the specification: numbers of the host, so that 1 − β keeps its digits; constants
 * that are vectors or matrices as tensors.
 */
export type Hyper = Readonly<Record<string, number | tf.Tensor>>;

/** Sizes that are numbers or names. */
export type Shape = readonly (number | string)[];

/** Where a block of the state must stay; a pair holds the open ends of each entry. */
export type StateDomain =
  | 'real'
  | 'positive'
  | 'matrix'
  | 'invertible'
  | 'lowerTriangular'
  | 'rotation'
  | 'simplex'
  | readonly [number, number];

/** One tensor that the rule keeps for each variable. */
export interface StateSlot {
  readonly name: string;
  /** Its other spelling, ASCII for Unicode or conversely, where there is one. */
  readonly twin?: string;
  /** 0, 1 or 2: a number, a vector or a matrix for each point. */
  readonly rank: number;
  readonly domain: StateDomain;
  readonly momentum?: boolean;
}

/** What the user may set, under any of its spellings; the first is that of the specification. */
export interface HyperSlot extends NumberRange {
  readonly spellings: readonly string[];
  readonly initial?: number;
  /** Of a vector or a matrix. */
  readonly shape?: Shape;
}

/** How large each named dimension is. */
export type Sizes = Readonly<Record<string, number>>;

/** The rule, free of any variable. */
export interface OptimizerRule {
  readonly name: string;
  readonly state: readonly StateSlot[];
  /** The entries of the blocks move apart from each other. */
  readonly apart?: boolean;
  readonly hyper: readonly HyperSlot[];
  /** Spellings, as in `hyper`, of the number of samples and of the temperature. */
  readonly samples: string;
  readonly temperature: string;
  /** The shape of each component of the point at which the loss is evaluated. */
  readonly point: readonly Shape[];
  /** The shape of each draw of a sample: none where all mass lies at one point. */
  readonly noise: readonly Shape[];
  /** The identity with zero momentum. */
  readonly initial: (sizes: Sizes, hyper: Hyper) => State;
  /** Blocks that bring the centre to the point, those that can. */
  readonly start: (state: State, point: readonly tf.Tensor[], hyper: Hyper) => State;
  /** Draws from the base: [...places, ...event]. */
  readonly draw: (places: readonly number[], sizes: Sizes, seed: number, hyper: Hyper) => readonly tf.Tensor[];
  readonly place: (state: State, noise: readonly tf.Tensor[], hyper: Hyper) => readonly tf.Tensor[];
  readonly average: (
    state: State,
    noise: readonly tf.Tensor[],
    gradient: readonly tf.Tensor[],
    hyper: Hyper,
  ) => readonly tf.Tensor[];
  readonly step: (state: State, averages: readonly tf.Tensor[], hyper: Hyper) => State;
  readonly centre: (state: State, hyper: Hyper) => readonly tf.Tensor[];
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

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A shape in numbers. */
export const shapeIn = (sizes: Sizes, shape: Shape): readonly number[] =>
  shape.map((d) => (typeof d === 'number' ? d : (sizes[d] ?? Number.NaN)));

/** The layout of a variable of this shape; a size that does not fit is an error in the words of the rule. */
export function layoutOf(rule: OptimizerRule, shape: readonly number[], given: Sizes = {}): Layout {
  const { point } = rule;
  const known = [...new Set([...point, ...rule.hyper.map((h) => h.shape ?? [])].flat())].filter(
    (d) => typeof d === 'string',
  );
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new RangeError(`${rule.name} has no size ${stranger}; it has ${known.join(', ') || 'none that is open'}`);
  const sizes = told(rule, shape, given);
  const events = point.map((component) => shapeIn(sizes, component));
  const widths = events.map(product);
  const width = widths.reduce((a, b) => a + b, 0);
  const many = width === 0 ? 1 : product(shape) / width;
  const [first = []] = events;
  const isMatrix = point.length === 1 && first.length === 2;
  if (
    ![...events.flat(), many].every((n) => Number.isInteger(n) && n >= 0) ||
    (isMatrix && first[1] !== columnsOf(shape))
  )
    throw new RangeError(
      `${rule.name}: a variable of ${isMatrix ? `shape [${shape}]` : `${product(shape)} numbers`} holds no whole number of points`,
    );
  const isOne = many === 1 && point.flat().some((d) => typeof d === 'string');
  const places = isOne ? [] : [many];
  const axis = places.length;
  const shapes = events.map((event) => [...places, ...event]);
  // On wasm a reshaped tensor keeps the rank that its data had, and a bias must have rank 1.
  const isReshaped = shape.length === 1 && shapes.some((s) => s.length > (shapes.length > 1 ? 0 : 1));
  return {
    places,
    sizes,
    shapes,
    split: (values) => {
      const flat = tf.reshape(values, [...places, width]);
      const parts = widths.length === 1 ? [flat] : tf.split(flat, widths, axis);
      return parts.map((part, i) => tf.reshape(part, shapes[i] ?? []));
    },
    join: (parts) => {
      const columns = parts.map((part, i) => tf.reshape(part, [...places, widths[i] ?? 1]));
      const [only] = columns;
      const whole = tf.reshape(only && columns.length === 1 ? only : tf.concat(columns, axis), [...shape]);
      return isReshaped ? tf.mul(whole, 1) : whole;
    },
  };
}

/** The last axis holds the columns of a matrix, all others together its rows: a vector is one row. */
const columnsOf = (shape: readonly number[]): number => shape.at(-1) ?? 1;

/** The sizes that a variable tells beside those that are given: both of a matrix, else the one that is open. */
function told({ name, point }: OptimizerRule, shape: readonly number[], given: Sizes): Sizes {
  const [only = [], more] = point;
  const [rows, columns] = only;
  if (rows !== undefined && columns !== undefined && !more) {
    const width = columnsOf(shape);
    const known = typeof columns === 'string' ? { [columns]: width, ...given } : given;
    return typeof rows === 'string' ? { [rows]: product(shape) / width, ...known } : known;
  }
  const [open, ...others] = [...new Set(point.flat())].filter((d) => typeof d === 'string' && !(d in given));
  if (open === undefined) return given;
  if (others.length > 0)
    throw new RangeError(
      `${name}: a variable of ${product(shape)} numbers does not tell ${[open, ...others].join(' and ')}; give sizes: { ${others.map((d) => `${d}: …`).join(', ')} }`,
    );
  const entries = (n: number): number =>
    point.reduce((sum, component) => sum + product(shapeIn({ ...given, [open]: n }, component)), 0);
  return { ...given, [open]: sizeBy(entries, product(shape)) };
}

/** n with a + b n + c n² = count, the numbers of entries of vectors and square matrices. */
function sizeBy(entries: (n: number) => number, count: number): number {
  const [a, one, two] = [entries(0), entries(1), entries(2)];
  const c = (two - 2 * one + a) / 2;
  const b = one - a - c;
  return c === 0 ? (count - a) / b : (Math.sqrt(b * b + 4 * c * (count - a)) - b) / (2 * c);
}
