// Identities by evaluation with mathjs, which shares nothing with our simplifier; positivity likewise.
import type { Expr } from '../ir/expr.ts';
import { contains } from '../ir/visit.ts';
import type { Environment } from '../numeric/evaluate.ts';
import { evaluateAccurately } from '../numeric/evaluate-accurately.ts';
import { type MathjsEvaluator, mathjsEvaluator } from '../numeric/mathjs-evaluator.ts';
import type { Tensor } from '../numeric/tensors.ts';
import type { IdentityClaim, PositiveClaim } from './claim.ts';
import { pointFor, spelled, type VerifyContext } from './verify-points.ts';
import { attempt, largest, type Trial, type Trials } from './verify-trial.ts';

/** Relative error allowed between the sides of an identity. */
export const identityTolerance = 1e-9;
const wantedPoints = 64;
/** Expressions with an integral inside cost a quadrature at each point. */
const wantedPointsWithIntegrals = 3;

/**
 * |left − right| / max(|left|, |right|, |terms|) at each point, where `terms` are the summands of the two sides.
 *
 * Where that exceeds the tolerance both sides are evaluated again right to the last digit, and their plain relative
 * difference counts: so rounding is not blamed where terms cancel, and a wrong formula is never excused by it.
 */
export function tryIdentity({ left, right }: IdentityClaim, context: VerifyContext): Trials {
  const scales = [...summands(left), ...summands(right)];
  const run = mathjsEvaluator([left, right, ...scales]);
  const trials = trialsAt([left, right], context, (environment) => {
    const quick = attempt(() => tried(quickError(run, environment), environment, [left, right], context));
    if (quick.kind === 'tried' && quick.error <= identityTolerance) return quick;
    const error = carefulError(left, right, environment);
    if (error === undefined) return { kind: 'untried', reason: 'both sides are undefined at the points tried' };
    return tried(error, environment, [left, right], context);
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

function quickError(run: MathjsEvaluator, environment: Environment<number>): number {
  const [left, right, ...scales] = run(environment);
  if (!left || !right) return Number.NaN;
  const at = (t: Tensor<number>, i: number): number => Math.abs((t.data.length === 1 ? t.data[0] : t.data[i]) ?? 0);
  const errors = left.data.map((x, i) => {
    const y = right.data[i] ?? Number.NaN;
    if (x === y) return 0;
    return Math.abs(x - y) / Math.max(at(left, i), at(right, i), ...scales.map((t) => at(t, i)));
  });
  return largest(errors.map((x) => (Number.isFinite(x) ? x : Number.NaN)));
}

/** The relative difference of values right to the last digit; nothing where both sides are undefined throughout. */
function carefulError(left: Expr, right: Expr, environment: Environment<number>): number | undefined {
  const [a, b] = evaluateAccurately([left, right], environment);
  if (!a || !b) return undefined;
  const both = a.data.map((x, i) => [x, b.data[i] ?? Number.NaN] as const);
  const defined = both.filter(([x, y]) => !(Number.isNaN(x) && Number.isNaN(y)));
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
