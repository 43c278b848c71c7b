// Sampling by inversion of a tabulated distribution function, for densities with no better way.
import { doubleExponential } from './quadrature.ts';

/** Points with the cumulative mass up to them, and the logarithms of the density there, up to a constant. */
export interface QuantileTable {
  readonly points: Float64Array;
  readonly cumulative: Float64Array;
  readonly logs: Float64Array;
}

/** Tabulates exp(logDensity) between the bounds, three times, each time over the part that holds the mass. */
export function quantileTable(logDensity: (x: number) => number, lower: number, upper: number): QuantileTable {
  let from = -6;
  let to = 6;
  let table = tabulate(logDensity, lower, upper, from, to);
  for (let round = 0; round < 3; round++) {
    const { cumulative } = table;
    const last = cumulative.length - 1;
    const width = (to - from) / last;
    const start = cumulative.findIndex((mass) => mass > 1e-13);
    const rest = cumulative.findIndex((mass) => mass > 1 - 1e-13);
    const end = rest < 0 ? last : rest;
    to = from + Math.min(last, end + 1) * width;
    from += Math.max(0, start - 2) * width;
    table = tabulate(logDensity, lower, upper, from, to);
  }
  return table;
}

/** Cumulative masses over 4096 steps of the double-exponential variable, in each of which the mass grows like an exponential. */
function tabulate(
  logDensity: (x: number) => number,
  lower: number,
  upper: number,
  from: number,
  to: number,
): QuantileTable {
  const steps = 4096;
  const points = new Float64Array(steps + 1);
  const logs = new Float64Array(steps + 1);
  for (let k = 0; k <= steps; k++) {
    const [x, weight] = doubleExponential(from + ((to - from) * k) / steps, lower, upper);
    points[k] = x;
    const value = x > lower && x < upper ? logDensity(x) + Math.log(weight) : -Infinity;
    logs[k] = Number.isNaN(value) ? -Infinity : value;
  }
  const largest = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  const cumulative = new Float64Array(steps + 1);
  for (let k = 1; k <= steps; k++) {
    const [from = 0, to = 0] = logs.subarray(k - 1, k + 1);
    const [a, b] = [Math.exp(from - largest), Math.exp(to - largest)];
    const isSmooth = Math.abs(to - from) > 1e-6 && Math.abs(to - from) < 30;
    cumulative[k] = (cumulative[k - 1] ?? 0) + (isSmooth ? (b - a) / (to - from) : (a + b) / 2);
  }
  const total = cumulative[steps] ?? 1;
  return { points, cumulative: cumulative.map((mass) => mass / total), logs };
}

/** The point whose cumulative mass is u; between two entries of the table the mass grows like an exponential. */
export function quantile({ points, cumulative, logs }: QuantileTable, u: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) < u) low = middle;
    else high = middle;
  }
  const [below, above] = [cumulative[low] ?? 0, cumulative[high] ?? 1];
  const even = above > below ? (u - below) / (above - below) : 0.5;
  const growth = (logs[high] ?? 0) - (logs[low] ?? 0);
  const isSmooth = Math.abs(growth) > 1e-6 && Math.abs(growth) < 30;
  const share = isSmooth ? Math.log1p(even * Math.expm1(growth)) / growth : even;
  return (points[low] ?? 0) + share * ((points[high] ?? 0) - (points[low] ?? 0));
}
