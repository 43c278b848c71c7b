// A density that no form of the table integrates is infinite where its slope towards an end of a domain says so: of one
// scalar variable, or of the last one where the table integrates all others (Tonelli).
import type { Diagnostic } from '../../diagnostics.ts';
import { add } from '../../ir/build.ts';
import { type Expr, isScalar, type SymbolExpr } from '../../ir/expr.ts';
import { alongLogarithms, type Unfolded } from '../../ir/log-distances.ts';
import { stableForm } from '../../ir/stable.ts';
import { contains, dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { type Environment, evaluatorOf } from '../../numeric/evaluate.ts';
import { accurateValueAt } from '../../numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { sizesOf, valueAt } from '../../numeric/mixed-differences.ts';
import type { Point } from '../../numeric/points.ts';
import { bendsOf, seamsOf } from '../../numeric/seams.ts';
import { type Divergence, divergenceAtEnds, divergenceInside, type LogIntegrand } from '../../numeric/tails.ts';
import { entriesOf, entry, type Sizes, scalarTensor, sizeOfShape, type Tensor } from '../../numeric/tensors.ts';
import { coordinateOf } from '../integrals/index.ts';
import { integrateInside } from '../integrals/inside.ts';
import { turnsOf } from '../integrals/orders.ts';
import { radiusOf } from '../integrals/radius.ts';
import { placesTried } from './places.ts';
import { doesNotIntegrate, type Outcome, place, problem, whereConverges } from './report.ts';

/** Domains whose ends, or places inside, can be approached. */
const approached: ReadonlySet<string> = new Set(['interval', 'integers', 'circle']);

/** The refusal of a density of several scalar variables, all but one of them integrated; undefined where none shows. */
export function divergentMarginal(model: DensityModel, logDensity: Expr): Diagnostic | undefined {
  if (model.variables.length < 2 || !model.variables.every(isScalar)) return undefined;
  const known = [...model.constants, ...model.parameters, ...model.variables];
  for (const turn of [...turnsOf(model.variables)].reverse()) {
    const [last, ...gone] = [...turn].reverse();
    const marginal = gone.reduceRight<Expr | undefined>((log, v) => {
      const others = known.filter((s) => s !== v);
      return log && integrateInside(model.variables, log, v, others)?.logValue;
    }, logDensity);
    const found = marginal && last && divergentAtEnds(model, marginal, last, gone);
    if (found) return found;
  }
  return undefined;
}

/** The refusal of a density, or of a marginal, whose integral over v, or over a coordinate of it, is infinite for some parameters. */
export function divergentAtEnds(
  model: DensityModel,
  log: Expr,
  v: SymbolExpr,
  gone: readonly SymbolExpr[] = [],
): Diagnostic | undefined {
  if (!approached.has(v.domain.kind)) return undefined;
  const at = isScalar(v) ? alongNumber(model, log, v) : alongCoordinates(model, log, v);
  if (!at) return undefined;
  const outcomes = placesTried(model).map(at);
  const bad = outcomes.find((o) => o.end);
  if (!bad) return undefined;
  const none = outcomes.every((o) => o.end);
  const name = (s: SymbolExpr): string => model.spelling.get(s) ?? s.name;
  const after = gone.length > 0 ? `, after that over ${gone.map(name).join(', ')},` : '';
  return problem(
    model,
    'not-integrable',
    doesNotIntegrate(model, none),
    [
      `${place(model, bad.point)}the ${v.domain.kind === 'integers' ? 'sum' : 'integral'} over ${name(v)}${after} diverges ${bad.end}`,
      `evidence: the slope of the log-density against the logarithm of the distance, over the last decades before ${bad.end?.startsWith('near') ? 'it' : 'the end'}`,
    ],
    none
      ? 'add a factor that decays, or narrow the domain of the variable'
      : whereConverges(model, outcomes, (point) => at(point).infinite),
    `diverges ${bad.end}`,
  );
}

type OutcomeAt = (point: Point) => ReturnType<typeof outcomeAt>;

function alongNumber(model: DensityModel, log: Expr, v: SymbolExpr): OutcomeAt {
  const logDensity = stableForm(log);
  return (point) => outcomeAt(model, logDensity, v, point);
}

/** The first coordinate of a vector over which the integral diverges, where they do not depend on each other; else its length. */
function alongCoordinates(model: DensityModel, log: Expr, v: SymbolExpr): OutcomeAt | undefined {
  const one = coordinateOf(log, v, model.constants);
  if (!one) return alongRadius(model, log, v);
  const along = alongNumber(model, one.logIntegrand, one.variable);
  const sizes = sizesOf(model, 2);
  return (point) => {
    const entries = [...one.entries].filter(([, tensor]) => tensor !== v);
    const evaluator = evaluatorOf({ symbols: point, sizes }, floatArithmetic);
    const at = (i: number): Point =>
      new Map([
        ...point,
        ...entries.map(([e, t]): [SymbolExpr, Tensor<number>] => [e, scalarTensor(entry(evaluator.value(t), i))]),
      ]);
    const outcomes = Array.from({ length: entriesOf(sizeOfShape(v.shape, sizes)) }, (_, i) => along(at(i)));
    return { ...(outcomes.find((o) => o.end) ?? along(at(0))), point };
  };
}

function alongRadius(model: DensityModel, log: Expr, v: SymbolExpr): OutcomeAt | undefined {
  const radius = radiusOf(v);
  const along = radius?.of(log);
  return radius && along && alongNumber(model, add(along, radius.logMeasure), radius.variable);
}

/** At one point of all else: where the integral of exp(logDensity) over v diverges, if it does. */
export function outcomeAt(
  model: DensityModel,
  logDensity: Expr,
  v: SymbolExpr,
  point: Point,
): Outcome & { readonly end: Divergence } {
  const sizes = sizesOf(model, 2);
  const bound = (e: Expr | undefined, none: number): number => (e ? valueAt(e, point, sizes) : none);
  const domain = v.domain.kind === 'interval' || v.domain.kind === 'integers' ? v.domain : undefined;
  const ends = [
    bound(domain?.lower, Number.NEGATIVE_INFINITY),
    bound(domain?.upper, Number.POSITIVE_INFINITY),
  ] as const;
  const f = integrandAt(logDensity, v, point, sizes);
  const inside = divergenceInside(f, v, ends, placesInside(logDensity, v, ends, { symbols: point, sizes }));
  const plain = inside ?? divergenceAtEnds(f, v, ends);
  const far = plain && !inside ? alongLogarithms(v, logDensity, true) : undefined;
  const end = far ? endByLogarithms(far, v, point, sizes) : plain;
  return { point, end, infinite: end !== undefined };
}

/**
 * A log-integrand along one variable, all else being fixed. Two log Γ's that cancel leave rounding far out: they are followed
 * by more exact arithmetic, as far as that tells them apart.
 */
export const integrandAt = (log: Expr, v: SymbolExpr, point: Point, sizes: Sizes): LogIntegrand => {
  const at = (x: number): Point => new Map([...point, [v, scalarTensor(x)]]);
  const accurate = (x: number): number => accurateValueAt(log, at(x), sizes);
  return gammasIn(log, v) > 1
    ? { quick: accurate, accurate, farthest: 16 }
    : { quick: (x) => valueAt(log, at(x), sizes), accurate };
};

function gammasIn(log: Expr, v: SymbolExpr): number {
  const gammas = new Set<Expr>();
  contains(log, (e) => {
    if (e.kind === 'apply' && e.fn === 'lgamma' && dependsOn(e, [v])) gammas.add(e);
    return false;
  });
  return gammas.size;
}

/**
 * A second opinion in u, the logarithm of the distance from an end: exp(−(log x)²/200 + 5 log x) turns beyond the largest double.
 * Powers that cancel leave rounding there, which 10⁸ times an ordinary exponent stays clear of.
 */
function endByLogarithms({ variable, body, values }: Unfolded, v: SymbolExpr, point: Point, sizes: Sizes): Divergence {
  const known = [...values]
    .filter(([s]) => s !== v)
    .map(([s, e]) => [s, scalarTensor(valueAt(e, point, sizes))] as const);
  const f = { ...integrandAt(body, variable, new Map([...point, ...known]), sizes), farthest: 8 };
  const end = divergenceAtEnds(f, variable, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  const isFlipped = v.domain.kind === 'interval' && !v.domain.lower;
  if (!end || !isFlipped) return end;
  return end === 'at its upper end' ? 'at its lower end' : 'at its upper end';
}

/** Where the logarithm of a density on an interval or a circle is not smooth, at one point. */
function placesInside(
  logDensity: Expr,
  v: SymbolExpr,
  ends: readonly [number, number],
  environment: Environment<number>,
): readonly number[] {
  const bends = v.domain.kind === 'integers' ? [] : bendsOf(logDensity, v);
  if (bends.length === 0) return [];
  const [lower, upper] = v.domain.kind === 'circle' ? [-Math.PI, Math.PI] : ends;
  return seamsOf(evaluatorOf(environment, floatArithmetic), v, bends, [lower, upper])
    .map(({ at }) => at)
    .filter((at) => at > lower && at < upper);
}
