// Samplers: one draw an instance and place, reading counters so that every backend makes the same numbers.
import { commonCount, type Flat, instancesOf } from './batch.ts';

/** How many draws a sample shape asks for. */
function drawsOf(shape: number | readonly number[]): number {
  const sizes = typeof shape === 'number' ? [shape] : shape;
  const wrong = sizes.find((size) => !(Number.isInteger(size) && size >= 0));
  if (wrong !== undefined) throw new RangeError(`the shape of a sample holds whole numbers from 0 on, not ${wrong}`);
  return sizes.reduce((product, size) => product * size, 1);
}

/** Draws for every place of the shape and every instance of the parameters, the instances running fastest. */
export function sampleMany(
  values: readonly unknown[],
  ranks: readonly number[],
  shape: number | readonly number[],
  prepare: (count: number, ...instance: Flat[]) => (place: number, ...instance: Flat[]) => Flat,
): Flat | Float64Array[] {
  const lists = values.map((value, k) => instancesOf(value, ranks[k] ?? 0));
  const at = (i: number): Flat[] => lists.map(({ items }) => items[items.length === 1 ? 0 : i] ?? Number.NaN);
  const batches = lists.filter(({ many }) => many).map(({ items }) => items.length);
  const batch = commonCount(batches);
  const count = drawsOf(shape) * batch;
  const draw = prepare(count, ...at(0));
  const found = Array.from({ length: count }, (_, i) => draw(i, ...at(i % batch)));
  const [first] = found;
  if (batches.length === 0 && Array.isArray(shape) && shape.length === 0) return first ?? Number.NaN;
  return typeof first === 'object' ? (found as Float64Array[]) : Float64Array.from(found as number[]);
}

/** The parameters with their instances repeated for every place of the shape, as `sampleMany` lays out its draws. */
export function repeatInstances(
  parameters: Readonly<Record<string, unknown>>,
  ranks: Readonly<Record<string, number>>,
  shape: number | readonly number[],
): Record<string, unknown> {
  const repeated = (value: unknown, rank: number): unknown => {
    const { many, items } = instancesOf(value, rank);
    return many ? Array.from({ length: drawsOf(shape) * items.length }, (_, i) => items[i % items.length]) : value;
  };
  return Object.fromEntries(Object.entries(ranks).map(([key, rank]) => [key, repeated(parameters[key], rank)]));
}

/** An angle brought into (−π, π]. */
export function wrapAngle(angle: number): number {
  return angle - 2 * Math.PI * Math.ceil((angle - Math.PI) / (2 * Math.PI));
}

/** The unit vector of a class. */
export function oneHot(index: number, size: number): Float64Array {
  const out = new Float64Array(size);
  out[index] = 1;
  return out;
}

/** B Bᵀ for B = C A: C the Cholesky factor of the scale, A lower with the given draws (Bartlett 1933). */
export function bartlettProduct(
  scaleFactor: ArrayLike<number>,
  size: number,
  normals: ArrayLike<number>,
  squares: ArrayLike<number>,
): Float64Array {
  const entry = (i: number, j: number): number =>
    i === j ? Math.sqrt(2 * (squares[i] ?? 0)) : (normals[i * size + j] ?? 0);
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++)
      for (let k = j; k <= i; k++)
        product[i * size + j] = (product[i * size + j] ?? 0) + (scaleFactor[i * size + k] ?? 0) * entry(k, j);
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k <= Math.min(i, j); k++)
        out[i * size + j] = (out[i * size + j] ?? 0) + (product[i * size + k] ?? 0) * (product[j * size + k] ?? 0);
  return out;
}
