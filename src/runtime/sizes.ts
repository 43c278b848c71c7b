// The sizes that arguments tell: where two of them tell different ones, an error that names both.
import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor and the sizes of its last dimensions: a name, a number, or a name and what is added to it (`K-1`). */
export type Measured = readonly [Tensor, ...string[]];

/** The sizes that tensors tell by their last dimensions, each of which has one size everywhere. */
export function sizesOf(
  values: Readonly<Record<string, Measured>>,
  given: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const found = new Map(Object.entries(given).map(([size, count]) => [size, { count, by: 'as given' }]));
  for (const [name, [tensor, ...dims]] of Object.entries(values)) {
    const own = tensor.shape.slice(Math.max(0, tensor.rank - dims.length));
    if (own.length < dims.length) throw new RangeError(misfit(name, tensor, dims, ''));
    dims.forEach((dim, axis) => {
      const { size, shift } = sizeOf(dim);
      const count = (own[axis] ?? 0) - shift;
      const known = size === '' ? { count: 0, by: '' } : found.get(size);
      if (known && known.count !== count) {
        throw new RangeError(misfit(name, tensor, dims, size && `, with ${size} = ${known.count} ${known.by}`));
      }
      if (!known) found.set(size, { count, by: `by ${name}` });
    });
  }
  return Object.fromEntries([...found].map(([size, { count }]) => [size, count]));
}

/** `K-1` as K and −1; a number as no name and the number. */
function sizeOf(dim: string): { readonly size: string; readonly shift: number } {
  if (/^\d+$/.test(dim)) return { size: '', shift: Number(dim) };
  const [, size = dim, shift = '0'] = /^(.+?)([-+]\d+)$/.exec(dim) ?? [];
  return { size, shift: Number(shift) };
}

const misfit = (name: string, tensor: Tensor, dims: readonly string[], why: string): string =>
  `${name} has the shape [${tensor.shape.join(', ')}] and should end in [${dims.join(', ')}]${why}`;
