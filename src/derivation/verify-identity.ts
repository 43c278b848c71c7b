// Identities by evaluation with mathjs, which shares nothing with our simplifier; positivity likewise.
import type { Expr } from '../ir/expr.ts';
import { contains } from '../ir/visit.ts';
import { satisfies } from '../model/condition.ts';
import type { Condition } from '../model/exponential-family.ts';
import { ballArithmetic, relativeError } from '../numeric/ball-arithmetic.ts';
import { type Environment, evaluatorAt, evaluatorOf } from '../numeric/evaluate.ts';
import { evaluateAccurately } from '../numeric/evaluate-accurately.ts';
import { type MathjsEvaluator, mathjsEvaluator } from '../numeric/mathjs-evaluator.ts';
import { mapTensor, type Sizes, type Tensor } from '../numeric/tensors.ts';
import type { IdentityClaim, PositiveClaim } from './claim.ts';
import { integralsOf, pointFor, spelled, type VerifyContext } from './verify-points.ts';
import { attempt, beyondNumbers, largest, type Trial, type Trials } from './verify-trial.ts';

/** Relative error allowed between the sides of an identity. */
const identityTolerance = 1e-9;
const wantedPoints = 64;
/** Expressions with an integral inside cost a quadrature at each point. */
const wantedPointsWithIntegrals = 3;

/** So many draws for each point wanted; more where a claim holds only under conditions, which many draws miss. */
const drawsPerPoint = { unconditional: 3, conditional: 11 };
/**
 * Of the draws under conditions the later ones are smaller, for a short step stays where a long one leaves; where the
 * metric is nearly singular only the shortest stay.
 */
const smallerDraws = [
  { after: 9, scale: 2 ** -26 },
  { after: 7, scale: 2 ** -16 },
  { after: 5, scale: 1 / 64 },
  { after: 2, scale: 1 / 8 },
] as const;

/** So many points of each size are judged with care where only the size of the terms excuses the error. */
const carefulPoints = 4;
/**
 * So many points in all are judged with care, and as many turn out to have no value: further ones that double
 * precision cannot judge are passed over.
 */
const mostCarefulPoints = 12;
/** Digits beyond which a point is passed over; a value that needs more has lost a hundred and more to cancellation. */
const mostDigits = 120;

/**
 * |left − right| / max(|left|, |right|) at each point.
 *
 * Where that exceeds the tolerance both sides are evaluated again right to the last digit, so that rounding is not
 * blamed. If relative to the summands of the two sides the error is within the tolerance (they cancel), that is done
 * at the first four such points of each size, and the other ones count by the summands: a wrong formula is not excused
 * by its large terms, for it would have to be right at those four points. A point where one of `given` does not hold,
 * or where a side has no value of finite size whatever the precision, says nothing about the claim.
 */
export function tryIdentity({ left, right, given = [] }: IdentityClaim, context: VerifyContext): Trials {
  const sides = [left, right];
  const run = mathjsEvaluator([...sides, ...summands(left), ...summands(right)]);
  const excused = new Map<Sizes, number>();
  const most = mostCarefulPoints / context.sizes.length;
  const judged = new Map<Sizes, number>();
  const lost = new Map<Sizes, number>();
  const trials = trialsAt(sides, given, context, (environment) => {
    const quick = quickErrors(run, environment);
    if (quick.toSides <= identityTolerance) return tried(quick.toSides, environment, sides, context);
    const before = countAt(excused, environment);
    if (quick.toTerms <= identityTolerance) {
      if (before >= carefulPoints) return tried(quick.toTerms, environment, sides, context);
      excused.set(environment.sizes, before + 1);
    }
    if ([judged, lost].some((points) => countAt(points, environment) >= most))
      return { kind: 'untried', reason: 'double precision cannot judge the points tried' };
    const error = carefulError(left, right, environment, context);
    const kept = typeof error === 'number' ? judged : lost;
    kept.set(environment.sizes, countAt(kept, environment) + 1);
    if (typeof error !== 'number') return { kind: 'untried', reason: error };
    return tried(error, environment, sides, context);
  });
  return { road: 'evaluation', tolerance: identityTolerance, trials };
}

const countAt = (points: ReadonlyMap<Sizes, number>, { sizes }: Environment<number>): number => points.get(sizes) ?? 0;

const summands = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : []);

const tried = (
  error: number,
  environment: Environment<number>,
  expressions: readonly Expr[],
  context: VerifyContext,
): Trial => ({ kind: 'tried', error, at: () => spelled(environment, expressions, context) });

/** Tries points until one fails beyond doubt, or enough were tried; each size has its share. */
function trialsAt(
  expressions: readonly Expr[],
  given: readonly Condition[],
  context: VerifyContext,
  trial: (environment: Environment<number>) => Trial,
  ordinary = false,
): readonly Trial[] {
  const costly = expressions.some((e) => contains(e, (node) => node.kind === 'integral'));
  const all = [...expressions, ...given.map((c) => c.value)];
  const wanted = Math.ceil((costly ? wantedPointsWithIntegrals : wantedPoints) / context.sizes.length);
  return context.sizes.flatMap((sizes) => {
    const found: Trial[] = [];
    const isFixed = expressions.every(
      (e) => pointFor([e], { sizes, index: 0, moderate: false }, context).symbols.size === 0,
    );
    const draws = wanted * (given.length > 0 ? drawsPerPoint.conditional : drawsPerPoint.unconditional);
    const limit = isFixed ? 1 : draws;
    for (let index = 0; index < limit && found.filter((t) => t.kind === 'tried').length < wanted; index++) {
      const moderate = ordinary || costly || index % 4 === 3;
      const one = attempt(() => {
        const scale = smallerDraws.find(({ after }) => index >= after * wanted)?.scale ?? 1;
        const environment = pointFor(all, { sizes, index, moderate, scale }, context);
        return allHold(given, environment, context) ? trial(environment) : elsewhere;
      });
      found.push(one);
      if (one.kind === 'tried' && !(one.error <= identityTolerance)) break;
    }
    return found;
  });
}

const elsewhere: Trial = { kind: 'untried', reason: 'the conditions of the claim hold at none of the points tried' };

/** In doubles; where one of the conditions has no number there, to the last digit. */
function allHold(given: readonly Condition[], environment: Environment<number>, context: VerifyContext): boolean {
  if (given.length === 0) return true;
  const evaluator = evaluatorAt(environment);
  const quick = given.map(({ value }) => evaluator.value(value));
  const isKnown = quick.every((t) => !t.data.some(Number.isNaN));
  const values = isKnown
    ? quick
    : evaluateAccurately(
        given.map(({ value }) => value),
        environment,
        mostDigits,
        integralsOf(context),
      );
  return given.every(({ relation }, i) => satisfies(values[i] ?? nothing, relation));
}

const nothing: Tensor<number> = { shape: [], data: [Number.NaN] };

interface QuickErrors {
  /** Relative to the larger side. */
  readonly toSides: number;
  /** Relative to the largest summand. */
  readonly toTerms: number;
}

/** NaN where mathjs cannot say. */
function quickErrors(run: MathjsEvaluator, environment: Environment<number>): QuickErrors {
  const values = attemptValues(run, environment);
  const [left, right, ...scales] = values;
  if (!left || !right) return { toSides: Number.NaN, toTerms: Number.NaN };
  const at = (t: Tensor<number>, i: number): number => Math.abs((t.data.length === 1 ? t.data[0] : t.data[i]) ?? 0);
  const relativeTo = (tensors: readonly Tensor<number>[]): number =>
    largest(
      left.data.map((x, i) => {
        const y = right.data[i] ?? Number.NaN;
        const error = x === y ? 0 : Math.abs(x - y) / Math.max(...tensors.map((t) => at(t, i)));
        return Number.isFinite(error) && Number.isFinite(x) ? error : Number.NaN;
      }),
    );
  return { toSides: relativeTo([left, right]), toTerms: relativeTo([left, right, ...scales]) };
}

/** mathjs throws where a matrix is singular. */
function attemptValues(run: MathjsEvaluator, environment: Environment<number>): readonly Tensor<number>[] {
  try {
    return run(environment);
  } catch {
    return [];
  }
}

/** The relative difference of values right to the last digit; why there is none where one of them is not finite even so. */
function carefulError(
  left: Expr,
  right: Expr,
  environment: Environment<number>,
  context: VerifyContext,
): number | string {
  const [a = nothing, b = nothing] = evaluateAccurately([left, right], environment, mostDigits, integralsOf(context));
  const values = [...a.data, ...b.data];
  if (values.some(Number.isNaN)) return 'a side is undefined at the points tried';
  if (!values.every(Number.isFinite)) return beyondNumbers;
  return largest(
    a.data.map((x, i) => {
      const y = b.data[i] ?? Number.NaN;
      return x === y ? 0 : Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y));
    }),
  );
}

/** `value` > 0 at each point: 0 where it is, 1 otherwise. */
export function tryPositive({ value, moderate }: PositiveClaim, context: VerifyContext): Trials {
  const run = mathjsEvaluator([value]);
  const isPositive = (t: Tensor<number> | undefined): boolean => t?.data.every((x) => x > 0) ?? false;
  const judged = (environment: Environment<number>): Trial => {
    const quick = attempt(() => tried(isPositive(run(environment)[0]) ? 0 : 1, environment, [value], context));
    if (quick.kind === 'tried' && quick.error === 0) return quick;
    const [careful] = evaluateAccurately([value], environment, Number.POSITIVE_INFINITY, integralsOf(context));
    if (careful?.data.some(Number.isNaN))
      return { kind: 'untried', reason: 'the value is undefined at the points tried' };
    const holds = isPositive(careful) || isPositiveBeyondDoubles(value, environment);
    return tried(holds ? 0 : 1, environment, [value], context);
  };
  return { road: 'evaluation', tolerance: 0, trials: trialsAt([value], [], context, judged, moderate) };
}

/** Digits that tell the sign of a number too small for a double, or of one that is lost beside 1. */
const signDigits = [60, 500];

/** Is a value that underflows to zero known to be positive? */
const isPositiveBeyondDoubles = (value: Expr, environment: Environment<number>): boolean =>
  signDigits.some((digits) => isPositiveWith(digits, value, environment));

function isPositiveWith(digits: number, value: Expr, environment: Environment<number>): boolean {
  const arithmetic = ballArithmetic(digits);
  const symbols = new Map([...environment.symbols].map(([s, t]) => [s, mapTensor(t, arithmetic.fromNumber)]));
  const { data } = evaluatorOf({ symbols, sizes: environment.sizes }, arithmetic).value(value);
  return data.every((b) => b.x.isFinite() && b.x.greaterThan(0) && relativeError(b) < -1);
}
