// Normalisers and expectations by quadrature, by summation, or by weighted samples where the dimensions are many.
import { type Expr, isScalar } from '../ir/expr.ts';
import { decimalArithmetic } from '../numeric/decimal-arithmetic.ts';
import { type Environment, evaluatorOf } from '../numeric/evaluate.ts';
import { evaluateAccurately, integrandDigits } from '../numeric/evaluate-accurately.ts';
import { sharedMeasure, shareMeasures } from '../numeric/evaluate-integral.ts';
import type { Evaluator } from '../numeric/evaluator.ts';
import type { Measure } from '../numeric/finite-measure.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { measuresAt } from '../numeric/integral-memory.ts';
import { isOneCoordinate } from '../numeric/measure.ts';
import { type AnyMeasure, coordinatesOf, measureOver } from '../numeric/measure-many.ts';
import { onPlaces } from '../numeric/on-places.ts';
import { entry, mapTensor, type Tensor } from '../numeric/tensors.ts';
import type { ExpectationClaim, NormaliserClaim, Road } from './claim.ts';
import { isItsOwnIntegral, secondOpinion } from './second-opinion.ts';
import { integralsOf, pointFor, spelled, type VerifyContext } from './verify-points.ts';
import { attempt, largest, type Trial, type Trials } from './verify-trial.ts';

/** Error allowed between an integral over one coordinate and its claimed value. */
const integralTolerance = 1e-9;
const wantedPoints = 4;
/** While someone types, the smallest sizes have to do. */
const liveSizes = 2;

type IntegralClaim = NormaliserClaim | ExpectationClaim;

const densityOf = (claim: IntegralClaim): Expr => (claim.kind === 'normaliser' ? claim.logIntegrand : claim.logDensity);

/** A density at one point with the measure found for it; several claims ask for the same. */
interface Found {
  readonly evaluator: Evaluator<number>;
  readonly environment: Environment<number>;
  readonly measure: AnyMeasure;
}

/** Measures already found, for one run of the verifier. */
export type MeasureMemory = Map<string, Found>;

/** An empty memory. */
export const measureMemory = (): MeasureMemory => new Map();

interface Scored {
  readonly trial: Trial;
  readonly road: Road;
  readonly tolerance: number;
}

/**
 * |computed − claimed| / max(1, |claimed|, E|of|) at up to four points of ordinary magnitude, by a measure of at most
 * about 2,000 places. With samples the error counts in standard errors.
 */
export function tryIntegral(claim: IntegralClaim, context: VerifyContext, memory: MeasureMemory): Trials {
  const variants = context.only === 'live' ? context.sizes.slice(0, liveSizes) : context.sizes;
  const scored = variants.flatMap((_, variant) =>
    Array.from({ length: pointsAt(claim, context, variant) }, (__, index) => {
      let kind: { road: Road; tolerance: number } = { road: 'quadrature', tolerance: integralTolerance };
      const trial = attempt(() => {
        const found = findMeasure(claim, context, memory, variant, index);
        kind = found.measure;
        return tryAt(claim, found, context);
      });
      return { trial, road: kind.road, tolerance: kind.tolerance };
    }),
  );
  return combined(scored);
}

/** One point where nothing varies, or where each costs a quadrature of several dimensions; else a share of four. */
function pointsAt(claim: IntegralClaim, context: VerifyContext, variant: number): number {
  const sizes = context.sizes[variant] ?? new Map();
  const environment = pointFor([densityOf(claim), claim.value], { sizes, index: 0, moderate: true }, context);
  const isFixed = [...environment.symbols.keys()].every((s) => s === claim.variable);
  if (isFixed || coordinatesOf(evaluatorOf(environment, floatArithmetic), claim.variable) > 1) return 1;
  return Math.max(1, Math.floor(wantedPoints / context.sizes.length));
}

/** Where points were tried with several tolerances, errors are put on the scale of the largest. */
function combined(scored: readonly Scored[]): Trials {
  const tried = scored.filter(({ trial }) => trial.kind === 'tried');
  const roads = new Set(tried.map(({ road }) => road));
  const road = (['monte-carlo', 'summation'] as const).find((r) => roads.has(r)) ?? 'quadrature';
  const tolerance = tried.reduce((most, s) => Math.max(most, s.tolerance), integralTolerance);
  const trials = scored.map(
    ({ trial, tolerance: own }): Trial =>
      trial.kind === 'tried' ? { ...trial, error: (trial.error / own) * tolerance } : trial,
  );
  const note = noteOn(road, tolerance, trials);
  return { road, tolerance, trials, ...(note ? { note } : {}) };
}

/** What stands behind the tolerance, and how many points could not be tried. */
function noteOn(road: Road, tolerance: number, trials: readonly Trial[]): string | undefined {
  const untried = trials.filter((t) => t.kind === 'untried');
  if (untried.length === trials.length) return undefined;
  const how =
    road === 'monte-carlo'
      ? ['by weighted samples, within 5 standard errors where there are more than three dimensions']
      : tolerance > integralTolerance
        ? ['by a product of Gauss rules with at most 2,000 nodes']
        : [];
  const missing =
    untried.length > 0 ? [`${untried.length} of ${trials.length} points untried: ${untried[0]?.reason}`] : [];
  return [...how, ...missing].join('; ') || undefined;
}

function findMeasure(
  claim: IntegralClaim,
  context: VerifyContext,
  memory: MeasureMemory,
  variant: number,
  index: number,
): Found {
  const log = densityOf(claim);
  const key = `${log.id} ${claim.variable.id} ${variant} ${index}`;
  const sizes = context.sizes[variant] ?? new Map();
  const others = claim.kind === 'expectation' ? [claim.of] : [];
  const environment = pointFor([log, claim.value, ...others], { sizes, index, moderate: true }, context);
  const evaluator = evaluatorOf(environment, floatArithmetic);
  const known = memory.get(key);
  const measure = known?.measure ?? measureOver(evaluator, claim.variable, log, context.seed + index);
  const found = { evaluator, environment, measure };
  if (!known) memory.set(key, found);
  return found;
}

function tryAt(claim: IntegralClaim, { evaluator, environment, measure }: Found, context: VerifyContext): Trial {
  const without = claim.kind === 'expectation' ? [claim.logDensity, claim.value] : [claim.logIntegrand, claim.value];
  const shown: Environment<number> = {
    ...environment,
    symbols: new Map([...environment.symbols].filter(([s]) => s !== claim.variable)),
  };
  // Where there is no place of any mass the density has no support, and what is claimed of it no value.
  const tried = (error: number, { weights }: Measure<unknown> = measure): Trial => ({
    kind: 'tried',
    error: weights.length === 0 && error > 0 ? Number.NaN : error,
    at: () => spelled(shown, without, context),
  });
  if (measure.road === 'monte-carlo') return tried(sampledError(claim, evaluator, measure));
  const plain = evaluator.value(claim.value);
  const opinion = (value: Tensor<number>): number =>
    isItsOwnIntegral(claim, evaluator) ? secondOpinion(claim, evaluator, measure, entry(value)) : 0;
  if (opinion(plain) > integralTolerance) {
    const [value] = evaluateAccurately([claim.value], shown, Number.POSITIVE_INFINITY, integralsOf(context));
    return tried(value ? opinion(value) : Number.NaN);
  }
  const quick = errorOf(claim, evaluator, measure, plain);
  if (quick <= measure.tolerance && measure.error <= measure.tolerance) return tried(quick);
  if (!isOneCoordinate(evaluator, claim.variable)) {
    const again = finest(measure, (m) => errorOf(claim, evaluator, m, plain));
    if (again !== undefined) return tried(again);
    return measure.error <= measure.tolerance ? tried(quick) : unconverged(measure);
  }
  return careful(claim, shown, context, tried);
}

/** The error by finer and finer rules, up to one that finds it small. */
function finest(measure: AnyMeasure, errorBy: (m: AnyMeasure) => number): number | undefined {
  let error: number | undefined;
  for (let m = measure.finer?.(); m && !(error !== undefined && error <= m.tolerance); m = m.finer?.())
    error = errorBy(m);
  return error;
}

const unconverged = (measure: Measure<unknown>): Trial => ({
  kind: 'untried',
  reason: `quadrature did not converge (relative error ${measure.error.toExponential(1)})`,
});

/** Once more with an integrand of many digits: what remains is the claim's fault. */
function careful(
  claim: IntegralClaim,
  environment: Environment<number>,
  context: VerifyContext,
  tried: (error: number, measure: Measure<unknown>) => Trial,
): Trial {
  const arithmetic = decimalArithmetic(integrandDigits);
  const symbols = new Map([...environment.symbols].map(([s, t]) => [s, mapTensor(t, arithmetic.fromNumber)]));
  const evaluator = evaluatorOf({ symbols, sizes: environment.sizes }, arithmetic);
  shareMeasures(evaluator, measuresAt(integralsOf(context), environment, []));
  const measure = sharedMeasure(evaluator, claim.variable, densityOf(claim));
  if (!(measure.error <= integralTolerance)) return unconverged(measure);
  const [value] = evaluateAccurately([claim.value], environment, Number.POSITIVE_INFINITY, integralsOf(context));
  return tried(value ? errorOf(claim, evaluator, measure, value) : Number.NaN, measure);
}

function errorOf<N>(claim: IntegralClaim, evaluator: Evaluator<N>, measure: Measure<N>, value: Tensor<number>): number {
  const { toNumber } = evaluator.arithmetic;
  if (claim.kind === 'normaliser') {
    const [found, claimed] = [toNumber(measure.logTotal), entry(value)];
    return Math.abs(found - claimed) / Math.max(1, Math.abs(claimed));
  }
  const total = Math.exp(toNumber(measure.logTotal));
  const means = meansOf(claim.of, evaluator, measure);
  const errors = means.map(({ mean, size }, i) => {
    const claimed = value.data[value.data.length === 1 ? 0 : i] ?? Number.NaN;
    return Math.abs(mean * total - claimed) / Math.max(1, Math.abs(claimed), size);
  });
  return largest(errors);
}

interface Mean {
  readonly mean: number;
  /** E|of|. */
  readonly size: number;
  /** Σ w² (of − mean)², of which the root is the standard error of weighted samples. */
  readonly variance: number;
}

/** Entry by entry. */
function meansOf<N>(of: Expr, evaluator: Evaluator<N>, measure: Measure<N>): readonly Mean[] {
  const { toNumber } = evaluator.arithmetic;
  const at = onPlaces(evaluator, measure, [of]);
  const count = measure.weights.length;
  const sums: { mean: number; size: number; square: number }[] = [];
  measure.places().forEach((place, i) => {
    const weight = measure.weights[i] ?? 0;
    if (weight === 0) return;
    at(place)[0]?.data.forEach((x, k) => {
      sums[k] ??= { mean: 0, size: 0, square: 0 };
      const term = weight * toNumber(x);
      const sum = sums[k];
      sum.mean += term;
      sum.size += Math.abs(term);
      sum.square += term * term;
    });
  });
  return sums.map(({ mean, size, square }) => ({ mean, size, variance: square - (mean * mean) / count }));
}

/** The error in standard errors of the estimate; samples too few to say anything count as untried. */
function sampledError(claim: IntegralClaim, evaluator: Evaluator<number>, measure: AnyMeasure): number {
  if (!(measure.error < 0.1)) throw new Error('too few samples fell where the density is');
  const value = evaluator.value(claim.value);
  if (claim.kind === 'normaliser') return Math.abs(measure.logTotal - entry(value)) / measure.error;
  const errors = meansOf(claim.of, evaluator, measure).map(({ mean, size, variance }, i) => {
    const claimed = value.data[value.data.length === 1 && !isScalar(claim.of) ? 0 : i] ?? Number.NaN;
    const spread = Math.sqrt(Math.max(variance, 0)) + 1e-12 * Math.max(1, size);
    return Math.abs(mean - claimed) / spread;
  });
  return largest(errors);
}
