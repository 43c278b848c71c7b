// A density on one coordinate as a finite measure: places, weights, and the logarithm of its total mass.
import { add, elementwise, neg } from '../ir/build.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { Point } from './coordinate.ts';
import type { Evaluator } from './evaluator.ts';
import { integrateLogDensity, integratePeriodicLogDensity, type LogDensityIntegral } from './log-density.ts';
import { sumLogMass } from './summation.ts';
import { entriesOf, entry, sizeOfShape, type Tensor, Unevaluable } from './tensors.ts';

/** The normalised measure of a density, and its total mass. */
export interface Measure<N> {
  /** log ∫ exp(logDensity). */
  readonly logTotal: N;
  /** Estimated relative error of the total. */
  readonly error: number;
  /** The nodes whose values each place gives: the variable first, then its distances from the ends. */
  readonly inputs: readonly Expr[];
  readonly places: readonly (readonly Tensor<N>[])[];
  /** They sum to one. */
  readonly weights: readonly number[];
  readonly evaluations: number;
  /** Of an integral: its nodes by panels, so that what is rougher than the density can ask for more of them. */
  readonly panels?: () => MeasurePanels<N>;
}

/** Of each node its panel and its weight by the coarser rule of the pair; the measure with some panels halved. */
export interface MeasurePanels<N> {
  readonly of: readonly number[];
  readonly coarse: readonly number[];
  readonly halved: (panels: ReadonlySet<number>) => Measure<N>;
}

/** How a measure is to be computed. */
export interface MeasureOptions {
  readonly tolerance?: number;
  readonly limit?: number;
}

/** Is the variable a single coordinate that quadrature or summation reaches? */
export function isOneCoordinate<N>({ sizes }: Evaluator<N>, variable: SymbolExpr): boolean {
  const { kind } = variable.domain;
  const reachable = kind === 'interval' || kind === 'integers' || kind === 'circle';
  return reachable && entriesOf(sizeOfShape(variable.shape, sizes)) === 1;
}

/** The measure of exp(logDensity) over the domain of a variable with one coordinate. */
export function measureOf<N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  logDensity: Expr,
  options: MeasureOptions = {},
): Measure<N> {
  if (!isOneCoordinate(evaluator, variable)) throw new Unevaluable(`${variable.name} has more than one coordinate`);
  return variable.domain.kind === 'integers'
    ? massOf(evaluator, variable, logDensity, options)
    : densityOf(evaluator, variable, logDensity, options);
}

/** The values −∞ or ∞ stand for a bound that is absent. */
function boundsOf<N>({ arithmetic: a, value }: Evaluator<N>, { domain }: SymbolExpr): readonly [N, N] {
  const infinite = a.fromNumber(Number.POSITIVE_INFINITY);
  if (domain.kind !== 'interval' && domain.kind !== 'integers') return [a.neg(a.pi), a.pi];
  return [
    domain.lower ? entry(value(domain.lower)) : a.neg(infinite),
    domain.upper ? entry(value(domain.upper)) : infinite,
  ];
}

function massOf<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, options: MeasureOptions): Measure<N> {
  const { arithmetic: a, sizes } = evaluator;
  const shape = sizeOfShape(variable.shape, sizes);
  const at = evaluator.curry([log], [variable]);
  const logMass = (k: N): N => entry(at([{ shape, data: [k] }])[0] as Tensor<N>);
  const [lower, upper] = boundsOf(evaluator, variable).map((x) => a.toNumber(x));
  const sum = sumLogMass(a, logMass, Math.ceil(lower ?? 0), Math.floor(upper ?? 0), options);
  const places = sum.nodes.map((k) => [{ shape, data: [k] }]);
  return { ...sum, logTotal: sum.logSum, inputs: [variable], places };
}

/** A node whose value at a place is known better than by computing it from the variable. */
interface Reading<N> {
  readonly node: Expr;
  readonly read: (point: Point<N>) => N;
}

function densityOf<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, options: MeasureOptions): Measure<N> {
  const { arithmetic: a, sizes } = evaluator;
  const shape = sizeOfShape(variable.shape, sizes);
  const readings = readingsOf(evaluator, variable);
  const inputs = readings.map((r) => r.node);
  const at = evaluator.curry([log], inputs);
  const place = (point: Point<N>): Tensor<N>[] => readings.map((r) => ({ shape, data: [r.read(point)] }));
  const logDensity = (point: Point<N>): N => entry(at(place(point))[0] as Tensor<N>);
  const [lower, upper] = boundsOf(evaluator, variable);
  const integral =
    variable.domain.kind === 'circle'
      ? integratePeriodicLogDensity(a, logDensity, lower, a.sub(upper, lower), options)
      : integrateLogDensity(a, logDensity, lower, upper, options);
  return measureFrom(integral, { inputs, place });
}

interface Placing<N> {
  readonly inputs: readonly Expr[];
  readonly place: (point: Point<N>) => readonly Tensor<N>[];
}

// Places are made when a mean asks for them; the total alone needs none.
function measureFrom<N>(found: LogDensityIntegral<N>, { inputs, place }: Placing<N>): Measure<N> {
  let made: Measure<N>['places'] | undefined;
  const places = (): Measure<N>['places'] => {
    made ??= found.nodes.map(place);
    return made;
  };
  const kept = (): Placing<N> => {
    const known = new Map(found.nodes.map((point, i) => [point, places()[i]]));
    return { inputs, place: (point) => known.get(point) ?? place(point) };
  };
  return {
    logTotal: found.logIntegral,
    error: found.error,
    inputs,
    get places() {
      return places();
    },
    weights: found.weights,
    evaluations: found.evaluations,
    panels: () => {
      const { of, coarse, halved } = found.panels();
      return { of, coarse, halved: (chosen) => measureFrom(halved(chosen), kept()) };
    },
  };
}

/** x itself, x − a, b − x, their negatives and logarithms. */
function readingsOf<N>({ arithmetic: a }: Evaluator<N>, x: SymbolExpr): readonly Reading<N>[] {
  const found = new Map<Expr, Reading<N>>();
  const put = (node: Expr, read: (point: Point<N>) => N): void => {
    if (!found.has(node) && node.kind !== 'rational') found.set(node, { node, read });
  };
  const distance = (node: Expr, read: (point: Point<N>) => N, log: (point: Point<N>) => N): void => {
    put(node, read);
    put(elementwise('log', node), log);
    put(neg(node), (point) => a.neg(read(point)));
  };
  put(x, (point) => point.x);
  if (x.domain.kind === 'interval') {
    const { lower, upper } = x.domain;
    if (lower)
      distance(
        add(x, neg(lower)),
        (p) => p.fromLower,
        (p) => p.logFromLower,
      );
    if (upper)
      distance(
        add(upper, neg(x)),
        (p) => p.fromUpper,
        (p) => p.logFromUpper,
      );
  }
  return [...found.values()];
}
