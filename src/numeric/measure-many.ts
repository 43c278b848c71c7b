// A density on any domain as a finite measure: quadrature where that reaches, enumeration where the values are few,
// a growing lattice for several counts, and weighted samples beyond.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { integrateBox } from './box-quadrature.ts';
import { type Chart, chartOf } from './chart.ts';
import type { Point } from './coordinate.ts';
import { finitelyMany } from './evaluate-integral.ts';
import type { Evaluator } from './evaluator.ts';
import { isOneCoordinate, type Measure, measureOf } from './measure.ts';
import { latticeMeasure } from './measure-lattice.ts';
import { sampledMeasure } from './measure-sampled.ts';
import { entry, type Tensor } from './tensors.ts';

/** The road that a measure was found by. */
export type MeasureRoad = 'quadrature' | 'summation' | 'monte-carlo';

/** A measure in float64, with its road; of samples the weights are importance weights that need not sum to one. */
export interface AnyMeasure extends Measure<number> {
  readonly road: MeasureRoad;
}

/** Box quadrature reaches so many dimensions. */
const boxDimensions = 3;
const boxTolerance = 1e-9;

/** The measure of exp(logDensity) over the domain of the variable. */
export function measureOver(
  evaluator: Evaluator<number>,
  variable: SymbolExpr,
  logDensity: Expr,
  seed: number,
): AnyMeasure {
  const values = finitelyMany(evaluator, variable);
  if (values) return { ...enumerated(evaluator, variable, logDensity, values), road: 'summation' };
  const isDiscrete = variable.domain.kind === 'integers';
  if (isOneCoordinate(evaluator, variable))
    return { ...measureOf(evaluator, variable, logDensity), road: isDiscrete ? 'summation' : 'quadrature' };
  const chart = chartOf(evaluator, variable);
  if (!chart) return { ...latticeMeasure(evaluator, variable, logDensity), road: 'summation' };
  const log = logAt(evaluator, variable, logDensity);
  const box = chart.sides.length <= boxDimensions ? boxMeasure(evaluator, variable, chart, log) : undefined;
  if (box && box.error <= boxTolerance) return { ...box, road: 'quadrature' };
  return { ...sampledMeasure(chart, log, seed), inputs: [variable], road: 'monte-carlo' };
}

function boxMeasure(
  { arithmetic }: Evaluator<number>,
  variable: SymbolExpr,
  chart: Chart,
  log: (x: Tensor<number>) => number,
): Measure<number> {
  const density = (points: readonly Point<number>[]): number => {
    const { value, logVolume } = chart.place(points);
    return log(value) + logVolume;
  };
  const box = integrateBox(arithmetic, density, chart.sides, { tolerance: boxTolerance, limit: 400_000 });
  const places = box.nodes.map((points) => [chart.place(points).value]);
  return { ...box, logTotal: box.logIntegral, inputs: [variable], places };
}

/** How many coordinates a quadrature over the variable has; one for a discrete variable. */
export const coordinatesOf = (evaluator: Evaluator<number>, variable: SymbolExpr): number =>
  chartOf(evaluator, variable)?.sides.length ?? 1;

/** The log-density as a function of the variable's value. */
function logAt(evaluator: Evaluator<number>, variable: SymbolExpr, logDensity: Expr): (x: Tensor<number>) => number {
  const run = evaluator.curry([logDensity], [variable]);
  return (x) => entry(run([x])[0] as Tensor<number>);
}

function enumerated(
  evaluator: Evaluator<number>,
  variable: SymbolExpr,
  logDensity: Expr,
  values: readonly Tensor<number>[],
): Measure<number> {
  const log = logAt(evaluator, variable, logDensity);
  return discreteMeasure(variable, values, values.map(log));
}

/** The measure of finitely many places with their log-masses. */
function discreteMeasure(
  variable: SymbolExpr,
  values: readonly Tensor<number>[],
  logs: readonly number[],
): Measure<number> {
  const top = logs.reduce((x, y) => Math.max(x, y), Number.NEGATIVE_INFINITY);
  const masses = logs.map((x) => (Number.isFinite(top) ? Math.exp(x - top) : 0));
  const total = masses.reduce((sum, x) => sum + x, 0);
  return {
    logTotal: top + Math.log(total),
    error: 0,
    inputs: [variable],
    places: values.map((x) => [x]),
    weights: masses.map((x) => x / total),
    evaluations: values.length,
  };
}
