// Does ∫ exp(f) converge at the ends of a domain? Judged by the slope of f against the logarithm of the distance.
import type { SymbolExpr } from '../ir/expr.ts';

/** The end at which an integral or sum diverges, if any. */
export type Divergence = 'at its upper end' | 'at its lower end' | undefined;

const decades = [8, 16, 32, 64, 128, 200];

/** Slope d f/d log(x) over far decades; convergence at ∞ needs less than −1, at a finite end (in the distance) more than −1. */
function slopes(f: (x: number) => number, place: (power: number) => number, sign: 1 | -1): number[] {
  const values = decades.map((d) => f(place(sign * d)));
  return decades
    .slice(1)
    .map(
      (d, i) =>
        ((values[i + 1] ?? Number.NaN) - (values[i] ?? Number.NaN)) / (sign * (d - (decades[i] ?? 0)) * Math.LN10),
    );
}

/** Is the end at infinity summable? Super-polynomial decay reads as −∞, growth as +∞. */
function convergesAtInfinity(f: (x: number) => number, direction: 1 | -1): boolean {
  const found = slopes(
    (x) => f(direction * x),
    (p) => 10 ** p,
    1,
  ).filter((s) => !Number.isNaN(s));
  const last = found.at(-1);
  const values = decades.map((d) => f(direction * 10 ** d));
  if (values.some((v) => v === Number.POSITIVE_INFINITY)) return false;
  if (values.at(-1) === Number.NEGATIVE_INFINITY) return true;
  return last === undefined || last < -1 - 1e-7;
}

function convergesAtFinite(f: (x: number) => number, end: number, direction: 1 | -1): boolean {
  const relative = end === 0 ? 1 : 0;
  const steps = relative ? decades : [4, 6, 8, 10, 12, 14];
  const scale = end === 0 ? 1 : Math.abs(end);
  const values = steps.map((d) => f(end + direction * scale * 10 ** -d));
  if (values.some((v) => v === Number.POSITIVE_INFINITY)) return false;
  if (values.at(-1) === Number.NEGATIVE_INFINITY) return true;
  const i = values.length - 1;
  const rise =
    ((values[i] ?? Number.NaN) - (values[i - 1] ?? Number.NaN)) / (((steps[i] ?? 0) - (steps[i - 1] ?? 0)) * Math.LN10);
  return Number.isNaN(rise) || -rise > -1 + 1e-3;
}

/** Where exp(f) fails to be integrable (or summable) over the domain of a scalar variable. */
export function divergence(f: (x: number) => number, v: SymbolExpr, lower: number, upper: number): Divergence {
  if (v.domain.kind === 'integers')
    return Number.isFinite(upper) || convergesAtInfinity(f, 1) ? undefined : 'at its upper end';
  const top = Number.isFinite(upper) ? convergesAtFinite(f, upper, -1) : convergesAtInfinity(f, 1);
  if (!top) return 'at its upper end';
  const bottom = Number.isFinite(lower) ? convergesAtFinite(f, lower, 1) : convergesAtInfinity(f, -1);
  return bottom ? undefined : 'at its lower end';
}
