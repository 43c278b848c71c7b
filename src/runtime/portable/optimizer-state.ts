// A state of plain numbers, and what float64 holds of it: the nearest value of a number, a matrix as a whole or not at all.
import { inverseGeneral, transpose } from './linear-algebra.ts';
import { plusIdentity, squareProduct } from './phi.ts';

/** A number, or the entries of a vector or matrix. */
export type Flat = number | Float64Array;

/** A state by its names. */
export type State = Readonly<Record<string, Flat>>;
/** One block of a state, or the momentum of one. */
export interface PlainSlot {
  readonly name: string;
  readonly twin?: string;
  readonly rank: number;
  /** A pair holds the open ends of each entry. */
  readonly domain: string | readonly [number, number];
  readonly momentum?: boolean;
}

/** A state as it is kept. */
export interface Held {
  readonly state: State;
  /** 1 where a block is what the equations gave, else 0: for each entry, of a matrix for the whole. */
  readonly fits: State;
}

/** Two values entry by entry; a number goes with every entry. */
export function combineValues(a: Flat, b: Flat, f: (x: number, y: number) => number): Flat {
  if (typeof a === 'number' && typeof b === 'number') return f(a, b);
  const list = typeof a === 'number' ? (b as Float64Array) : a;
  return list.map((_, i) => f(typeof a === 'number' ? a : (a[i] ?? 0), typeof b === 'number' ? b : (b[i] ?? 0)));
}

/** What float64 holds of a new state: the nearest value, or what of the old one must stay. */
export function heldState(slots: readonly PlainSlot[], next: State, old: State): Held {
  const kept: Record<string, Flat> = {};
  const fits: Record<string, Flat> = {};
  for (const { name, domain, rank } of slots) {
    const [now = Number.NaN, before = Number.NaN] = [next[name], old[name]];
    const ends = domain === 'positive' ? ([0, Number.POSITIVE_INFINITY] as const) : domain;
    if (rank === 2 && typeof ends === 'string') {
      const isElement = staysElement(now as Float64Array, ends);
      const matrix = (isElement ? now : before) as Float64Array;
      kept[name] = ends === 'rotation' ? orthonormal(matrix) : matrix;
      fits[name] = Number(isElement);
    } else if (ends === 'simplex') {
      const { shares, fit } = heldShares(now as Float64Array, before as Float64Array);
      kept[name] = shares;
      fits[name] = fit;
    } else {
      const [lower, upper] =
        typeof ends === 'object' ? [within(ends[0], 1), within(ends[1], -1)] : [-Number.MAX_VALUE, Number.MAX_VALUE];
      const nearest = combineValues(now, before, (x, y) => (Number.isNaN(x) ? y : Math.min(Math.max(x, lower), upper)));
      kept[name] = nearest;
      fits[name] = combineValues(nearest, now, (x, y) => Number(x === y));
    }
  }
  return { state: kept, fits };
}

/** Shares of sum one, none below the smallest number, with rounding divided out; what is far from that stays as it was, whole. */
export function heldShares(next: Float64Array, old: Float64Array): { shares: Float64Array; fit: Float64Array } {
  const raised = next.map((x) => Math.max(x, within(0, 1)));
  const sum = raised.reduce((a, b) => a + b, 0);
  const isShares = Math.abs(sum - 1) < 1e-9;
  const fit = next.map((x, i) => Number(isShares && raised[i] === x));
  return { shares: isShares ? raised.map((x) => x / sum) : old.slice(), fit };
}

/** A value of float64 that lies inside an open end, a rounding or two from it. */
export function within(end: number, direction: 1 | -1): number {
  if (!Number.isFinite(end)) return -direction * Number.MAX_VALUE;
  return end + direction * Math.max(Math.abs(end) * 2 ** -52, 2.2250738585072014e-308);
}

/** Is a matrix still an element: finite, and where it must be invertible, so? */
export function staysElement(m: Float64Array, domain: string): boolean {
  if (!m.every((x) => Math.abs(x) < 1e150)) return false;
  const n = Math.sqrt(m.length);
  if (domain === 'rotation') return excessOf(m, n).every((x) => Math.abs(x) < 0.1);
  if (domain === 'lowerTriangular') return Array.from({ length: n }, (_, i) => m[i * n + i] ?? 0).every((x) => x > 0);
  return domain === 'matrix' || conditionNumber(m, n) <= 2 ** 49;
}

/** RᵀR − I. */
export function excessOf(r: Float64Array, n: number): Float64Array {
  return plusIdentity(squareProduct(transpose(r, n, n), r, n), -1, n);
}

/** ½R(3I − RᵀR) five times: the next rotation, free of the rounding that steps gather (Björck & Bowie 1971). */
export function orthonormal(r: Float64Array): Float64Array {
  const n = Math.sqrt(r.length);
  let now = r;
  for (let k = 0; k < 5; k += 1) {
    const product = squareProduct(now, excessOf(now, n), n);
    now = now.map((x, i) => x - (product[i] ?? 0) / 2);
  }
  return now;
}

/** ‖A‖‖A⁻¹‖ (Frobenius); beyond 2⁴⁹ an inverse in float64 has no digit left. Infinite where there is none. */
export function conditionNumber(m: Float64Array, n: number): number {
  const size = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const largest = Math.max(...m.map(Math.abs));
  const unit = m.map((x) => x / largest);
  const condition = size(unit) * size(inverseGeneral(unit, n));
  return Number.isNaN(condition) ? Number.POSITIVE_INFINITY : condition;
}
