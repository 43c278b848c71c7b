// Where quadrature does not reach: importance samples around the mode, in coordinates that run over the whole line.
import type { Chart, Charted } from './chart.ts';
import { affineCoordinate, type Coordinate, coordinateFor } from './coordinate.ts';
import { cholesky, inverse } from './dense.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { normal, type Random, randomStream } from './random.ts';
import { type Tensor, Unevaluable } from './tensors.ts';

/** How many samples are drawn. */
const draws = 20_000;
/** Degrees of freedom of the proposal: its tails outweigh those of most densities. */
const degrees = 4;

/** Samples with importance weights; `logTotal` is their estimate. */
export interface SampledMeasure {
  readonly logTotal: number;
  /** Relative standard error of the total. */
  readonly error: number;
  readonly places: readonly (readonly Tensor<number>[])[];
  /** exp(logDensity)/(draws · proposal): they sum to the estimate of the total. */
  readonly weights: readonly number[];
  readonly evaluations: number;
}

type LogAt = (x: Tensor<number>) => number;

/** Samples of exp(log) over a chart. */
export function sampledMeasure(chart: Chart, log: LogAt, seed: number): SampledMeasure {
  const coordinates = chart.sides.map(({ lower, upper }) =>
    Number.isFinite(lower) || Number.isFinite(upper)
      ? coordinateFor(floatArithmetic, lower, upper)
      : affineCoordinate(floatArithmetic, 0, 1),
  );
  const at = (y: readonly number[]): Charted => placedAt(chart, coordinates, y);
  const height = (y: readonly number[]): number => {
    const { value, logVolume } = at(y);
    return log(value) + logVolume;
  };
  const proposal = proposalAround(
    height,
    climb(
      height,
      coordinates.map(() => 0),
    ),
  );
  const random = randomStream(seed);
  const samples = Array.from({ length: draws }, () => {
    const { y, logProposal } = proposal(random);
    const { value, logVolume } = at(y);
    const weight = Math.exp(log(value) + logVolume - logProposal) / draws;
    return { place: [value], weight: Number.isFinite(weight) ? weight : 0 };
  });
  const weights = samples.map((s) => s.weight);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const spread = weights.reduce((sum, w) => sum + (w - total / draws) ** 2, 0);
  return {
    logTotal: Math.log(total),
    error: Math.sqrt(spread) / total,
    places: samples.map((s) => s.place),
    weights,
    evaluations: draws,
  };
}

function placedAt(chart: Chart, coordinates: readonly Coordinate<number>[], y: readonly number[]): Charted {
  const placed = coordinates.map((c, i) => c.place(0, y[i] ?? 0));
  const { value, logVolume } = chart.place(placed.map((p) => p.point));
  return { value, logVolume: placed.reduce((sum, p) => sum + p.logJacobian, logVolume) };
}

type Height = (y: readonly number[]) => number;

/** Steps of the differences that only have to find the way uphill and the rough width. */
const slopeStep = 1e-4;
const curvatureStep = 1e-2;

const moved = (y: readonly number[], direction: readonly number[], step: number): readonly number[] =>
  y.map((x, i) => x + step * (direction[i] ?? 0));

const axis = (y: readonly number[], i: number): readonly number[] => y.map((_, j) => (i === j ? 1 : 0));

const slopeAt = (height: Height, y: readonly number[]): readonly number[] =>
  y.map(
    (_, i) => (height(moved(y, axis(y, i), slopeStep)) - height(moved(y, axis(y, i), -slopeStep))) / (2 * slopeStep),
  );

/** −H by second differences. */
function curvatureAt(height: Height, y: readonly number[]): readonly (readonly number[])[] {
  const h = curvatureStep;
  const at = (i: number, a: number, j: number, b: number): number =>
    height(moved(moved(y, axis(y, i), a * h), axis(y, j), b * h));
  return y.map((_, i) =>
    y.map((__, j) => -(at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1)) / (4 * h * h)),
  );
}

/** Newton's steps uphill, halved until they rise. */
function climb(height: Height, start: readonly number[]): readonly number[] {
  let y = start;
  for (let i = 0; i < 30; i++) {
    const direction = newtonStep(height, y, slopeAt(height, y));
    const here = height(y);
    let step = 1;
    while (step > 1e-6 && !(height(moved(y, direction, step)) >= here)) step /= 2;
    if (step <= 1e-6) break;
    y = moved(y, direction, step);
    if (Math.hypot(...direction) * step < 1e-3) break;
  }
  return y;
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

interface Proposed {
  readonly y: readonly number[];
  readonly logProposal: number;
}

/** A multivariate t around the mode: y = mode + L ε √(ν/χ²). */
function proposalAround(height: Height, mode: readonly number[]): (random: Random) => Proposed {
  const covariance = covarianceAt(height, mode);
  const factor = covariance && cholesky(floatArithmetic, covariance);
  if (!factor) throw new Unevaluable('no mode was found to sample around');
  const dimension = mode.length;
  const logDiagonal = factor.reduce((sum, row, i) => sum + Math.log(row[i] ?? 1), 0);
  const { lgamma } = floatArithmetic;
  const constant =
    lgamma((degrees + dimension) / 2) -
    lgamma(degrees / 2) -
    (dimension / 2) * Math.log(degrees * Math.PI) -
    logDiagonal;
  return (random) => {
    const noise = mode.map(() => normal(random));
    const chiSquared = Array.from({ length: degrees }, () => normal(random) ** 2).reduce((sum, x) => sum + x, 0);
    const scale = Math.sqrt(degrees / chiSquared);
    const y = mode.map((m, i) => m + scale * (factor[i] ?? []).reduce((sum, l, j) => sum + l * (noise[j] ?? 0), 0));
    const squared = noise.reduce((sum, x) => sum + (scale * x) ** 2, 0);
    return { y, logProposal: constant - ((degrees + dimension) / 2) * Math.log1p(squared / degrees) };
  };
}
