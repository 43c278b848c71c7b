// A tensor of numbers of any arithmetic, and the sizes that the names in a shape stand for.
import type { Dim, Shape } from '../ir/expr.ts';

/** Numbers in row-major order; a scalar has the empty shape, a column [P], a row [1, P]. */
export interface Tensor<N> {
  readonly shape: readonly number[];
  readonly data: readonly N[];
}

/** How large each named dimension is. */
export type Sizes = ReadonlyMap<string, number>;

/** An expression that has no value here: a symbol or dimension without one, or an integral out of reach. */
export class Unevaluable extends Error {
  override readonly name = 'Unevaluable';
}

/** The size of `P`, `K-1`, `P+1` or `3`. */
export function sizeOfDimension(dim: Dim, sizes: Sizes): number {
  const known = sizes.get(dim);
  if (known !== undefined) return known;
  if (/^\d+$/.test(dim)) return Number(dim);
  const match = /^(.+)([+-])(\d+)$/.exec(dim);
  if (!match?.[1]) throw new Unevaluable(`the dimension ${dim} has no size here`);
  const shift = Number(match[3]);
  return sizeOfDimension(match[1], sizes) + (match[2] === '+' ? shift : -shift);
}

/** The shape in numbers. */
export const sizeOfShape = (shape: Shape, sizes: Sizes): readonly number[] =>
  shape.map((dim) => sizeOfDimension(dim, sizes));

/** The number of entries of a shape. */
export const entriesOf = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** A scalar as a tensor. */
export const scalarTensor = <N>(x: N): Tensor<N> => ({ shape: [], data: [x] });

/** The tensor with every entry sent through `f`. */
export const mapTensor = <N, M>(t: Tensor<N>, f: (x: N) => M): Tensor<M> => ({ shape: t.shape, data: t.data.map(f) });

/** The only entry of a scalar, or any one entry that a caller knows to be there. */
export function entry<N>(t: Tensor<N>, index = 0): N {
  if (index >= t.data.length) throw new Unevaluable(`a tensor of shape ${t.shape.join('×')} has no entry ${index}`);
  return t.data[index] as N;
}

/** A number, a list or a list of rows. */
export type Nested = number | readonly number[] | readonly (readonly number[])[];

/** A tensor as nested lists; a row is a list of one row. */
export function nested(t: Tensor<number>): Nested {
  const [rows = 1, columns = 1] = t.shape;
  if (t.shape.length === 0) return entry(t);
  if (t.shape.length === 1) return t.data;
  return Array.from({ length: rows }, (_, i) => t.data.slice(i * columns, (i + 1) * columns));
}

/** Nested lists as a tensor. */
export function tensorOf(value: Nested): Tensor<number> {
  if (typeof value === 'number') return scalarTensor(value);
  const rows = value as readonly (number | readonly number[])[];
  const [first] = rows;
  if (typeof first !== 'object') return { shape: [rows.length], data: rows as readonly number[] };
  return { shape: [rows.length, first.length], data: (rows as readonly (readonly number[])[]).flat() };
}
