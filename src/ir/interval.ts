// Interval arithmetic: sums, products, powers and hulls of ranges with open or closed ends.

/** [lo, hi] with open ends marked; `integer` when only integers occur. Holds for every entry of a tensor. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
  readonly loOpen: boolean;
  readonly hiOpen: boolean;
  readonly integer: boolean;
}

/** From lo to hi; an end is open unless said otherwise. */
export const interval = (lo: number, hi: number, loOpen = true, hiOpen = true, integer = false): Range => ({
  lo,
  hi,
  loOpen,
  hiOpen,
  integer,
});

/** The whole line. */
export const everything: Range = interval(-Infinity, Infinity);

/** x + y. */
export const plus = (a: Range, b: Range): Range =>
  interval(a.lo + b.lo, a.hi + b.hi, a.loOpen || b.loOpen, a.hiOpen || b.hiOpen, a.integer && b.integer);

/** x·y for bounds: 0·∞ = 0. */
const bound = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

/** x y. */
export function times(a: Range, b: Range): Range {
  const ends = [
    { v: bound(a.lo, b.lo), open: openProduct(a.lo, a.loOpen, b.lo, b.loOpen) },
    { v: bound(a.lo, b.hi), open: openProduct(a.lo, a.loOpen, b.hi, b.hiOpen) },
    { v: bound(a.hi, b.lo), open: openProduct(a.hi, a.hiOpen, b.lo, b.loOpen) },
    { v: bound(a.hi, b.hi), open: openProduct(a.hi, a.hiOpen, b.hi, b.hiOpen) },
  ];
  const lo = Math.min(...ends.map((x) => x.v));
  const hi = Math.max(...ends.map((x) => x.v));
  const open = (value: number): boolean => ends.filter((x) => x.v === value).every((x) => x.open);
  const hitsZero = containsZero(a) || containsZero(b);
  return interval(lo, hi, lo === 0 ? !hitsZero : open(lo), hi === 0 ? !hitsZero : open(hi), a.integer && b.integer);
}

const openProduct = (x: number, xOpen: boolean, y: number, yOpen: boolean): boolean =>
  x === 0 ? xOpen : y === 0 ? yOpen : xOpen || yOpen;

/** Does 0 occur? */
export const containsZero = (r: Range): boolean =>
  (r.lo < 0 || (r.lo === 0 && !r.loOpen)) && (r.hi > 0 || (r.hi === 0 && !r.hiOpen));

/** xᵏ. */
export function integerPower(base: Range, k: number): Range {
  if (k < 0) {
    const r = integerPower(base, -k);
    if (r.lo >= 0) return interval(1 / r.hi, r.lo === 0 ? Infinity : 1 / r.lo, true, r.lo === 0 || r.loOpen);
    if (r.hi <= 0) return interval(r.hi === 0 ? -Infinity : 1 / r.hi, 1 / r.lo, true, true);
    return everything;
  }
  const ends = [base.lo ** k, base.hi ** k];
  if (k % 2 === 1) return interval(ends[0] ?? 0, ends[1] ?? 0, base.loOpen, base.hiOpen, base.integer);
  const top = Math.max(...ends);
  const topOpen = base.lo ** k === top ? base.loOpen : base.hiOpen;
  if (containsZero(base) || (base.lo < 0 && base.hi > 0)) return interval(0, top, false, topOpen, base.integer);
  const bottom = Math.min(...ends);
  const bottomOpen = base.lo ** k === bottom ? base.loOpen : base.hiOpen;
  return interval(bottom, top, bottomOpen, topOpen, base.integer);
}

/** f(x) for an increasing f. */
export const monotone = (f: (x: number) => number, r: Range): Range => interval(f(r.lo), f(r.hi), r.loOpen, r.hiOpen);

/** sin is nonnegative between 0 and π, and nonpositive between −π and 0. */
export function sineRange(angle: Range): Range {
  const above = angle.lo >= 0 && angle.hi <= Math.PI;
  const below = angle.lo >= -Math.PI && angle.hi <= 0;
  const touches = (end: number): boolean => (angle.lo === end && !angle.loOpen) || (angle.hi === end && !angle.hiOpen);
  if (above) return interval(0, 1, !touches(0) && !touches(Math.PI), false);
  return below ? interval(-1, 0, false, !touches(0) && !touches(-Math.PI)) : interval(-1, 1, false, false);
}

/** The range of the smaller of two. */
export function lowest(a: Range, b: Range): Range {
  const loOpen = a.lo < b.lo ? a.loOpen : b.lo < a.lo ? b.loOpen : a.loOpen && b.loOpen;
  const hiOpen = a.hi < b.hi ? a.hiOpen : b.hi < a.hi ? b.hiOpen : a.hiOpen || b.hiOpen;
  return interval(Math.min(a.lo, b.lo), Math.min(a.hi, b.hi), loOpen, hiOpen, a.integer && b.integer);
}

/** −x. */
export const negativeOf = (r: Range): Range => interval(-r.hi, -r.lo, r.hiOpen, r.loOpen, r.integer);

/** The smallest interval around two. */
export function hull(a: Range, b: Range): Range {
  const loOpen = a.lo < b.lo ? a.loOpen : b.lo < a.lo ? b.loOpen : a.loOpen && b.loOpen;
  const hiOpen = a.hi > b.hi ? a.hiOpen : b.hi > a.hi ? b.hiOpen : a.hiOpen && b.hiOpen;
  return interval(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi), loOpen, hiOpen, a.integer && b.integer);
}
