// Expressions on the places of a measure, where each place tells better than by its number what vanishes nearby.
import type { Expr } from '../ir/expr.ts';
import type { Evaluator } from './evaluator.ts';
import { type Measure, type MeasurePlace, valuesAt } from './finite-measure.ts';
import { remembered } from './lazily.ts';
import type { Tensor } from './tensors.ts';

/** Expressions as functions of a place: compiled once for all places that tell the same nodes. */
export function onPlaces<N>(
  evaluator: Evaluator<N>,
  measure: Pick<Measure<N>, 'shape'>,
  expressions: readonly Expr[],
): (place: MeasurePlace<N>) => readonly Tensor<N>[] {
  const given = remembered((nodes: readonly Expr[]) => evaluator.curry(expressions, nodes));
  return (place) => given(place.nodes)(valuesAt(measure, place));
}
