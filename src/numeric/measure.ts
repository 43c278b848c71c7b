// A density on one coordinate as a finite measure: places, weights, and the logarithm of its total mass.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { Evaluator } from './evaluator.ts';
import { type Measure, type MeasureOptions, placesOf } from './finite-measure.ts';
import { lazily } from './lazily.ts';
import { densityBetween } from './measure-pieces.ts';
import { parityIn, sumByParity } from './parity.ts';
import { roughHeight } from './rough-height.ts';
import { sumLogMass } from './summation.ts';
import { entriesOf, entry, sizeOfShape, type Tensor, Unevaluable } from './tensors.ts';

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

/** The ends of the domain of one coordinate; the values −∞ or ∞ stand for a bound that is absent. */
export function boundsOf<N>({ arithmetic: a, value }: Evaluator<N>, { domain }: SymbolExpr): readonly [N, N] {
  const infinite = a.fromNumber(Number.POSITIVE_INFINITY);
  if (domain.kind !== 'interval' && domain.kind !== 'integers') return [a.neg(a.pi), a.pi];
  return [
    domain.lower ? entry(value(domain.lower)) : a.neg(infinite),
    domain.upper ? entry(value(domain.upper)) : infinite,
  ];
}

function massOf<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, options: MeasureOptions): Measure<N> {
  const { toNumber } = evaluator.arithmetic;
  const [lower, upper] = boundsOf(evaluator, variable);
  return massBetween(evaluator, variable, log, [Math.ceil(toNumber(lower)), Math.floor(toNumber(upper))], options);
}

/** The measure of a mass on the integers between two ends. */
export function massBetween<N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  log: Expr,
  [lower, upper]: readonly [number, number],
  options: MeasureOptions = {},
): Measure<N> {
  const { arithmetic: a, sizes } = evaluator;
  const shape = sizeOfShape(variable.shape, sizes);
  const number = (k: N): Tensor<N> => ({ shape, data: [k] });
  const parity = parityIn(log, variable);
  const inputs = parity ? [variable, parity] : [variable];
  const at = evaluator.curry([log], inputs);
  const logMass = (...place: readonly N[]): N => entry(at(place.map(number))[0] as Tensor<N>);
  if (parity) {
    const sum = sumByParity(a, (p) => logMass(p.k, p.parity), [lower, upper], options);
    const places = lazily(() =>
      placesOf(
        inputs,
        sum.nodes.map((p) => [p.k, p.parity]),
      ),
    );
    return { ...sum, logTotal: sum.logSum, shape, places };
  }
  const sum = sumLogMass(a, logMass, lower, upper, { ...options, roughly: roughHeight(evaluator, variable, log) });
  const places = lazily(() =>
    placesOf(
      inputs,
      sum.nodes.map((k) => [k]),
    ),
  );
  return { ...sum, logTotal: sum.logSum, shape, places };
}

function densityOf<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, options: MeasureOptions): Measure<N> {
  return densityBetween(evaluator, variable, log, boundsOf(evaluator, variable), options);
}
