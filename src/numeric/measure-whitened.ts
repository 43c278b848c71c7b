// A density in coordinates that are white around its mode: the curvature there is the unit matrix, so that one rule and
// one proposal serve every density, whatever its scales and correlations.
import type { Chart, Charted } from './chart.ts';
import { affineCoordinate, type Coordinate, coordinateFor } from './coordinate.ts';
import { cholesky, inverse } from './dense.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import type { Tensor } from './tensors.ts';

/** The logarithm of a density at a value of its variable. */
export type LogAt = (x: Tensor<number>) => number;

/** A value with the logarithm of the density in the white coordinates there. */
interface Whited {
  readonly value: Tensor<number>;
  readonly log: number;
}

/** A density around its mode, which is the origin. */
export interface Whitened {
  readonly dimension: number;
  readonly at: (z: readonly number[]) => Whited;
}

/** The white coordinates of exp(log) over a chart; nothing where no mode is found. */
export function whitened(chart: Chart, log: LogAt): Whitened | undefined {
  const first = modeIn(chart, log);
  const centred = chart.around?.(placedAt(first, first.mode).value);
  const { mode, ...space } = centred ? modeIn(centred, log) : first;
  const covariance = covarianceAt((y) => heightAt(space, log, y), mode);
  const wide = covariance && cholesky(floatArithmetic, covariance);
  if (!wide) return undefined;
  const factor = narrowed(wide, (y) => heightAt(space, log, y), mode);
  const logScale = factor.reduce((sum, row, i) => sum + Math.log(row[i] ?? 1), 0);
  return {
    dimension: mode.length,
    at: (z) => {
      // Slices move along one axis alone.
      const axes = z.flatMap((step, j) => (step === 0 ? [] : [j]));
      const y = mode.map((m, i) =>
        axes.reduce((sum, j) => (j <= i ? sum + (factor[i]?.[j] ?? 0) * (z[j] ?? 0) : sum), m),
      );
      const { value, logVolume } = placedAt(space, y);
      return { value, log: log(value) + logVolume + logScale };
    },
  };
}

/** So far a density falls within a width that its curvature tells, unless its top is flat, as that of e^{−x⁴}. */
const mostFall = 8;

/** The axes of the white coordinates, those along which the density falls too far cut to where it falls by a half. */
function narrowed(factor: readonly (readonly number[])[], height: Height, mode: readonly number[]): typeof factor {
  const top = height(mode);
  const lengths = mode.map((_, j) => {
    const axis = factor.map((row) => row[j] ?? 0);
    const fallAt = (t: number): number => top - Math.max(height(moved(mode, axis, t)), height(moved(mode, axis, -t)));
    let length = 1;
    if (fallAt(1) > mostFall) while (length > 1e-12 && fallAt(length) > 0.5) length *= 0.8;
    return length;
  });
  return factor.map((row) => row.map((x, j) => x * (lengths[j] ?? 1)));
}

interface Space {
  readonly chart: Chart;
  readonly coordinates: readonly Coordinate<number>[];
}

/** The mode in coordinates that run over the whole line. */
function modeIn(chart: Chart, log: LogAt): Space & { readonly mode: readonly number[] } {
  const coordinates = chart.sides.map(({ lower, upper }) =>
    Number.isFinite(lower) || Number.isFinite(upper)
      ? coordinateFor(floatArithmetic, lower, upper)
      : affineCoordinate(floatArithmetic, 0, 1),
  );
  const space = { chart, coordinates };
  const start = coordinates.map(() => 0);
  const height: Height = (y) => heightAt(space, log, y);
  const top = climb(height, start);
  return { ...space, mode: isTop(height, top) ? top : cornerFrom(height, top) };
}

function placedAt({ chart, coordinates }: Space, y: readonly number[]): Charted {
  const placed = coordinates.map((c, i) => c.place(0, y[i] ?? 0));
  const { value, logVolume } = chart.place(placed.map((p) => p.point));
  return { value, logVolume: placed.reduce((sum, p) => sum + p.logJacobian, logVolume) };
}

function heightAt(space: Space, log: LogAt, y: readonly number[]): number {
  const { value, logVolume } = placedAt(space, y);
  return log(value) + logVolume;
}

type Height = (y: readonly number[]) => number;

/** Steps of the differences that only have to find the way uphill and the rough width. */
const slopeStep = 1e-4;
const curvatureStep = 1e-2;

const moved = (y: readonly number[], direction: readonly number[], step: number): readonly number[] =>
  y.map((x, i) => x + step * (direction[i] ?? 0));

/** y with steps along one axis and then another. */
const shifted = (y: readonly number[], i: number, a: number, j = i, b = 0): readonly number[] =>
  y.map((x, k) => x + (k === i ? a : 0) + (k === j ? b : 0));

const slopeAt = (height: Height, y: readonly number[]): readonly number[] =>
  y.map((_, i) => (height(shifted(y, i, slopeStep)) - height(shifted(y, i, -slopeStep))) / (2 * slopeStep));

/** −H by second differences. */
function curvatureAt(height: Height, y: readonly number[]): readonly (readonly number[])[] {
  const h = curvatureStep;
  const here = height(y);
  const ends = y.map((_, i) => [height(shifted(y, i, h)), height(shifted(y, i, -h))] as const);
  const rows: number[][] = y.map(() => []);
  for (const [i, row] of rows.entries()) {
    const [up, down] = ends[i] ?? [0, 0];
    row[i] = (2 * here - up - down) / (h * h);
    for (let j = 0; j < i; j++) {
      const [right, left] = ends[j] ?? [0, 0];
      const both = height(shifted(y, i, h, j, h)) + height(shifted(y, i, -h, j, -h));
      const mixed = (up + down + right + left - 2 * here - both) / (2 * h * h);
      row[j] = mixed;
      const other = rows[j];
      if (other) other[i] = mixed;
    }
  }
  return rows;
}

/** Newton's steps uphill, halved until they rise. */
function climb(height: Height, start: readonly number[]): readonly number[] {
  let y = start;
  let here = height(y);
  for (let i = 0; i < 30; i++) {
    const slope = slopeAt(height, y);
    if (Math.hypot(...slope) < 1e-6) break;
    const direction = newtonStep(height, y, slope);
    let step = 1;
    while (step > 1e-6 && !(height(moved(y, direction, step)) >= here)) step /= 2;
    if (step <= 1e-6) break;
    y = moved(y, direction, step);
    here = height(y);
    if (Math.hypot(...direction) * step < 1e-3) break;
  }
  return y;
}

/** Would a step of Newton's gain little from here? Beside a corner slopes stay, and what curvature is read is rounding. */
function isTop(height: Height, y: readonly number[]): boolean {
  const slope = slopeAt(height, y);
  const step = newtonStep(height, y, slope);
  return slope.reduce((sum, s, i) => sum + s * (step[i] ?? 0), 0) < 0.1;
}

/** The top of each coordinate alone, one after the other: where coordinates are independent it is their corner. */
function cornerFrom(height: Height, start: readonly number[]): readonly number[] {
  return start.reduce((y, _, axis) => {
    const along = (t: number): number => height(shifted(y, axis, t));
    return shifted(y, axis, topAlong(along));
  }, start);
}

const golden = (Math.sqrt(5) - 1) / 2;

/** Where a function of one number with one top is largest: doubled steps uphill, then sections. */
function topAlong(height: (t: number) => number): number {
  const side = height(curvatureStep) >= height(-curvatureStep) ? 1 : -1;
  let reach = curvatureStep;
  while (reach < 1e6 && height(side * 2 * reach) >= height(side * reach)) reach *= 2;
  let [from, to] = [-curvatureStep, 2 * reach];
  while (to - from > 1e-9 * Math.max(1, reach)) {
    const [left, right] = [to - golden * (to - from), from + golden * (to - from)];
    if (height(side * left) >= height(side * right)) to = right;
    else from = left;
  }
  return (side * (from + to)) / 2;
}

function newtonStep(height: Height, y: readonly number[], slope: readonly number[]): readonly number[] {
  const covariance = covarianceAt(height, y);
  const steepest = slope.map((s) => s / Math.max(1, Math.hypot(...slope)));
  return covariance ? covariance.map((row) => row.reduce((sum, c, j) => sum + c * (slope[j] ?? 0), 0)) : steepest;
}

/** (−H)⁻¹ where that is positive definite. */
function covarianceAt(height: Height, y: readonly number[]): readonly (readonly number[])[] | undefined {
  const curvature = curvatureAt(height, y);
  return cholesky(floatArithmetic, curvature) ? inverse(floatArithmetic, curvature) : undefined;
}
