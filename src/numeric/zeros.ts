// All zeros of a smooth function on an interval that a grid of all scales shows, double ones too: where it changes sign,
// and where its derivative does while it vanishes.
import type { Arithmetic } from './arithmetic.ts';
import { gridOfAllScales } from './humps.ts';

/** A function of one number. */
export type RealFunction<N> = (x: N) => N;

/** Places of the grid on a bounded interval. */
const evenPlaces = 97;
/** A value this small beside those on both sides counts as zero; where the sign changes, rounding may leave more. */
const small = 1e-11;
const smallWhereChanged = 1e-6;

/** The zeros of the first function; the functions after it are its derivatives. */
export function zerosOf<N>(
  a: Arithmetic<N>,
  functions: readonly RealFunction<N>[],
  ends: readonly [N, N],
): readonly N[] {
  const [f, slope, curvature] = functions;
  if (!f) return [];
  const line = slope && lineThrough(a, f, slope, curvature, ends);
  if (line) return line;
  const grid = gridOf(a, ends);
  const values = grid.map((x) => a.toNumber(f(x)));
  const size = (x: N): number => Math.abs(a.toNumber(f(x)));
  const isZero = (x: N, beside: readonly number[], share: number): boolean =>
    size(x) <= share * Math.max(...beside.filter(Number.isFinite));
  const within = (of: readonly number[], at: RealFunction<N>, its: RealFunction<N> | undefined, share: number) =>
    changesOf(grid, of)
      .map((bracket) => ({ x: refined(a, at, its, bracket), beside: bracket.map(size) }))
      .filter(({ x, beside }) => isZero(x, beside, share))
      .map(({ x }) => x);
  const slopes = slope && curvature ? grid.map((x) => a.toNumber(slope(x))) : [];
  const atEnds = ends.filter((end) => a.isFinite(end) && isZero(end, sizesNear(a, grid, values, end), small));
  const inside = [
    ...within(values, f, slope, smallWhereChanged),
    ...(slope ? within(slopes, slope, curvature, small) : []),
  ];
  return [...atEnds, ...inside.filter((x) => !atEnds.some((end) => isBeside(a, x, end)))];
}

/** How large the function is at a moderate distance from an end: no far value tells what is small here. */
const sizesNear = <N>(a: Arithmetic<N>, grid: readonly N[], values: readonly number[], end: N): readonly number[] => {
  const far = grid.map((x) => Math.abs(Math.log(Math.abs(a.toNumber(a.sub(x, end))))));
  const known = far.map((d, i) => (Number.isFinite(values[i]) ? d : Number.POSITIVE_INFINITY));
  const nearest = known.indexOf(Math.min(...known));
  return [Math.abs(values[nearest] ?? Number.NaN)];
};

const isBeside = <N>(a: Arithmetic<N>, x: N, end: N): boolean => {
  const [p, q] = [a.toNumber(x), a.toNumber(end)];
  return Math.abs(p - q) <= 1e-12 * Math.max(Math.abs(q), 1e-3);
};

/** The one zero of an affine function, if it is inside or at an end. */
function lineThrough<N>(
  a: Arithmetic<N>,
  f: RealFunction<N>,
  slope: RealFunction<N>,
  curvature: RealFunction<N> | undefined,
  [lower, upper]: readonly [N, N],
): readonly N[] | undefined {
  const start = a.isFinite(lower) ? lower : a.isFinite(upper) ? upper : a.fromNumber(0);
  if (!curvature || !isNothing(a, curvature, start)) return undefined;
  const at = a.sub(start, a.div(f(start), slope(start)));
  if (!a.isFinite(at)) return [];
  const end = [lower, upper].find((e) => a.isFinite(e) && isBeside(a, at, e));
  if (end !== undefined) return [end];
  return a.compare(at, lower) > 0 && a.compare(at, upper) < 0 ? [at] : [];
}

/** Is the function zero at three places that have nothing to do with each other? */
const isNothing = <N>(a: Arithmetic<N>, f: RealFunction<N>, start: N): boolean =>
  [0, 0.7310585, -1.9122361].every((step) => a.vanishes(f(a.add(start, a.fromNumber(step)))));

function gridOf<N>(a: Arithmetic<N>, [lower, upper]: readonly [N, N]): readonly N[] {
  const { fromNumber } = a;
  const spread = gridOfAllScales(0.3, 9, 1.3, 200).map(fromNumber);
  if (!a.isFinite(lower)) {
    const from = a.isFinite(upper) ? (t: N): N => a.sub(upper, a.exp(a.neg(t))) : (t: N): N => a.sinh(t);
    return spread.map(from);
  }
  if (!a.isFinite(upper)) return spread.map((t) => a.add(lower, a.exp(t)));
  const length = a.sub(upper, lower);
  return Array.from({ length: evenPlaces }, (_, i) => a.add(lower, a.mul(length, fromNumber((i + 0.37) / evenPlaces))));
}

type Bracket<N> = readonly [N, N];

/** Neighbours between which finite values change sign. */
const changesOf = <N>(grid: readonly N[], values: readonly number[]): readonly Bracket<N>[] =>
  grid.slice(1).flatMap((right, i) => {
    const [before = Number.NaN, after = Number.NaN] = [values[i], values[i + 1]];
    const left = grid[i];
    return left !== undefined && before * after <= 0 && Number.isFinite(before * after) && after !== 0
      ? [[left, right] as const]
      : [];
  });

/** Bisection to the digits of a double, then Newton's steps, each of which doubles them. */
function refined<N>(a: Arithmetic<N>, f: RealFunction<N>, slope: RealFunction<N> | undefined, bracket: Bracket<N>): N {
  let [low, high] = bracket;
  const sign = Math.sign(a.toNumber(f(high)));
  for (let i = 0; i < 50; i++) {
    const middle = a.div(a.add(low, high), a.fromNumber(2));
    if (Math.sign(a.toNumber(f(middle))) === sign) high = middle;
    else low = middle;
  }
  let x = a.div(a.add(low, high), a.fromNumber(2));
  for (let i = 0; slope && i < 3; i++) {
    const next = a.sub(x, a.div(f(x), slope(x)));
    if (!a.isFinite(next)) break;
    x = next;
  }
  return snapped(a, f, x);
}

/** Zero where that is a zero: nothing else has all digits of its distances. */
const snapped = <N>(a: Arithmetic<N>, f: RealFunction<N>, x: N): N => {
  const nought = a.fromNumber(0);
  return Math.abs(a.toNumber(x)) < 1e-13 && a.vanishes(f(nought)) ? nought : x;
};
