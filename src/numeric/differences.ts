// Derivatives of a function known by its values only: central differences at halved steps, extrapolated to step zero
// (Richardson; the tableau of Ridders 1982), the entry with the smallest error estimate kept.

/** Where a function may be evaluated, and on which scale it varies. */
export interface DifferenceOptions {
  /** The point keeps away from these ends of the domain. */
  readonly lower?: number;
  readonly upper?: number;
  /** The length over which the function varies; the first step is a tenth of it. Default: max(|x|, 1). */
  readonly scale?: number;
}

/** A derivative with an estimate of its absolute error. */
export interface Difference {
  readonly value: number;
  readonly error: number;
}

const levels = 24;

/** f′(x). */
export function derivative(f: (x: number) => number, x: number, options: DifferenceOptions = {}): Difference {
  const size = firstStep(x, options);
  return extrapolated((step) => (f(x + step) - f(x - step)) / (2 * step), size, x);
}

/** f″(x). */
export function secondDerivative(f: (x: number) => number, x: number, options: DifferenceOptions = {}): Difference {
  const size = firstStep(x, options);
  const middle = f(x);
  return extrapolated((step) => (f(x + step) - 2 * middle + f(x - step)) / (step * step), size, x);
}

function firstStep(x: number, { lower, upper, scale }: DifferenceOptions): number {
  const room = Math.min(x - (lower ?? Number.NEGATIVE_INFINITY), (upper ?? Number.POSITIVE_INFINITY) - x);
  return Math.min(0.1 * (scale ?? Math.max(Math.abs(x), 1)), 0.5 * room);
}

// One column of the tableau per step; errors in even powers of the step only. A step is made a power of two, so that
// x ± step are as exact as they can be.
function extrapolated(quotient: (step: number) => number, size: number, x: number): Difference {
  let best: Difference = { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  let previous: number[] = [];
  let step = 2 ** Math.floor(Math.log2(size));
  for (let level = 0; level < levels && x + step !== x; level++, step /= 2) {
    const row = [quotient(step)];
    for (let k = 0, factor = 4; k < previous.length; k++, factor *= 4) {
      const [fine, coarse] = [row[k] ?? 0, previous[k] ?? 0];
      const value = fine + (fine - coarse) / (factor - 1);
      const error = Math.max(Math.abs(value - fine), Math.abs(value - coarse));
      row.push(value);
      if (error < best.error) best = { value, error };
    }
    const last = Math.abs((row.at(-1) ?? 0) - (previous.at(-1) ?? 0));
    if (level > 4 && best.error < 1e-9 * Math.abs(best.value) && last > 100 * best.error) break;
    previous = row.slice(0, 8);
  }
  return best;
}

/** Options for each coordinate, in order; missing ones take the defaults. */
export type CoordinateOptions = readonly (DifferenceOptions | undefined)[];

const shifted = (x: readonly number[], i: number, value: number): number[] => x.map((old, j) => (j === i ? value : old));

/** The gradient of f at x. */
export function gradient(f: (x: readonly number[]) => number, x: readonly number[],
  options: CoordinateOptions = []): number[] {
  return x.map((xi, i) => derivative((t) => f(shifted(x, i, t)), xi, options[i] ?? {}).value);
}

/** The Jacobian of f at x: row i holds the derivatives of component i. */
export function jacobian(f: (x: readonly number[]) => readonly number[], x: readonly number[],
  options: CoordinateOptions = []): number[][] {
  return f(x).map((_, i) => gradient((y) => f(y)[i] ?? Number.NaN, x, options));
}

/** The symmetric matrix of second derivatives of f at x. */
export function hessian(f: (x: readonly number[]) => number, x: readonly number[],
  options: CoordinateOptions = []): number[][] {
  const entry = (i: number, j: number): number => {
    const at = (k: number): number => x[k] ?? Number.NaN;
    if (i === j) return secondDerivative((t) => f(shifted(x, i, t)), at(i), options[i] ?? {}).value;
    const inner = (s: number): number =>
      derivative((t) => f(shifted(shifted(x, i, s), j, t)), at(j), options[j] ?? {}).value;
    return derivative(inner, at(i), options[i] ?? {}).value;
  };
  const lower = x.map((_, i) => x.slice(0, i + 1).map((_, j) => entry(i, j)));
  return x.map((_, i) => x.map((_, j) => lower[Math.max(i, j)]?.[Math.min(i, j)] ?? Number.NaN));
}
