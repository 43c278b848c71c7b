// The total of a mass on the integers by plain addition: a second opinion on sums that skip, or take blocks at once.
// Beyond the first terms the sum is an integral by plain panels and its first correction (Euler and Maclaurin), which is
// believed as far as it gives a long block of terms that were added too.
import { compensatedSum } from './adaptive-panels.ts';
import { type PlainTotal, plainTotal } from './plain-integral.ts';

/** Terms that are added one by one, and as many again where the sum goes on beyond them. */
const first = 512;
/** What adding some thousand terms may lose, relative to their sum. */
const rounding = 1e-13;

/** Σ mass over the integers between the bounds, possibly infinite; `near` are places where mass may lie. */
export function plainSum(
  mass: (k: number) => number,
  bounds: readonly [number, number],
  near: readonly number[],
): PlainTotal {
  const [lower, upper] = [Math.ceil(bounds[0]), Math.floor(bounds[1])];
  const origin = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? upper : 0;
  const sides = [
    upwards(
      (t) => mass(origin + t),
      upper - origin,
      near.map((k) => k - origin),
    ),
    upwards(
      (t) => mass(origin - 1 - t),
      origin - 1 - lower,
      near.map((k) => origin - 1 - k),
    ),
  ];
  const value = compensatedSum(sides.map((side) => side.value));
  return { value, doubt: rounding * value + compensatedSum(sides.map((side) => side.doubt)) };
}

/** Σ mass over 0 ≤ t ≤ last. */
function upwards(mass: (t: number) => number, last: number, near: readonly number[]): PlainTotal {
  const head = added(mass, 0, Math.min(first - 1, last));
  if (last < first) return head;
  const block = added(mass, first, Math.min(2 * first - 1, last));
  if (last < 2 * first) return both(head, block);
  const [tail, likewise] = [beyond(mass, first, last, near), beyond(mass, first, 2 * first - 1, near)];
  // What the integral misses of the block it may miss of the rest, in proportion.
  const missed = Math.abs(likewise.value - block.value) - likewise.doubt;
  const doubt = Math.max(0, missed) * (block.value > 0 ? Math.max(1, tail.value / block.value) : 1);
  return { value: head.value + tail.value, doubt: head.doubt + tail.doubt + doubt };
}

/** Term by term; where one is no number its neighbour tells what may be missing. */
function added(mass: (t: number) => number, from: number, to: number): PlainTotal {
  const terms = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => mass(from + i));
  const missing = terms.map((term, i) => (Number.isNaN(term) ? (terms[i + 1] ?? terms[i - 1] ?? Number.NaN) : 0));
  return {
    value: compensatedSum(terms.map((term) => (Number.isNaN(term) ? 0 : term))),
    doubt: compensatedSum(missing),
  };
}

/**
 * Σ_{from ≤ t ≤ to} f(t) = ∫ f between half a step before and after, plus f′/24 at its lower end less that at its upper one, up
 * to f‴/300. A difference next to the end is that derivative; beyond an upper end f may have no value.
 */
function beyond(mass: (t: number) => number, from: number, to: number, near: readonly number[]): PlainTotal {
  const { value, doubt } = plainTotal(
    mass,
    [from - 0.5, to + 0.5],
    near.filter((t) => t > from && t < to),
  );
  const rise = Number.isFinite(to) ? mass(to) - mass(to - 1) : 0;
  const bend = Number.isFinite(to) ? Math.abs(rise - (mass(to - 1) - mass(to - 2))) : 0;
  return { value: value + (mass(from) - mass(from - 1) - rise) / 24, doubt: doubt + bend };
}

const both = (a: PlainTotal, b: PlainTotal): PlainTotal => ({ value: a.value + b.value, doubt: a.doubt + b.doubt });
