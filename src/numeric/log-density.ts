// Integrals of a density given by its logarithm: find its humps, cut its tails, divide by its maximum, and refine.
// The nodes come back with normalised weights, so that every further expectation is one weighted sum.

import { compensatedSum, halve, kronrodRule, type Panel, type PanelRule, refinePanels } from './adaptive-panels.ts';
import type { Arithmetic } from './arithmetic.ts';
import {
  type Coordinate,
  circleCoordinate,
  coordinateFor,
  lineCoordinate,
  type Placed,
  type Point,
} from './coordinate.ts';
import { cutTail, findHumps, gridOfAllScales, type Hump, halfWidth, type LogHeight, roundingNoise } from './humps.ts';
import { lazily, remembered } from './lazily.ts';

/** What an integral of exp(logf) is, and the discrete measure that stands for the normalised density. */
export interface LogDensityIntegral<N> {
  readonly logIntegral: N;
  /** Estimated relative error of the integral, the mass of tails that could not be reached included. */
  readonly error: number;
  readonly nodes: readonly Point<N>[];
  /** exp(logf(x_i)) dx_i / ∫ exp(logf): they sum to one. */
  readonly weights: readonly number[];
  readonly evaluations: number;
  /** The panels the nodes come from, made when asked for; none where nothing was found. */
  readonly panels: () => Panels<N>;
}

/** Nodes by panels, for expectations of what is rougher than the density. */
export interface Panels<N> {
  /** Of each node: its panel, and its weight by the coarser rule of the pair. */
  readonly of: readonly number[];
  readonly coarse: readonly number[];
  /** Of each panel its ends; neighbours share one. */
  readonly ends: readonly (readonly [Point<N>, Point<N>])[];
  /** The integral with some panels halved. */
  readonly halved: (panels: ReadonlySet<number>) => LogDensityIntegral<N>;
}

/** How an integral is to be computed; every field has a default. */
export interface LogDensityOptions {
  /** Relative error asked for: 1e-13. */
  readonly tolerance?: number;
  /** The largest number of evaluations: 6000. */
  readonly limit?: number;
  /** Natural logarithms below the maximum at which tails are cut: 80. */
  readonly depth?: number;
  /** Points where a hump is known to be. */
  readonly hints?: readonly number[];
}

const defaults = { tolerance: 1e-13, tailTolerance: 1e-6, limit: 6000, depth: 80, grading: 8 };
type Settings = typeof defaults;

interface Plan<N> {
  readonly coordinate: Coordinate<N>;
  readonly centre: number;
  readonly breaks: readonly number[];
  readonly isComplete: boolean;
  /** The width of the highest hump. */
  readonly width: number;
}

type LogDensity<N> = (point: Point<N>) => N;

const lineGrid = lazily(() => gridOfAllScales(0.3, 9, 1.3, 700));
const halfLineGrid = lazily(() => gridOfAllScales(0.3, 9, 1.3, 720));

/** ∫ exp(logf) over the open interval (lower, upper), whose ends may be infinite. */
export function integrateLogDensity<N>(
  arithmetic: Arithmetic<N>,
  logf: LogDensity<N>,
  lower: N,
  upper: N,
  options: LogDensityOptions = {},
): LogDensityIntegral<N> {
  const settings = { ...defaults, ...options };
  const coordinate = coordinateFor(arithmetic, lower, upper);
  const isLine = !arithmetic.isFinite(lower) && !arithmetic.isFinite(upper);
  const count = counter(logDensityIn(arithmetic, coordinate, logf));
  const grid = withHints(isLine ? lineGrid() : halfLineGrid(), options.hints, arithmetic, lower, upper);
  const height: LogHeight = (t) => arithmetic.toNumber(count.value(0, t).log);
  const humps = findHumps(height, grid);
  const highest = humps[0];
  if (highest === undefined) return nothing(arithmetic, count.calls());
  const plan = isLine
    ? planLine(arithmetic, logf, highest, humps, settings.depth, height)
    : planAround(coordinate, (c, t) => arithmetic.toNumber(count.value(c, t).log), highest, humps, settings.depth);
  return integratePlan(arithmetic, logf, plan, settings, count.calls());
}

/** ∫ exp(logf) over one period of a circle that begins at `lower`. */
export function integratePeriodicLogDensity<N>(
  arithmetic: Arithmetic<N>,
  logf: LogDensity<N>,
  lower: N,
  period: N,
  options: LogDensityOptions = {},
): LogDensityIntegral<N> {
  const settings = { ...defaults, ...options };
  const coordinate = circleCoordinate(arithmetic, lower, period);
  const count = counter(logDensityIn(arithmetic, coordinate, logf));
  const length = arithmetic.toNumber(period);
  const grid = Array.from({ length: 33 }, (_, i) => (length * (i + 0.37)) / 33);
  const humps = findHumps(
    (t) => arithmetic.toNumber(count.value(0, t).log),
    [(grid[32] ?? 0) - length, ...grid, (grid[0] ?? 0) + length],
  );
  const highest = humps[0];
  if (highest === undefined) return nothing(arithmetic, count.calls());
  const height = (c: number, t: number): number => arithmetic.toNumber(count.value(c, t).log);
  const plan = planCircle(coordinate, height, highest, humps, length);
  return integratePlan(arithmetic, logf, plan, settings, count.calls());
}

interface Evaluated<N> {
  readonly placed: Placed<N>;
  readonly log: N;
}

type LogIn<N> = (centre: number, offset: number) => Evaluated<N>;

// log of the density in the coordinate: logf + log dx/dt; undefined where x has overflowed.
function logDensityIn<N>(arithmetic: Arithmetic<N>, coordinate: Coordinate<N>, logf: LogDensity<N>): LogIn<N> {
  const undefinedLog = arithmetic.fromNumber(Number.NaN);
  return (centre, offset) => {
    const placed = coordinate.place(centre, offset);
    const isNowhere = !arithmetic.isFinite(placed.point.x);
    return { placed, log: isNowhere ? undefinedLog : arithmetic.add(logf(placed.point), placed.logJacobian) };
  };
}

function counter<N>(evaluate: LogIn<N>): { value: LogIn<N>; calls: () => number } {
  let calls = 0;
  return {
    value: (centre, offset) => {
      calls++;
      return evaluate(centre, offset);
    },
    calls: () => calls,
  };
}

function withHints<N>(
  grid: readonly number[],
  hints: readonly number[] | undefined,
  arithmetic: Arithmetic<N>,
  lower: N,
  upper: N,
): readonly number[] {
  if (!hints) return grid;
  const { toNumber } = arithmetic;
  const [a, b] = [toNumber(lower), toNumber(upper)];
  const inverse = (x: number): number => {
    if (arithmetic.isFinite(lower)) return arithmetic.isFinite(upper) ? Math.log((x - a) / (b - x)) : Math.log(x - a);
    return arithmetic.isFinite(upper) ? Math.log(b - x) : Math.asinh(x);
  };
  return [...grid, ...hints.map(inverse).filter(Number.isFinite)].sort((s, t) => s - t);
}

function nothing<N>(arithmetic: Arithmetic<N>, evaluations: number): LogDensityIntegral<N> {
  const logIntegral = arithmetic.fromNumber(Number.NEGATIVE_INFINITY);
  const none: LogDensityIntegral<N> = {
    logIntegral,
    error: Number.NaN,
    nodes: [],
    weights: [],
    evaluations,
    panels: () => ({ of: [], coarse: [], ends: [], halved: () => none }),
  };
  return none;
}

// On the line the search ran in asinh x; the integral runs in asinh((x − location)/scale).
function planLine<N>(
  arithmetic: Arithmetic<N>,
  logf: LogDensity<N>,
  highest: Hump,
  humps: readonly Hump[],
  depth: number,
  height: LogHeight,
): Plan<N> {
  const location = Math.sinh(highest.at);
  const distance = (direction: 1 | -1): number =>
    Math.abs(Math.sinh(highest.at + direction * halfWidth(height, highest, direction, 700)) - location);
  const scale = Math.max(Math.min(distance(1), distance(-1)), Math.abs(location) * 1e-15, 1e-290);
  const coordinate = lineCoordinate(arithmetic, location, scale);
  const evaluate = logDensityIn(arithmetic, coordinate, logf);
  const inLine = (c: number, t: number): number => arithmetic.toNumber(evaluate(c, t).log);
  const moved = humps.map(({ at }) => {
    const t = at === highest.at ? 0 : Math.asinh((Math.sinh(at) - location) / scale);
    return { at: t, height: inLine(0, t) };
  });
  const top = moved[0] ?? { at: 0, height: 0 };
  return planAround(coordinate, inLine, top, moved, depth);
}

// Offsets are counted from the highest hump.
function planAround<N>(
  coordinate: Coordinate<N>,
  height: (centre: number, offset: number) => number,
  highest: Hump,
  humps: readonly Hump[],
  depth: number,
): Plan<N> {
  const local: LogHeight = (t) => height(highest.at, t);
  const floor = highest.height - depth;
  const relevant = humps.filter((hump) => hump.height > floor).map((hump) => ({ ...hump, at: hump.at - highest.at }));
  const { reach } = coordinate;
  const [first, last] = [Math.min(...relevant.map((h) => h.at)), Math.max(...relevant.map((h) => h.at))];
  const [left, right] = [-1, 1].map((side) =>
    halfWidth(local, { at: 0, height: highest.height }, side as 1 | -1, reach),
  );
  const lower = cutTail(local, first, 4 * (left ?? 1), -1, floor, reach);
  const upper = cutTail(local, last, 4 * (right ?? 1), 1, floor, reach);
  const breaks = relevant.flatMap((hump) => ladder(hump.at, widths(local, hump, reach), lower.at, upper.at));
  return {
    coordinate,
    centre: highest.at,
    breaks: ascending([lower.at, upper.at, ...breaks]),
    isComplete: lower.isComplete && upper.isComplete,
    width: Math.min(left ?? 1, right ?? 1),
  };
}

function planCircle<N>(
  coordinate: Coordinate<N>,
  height: (centre: number, offset: number) => number,
  highest: Hump,
  humps: readonly Hump[],
  length: number,
): Plan<N> {
  const half = length / 2;
  const local: LogHeight = (t) => height(highest.at, t);
  const breaks = humps.flatMap((hump) => {
    const turn = hump.at - highest.at;
    const at = turn - length * Math.round(turn / length);
    return ladder(at, widths(local, { at, height: hump.height }, half), -half, half);
  });
  const width = Math.min(...widths(local, { at: 0, height: highest.height }, half));
  return { coordinate, centre: highest.at, breaks: ascending([-half, half, ...breaks]), isComplete: true, width };
}

function widths(local: LogHeight, hump: Hump, reach: number): readonly [number, number] {
  return [halfWidth(local, hump, -1, reach), halfWidth(local, hump, 1, reach)];
}

// The hump and geometrically growing distances from it.
function ladder(at: number, [left, right]: readonly [number, number], lower: number, upper: number): number[] {
  const rungs = [at];
  for (let t = 1.5 * right; at + t < upper; t *= 2) rungs.push(at + t);
  for (let t = 1.5 * left; at - t > lower; t *= 2) rungs.push(at - t);
  return rungs;
}

// Sorted, without breaks that would make a panel a hundred times narrower than its neighbour's due.
function ascending(breaks: readonly number[]): number[] {
  const sorted = [...new Set(breaks)].sort((a, b) => a - b);
  const range = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
  return sorted.filter((t, i) => i === 0 || i === sorted.length - 1 || t - (sorted[i - 1] ?? 0) > 1e-14 * range);
}

function integratePlan<N>(
  arithmetic: Arithmetic<N>,
  logf: LogDensity<N>,
  plan: Plan<N>,
  settings: Settings,
  searched: number,
): LogDensityIntegral<N> {
  const { sub, toNumber } = arithmetic;
  const evaluate = logDensityIn(arithmetic, plan.coordinate, logf);
  const top = evaluate(plan.centre, 0).log;
  const rule = kronrodRule((offset) => {
    const { placed, log } = evaluate(plan.centre, offset);
    const density = Math.exp(toNumber(sub(log, top)));
    return { point: placed.point, density: Number.isFinite(density) ? density : 0 };
  });
  const local: LogHeight = (t) => toNumber(sub(evaluate(plan.centre, t).log, top));
  const noise = roundingNoise(local, 0, plan.width);
  const refined = refinePanels(plan.breaks, rule, halve, { ...settings, noise });
  const missing = plan.isComplete ? 0 : missingMass(local, plan.breaks);
  const pointAt = remembered((offset: number) => plan.coordinate.place(plan.centre, offset).point);
  const whole: Whole<N> = { arithmetic, top, rule, pointAt, noise, missing };
  return normalised(whole, refined.panels, refined.evaluations + searched);
}

// A tail that could not be followed is bounded by the exponential through two readings near its edge.
function missingMass(local: LogHeight, breaks: readonly number[]): number {
  const [first, last] = [breaks[0] ?? 0, breaks.at(-1) ?? 0];
  const step = (last - first) * 0.05;
  const tail = (edge: number, inward: number): number => {
    const [height, inner] = [local(edge + inward), local(edge + 2 * inward)];
    if (height < -80) return 0;
    const slope = (inner - height) / step;
    return Math.exp(height) / Math.max(slope, 1e-300);
  };
  return tail(first, step) + tail(last, -step);
}

interface Whole<N> {
  readonly arithmetic: Arithmetic<N>;
  /** The logarithm of the density's maximum, by which it is divided. */
  readonly top: N;
  readonly rule: PanelRule<Point<N>>;
  /** The same point for the same offset. */
  readonly pointAt: (offset: number) => Point<N>;
  readonly noise: number;
  readonly missing: number;
}

/** The result from the panels of a density divided by its maximum. */
function normalised<N>(whole: Whole<N>, panels: readonly Panel<Point<N>>[], spent: number): LogDensityIntegral<N> {
  const { arithmetic, top, noise, missing } = whole;
  const nodes: Point<N>[] = [];
  const masses: number[] = [];
  for (const { samples } of panels)
    for (const { point, mass } of samples)
      if (mass > 0) {
        nodes.push(point);
        masses.push(mass);
      }
  const value = compensatedSum(masses);
  const error = compensatedSum(panels.map((panel) => panel.error)) + noise * value + missing;
  return {
    logIntegral: arithmetic.add(top, arithmetic.fromNumber(Math.log(value))),
    error: error / value,
    nodes,
    weights: masses.map((mass) => mass / value),
    evaluations: spent,
    panels: () => ({
      of: panels.flatMap((panel, of) => panel.samples.filter(hasMass).map(() => of)),
      coarse: panels.flatMap((panel) =>
        panel.samples.filter(hasMass).map(({ coarse, mass }) => (coarse ?? mass) / value),
      ),
      ends: panels.map(({ lower, upper }) => [whole.pointAt(lower), whole.pointAt(upper)] as const),
      halved: (chosen) => {
        const parts = panels.map((panel, i) => (chosen.has(i) ? halvesOf(panel, whole.rule) : [panel]));
        const fresh = parts.flatMap((p) => (p.length > 1 ? p.map((q) => q.evaluations) : []));
        return normalised(whole, parts.flat(), spent + compensatedSum(fresh));
      },
    }),
  };
}

const hasMass = ({ mass }: { readonly mass: number }): boolean => mass > 0;

function halvesOf<P>(panel: Panel<P>, rule: PanelRule<P>): readonly Panel<P>[] {
  const middle = halve(panel.lower, panel.upper);
  return middle === undefined ? [panel] : [rule(panel.lower, middle), rule(middle, panel.upper)];
}

/** E[g] under the normalised density of an integral or a sum. */
export function expectation<P>(
  measure: { readonly nodes: readonly P[]; readonly weights: readonly number[] },
  g: (point: P) => number,
): number {
  return compensatedSum(measure.nodes.map((node, i) => (measure.weights[i] ?? 0) * g(node)));
}
