// Derivatives of a function known by its values only: central differences at halved steps, extrapolated to step zero
// (Richardson; the tableau of Ridders 1982), the entry with the smallest error estimate kept.

/** Where a function may be evaluated, and on which scale it varies. */
export interface DifferenceOptions {
  /** The point keeps away from these ends of the domain. */
  readonly lower?: number;
  readonly upper?: number;
  /** The length over which the function varies; the first step is a tenth of it. Default: max(|x|, 1). */
  readonly scale?: number;
  /** No finer step is taken once the error is estimated to be below this part of the derivative. Default: none is enough. */
  readonly enough?: number;
}

/** A derivative with an estimate of its absolute error. */
export interface Difference {
  readonly value: number;
  readonly error: number;
}

const levels = 24;

// What a value of f is supposed to carry: a few units of its last digit.
const rounding = 4e-16;

/** f′(x). */
export function derivative(f: (x: number) => number, x: number, options: DifferenceOptions = {}): Difference {
  const size = firstStep(x, options);
  return extrapolated(
    (step) => {
      const [right, left] = [f(x + step), f(x - step)];
      return {
        value: (right - left) / (2 * step),
        rounding: (rounding * Math.max(Math.abs(right), Math.abs(left))) / step,
      };
    },
    size,
    x,
    options.enough,
  );
}

/** f″(x). */
export function secondDerivative(f: (x: number) => number, x: number, options: DifferenceOptions = {}): Difference {
  const size = firstStep(x, options);
  const middle = f(x);
  return extrapolated(
    (step) => {
      const [right, left] = [f(x + step), f(x - step)];
      const height = Math.max(Math.abs(right), Math.abs(left), Math.abs(middle));
      return { value: (right - 2 * middle + left) / (step * step), rounding: (4 * rounding * height) / (step * step) };
    },
    size,
    x,
    options.enough,
  );
}

function firstStep(x: number, { lower, upper, scale }: DifferenceOptions): number {
  const room = Math.min(x - (lower ?? Number.NEGATIVE_INFINITY), (upper ?? Number.POSITIVE_INFINITY) - x);
  return Math.min(0.1 * (scale ?? Math.max(Math.abs(x), 1)), 0.5 * room);
}

/** The best entry of one row of the tableau, and what rounding makes of the row's quotient. */
interface Row {
  readonly value: number;
  readonly error: number;
  readonly rounding: number;
}

/** A difference quotient and the rounding error it is prone to. */
type Quotient = (step: number) => { readonly value: number; readonly rounding: number };

// One row of the tableau per step; errors in even powers of the step only. A step is made a power of two, so that
// x ± step are as exact as they can be.
function extrapolated(quotient: Quotient, size: number, x: number, enough = 0): Difference {
  const rows: Row[] = [];
  let previous: number[] = [];
  let step = 2 ** Math.floor(Math.log2(size));
  for (let level = 0; level < levels && x + step !== x; level++, step /= 2) {
    const { value, rounding } = quotient(step);
    const row = [value];
    let best: Row = { value, error: Number.POSITIVE_INFINITY, rounding };
    for (let k = 0, factor = 4; k < Math.min(previous.length, 8); k++, factor *= 4) {
      const [fine, coarse] = [row[k] ?? 0, previous[k] ?? 0];
      const next = fine + (fine - coarse) / (factor - 1);
      const error = Math.max(Math.abs(next - fine), Math.abs(next - coarse));
      row.push(next);
      if (error < best.error) best = { value: next, error, rounding };
    }
    rows.push(best);
    previous = row;
    const trusted = mostTrusted(rows);
    const scale = Math.abs(trusted.value);
    if (level > 4 && scale > 0 && rounding > 10 * trusted.error + 1e-12 * scale) break;
    if (level > 3 && trusted.error < enough * scale) break;
  }
  return mostTrusted(rows);
}

// The row with the smallest error among those that no finer row contradicts: with a step far above the function's
// scale all quotients may agree on nothing.
function mostTrusted(rows: readonly Row[]): Difference {
  const isContradicted = (row: Row, index: number): boolean =>
    rows
      .slice(index + 1)
      .some((finer) => Math.abs(finer.value - row.value) > 10 * (row.error + finer.error + finer.rounding));
  const trusted = rows.filter((row, i) => !isContradicted(row, i));
  const best = trusted.reduce<Row | undefined>((a, b) => (a === undefined || b.error < a.error ? b : a), undefined);
  return best === undefined
    ? { value: Number.NaN, error: Number.POSITIVE_INFINITY }
    : { value: best.value, error: best.error + best.rounding * 1e-2 };
}

/** Options for each coordinate, in order; missing ones take the defaults. */
export type CoordinateOptions = readonly (DifferenceOptions | undefined)[];

const shifted = (x: readonly number[], i: number, value: number): number[] =>
  x.map((old, j) => (j === i ? value : old));

/** The gradient of f at x. */
export function gradient(
  f: (x: readonly number[]) => number,
  x: readonly number[],
  options: CoordinateOptions = [],
): number[] {
  return x.map((xi, i) => derivative((t) => f(shifted(x, i, t)), xi, options[i] ?? {}).value);
}

/** The Jacobian of f at x: row i holds the derivatives of component i. */
export function jacobian(
  f: (x: readonly number[]) => readonly number[],
  x: readonly number[],
  options: CoordinateOptions = [],
): number[][] {
  return f(x).map((_, i) => gradient((y) => f(y)[i] ?? Number.NaN, x, options));
}

/** The symmetric matrix of second derivatives of f at x. */
export function hessian(
  f: (x: readonly number[]) => number,
  x: readonly number[],
  options: CoordinateOptions = [],
): number[][] {
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
