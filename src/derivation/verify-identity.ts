// Identities by evaluation with mathjs, which shares nothing with our simplifier; positivity likewise.
import type { Expr } from '../ir/expr.ts';
import { contains } from '../ir/visit.ts';
import type { Environment } from '../numeric/evaluate.ts';
import { evaluateAccurately } from '../numeric/evaluate-accurately.ts';
import { type MathjsEvaluator, mathjsEvaluator } from '../numeric/mathjs-evaluator.ts';
import type { Sizes, Tensor } from '../numeric/tensors.ts';
import type { IdentityClaim, PositiveClaim } from './claim.ts';
import { pointFor, spelled, type VerifyContext } from './verify-points.ts';
import { attempt, largest, type Trial, type Trials } from './verify-trial.ts';

/** Relative error allowed between the sides of an identity. */
const identityTolerance = 1e-9;
const wantedPoints = 64;
/** Expressions with an integral inside cost a quadrature at each point. */
const wantedPointsWithIntegrals = 3;

/** So many points of each size are judged with care where only the size of the terms excuses the error. */
const carefulPoints = 4;

/**
 * |left − right| / max(|left|, |right|) at each point.
 *
 * Where that exceeds the tolerance both sides are evaluated again right to the last digit, so that rounding is not
 * blamed. If relative to the summands of the two sides the error is within the tolerance (they cancel), that is done
 * at the first four such points of each size, and the other ones count by the summands: a wrong formula is not excused
 * by its large terms, for it would have to be right at those four points.
 */
export function tryIdentity({ left, right }: IdentityClaim, context: VerifyContext): Trials {
  const sides = [left, right];
  const run = mathjsEvaluator([...sides, ...summands(left), ...summands(right)]);
  const excused = new Map<Sizes, number>();
  const trials = trialsAt(sides, context, (environment) => {
    const quick = quickErrors(run, environment);
    if (quick.toSides <= identityTolerance) return tried(quick.toSides, environment, sides, context);
    const before = excused.get(environment.sizes) ?? 0;
    if (quick.toTerms <= identityTolerance) {
      if (before >= carefulPoints) return tried(quick.toTerms, environment, sides, context);
      excused.set(environment.sizes, before + 1);
    }
    const error = carefulError(left, right, environment);
    if (error === undefined) return { kind: 'untried', reason: 'both sides are undefined at the points tried' };
    return tried(error, environment, sides, context);
  });
  return { road: 'evaluation', tolerance: identityTolerance, trials };
}

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
  context: VerifyContext,
  trial: (environment: Environment<number>) => Trial,
): readonly Trial[] {
  const costly = expressions.some((e) => contains(e, (node) => node.kind === 'integral'));
  const wanted = Math.ceil((costly ? wantedPointsWithIntegrals : wantedPoints) / context.sizes.length);
  return context.sizes.flatMap((sizes) => {
    const found: Trial[] = [];
    const isFixed = expressions.every(
      (e) => pointFor([e], { sizes, index: 0, moderate: false }, context).symbols.size === 0,
    );
    const limit = isFixed ? 1 : 3 * wanted;
    for (let index = 0; index < limit && found.filter((t) => t.kind === 'tried').length < wanted; index++) {
      const moderate = costly || index % 4 === 3;
      const one = attempt(() => trial(pointFor(expressions, { sizes, index, moderate }, context)));
      found.push(one);
      if (one.kind === 'tried' && !(one.error <= identityTolerance)) break;
    }
    return found;
  });
}

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

/** The relative difference of values right to the last digit; nothing where both sides are beyond all numbers. */
function carefulError(left: Expr, right: Expr, environment: Environment<number>): number | undefined {
  const [a, b] = evaluateAccurately([left, right], environment);
  if (!a || !b) return undefined;
  const both = a.data.map((x, i) => [x, b.data[i] ?? Number.NaN] as const);
  const defined = both.filter(([x, y]) => Number.isFinite(x) || !Object.is(x, y));
  if (defined.length === 0) return undefined;
  return largest(defined.map(([x, y]) => (x === y ? 0 : Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)))));
}

/** `value` > 0 at each point: 0 where it is, its distance below otherwise. */
export function tryPositive({ value }: PositiveClaim, context: VerifyContext): Trials {
  const run = mathjsEvaluator([value]);
  const isPositive = (t: Tensor<number> | undefined): boolean => t?.data.every((x) => x > 0) ?? false;
  const trials = trialsAt([value], context, (environment) => {
    const quick = attempt(() => tried(isPositive(run(environment)[0]) ? 0 : 1, environment, [value], context));
    if (quick.kind === 'tried' && quick.error === 0) return quick;
    const [careful] = evaluateAccurately([value], environment);
    if (careful?.data.some(Number.isNaN))
      return { kind: 'untried', reason: 'the value is undefined at the points tried' };
    return tried(isPositive(careful) ? 0 : 1, environment, [value], context);
  });
  return { road: 'evaluation', tolerance: 0, trials };
}
