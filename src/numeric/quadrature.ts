// Double-exponential quadrature (Takahasi and Mori 1974) for any integrand, signed ones too, in float64. The integrand
// is told its distances from both ends, which stay exact where x itself rounds to an end.

import { compensatedSum } from './adaptive-panels.ts';
import { gridOfAllScales } from './humps.ts';

/** f(x, x − lower, upper − x); a distance from an infinite end is Infinity. */
export type Integrand = (x: number, fromLower: number, fromUpper: number) => number;

/** How an integral is to be computed; every field has a default. */
export interface QuadratureOptions {
  /** Error asked for, relative to the integral of |f|: 1e-13. */
  readonly tolerance?: number;
  /** The step is halved at most so often: 9. */
  readonly levels?: number;
  /** Points inside the interval where the integrand peaks or has a kink; without any, the peak is looked for. */
  readonly splits?: readonly number[];
}

/** An integral with an estimate of its absolute error. */
export interface Quadrature {
  readonly value: number;
  readonly error: number;
  readonly evaluations: number;
}

/** ∫ f over (lower, upper); the ends may be infinite, and singular where f is integrable. */
export function integrate(f: Integrand, lower: number, upper: number, options: QuadratureOptions = {}): Quadrature {
  if (lower === upper) return { value: 0, error: 0, evaluations: 0 };
  if (lower > upper) {
    const flipped = integrate(f, upper, lower, options);
    return { ...flipped, value: -flipped.value };
  }
  const splits = options.splits ?? peak(f, lower, upper);
  const inner = splits.filter((x) => x > lower && x < upper).sort((a, b) => a - b);
  const ends = [lower, ...inner, upper];
  const pieces = ends.slice(1).map((end, i) => piece(f, lower, upper, ends[i] ?? lower, end, options));
  return {
    value: compensatedSum(pieces.map((p) => p.value)),
    error: compensatedSum(pieces.map((p) => p.error)),
    evaluations: pieces.reduce((sum, p) => sum + p.evaluations, 0),
  };
}

// Where |f| is largest on a grid of all scales, improved by golden section: nodes crowd at the ends of pieces, so an
// end placed on a narrow peak resolves it.
function peak(f: Integrand, lower: number, upper: number): number[] {
  const at = lineOnto(lower, upper);
  const size = (t: number): number => {
    const { x, fromLower, fromUpper } = at(t);
    const value = Math.abs(f(x, fromLower, fromUpper));
    return Number.isFinite(value) ? value : 0;
  };
  const isBounded = Number.isFinite(lower) && Number.isFinite(upper);
  const grid = gridOfAllScales(0.2, 4, 1.2, isBounded ? 30 : 40);
  const sizes = grid.map(size);
  const best = sizes.indexOf(Math.max(...sizes));
  const middle = grid[best];
  const [left, right] = [grid[best - 1], grid[best + 1]];
  if (middle === undefined || left === undefined || right === undefined || !(sizes[best] ?? 0)) return [];
  return [at(goldenMaximum(size, left, middle, right)).x];
}

function goldenMaximum(size: (t: number) => number, left: number, start: number, right: number): number {
  let [a, b, best, height] = [left, right, start, size(start)];
  for (let i = 0; i < 60 && b - a > 1e-9 * Math.max(1, Math.abs(best)); i++) {
    const toRight = b - best > best - a;
    const t = toRight ? best + 0.382 * (b - best) : best - 0.382 * (best - a);
    const value = size(t);
    if (value > height) {
      if (toRight) a = best;
      else b = best;
      [best, height] = [t, value];
    } else if (toRight) b = t;
    else a = t;
  }
  return best;
}

/** A place of an interval that a place of the line was sent to; its distances stay exact where x rounds to an end. */
export interface Place {
  readonly x: number;
  readonly fromLower: number;
  readonly fromUpper: number;
  readonly slope: number;
}

/** The real line onto the interval: logistic, exponential or sinh. */
export function lineOnto(lower: number, upper: number): (t: number) => Place {
  const infinite = Number.POSITIVE_INFINITY;
  if (Number.isFinite(lower) && Number.isFinite(upper)) return (t) => logisticPlace(lower, upper, t);
  if (Number.isFinite(lower)) {
    return (t) => ({ x: lower + Math.exp(t), fromLower: Math.exp(t), fromUpper: infinite, slope: Math.exp(t) });
  }
  if (Number.isFinite(upper)) {
    return (t) => ({ x: upper - Math.exp(t), fromUpper: Math.exp(t), fromLower: infinite, slope: Math.exp(t) });
  }
  return (t) => ({ x: Math.sinh(t), fromLower: infinite, fromUpper: infinite, slope: Math.cosh(t) });
}

function logisticPlace(lower: number, upper: number, t: number): Place {
  const decay = Math.exp(-Math.abs(t));
  const far = (upper - lower) / (1 + decay);
  const near = far * decay;
  const slope = (near * far) / (upper - lower);
  return t < 0
    ? { x: lower + near, fromLower: near, fromUpper: far, slope }
    : { x: upper - near, fromLower: far, fromUpper: near, slope };
}

// One piece (a, b) of the interval; the distances handed to f are those from the ends of the whole.
function piece(
  f: Integrand,
  lower: number,
  upper: number,
  a: number,
  b: number,
  options: QuadratureOptions,
): Quadrature {
  const place = lineOnto(a, b);
  const term = (s: number): number => {
    const { x, fromLower, fromUpper, slope } = place(Math.PI * Math.sinh(s));
    const value = f(x, a === lower ? fromLower : x - lower, b === upper ? fromUpper : upper - x);
    const weighted = value * slope * Math.PI * Math.cosh(s);
    return Number.isFinite(weighted) ? weighted : 0;
  };
  const inside = trapezoid(term, options.tolerance ?? 1e-13, options.levels ?? 9);
  return { ...inside, error: inside.error + beyond(term, 1) + beyond(term, -1) };
}

// The mass that an end hides where its distance underflows: an exponential in sinh s through two readings.
function beyond(term: (s: number) => number, side: 1 | -1): number {
  const density = (s: number): number => Math.abs(term(side * s)) / Math.cosh(s);
  const [outer, inner] = [density(reach), density(reach - 0.1)];
  if (outer < 1e-18 * inner || outer === 0) return 0;
  const rate = Math.log(inner / outer) / (Math.sinh(reach) - Math.sinh(reach - 0.1));
  return outer / Math.max(rate, 1e-300);
}

// How far the rule goes: exp(−π sinh 5.6) is near the end of the doubles.
const reach = 5.6;

// The trapezoidal rule on the line with its step halved until two levels agree.
function trapezoid(term: (s: number) => number, tolerance: number, levels: number): Quadrature {
  const terms: number[] = [term(0)];
  let step = 0.5;
  for (let s = step; s < reach; s += step) terms.push(term(s), term(-s));
  let value = step * compensatedSum(terms);
  let error = Number.POSITIVE_INFINITY;
  for (let level = 0; level < levels; level++) {
    for (let s = step / 2; s < reach; s += step) terms.push(term(s), term(-s));
    step /= 2;
    const next = step * compensatedSum(terms);
    const size = step * terms.reduce((sum, t) => sum + Math.abs(t), 0);
    error = Math.abs(next - value);
    value = next;
    if (error <= Math.max(tolerance, 1e-15) * size && level > 0) break;
  }
  return { value, error, evaluations: terms.length };
}
