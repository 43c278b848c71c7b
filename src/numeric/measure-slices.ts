// The slices of a density along its white axes, tabulated: what a product rule takes its nodes from, and what samples
// are drawn from. If the coordinates are independent the density is the product of its slices.
import { cutTail } from './humps.ts';
import type { Whitened } from './measure-whitened.ts';

/** One slice through the mode on nodes t = sinh(s)/stretch, equally spaced in s. */
export interface Slice {
  readonly from: number;
  readonly step: number;
  /** t at each node. */
  readonly nodes: readonly number[];
  /** exp(log f(t) − log f(0)) dt/ds at each node. */
  readonly densities: readonly number[];
  /** ∫ exp(log f(t) − log f(0)) dt by the trapezoidal rule. */
  readonly total: number;
}

const intervals = 72;
/** Natural logarithms below the mode at which tails are cut. */
const depth = 34;
const reach = 1e6;
/** How soon the nodes spread: the bulk is seen evenly, and a tail costs the logarithm of its length. */
const stretch = 0.35;

/** The slice along an axis. */
export function sliceOf({ dimension, at }: Whitened, axis: number): Slice {
  const top = at(new Array<number>(dimension).fill(0)).log;
  const height = (t: number): number => at(alongAxis(dimension, axis, t)).log - top;
  const cut = (side: 1 | -1): number =>
    cutTail((t) => orLowest(height(t)) + Math.log1p(Math.abs(t)), 0, 4, side, -depth, reach, 3).at;
  const [from, to] = [cut(-1), cut(1)].map((t) => Math.asinh(stretch * t));
  const start = from ?? 0;
  const step = ((to ?? 0) - start) / intervals;
  const places = Array.from({ length: intervals + 1 }, (_, i) => start + i * step);
  const nodes = places.map((s) => Math.sinh(s) / stretch);
  const densities = places.map((s, i) => (Math.exp(orLowest(height(nodes[i] ?? 0))) * Math.cosh(s)) / stretch);
  return { from: start, step, nodes, densities, total: step * densities.reduce((sum, x) => sum + x, 0) };
}

/** The origin moved along one axis. */
export const alongAxis = (dimension: number, axis: number, t: number): readonly number[] =>
  Array.from({ length: dimension }, (_, i) => (i === axis ? t : 0));

const orLowest = (x: number): number => (Number.isFinite(x) ? x : Number.NEGATIVE_INFINITY);

/** A law with a density: `draw` sends a uniform number to a place. */
interface SliceLaw {
  readonly draw: (uniform: number) => number;
  readonly logDensity: (t: number) => number;
}

/** The law whose density in s is the broken line through the nodes of a slice. */
export function lawOf({ from, step, densities }: Slice): SliceLaw {
  const cells = densities.slice(1).map((d, i) => (d + (densities[i] ?? 0)) / 2);
  const sums: number[] = [0];
  for (const mass of cells) sums.push((sums.at(-1) ?? 0) + mass);
  const whole = sums.at(-1) ?? 1;
  return {
    draw: (uniform) => {
      const mass = uniform * whole;
      const cell = Math.max(0, Math.min(cells.length - 1, firstAbove(sums, mass) - 1));
      const part = (mass - (sums[cell] ?? 0)) / (cells[cell] ?? 1);
      return Math.sinh(from + step * (cell + fraction(densities[cell] ?? 0, densities[cell + 1] ?? 0, part))) / stretch;
    },
    logDensity: (t) => {
      const place = (Math.asinh(stretch * t) - from) / step;
      const cell = Math.floor(place);
      if (!(cell >= 0 && cell < cells.length)) return Number.NEGATIVE_INFINITY;
      const [a = 0, b = 0] = [densities[cell], densities[cell + 1]];
      const slope = stretch / Math.hypot(1, stretch * t);
      return Math.log(((a + (b - a) * (place - cell)) / (whole * step)) * slope);
    },
  };
}

/** The number of the first entry of an ascending list above a bound. */
function firstAbove(sums: readonly number[], bound: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The x in (0, 1) below which lies a given part of the area under the line from a to b. */
function fraction(a: number, b: number, part: number): number {
  const area = (a + b) / 2;
  return (2 * part * area) / (a + Math.sqrt(Math.max(0, a * a + 2 * (b - a) * part * area)));
}
