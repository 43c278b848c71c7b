// E[f] under a measure: summed around the value at the heaviest place, so that a narrow law loses no digits of it, on
// panels that are halved where f is rougher than the density: Gauss–Kronrod pairs tell and, between the outermost node and
// the end of a panel, where both rules are blind, f at the end.

import { atEnds, compensatedSum, gaussPairError, nodesOfPanel } from './adaptive-panels.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Measure, MeasurePanels, MeasurePlace } from './finite-measure.ts';
import { remembered } from './lazily.ts';

/** A mean, and the measure it was found on. */
export interface Expectation<N> {
  readonly mean: N;
  readonly measure: Measure<N>;
}

/** Error of a mean that is tolerated, relative to the mean deviation from the centre; the density's own noise always is. */
const tolerance = 1e-12;
/** Panels are halved at most so often, and never into more places. */
const most = { rounds: 14, places: 8000 };

/** E[f] for f given on places. */
export function expectationOf<N>(
  a: Arithmetic<N>,
  start: Measure<N>,
  f: (place: MeasurePlace<N>) => N,
): Expectation<N> {
  const heaviest = start.places()[start.weights.indexOf(Math.max(...start.weights))];
  const centre = heaviest ? f(heaviest) : a.fromNumber(0);
  const deviation = remembered((place: MeasurePlace<N>) => a.sub(f(place), centre));
  let measure = start;
  let deviations = measure.places().map(deviation);
  for (let round = 0; round < most.rounds && deviations.length < most.places; round++) {
    const panels = measure.panels?.();
    if (!panels) break;
    const ends = panels.ends.map((places) => places.map((place) => a.toNumber(deviation(place))));
    const rough = roughPanels({ ...panels, ends }, measure, deviations.map(a.toNumber));
    if (rough.size === 0) break;
    measure = panels.halved(rough);
    deviations = measure.places().map(deviation);
  }
  const sum = deviations.reduce(
    (s, d, i) => a.add(s, a.mul(a.fromNumber(measure.weights[i] ?? 0), d)),
    a.fromNumber(0),
  );
  return { mean: a.add(centre, sum), measure };
}

/** What is known of the values on one panel: sums by both rules, and at each node its weight and its value. */
interface OnPanel {
  mass: number;
  total: number;
  gap: number;
  square: number;
  readonly weights: number[];
  readonly values: number[];
}

/** Panels as numbers: where each node belongs, its weight by the coarser rule, and the values at the ends. */
interface Rules extends Pick<MeasurePanels<unknown>, 'of' | 'coarse'> {
  readonly ends: readonly (readonly number[])[];
}

/** The panels on which the pair of rules disagrees about the mean of these values, or an end with the nodes. */
function roughPanels(
  panels: Rules,
  { weights, error: noise }: Pick<Measure<unknown>, 'weights' | 'error'>,
  values: readonly number[],
): ReadonlySet<number> {
  const size = compensatedSum(values.map((x, i) => Math.abs((weights[i] ?? 0) * x)));
  const sums = new Map<number, OnPanel>();
  values.forEach((x, i) => {
    const [of, weight] = [panels.of[i] ?? 0, weights[i] ?? 0];
    const sum = sums.get(of) ?? { mass: 0, total: 0, gap: 0, square: 0, weights: [], values: [] };
    sum.mass += weight;
    sum.total += weight * x;
    sum.square += weight * x * x;
    sum.gap += (weight - (panels.coarse[i] ?? 0)) * x;
    sum.weights.push(weight);
    sum.values.push(x);
    sums.set(of, sum);
  });
  const allowed = Math.max(tolerance, 10 * noise) * size;
  const isRough = ([of, sum]: readonly [number, OnPanel]): boolean =>
    errorInside(sum) > allowed || errorAtEnds(sum, panels.ends[of] ?? []) > allowed;
  return new Set([...sums].filter(isRough).map(([of]) => of));
}

const errorInside = ({ mass, total, gap, square }: OnPanel): number =>
  gaussPairError(Math.abs(gap), Math.sqrt(Math.max(0, mass * square - total * total)), total);

/** By how much the values at the ends differ from what the nodes say of them, over the mass of the outermost nodes. */
function errorAtEnds({ weights, values }: OnPanel, ends: readonly number[]): number {
  if (values.length !== nodesOfPanel) return 0;
  const gaps = atEnds(values).map((told, i) => Math.abs((ends[i] ?? told) - told) * (weights.at(i - 2) ?? 0));
  return Math.max(...gaps.filter(Number.isFinite), 0);
}
