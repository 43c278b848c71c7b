// A density on any domain as a finite measure: quadrature up to three dimensions, enumeration where the values are few,
// a growing lattice for several counts, and weighted samples beyond.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { type BoxOptions, integrateBox } from './box-quadrature.ts';
import { type Chart, chartOf, chartsOf } from './chart.ts';
import type { Point } from './coordinate.ts';
import { finitelyMany, sharedMeasure } from './evaluate-integral.ts';
import type { Evaluator } from './evaluator.ts';
import { type BareMeasure, type Measure, type Named, named } from './finite-measure.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { lazily } from './lazily.ts';
import { isOneCoordinate } from './measure.ts';
import { productMeasure } from './measure-gauss.ts';
import { latticeMeasure } from './measure-lattice.ts';
import { type SampledMeasure, sampledMeasure } from './measure-sampled.ts';
import { spreadMeasure } from './measure-spread.ts';
import { type LogAt, whitened } from './measure-whitened.ts';
import { entry, sizeOfShape, type Tensor, Unevaluable } from './tensors.ts';

/** The road that a measure was found by. */
export type MeasureRoad = 'quadrature' | 'summation' | 'monte-carlo';

/** A measure in float64, with its road; of samples the weights are importance weights that need not sum to one. */
export interface AnyMeasure extends Measure<number> {
  readonly road: MeasureRoad;
  /** Error to expect of totals and means: relative, or of samples in standard errors. */
  readonly tolerance: number;
  /** The same by a finer rule, where there is one. */
  readonly finer?: () => AnyMeasure | undefined;
}

/** Quadrature reaches so many dimensions. */
const quadratureDimensions = 3;
/** Relative error asked for in one coordinate. */
const singleTolerance = 1e-9;

/** The same in several coordinates, where the evaluations are few. */
const severalTolerance = 1e-4;
/** The product rule is taken where its own estimate of the error is below this. */
const convergedProduct = 1e-5;

/** Standard errors allowed of samples. */
const sampledTolerance = 5;
/** Evaluations spent on one coordinate. */
const singleLimit = 2000;
/** Samples whose total has a relative error below this are from nearly independent coordinates: no chart is better. */
const goodSamples = 0.006;

/** The measure of exp(logDensity) over the domain of the variable. */
export function measureOver(
  evaluator: Evaluator<number>,
  variable: SymbolExpr,
  logDensity: Expr,
  seed: number,
): AnyMeasure {
  const values = finitelyMany(evaluator, variable);
  const exactly = { road: 'summation', tolerance: singleTolerance } as const;
  if (values) return { ...enumerated(evaluator, variable, logDensity, values), ...exactly };
  const isDiscrete = variable.domain.kind === 'integers';
  if (isOneCoordinate(evaluator, variable))
    return { ...sharedMeasure(evaluator, variable, logDensity), ...exactly, ...(isDiscrete ? {} : byQuadrature) };
  const charts = chartsOf(evaluator, variable);
  const [chart] = charts;
  if (!chart) return { ...latticeMeasure(evaluator, variable, logDensity), ...exactly };
  const of = { nodes: [variable], shape: sizeOfShape(variable.shape, evaluator.sizes) };
  return measureIn(of, charts, logAt(evaluator, variable, logDensity), seed);
}

/** Samples of a density in several coordinates, drawn around its mode in the first chart; undefined where there is no mode. */
export function samplesOver(
  evaluator: Evaluator<number>,
  variable: SymbolExpr,
  logDensity: Expr,
  { drawn, seed }: { readonly drawn: number; readonly seed: number },
): AnyMeasure | undefined {
  const [chart] = chartsOf(evaluator, variable);
  const space = chart && whitened(chart, logAt(evaluator, variable, logDensity));
  const of = { nodes: [variable], shape: sizeOfShape(variable.shape, evaluator.sizes) };
  return (
    space && { ...named(of, sampledMeasure(space, seed, drawn)), road: 'monte-carlo', tolerance: sampledTolerance }
  );
}

/** A density whose tails are too long for Gauss rules, by one of a few rules that reach far out, ever finer from 0. */
export function spreadOver(
  evaluator: Evaluator<number>,
  variable: SymbolExpr,
  logDensity: Expr,
  fineness: number,
): AnyMeasure | undefined {
  const [chart] = chartsOf(evaluator, variable);
  const space = chart && whitened(chart, logAt(evaluator, variable, logDensity));
  const of = { nodes: [variable], shape: sizeOfShape(variable.shape, evaluator.sizes) };
  const found = space && spreadMeasure(space, fineness);
  return found && { ...named(of, found), ...byQuadrature, tolerance: severalTolerance };
}

const byQuadrature = { road: 'quadrature' } as const;

/** The measure of exp(log) in one of the charts of a domain. */
export function measureIn(of: Named, charts: readonly Chart[], log: LogAt, seed: number): AnyMeasure {
  const [chart] = charts;
  return chart?.sides.length === 1
    ? { ...boxMeasure(of, chart, log, oneSide), tolerance: singleTolerance, ...byQuadrature }
    : severalMeasure(of, charts, log, seed);
}

/** A product rule in the first chart that it converges in; weighted samples where there is none. */
function severalMeasure(of: Named, charts: readonly Chart[], log: LogAt, seed: number): AnyMeasure {
  const spaces = charts.map((chart) => lazily(() => whitened(chart, log)));
  const reach = charts.filter(({ sides }) => sides.length <= quadratureDimensions).length;
  for (const space of spaces.slice(0, reach)) {
    const found = space();
    const product = found && productMeasure(found);
    if (!found || !product || product.error > convergedProduct) continue;
    const several = (bare: BareMeasure) => ({ ...named(of, bare), tolerance: severalTolerance, ...byQuadrature });
    const [finer, finest] = (['finer', 'finest'] as const).map((p) =>
      lazily(() => mapped(productMeasure(found, p), several)),
    );
    const inTurn = (): AnyMeasure | undefined => finest?.() ?? boxesInTurn(of, charts.slice(0, reach), log);
    return { ...several(product), finer: () => mapped(finer?.(), (m) => ({ ...m, finer: inTurn })) };
  }
  let best: SampledMeasure | undefined;
  for (const space of spaces) {
    const found = space();
    const sampled = found && sampledMeasure(found, seed);
    if (sampled && !(best && best.error <= sampled.error)) best = sampled;
    if (best && best.error <= goodSamples) break;
  }
  if (best) return { ...named(of, best), road: 'monte-carlo', tolerance: sampledTolerance };
  const inTurn = boxesInTurn(of, charts.slice(0, reach), log);
  if (!inTurn) throw new Unevaluable('no mode was found to integrate around');
  return inTurn;
}

/** One integral inside the other, whose tops may be flat or rings: of two the error asked for, and of three, and evaluations spent. */
const inTurnOptions: Readonly<Record<number, BoxOptions>> = {
  2: { tolerance: 1e-9, limit: 50_000 },
  3: { tolerance: 1e-6, limit: 100_000 },
};

/** The first of the charts in which such integrals converge. */
function boxesInTurn(of: Named, charts: readonly Chart[], log: LogAt): AnyMeasure | undefined {
  for (const chart of charts) {
    const options = inTurnOptions[chart.sides.length];
    const found = options && boxMeasure(of, chart, log, options);
    if (found && found.error <= convergedProduct) return { ...found, tolerance: severalTolerance, ...byQuadrature };
  }
  return undefined;
}

const mapped = <A, B>(found: A | undefined, f: (found: A) => B): B | undefined => found && f(found);

const oneSide: BoxOptions = { tolerance: singleTolerance, limit: singleLimit };

function boxMeasure(of: Named, chart: Chart, log: LogAt, options: BoxOptions): Measure<number> {
  const density = (points: readonly Point<number>[]): number => {
    const { value, logVolume } = chart.place(points);
    return log(value) + logVolume;
  };
  const box = integrateBox(floatArithmetic, density, chart.sides, options);
  const places = () => box.nodes.map((points) => chart.place(points).value.data);
  return named(of, { ...box, logTotal: box.logIntegral, places });
}

/** How many coordinates a quadrature over the variable has; one for a discrete variable. */
export const coordinatesOf = (evaluator: Evaluator<number>, variable: SymbolExpr): number =>
  chartOf(evaluator, variable)?.sides.length ?? 1;

/** The log-density as a function of the variable's value. */
function logAt(evaluator: Evaluator<number>, variable: SymbolExpr, logDensity: Expr): LogAt {
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
  const shape = sizeOfShape(variable.shape, evaluator.sizes);
  return discreteMeasure({ nodes: [variable], shape }, values, values.map(log));
}

/** The measure of finitely many places with their log-masses. */
function discreteMeasure(of: Named, values: readonly Tensor<number>[], logs: readonly number[]): Measure<number> {
  const top = logs.reduce((x, y) => Math.max(x, y), Number.NEGATIVE_INFINITY);
  const masses = logs.map((x) => (Number.isFinite(top) ? Math.exp(x - top) : 0));
  const total = masses.reduce((sum, x) => sum + x, 0);
  return named(of, {
    logTotal: top + Math.log(total),
    error: 0,
    places: () => values.map((x) => x.data),
    weights: masses.map((x) => x / total),
    evaluations: values.length,
  });
}
