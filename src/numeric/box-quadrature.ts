// Integrals of a log-density over a product of two or three intervals, one inside the other: every inner integral finds
// its own mode and width, starting from its neighbour's, so that correlated and funnel-shaped densities are followed.
// Each is a trapezoidal rule in sinh, which for smooth densities with cut tails converges geometrically.

import { compensatedSum } from './adaptive-panels.ts';
import type { Arithmetic } from './arithmetic.ts';
import { affineCoordinate, type Coordinate, coordinateFor, type Point } from './coordinate.ts';
import { cutTail, findHumps, gridOfAllScales, halfWidth } from './humps.ts';

/** One side of a box; the ends may be infinite. */
export interface BoxSide<N> {
  readonly lower: N;
  readonly upper: N;
}

/** An integral over a box, with the discrete measure that stands for the normalised density. */
export interface BoxIntegral<N> {
  readonly logIntegral: N;
  /** Estimated relative error. */
  readonly error: number;
  readonly nodes: readonly (readonly Point<N>[])[];
  /** They sum to one. */
  readonly weights: readonly number[];
  readonly evaluations: number;
}

/** How an integral over a box is to be computed; every field has a default. */
export interface BoxOptions {
  /** Relative error asked for: 1e-9. */
  readonly tolerance?: number;
  /** The largest number of evaluations: 1000000. */
  readonly limit?: number;
  /** Natural logarithms below the maximum at which tails are cut: 32. */
  readonly depth?: number;
}

type BoxDensity<N> = (points: readonly Point<N>[]) => N;

/** ∫ exp(logf) over a box. */
export function integrateBox<N>(
  arithmetic: Arithmetic<N>,
  logf: BoxDensity<N>,
  sides: readonly BoxSide<N>[],
  options: BoxOptions = {},
): BoxIntegral<N> {
  const settings = { tolerance: 1e-9, limit: 1000000, depth: 32, ...options };
  let evaluations = 0;
  const counted: BoxDensity<N> = (points) => {
    evaluations++;
    return logf(points);
  };
  const search = sides.map(({ lower, upper }) => coordinateFor(arithmetic, lower, upper));
  const start = ascend(arithmetic, counted, search);
  const axes = sides.map((side, i) => axisFor(arithmetic, counted, side, search, start, i));
  const top = evaluateAt(
    arithmetic,
    counted,
    axes.map((axis) => axis.coordinate),
    axes.map((axis) => axis.start),
  ).log;
  const isSpent = (): boolean => evaluations > settings.limit;
  const { log, samples, error } = marginal({ arithmetic, logf: counted, axes, top, settings, isSpent }, []);
  const kept = samples.filter((sample) => sample.mass > 0);
  return {
    logIntegral: arithmetic.add(top, arithmetic.fromNumber(log)),
    error: isSpent() ? Number.POSITIVE_INFINITY : error,
    nodes: kept.map((sample) => sample.points),
    weights: kept.map((sample) => sample.mass),
    evaluations,
  };
}

interface PlacedPoints<N> {
  readonly points: readonly Point<N>[];
  readonly log: N;
}

function evaluateAt<N>(
  { add, fromNumber }: Arithmetic<N>,
  logf: BoxDensity<N>,
  coordinates: readonly Coordinate<N>[],
  y: readonly number[],
): PlacedPoints<N> {
  const placed = coordinates.map((c, i) => c.place(0, y[i] ?? 0));
  const points = placed.map((p) => p.point);
  const jacobian = placed.reduce((sum, p) => add(sum, p.logJacobian), fromNumber(0));
  return { points, log: add(logf(points), jacobian) };
}

type Height = (t: number) => number;

function heightAlong<N>(
  arithmetic: Arithmetic<N>,
  logf: BoxDensity<N>,
  coordinates: readonly Coordinate<N>[],
  y: readonly number[],
  i: number,
): Height {
  return (t) => arithmetic.toNumber(evaluateAt(arithmetic, logf, coordinates, replaced(y, i, t)).log);
}

const replaced = (y: readonly number[], i: number, t: number): number[] => y.map((old, j) => (j === i ? t : old));

// Coordinate by coordinate towards the highest hump: a start, no more.
function ascend<N>(arithmetic: Arithmetic<N>, logf: BoxDensity<N>, coordinates: readonly Coordinate<N>[]): number[] {
  let y = coordinates.map(() => 0);
  for (let sweep = 0; sweep < 3; sweep++) {
    for (const i of coordinates.keys()) {
      const grid = [...gridOfAllScales(0.4, 6, 1.5, 300), y[i] ?? 0].sort((a, b) => a - b);
      const hump = findHumps(heightAlong(arithmetic, logf, coordinates, y, i), grid)[0];
      if (hump !== undefined) y = replaced(y, i, hump.at);
    }
  }
  return y;
}

/** One direction of integration, with what its last integral learnt: a start for the next. */
interface Axis<N> {
  readonly coordinate: Coordinate<N>;
  start: number;
  width: number;
  /** The number of intervals that sufficed. */
  points: number | undefined;
}

// On a whole line x itself, scaled, is the coordinate: a ridge between two lines stays straight.
function axisFor<N>(
  arithmetic: Arithmetic<N>,
  logf: BoxDensity<N>,
  side: BoxSide<N>,
  search: readonly Coordinate<N>[],
  start: readonly number[],
  i: number,
): Axis<N> {
  const at = start[i] ?? 0;
  const height = heightAlong(arithmetic, logf, search, start, i);
  const width = Math.min(...([1, -1] as const).map((s) => halfWidth(height, { at, height: height(at) }, s, 700)));
  const coordinate = search[i];
  if (coordinate !== undefined && (arithmetic.isFinite(side.lower) || arithmetic.isFinite(side.upper))) {
    return { coordinate, start: at, width, points: undefined };
  }
  const scale = Math.abs(Math.sinh(at + width) - Math.sinh(at));
  return { coordinate: affineCoordinate(arithmetic, Math.sinh(at), scale), start: 0, width: 1, points: undefined };
}

interface Task<N> {
  readonly arithmetic: Arithmetic<N>;
  readonly logf: BoxDensity<N>;
  readonly axes: readonly Axis<N>[];
  readonly top: N;
  readonly settings: Required<BoxOptions>;
  readonly isSpent: () => boolean;
}

interface BoxSample<N> {
  readonly points: readonly Point<N>[];
  readonly mass: number;
}

/** log of an integral over the inner axes, relative to the top, and its normalised samples. */
interface Marginal<N> {
  readonly log: number;
  readonly error: number;
  readonly samples: readonly BoxSample<N>[];
}

// The integral over the axes that the prefix leaves open.
function marginal<N>(task: Task<N>, prefix: readonly number[]): Marginal<N> {
  const { arithmetic, logf, axes, top } = task;
  const axis = axes[prefix.length];
  if (axis === undefined) {
    const { points, log } = evaluateAt(
      arithmetic,
      logf,
      axes.map((a) => a.coordinate),
      prefix,
    );
    return { log: arithmetic.toNumber(arithmetic.sub(log, top)), error: 0, samples: [{ points, mass: 1 }] };
  }
  const inner = (t: number): Marginal<N> => marginal(task, [...prefix, t]);
  const height: Height = (t) => {
    const { log } = inner(t);
    return Number.isNaN(log) || task.isSpent() ? Number.NEGATIVE_INFINITY : log;
  };
  const peak = climb(height, axis.start, axis.width);
  if (!Number.isFinite(peak.height)) return { log: Number.NEGATIVE_INFINITY, error: 0, samples: [] };
  [axis.start, axis.width] = [peak.at, peak.width];
  return trapezoid(task, axis, inner, peak, cuts(height, peak, task.settings.depth, axis.coordinate.reach));
}

interface Peak {
  readonly at: number;
  readonly height: number;
  readonly width: number;
}

// Uphill with doubled strides until the top lies between two neighbours, then parabolas through the three points.
function climb(height: Height, start: number, width: number): Peak {
  let [a, b, c] = [start - width, start, start + width];
  let [ha, hb, hc] = [height(a), height(b), height(c)];
  for (let i = 0; i < 60 && (ha > hb || hc > hb); i++) {
    const stride = 2 * (c - b);
    if (hc >= ha) [a, ha, b, hb, c, hc] = [b, hb, c, hc, c + stride, height(c + stride)];
    else [c, hc, b, hb, a, ha] = [b, hb, a, ha, a - stride, height(a - stride)];
  }
  for (let i = 0; i < 2; i++) {
    const { at, width: w } = parabola(a, ha, b, hb, c, hc);
    const h = height(at);
    if (!(h > hb)) break;
    const near = Math.min(w, c - a);
    [a, b, c, hb] = [at - near, at, at + near, h];
    [ha, hc] = [height(a), height(c)];
    if (hb - ha < 2 && hb - hc < 2) break;
  }
  return { at: b, height: hb, width: parabola(a, ha, b, hb, c, hc).width };
}

// The vertex of a parabola through three points, and 1/√(−curvature).
function parabola(a: number, ha: number, b: number, hb: number, c: number, hc: number): { at: number; width: number } {
  const [left, right] = [(hb - ha) / (b - a), (hc - hb) / (c - b)];
  const curvature = (right - left) / ((c - a) / 2);
  if (!(curvature < 0) || !Number.isFinite(curvature)) return { at: b, width: Math.min(c - b, b - a) };
  const slope = (left * (c - b) + right * (b - a)) / (c - a);
  return { at: Math.min(c, Math.max(a, b - slope / curvature)), width: 1 / Math.sqrt(-curvature) };
}

// The factor t makes of the density at a cut the mass beyond it, also for algebraic tails.
function cuts(height: Height, peak: Peak, depth: number, reach: number): readonly [number, number] {
  const cut = (side: 1 | -1): number =>
    cutTail(
      (t) => height(peak.at + t) + Math.log1p(Math.abs(t) / peak.width),
      0,
      4 * peak.width,
      side,
      peak.height - depth,
      reach,
      1,
    ).at;
  return [cut(-1), cut(1)];
}

interface Term<N> {
  readonly mass: number;
  readonly samples: readonly BoxSample<N>[];
}

// How soon the points spread: at 0.35 the bulk is sampled evenly and a tail costs the logarithm of its length.
const stretch = 0.35;

// The trapezoidal rule in s with t = at + width/stretch · sinh s, its step halved until two agree; afterwards the axis
// remembers how many points that took. The error of the finer sum is the difference raised to 3/2 at worst, for a
// halved step squares a geometric error.
function trapezoid<N>(
  task: Task<N>,
  axis: Axis<N>,
  inner: (t: number) => Marginal<N>,
  peak: Peak,
  [from, to]: readonly [number, number],
): Marginal<N> {
  const [a, b] = [Math.asinh((stretch * from) / peak.width), Math.asinh((stretch * to) / peak.width)];
  const term = (fraction: number): Term<N> => {
    const s = a + fraction * (b - a);
    const { log, samples } = inner(peak.at + (peak.width / stretch) * Math.sinh(s));
    const mass = Math.exp(log - peak.height) * (b - a) * (peak.width / stretch) * Math.cosh(s);
    return { mass: Number.isFinite(mass) ? mass : 0, samples };
  };
  let intervals = axis.points ?? 16;
  let terms = Array.from({ length: intervals + 1 }, (_, i) => term(i / intervals));
  if (axis.points !== undefined) return gathered(terms, intervals, peak.height, 0);
  for (;;) {
    const coarse = total(terms) / intervals;
    terms = terms.concat(Array.from({ length: intervals }, (_, i) => term((i + 0.5) / intervals)));
    intervals *= 2;
    const error = Math.abs(total(terms) / intervals / coarse - 1) ** 1.5;
    if (!(error > task.settings.tolerance) || intervals > 500 || task.isSpent()) {
      axis.points = intervals;
      return gathered(terms, intervals, peak.height, error);
    }
  }
}

const total = (terms: readonly Term<unknown>[]): number => compensatedSum(terms.map((term) => term.mass));

function gathered<N>(terms: readonly Term<N>[], intervals: number, height: number, error: number): Marginal<N> {
  const value = total(terms);
  const samples = terms.flatMap((term) =>
    term.samples.map(({ points, mass }) => ({ points, mass: (mass * term.mass) / value })),
  );
  return { log: height + Math.log(value / intervals), error, samples };
}
