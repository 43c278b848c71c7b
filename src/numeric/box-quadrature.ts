// Integrals of a log-density over a product of two or three intervals: find the mode, turn and scale the axes by the
// curvature there, and take the trapezoidal rule on the product grid, which for smooth densities with cut tails
// converges geometrically. The grid is refined until two agree.

import { compensatedSum } from './adaptive-panels.ts';
import type { Arithmetic } from './arithmetic.ts';
import { type Coordinate, type Point, coordinateFor, lineCoordinate } from './coordinate.ts';
import { type Matrix, cholesky, inverse, matvec } from './dense.ts';
import { floatArithmetic } from './float-arithmetic.ts';
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
  /** Relative error asked for: 1e-10. */
  readonly tolerance?: number;
  /** The largest number of evaluations: 100000. */
  readonly limit?: number;
  /** Natural logarithms below the maximum at which tails are cut: 40. */
  readonly depth?: number;
}

type BoxDensity<N> = (points: readonly Point<N>[]) => N;
type Height = (y: readonly number[]) => number;

/** ∫ exp(logf) over a box. */
export function integrateBox<N>(arithmetic: Arithmetic<N>, logf: BoxDensity<N>, sides: readonly BoxSide<N>[],
  options: BoxOptions = {}): BoxIntegral<N> {
  const settings = { tolerance: 1e-10, limit: 100000, depth: 40, ...options };
  let evaluations = 0;
  const counted: BoxDensity<N> = (points) => {
    evaluations++;
    return logf(points);
  };
  const first = sides.map(({ lower, upper }) => coordinateFor(arithmetic, lower, upper));
  const start = ascend(heightIn(arithmetic, counted, first, zeros(sides)), zeros(sides), 3);
  const coordinates = rescaleLines(arithmetic, counted, sides, first, start);
  const centre = coordinates.map((c, i) => (c === first[i] ? start[i] ?? 0 : 0));
  const shape = whiten(heightIn(arithmetic, counted, coordinates, centre), zeros(sides), settings.depth);
  const result = refineGrid(arithmetic, counted, coordinates, centre, shape, settings);
  return { ...result, evaluations };
}

const zeros = (list: readonly unknown[]): number[] => list.map(() => 0);

interface PlacedPoints<N> {
  readonly points: readonly Point<N>[];
  readonly log: N;
}

function evaluateAt<N>({ add, fromNumber }: Arithmetic<N>, logf: BoxDensity<N>, coordinates: readonly Coordinate<N>[],
  centre: readonly number[], y: readonly number[]): PlacedPoints<N> {
  const placed = coordinates.map((c, i) => c.place(centre[i] ?? 0, y[i] ?? 0));
  const points = placed.map((p) => p.point);
  const jacobian = placed.reduce((sum, p) => add(sum, p.logJacobian), fromNumber(0));
  return { points, log: add(logf(points), jacobian) };
}

function heightIn<N>(arithmetic: Arithmetic<N>, logf: BoxDensity<N>, coordinates: readonly Coordinate<N>[],
  centre: readonly number[]): Height {
  return (y) => {
    const value = arithmetic.toNumber(evaluateAt(arithmetic, logf, coordinates, centre, y).log);
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
}

const along = (height: Height, y: readonly number[], i: number) => (t: number): number =>
  height(y.map((old, j) => (j === i ? t : old)));

// Coordinate by coordinate to the highest hump.
function ascend(height: Height, start: readonly number[], sweeps: number): number[] {
  let y = [...start];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    y.forEach((_, i) => {
      const grid = gridOfAllScales(0.4, 6, 1.5, 300);
      const here = y[i] ?? 0;
      const hump = findHumps(along(height, y, i), [...grid, here].sort((a, b) => a - b))[0];
      y = y.map((old, j) => (j === i && hump !== undefined ? hump.at : old));
    });
  }
  return y;
}

// On a whole line the coordinate is asinh((x − location)/scale) of the density found there.
function rescaleLines<N>(arithmetic: Arithmetic<N>, logf: BoxDensity<N>, sides: readonly BoxSide<N>[],
  coordinates: readonly Coordinate<N>[], start: readonly number[]): Coordinate<N>[] {
  const height = heightIn(arithmetic, logf, coordinates, zeros(sides));
  return coordinates.map((coordinate, i) => {
    const side = sides[i];
    if (side === undefined || arithmetic.isFinite(side.lower) || arithmetic.isFinite(side.upper)) return coordinate;
    const at = start[i] ?? 0;
    const width = halfWidth(along(height, start, i), { at, height: height(start) }, 1, 700);
    return lineCoordinate(arithmetic, Math.sinh(at), Math.abs(Math.sinh(at + width) - Math.sinh(at)));
  });
}

/** y = mode + frame · u, with the cuts of each u. */
interface Shape {
  readonly mode: readonly number[];
  readonly frame: Matrix<number>;
  readonly cuts: readonly (readonly [number, number])[];
}

function whiten(height: Height, start: readonly number[], depth: number): Shape {
  const mode = newton(height, start);
  const frame = frameAt(height, mode);
  const top = height(mode);
  const cuts = mode.map((_, i): readonly [number, number] => {
    const ray = (t: number): number => height(moved(mode, frame, mode.map((_, j) => (i === j ? t : 0))));
    const cut = (side: 1 | -1): number => 1.25 * cutTail(ray, 0, 2, side, top - depth, 1e5).at;
    return [cut(-1), cut(1)];
  });
  return { mode, frame, cuts };
}

function moved(mode: readonly number[], frame: Matrix<number>, u: readonly number[]): number[] {
  const shift = matvec(floatArithmetic, frame, u);
  return mode.map((m, i) => m + (shift[i] ?? 0));
}

// A few steps of Newton's method with differences scaled by the widths; a step that does not climb is not taken.
function newton(height: Height, start: readonly number[]): number[] {
  let y = [...start];
  for (let step = 0; step < 8; step++) {
    const { slope, curvature } = quadraticModel(height, y);
    const covariance = inverse(floatArithmetic, curvature.map((row) => row.map((v) => -v)));
    if (covariance === undefined) return y;
    const next = moved(y, covariance, slope);
    if (!(height(next) > height(y))) return y;
    y = next;
  }
  return y;
}

interface QuadraticModel {
  readonly slope: readonly number[];
  readonly curvature: Matrix<number>;
}

function quadraticModel(height: Height, y: readonly number[]): QuadraticModel {
  const top = height(y);
  const steps = y.map((_, i) => {
    const width = (side: 1 | -1): number => halfWidth(along(height, y, i), { at: y[i] ?? 0, height: top }, side, 1e3);
    return 0.2 * Math.min(width(1), width(-1));
  });
  const at = (...moves: readonly (readonly [number, number])[]): number =>
    height(y.map((v, i) => v + moves.reduce((sum, [j, sign]) => sum + (i === j ? sign * (steps[j] ?? 0) : 0), 0)));
  const slope = steps.map((h, i) => (at([i, 1]) - at([i, -1])) / (2 * h));
  const curvature = steps.map((h, i) => steps.map((k, j) => (i === j
    ? (at([i, 1]) - 2 * top + at([i, -1])) / (h * h)
    : (at([i, 1], [j, 1]) - at([i, 1], [j, -1]) - at([i, -1], [j, 1]) + at([i, -1], [j, -1])) / (4 * h * k))));
  return { slope, curvature };
}

// The Cholesky factor of the inverse curvature; where the curvature is no maximum's, the axes as they are.
function frameAt(height: Height, mode: readonly number[]): Matrix<number> {
  const { curvature } = quadraticModel(height, mode);
  const covariance = inverse(floatArithmetic, curvature.map((row) => row.map((v) => -v)));
  const factor = covariance === undefined ? undefined : cholesky(floatArithmetic, covariance);
  if (factor !== undefined) return factor;
  const top = height(mode);
  return mode.map((_, i) => mode.map((_, j) => (i === j
    ? halfWidth(along(height, mode, i), { at: mode[i] ?? 0, height: top }, 1, 1e3) : 0)));
}

type GridSettings = Required<BoxOptions>;

function refineGrid<N>(arithmetic: Arithmetic<N>, logf: BoxDensity<N>, coordinates: readonly Coordinate<N>[],
  centre: readonly number[], shape: Shape, settings: GridSettings): Omit<BoxIntegral<N>, 'evaluations'> {
  const top = evaluateAt(arithmetic, logf, coordinates, centre, shape.mode).log;
  const grid = (points: number): GridSum<N> => gridSum(arithmetic, logf, coordinates, centre, shape, points, top);
  let points = 18;
  let current = grid(points);
  let error = Number.POSITIVE_INFINITY;
  let spent = current.samples.length;
  while (error > settings.tolerance) {
    points = Math.ceil(points * 1.4);
    spent += points ** coordinates.length;
    if (spent > settings.limit) break;
    const next = grid(points);
    error = Math.abs(next.value / current.value - 1);
    current = next;
  }
  const kept = current.samples.filter((sample) => sample.mass > 0);
  return {
    logIntegral: arithmetic.add(top, arithmetic.fromNumber(Math.log(current.value))),
    error,
    nodes: kept.map((sample) => sample.points),
    weights: kept.map((sample) => sample.mass / current.value),
  };
}

interface GridSum<N> {
  readonly value: number;
  readonly samples: readonly { readonly points: readonly Point<N>[]; readonly mass: number }[];
}

// The trapezoidal rule in s with u = sinh s, so that long tails take few points.
function gridSum<N>(arithmetic: Arithmetic<N>, logf: BoxDensity<N>, coordinates: readonly Coordinate<N>[],
  centre: readonly number[], shape: Shape, points: number, top: N): GridSum<N> {
  const axes = shape.cuts.map(([from, to]) => {
    const [a, b] = [Math.asinh(from), Math.asinh(to)];
    const step = (b - a) / (points - 1);
    return Array.from({ length: points }, (_, i) => ({ u: Math.sinh(a + i * step), weight: step * Math.cosh(a + i * step) }));
  });
  const volume = shape.frame.reduce((product, row, i) => product * (row[i] ?? 1), 1);
  const samples = product(axes).map((corner) => {
    const y = moved(shape.mode, shape.frame, corner.map((c) => c.u));
    const { points: at, log } = evaluateAt(arithmetic, logf, coordinates, centre, y);
    const density = Math.exp(arithmetic.toNumber(arithmetic.sub(log, top)));
    const weight = corner.reduce((w, c) => w * c.weight, volume);
    return { points: at, mass: Number.isFinite(density) ? density * weight : 0 };
  });
  return { value: compensatedSum(samples.map((s) => s.mass)), samples };
}

function product<T>(axes: readonly (readonly T[])[]): T[][] {
  return axes.reduce<T[][]>((corners, axis) => corners.flatMap((corner) => axis.map((t) => [...corner, t])), [[]]);
}
