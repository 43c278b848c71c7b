// Counts by inversion of their cumulative mass, which is tabulated once for many draws and only as far as they ask.

/** Cells of neighbouring counts in rising order, and the mass up to the end of each; it grows as draws ask for more. */
export interface CountTable {
  readonly logMass: (count: number) => number;
  readonly first: number;
  readonly last: number;
  /** Where each cell begins; the last entry is where the next one will. */
  readonly starts: number[];
  readonly cumulative: number[];
  /** How many counts before the next cell hold nothing. */
  quiet: number;
  isDone: boolean;
}

/** A table of which nothing is known yet; `last` may be infinite. */
export function countTable(logMass: (count: number) => number, first: number, last: number): CountTable {
  return { logMass, first, last, starts: [first], cumulative: [], quiet: 0, isDone: false };
}

/**
 * The smallest count whose cumulative mass reaches the uniform number `u`. Where all but a millionth is found the table ends
 * with 64 counts that hold nothing, so that rounding in the cumulative mass cannot send a draw far out.
 */
export function countFromTable(table: CountTable, u: number): number {
  const { starts, cumulative } = table;
  while (!table.isDone && !((cumulative.at(-1) ?? 0) >= u)) extendTable(table);
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) >= u) high = middle;
    else low = middle + 1;
  }
  const [start = Number.NaN, next = start + 1] = [starts[low], starts[low + 1]];
  if (Number.isNaN(cumulative[low])) return Number.NaN;
  return countInCell(table.logMass, start, next - start, u - (low > 0 ? (cumulative[low - 1] ?? 0) : 0));
}

/** The count of a cell whose mass from its start on reaches `rest`: by ever smaller cells, the last of one count. */
export function countInCell(logMass: (count: number) => number, start: number, width: number, rest: number): number {
  if (width <= 1) return start;
  const part = width > 64 ? cellWidth(width / 16) : 1;
  let left = rest;
  let begin = start;
  for (; begin + part < start + width; begin += part) {
    const [mass] = cellMass(logMass, begin, part);
    if (mass >= left) break;
    left -= mass;
  }
  return countInCell(logMass, begin, Math.min(part, start + width - begin), left);
}

/** One cell more: as wide as the masses in it hardly change, and of one count among the first 4096. */
export function extendTable(table: CountTable): void {
  const { logMass, first, last, starts, cumulative } = table;
  const before = cumulative.at(-1) ?? 0;
  const begin = starts.at(-1) ?? first;
  if (begin - first === 512 && before < 1e-18) {
    starts[starts.length - 1] = Math.min(last, massBegins(logMass, begin, last));
    cumulative[cumulative.length - 1] = 0;
  }
  const start = starts.at(-1) ?? first;
  const widest = Math.min(Math.floor((start - first) / 4096), last - start + 1);
  let width = cellWidth(Math.min(widest, 2 * (start - (starts.at(-2) ?? first)) + 1));
  let [mass, roughness] = cellMass(logMass, start, width);
  while (width > 1 && roughness > 0.1) {
    width = cellWidth(width / 2);
    [mass, roughness] = cellMass(logMass, start, width);
  }
  cumulative.push(before + mass);
  starts.push(start + width);
  table.quiet = mass < 1e-12 ? table.quiet + width : 0;
  const isFar = (before > 1 - 1e-6 && table.quiet > 64) || start + width > Number.MAX_SAFE_INTEGER;
  table.isDone = isFar || start + width > last || Number.isNaN(mass);
}

/** The widest a cell may be: one count, or 2h + 1 for an odd h, so that masses which tell even from odd counts show that. */
export function cellWidth(widest: number): number {
  return widest < 3 ? 1 : 4 * Math.floor((widest - 3) / 4) + 3;
}

/** The mass of a cell by the parabola through both ends and the middle, summed; and by how much log-masses differ in it. */
export function cellMass(logMass: (count: number) => number, start: number, width: number): [number, number] {
  const first = logMass(start);
  if (width === 1) return [Math.exp(first), 0];
  const half = (width - 1) / 2;
  const logs = [first, logMass(start + half), logMass(start + 2 * half)];
  const [a = 0, m = 0, b = 0] = logs.map(Math.exp);
  const bend = (a - 2 * m + b) / (half * half);
  const mass = width * m + (bend * width * (width * width - 1)) / 24;
  return [mass, a + m + b === 0 ? 0 : Math.max(...logs) - Math.min(...logs)];
}

/** The first count from `begin` on with a mass that is not negligible beside the largest: sought on a grid that widens in proportion. */
export function massBegins(logMass: (count: number) => number, begin: number, last: number): number {
  const grid: number[] = [];
  for (let j = 0; j < 500; j += 1) {
    const place = begin + Math.floor(2 ** (j / 8)) - 1;
    if (place > last) break;
    if (place !== grid.at(-1)) grid.push(place);
  }
  const sizes = grid.map((k) => logMass(k));
  const best = sizes.reduce((most, size, i) => (size > (sizes[most] ?? Number.NaN) ? i : most), 0);
  let [from, to] = [grid[best - 1] ?? begin, grid[best + 1] ?? Math.min(last, 2 * (grid[best] ?? begin))];
  let largest = sizes[best] ?? Number.NaN;
  while (to - from > 64) {
    const step = (to - from) / 32;
    const inner = Array.from({ length: 33 }, (_, i) => Math.round(from + i * step));
    const found = inner.map((k) => logMass(k));
    const peak = found.reduce((most, size, i) => (size > (found[most] ?? Number.NaN) ? i : most), 0);
    largest = Math.max(largest, found[peak] ?? Number.NaN);
    [from, to] = [inner[peak - 1] ?? from, inner[peak + 1] ?? to];
  }
  const negligible = largest - 50;
  const first = sizes.findIndex((size) => size > negligible);
  let low = first > 0 ? (grid[first - 1] ?? begin) : begin;
  let high = first < 0 ? from : (grid[first] ?? begin);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (logMass(middle) > negligible) high = middle;
    else low = middle;
  }
  return low;
}

/** A table for each of several independent coordinates; counts at which their masses were asked serve all of them. */
export function countTables(
  logMasses: (counts: Float64Array) => ArrayLike<number>,
  first: ArrayLike<number>,
  last?: ArrayLike<number>,
): CountTable[] {
  const known = new Map<number, ArrayLike<number>>();
  const massesAt = (count: number): ArrayLike<number> => {
    const found = known.get(count) ?? logMasses(new Float64Array(first.length).fill(count));
    known.set(count, found);
    return found;
  };
  return Array.from(first, (from, i) =>
    countTable((count) => massesAt(count)[i] ?? Number.NaN, from, last?.[i] ?? Number.POSITIVE_INFINITY),
  );
}

/** A count for each coordinate. */
export function countsFromTables(tables: readonly CountTable[], u: ArrayLike<number>): Float64Array {
  return Float64Array.from(tables, (table, i) => countFromTable(table, u[i] ?? Number.NaN));
}

/** What was made for a key before, or is made now; old ones go when there are many. */
export function remembered<Value>(made: Map<string, Value>, key: string, make: () => Value): Value {
  const known = made.get(key);
  if (known !== undefined) return known;
  if (made.size >= 1000) made.clear();
  const value = make();
  made.set(key, value);
  return value;
}
