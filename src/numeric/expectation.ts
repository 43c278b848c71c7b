// E[f] under a measure: summed around the value at the heaviest place, so that a narrow law loses no digits of it, on
// panels that are halved where f is rougher than the density (Gauss–Kronrod pairs tell).

import { compensatedSum, gaussPairError } from './adaptive-panels.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Measure, MeasurePanels } from './finite-measure.ts';
import type { Tensor } from './tensors.ts';

/** A mean, and the measure it was found on. */
export interface Expectation<N> {
  readonly mean: N;
  readonly measure: Measure<N>;
}

/** Error of a mean that is tolerated, relative to the mean deviation from the centre; the density's own noise always is. */
const tolerance = 1e-12;
/** Panels are halved at most so often, and never into more places. */
const most = { rounds: 14, places: 8000 };

/** E[f] for f given at places. */
export function expectationOf<N>(
  a: Arithmetic<N>,
  start: Measure<N>,
  f: (place: readonly Tensor<N>[]) => N,
): Expectation<N> {
  const heaviest = start.places()[start.weights.indexOf(Math.max(...start.weights))];
  const centre = heaviest ? f(heaviest) : a.fromNumber(0);
  let measure = start;
  let deviations = measure.places().map((place) => a.sub(f(place), centre));
  for (let round = 0; round < most.rounds && deviations.length < most.places; round++) {
    const panels = measure.panels?.();
    if (!panels) break;
    const rough = roughPanels(panels, measure, deviations.map(a.toNumber));
    if (rough.size === 0) break;
    const known = new Map(measure.places().map((place, i) => [place, deviations[i]]));
    measure = panels.halved(rough);
    deviations = measure.places().map((place) => known.get(place) ?? a.sub(f(place), centre));
  }
  const sum = deviations.reduce(
    (s, d, i) => a.add(s, a.mul(a.fromNumber(measure.weights[i] ?? 0), d)),
    a.fromNumber(0),
  );
  return { mean: a.add(centre, sum), measure };
}

/** The panels on which the pair of rules disagrees about the mean of these values. */
function roughPanels(
  panels: Pick<MeasurePanels<unknown>, 'of' | 'coarse'>,
  { weights, error: noise }: Pick<Measure<unknown>, 'weights' | 'error'>,
  values: readonly number[],
): ReadonlySet<number> {
  const size = compensatedSum(values.map((x, i) => Math.abs((weights[i] ?? 0) * x)));
  const gaps = new Map<number, { mass: number; total: number; gap: number; square: number }>();
  values.forEach((x, i) => {
    const [of, weight] = [panels.of[i] ?? 0, weights[i] ?? 0];
    const sum = gaps.get(of) ?? { mass: 0, total: 0, gap: 0, square: 0 };
    sum.mass += weight;
    sum.total += weight * x;
    sum.square += weight * x * x;
    sum.gap += (weight - (panels.coarse[i] ?? 0)) * x;
    gaps.set(of, sum);
  });
  const error = ({ mass, total, gap, square }: { mass: number; total: number; gap: number; square: number }): number =>
    gaussPairError(Math.abs(gap), Math.sqrt(Math.max(0, mass * square - total * total)), total);
  return new Set([...gaps].filter(([, sum]) => error(sum) > Math.max(tolerance, 10 * noise) * size).map(([of]) => of));
}
