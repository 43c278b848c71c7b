// One instance or many: every emitted function works on numbers and on arrays of them.

/** A scalar, or an array of scalars, one an instance. */
export type Entries = number | ArrayLike<number>;

/** What a kernel gives: scalars, and vectors or matrices as flat arrays. */
export type Flat = number | Float64Array;

/** Calls a scalar kernel for numbers, or entry by entry for arrays; numbers go with every entry. */
export function eachEntry(
  values: readonly Entries[],
  kernel: (...entries: number[]) => number,
): number | Float64Array | Float32Array {
  const arrays = values.filter((value): value is ArrayLike<number> => typeof value === 'object');
  if (arrays.length === 0) return kernel(...values.map(Number));
  const count = commonCount(arrays.map((array) => array.length));
  const single = arrays.every((array) => array instanceof Float32Array);
  const out = single ? new Float32Array(count) : new Float64Array(count);
  const entries = new Array<number>(values.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < values.length; k++) entries[k] = entryOf(values[k], i);
    out[i] = kernel(...entries);
  }
  return out;
}

/** Entry `i` of an array (or its only one), or the number itself. */
function entryOf(value: Entries | undefined, i: number): number {
  if (typeof value !== 'object') return Number(value);
  return value[value.length === 1 ? 0 : i] ?? Number.NaN;
}

/** The one length that arrays have beside 1. */
export function commonCount(counts: readonly number[]): number {
  if (!counts.every(Number.isInteger)) throw new TypeError('a value is neither a number nor an array of numbers');
  const longer = counts.filter((count) => count !== 1);
  const [count = 1] = longer;
  if (longer.some((other) => other !== count)) throw new RangeError(`arrays of ${longer.join(' and ')} entries`);
  return count;
}

/** One value a routine takes: one instance or many. */
export interface Instances {
  readonly many: boolean;
  readonly items: ArrayLike<Flat>;
}

/** Reads a scalar (rank 0), a vector (1) or a matrix (2, flat by rows or as rows), or an array of such instances. */
export function instancesOf(value: unknown, rank: number): Instances {
  if (typeof value === 'number') return { many: false, items: [value] };
  const list = value as ArrayLike<unknown>;
  if (rank === 0) return { many: true, items: list as ArrayLike<number> };
  const [first] = [list[0]];
  if (typeof first !== 'object') return { many: false, items: [flatArray(list)] };
  const rows = rank === 2 && Array.isArray(first) && typeof first[0] !== 'object';
  if (rows) return { many: false, items: [flatArray(list)] };
  return { many: true, items: Array.from(list, (item) => flatArray(item as ArrayLike<unknown>)) };
}

/** A vector or matrix as a flat array. */
function flatArray(value: ArrayLike<unknown>): Float64Array {
  if (value instanceof Float64Array) return value;
  return Float64Array.from(Array.from(value as ArrayLike<number | number[]>).flat());
}

/** Throws where a vector or matrix does not have the entries that its sizes ask for. */
export function fits(value: Flat, sizes: readonly number[], name: string, shape: string): void {
  if (typeof value === 'number') throw new RangeError(`${name} is a number and should have ${shape} entries`);
  const count = sizes.reduce((product, size) => product * size, 1);
  if (value.length === count && sizes.every(Number.isInteger)) return;
  const wanted = sizes.every(Number.isInteger) ? ` = ${sizes.join(' × ')}` : '';
  throw new RangeError(`${name} has ${value.length} entries and should have ${shape}${wanted}`);
}

/** Calls a kernel for one instance, or for each of many; its results come back in the same form. */
export function eachInstance(
  values: readonly unknown[],
  ranks: readonly number[],
  kernel: (...instance: Flat[]) => readonly Flat[],
): unknown[] {
  const lists = values.map((value, k) => instancesOf(value, ranks[k] ?? 0));
  const at = (i: number): readonly Flat[] =>
    kernel(...lists.map(({ items }) => items[items.length === 1 ? 0 : i] ?? Number.NaN));
  const batches = lists.filter(({ many }) => many);
  if (batches.length === 0) return [...at(0)];
  const count = commonCount(batches.map(({ items }) => items.length));
  const results = Array.from({ length: count }, (_, i) => at(i));
  return (results[0] ?? []).map((first, k) => {
    const column = results.map((result) => result[k] ?? Number.NaN);
    return typeof first === 'number' ? Float64Array.from(column as number[]) : column;
  });
}
