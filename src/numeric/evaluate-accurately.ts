// Values right to the last digit: evaluated with error bounds, with more digits wherever the bounds ask for them.
import type { Decimal } from 'decimal.js';
import { children, type Expr, type SymbolExpr } from '../ir/expr.ts';
import { contains, dependsOn } from '../ir/visit.ts';
import type { Arithmetic } from './arithmetic.ts';
import { type Ball, ballArithmetic, relativeError } from './ball-arithmetic.ts';
import { decimalArithmetic } from './decimal-arithmetic.ts';
import { type Environment, evaluatorOf } from './evaluate.ts';
import { type PairEvaluator, pairEvaluator } from './evaluate-in-pairs.ts';
import { finitelyMany, shareMeasures, withQuotientsInside } from './evaluate-integral.ts';
import type { Evaluator } from './evaluator.ts';
import { type IntegralMemory, integralMemory, keyAt, measuresAt } from './integral-memory.ts';
import { perPrecision } from './special/fixed-point.ts';
import { mapTensor, type Sizes, type Tensor } from './tensors.ts';

/** The precisions tried; few, since each keeps tables of constants. */
const ladder = [34, 48, 72, 120, 200, 360, 720, 1400];
/** Digits asked of a result: beyond a double's 17, so that rounding to one goes the right way. */
const wanted = 19;
/** Below 10^−331 a double is zero. */
const vanishing = -331;
/** Digits with which integrands are evaluated; quadrature itself ends near the precision of a double. */
export const integrandDigits = 28;

/** Values of expressions at one point; `more` symbols have values in one call only. */
export type AccurateEvaluator = (
  expressions: readonly Expr[],
  more?: ReadonlyMap<SymbolExpr, Tensor<number>>,
) => readonly Tensor<number>[];

/** The values of expressions at symbols whose doubles are exact, each correct to the last digit of a double. What
 * `mostDigits` do not settle is NaN. */
export const evaluateAccurately = (
  expressions: readonly Expr[],
  environment: Environment<number>,
  mostDigits: number = Number.POSITIVE_INFINITY,
  memory: IntegralMemory = integralMemory(),
): readonly Tensor<number>[] => accurateEvaluator(environment, mostDigits, memory)(expressions);

/** The value of a scalar expression by up to 120 digits; NaN where they do not settle it. */
export const accurateValueAt = (e: Expr, symbols: Environment<number>['symbols'], sizes: Sizes): number =>
  evaluateAccurately([e], { symbols, sizes }, 120)[0]?.data[0] ?? Number.NaN;

/** The same for many calls at one point, whose symbols are read at the first: what does not depend on the symbols of a
 * call is computed once. */
export function accurateEvaluator(
  environment: Environment<number>,
  mostDigits: number = Number.POSITIVE_INFINITY,
  memory: IntegralMemory = integralMemory(),
): AccurateEvaluator {
  const precise = perPrecision((digits) => ballEvaluator(digits, environment));
  let inPairs: PairEvaluator | undefined;
  return (expressions, more = new Map()) => {
    // An integral that only the evaluation of a product makes would be sought in the arithmetic of balls.
    const moderate = expressions.map((e) => (hasIntegral(e) ? withQuotientsInside(e) : e));
    const integrals = integralValues(moderate, environment, more, memory);
    const settle = (list: readonly Expr[]): readonly Tensor<number>[] =>
      settledValues(list, (digits) => withValues(precise(digits), more, integrals), mostDigits);
    if (more.size === 0 || integrals.size > 0) return settle(moderate);
    inPairs ??= pairEvaluator(environment.sizes, precise);
    const quick = new Map(inPairs(moderate, more).map((t, i) => [moderate[i], t]));
    const open = moderate.filter((e) => !quick.get(e));
    const slow = new Map(settle(open).map((t, i) => [open[i], t]));
    return moderate.map((e) => (quick.get(e) ?? slow.get(e)) as Tensor<number>);
  };
}

/** The values, from the evaluator of the least precision that settles each. */
function settledValues(
  expressions: readonly Expr[],
  evaluatorAt: (digits: number) => Evaluator<Ball>,
  mostDigits: number,
): readonly Tensor<number>[] {
  const results = new Map<Expr, Tensor<number>>();
  let pending = [...new Set(expressions)];
  let digits: number | undefined = ladder[0];
  while (digits !== undefined && pending.length > 0) {
    const evaluator = evaluatorAt(digits);
    const values = pending.map((e) => evaluator.value(e));
    const needed = values.map((value) => Math.max(0, ...value.data.map((b) => digitsFor(b, digits ?? 0))));
    const further = nextPrecision(digits, Math.max(...needed));
    const next = further !== undefined && further > mostDigits ? undefined : further;
    const read = next === further ? toDouble : settledDouble;
    pending.forEach((e, i) => {
      const value = values[i];
      if (value && (needed[i] === 0 || next === undefined)) results.set(e, mapTensor(value, read));
    });
    pending = pending.filter((e) => !results.has(e));
    digits = next;
  }
  return expressions.map((e) => results.get(e) as Tensor<number>);
}

const nextPrecision = (digits: number, needed: number): number | undefined =>
  ladder.find((d) => d > digits && d >= needed) ?? ladder.filter((d) => d > digits).at(-1);

/** The double values as exact numbers; the entries of a point of the simplex, rounded one by one, over their sum. */
function lifted<N>(
  symbols: Iterable<readonly [SymbolExpr, Tensor<number>]>,
  a: Arithmetic<N>,
): Map<SymbolExpr, Tensor<N>> {
  return new Map(
    [...symbols].map(([s, t]) => {
      const exact = mapTensor(t, a.fromNumber);
      if (s.domain.kind !== 'simplex') return [s, exact];
      const sum = exact.data.reduce((x, y) => a.add(x, y), a.fromNumber(0));
      return [s, mapTensor(exact, (x) => a.div(x, sum))];
    }),
  );
}

/** The evaluator at one precision. */
function ballEvaluator(digits: number, { symbols, sizes }: Environment<number>): Evaluator<Ball> {
  const arithmetic = ballArithmetic(digits);
  return evaluatorOf({ symbols: lifted(symbols, arithmetic), sizes }, arithmetic);
}

/** The evaluator with more nodes as given numbers. */
function withValues(
  evaluator: Evaluator<Ball>,
  more: ReadonlyMap<SymbolExpr, Tensor<number>>,
  integrals: ReadonlyMap<Expr, Tensor<Decimal>>,
): Evaluator<Ball> {
  const exact = (x: Decimal): Ball => ({ x, error: Number.NEGATIVE_INFINITY });
  const given = new Map<Expr, Tensor<Ball>>(lifted(more, evaluator.arithmetic));
  for (const [e, t] of integrals) given.set(e, mapTensor(t, exact));
  return given.size === 0 ? evaluator : evaluator.given([...given.keys()], [...given.values()]);
}

const isSettled = (b: Ball): boolean =>
  b.x.isFinite() ? relativeError(b) <= -wanted || b.error <= vanishing : b.error !== Number.POSITIVE_INFINITY;

/** A value that no double can tell from zero is zero; one of which not even the size is known is undefined. */
function toDouble(b: Ball): number {
  if (!(relativeError(b) > -1)) return b.x.toNumber();
  return b.error <= vanishing ? 0 : Number.NaN;
}

const settledDouble = (b: Ball): number => (isSettled(b) ? toDouble(b) : Number.NaN);

/** How many digits should settle a value: those it lacks; where nothing is known of it, half as many again. */
function digitsFor(b: Ball, digits: number): number {
  if (isSettled(b)) return 0;
  if (b.error === Number.POSITIVE_INFINITY) return 2 * digits;
  const missing = relativeError(b) + wanted;
  const needed = relativeError(b) < 0 ? missing : Math.max(missing, 1.5 * digits);
  return digits + Math.min(b.error - vanishing, needed) + 2;
}

/** An integral or a sum without end, or one around another that knows its variable; short sums are added up digit by digit
 * like everything else. */
function isOpen<N>(e: Expr, evaluator: Evaluator<N>): boolean {
  if (e.kind !== 'integral') return false;
  const { domain } = e.variable;
  if (contains(e.body, (inner) => inner.kind === 'integral' && dependsOn(inner, [e.variable]))) return true;
  if (domain.kind === 'set' || domain.kind === 'onehot') return false;
  if (domain.kind !== 'integers') return true;
  const terms = domain.upper && domain.lower ? finitelyMany(evaluator, e.variable)?.length : undefined;
  return domain.upper?.kind !== 'dimension' && !(terms !== undefined && terms <= fewTerms);
}

/** Longer sums would cost too much, each term with many digits. */
const fewTerms = 100;

const hasIntegral = (e: Expr): boolean => contains(e, (node) => node.kind === 'integral');

/** The outermost integrals in the expressions, evaluated by quadrature or summation; those that do not depend on `more`
 * are kept in the memory. */
function integralValues(
  expressions: readonly Expr[],
  { symbols, sizes }: Environment<number>,
  more: ReadonlyMap<SymbolExpr, Tensor<number>>,
  memory: IntegralMemory,
): ReadonlyMap<Expr, Tensor<Decimal>> {
  if (!expressions.some(hasIntegral)) return new Map();
  const arithmetic = decimalArithmetic(integrandDigits);
  const evaluator = evaluatorOf({ symbols: lifted([...symbols, ...more], arithmetic), sizes }, arithmetic);
  const environment: Environment<number> = { symbols: new Map([...symbols, ...more]), sizes };
  shareMeasures(evaluator, measuresAt(memory, environment, [...more.keys()]));
  const found = new Map<Expr, Tensor<Decimal>>();
  for (const e of outermostIntegrals(expressions, evaluator)) {
    const key = dependsOn(e, more.keys()) ? undefined : keyAt([e], environment);
    const value = (key === undefined ? undefined : memory.values.get(key)) ?? evaluator.value(e);
    if (key !== undefined) memory.values.set(key, value);
    found.set(e, value);
  }
  return found;
}

function outermostIntegrals<N>(expressions: readonly Expr[], evaluator: Evaluator<N>): readonly Expr[] {
  const open = (e: Expr): boolean => isOpen(e, evaluator);
  const found = new Set<Expr>();
  const seen = new Set<Expr>();
  const look = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (open(e) || (e.kind === 'apply' && e.fn === 'log' && e.args.some(open))) found.add(e);
    else children(e).forEach(look);
  };
  expressions.forEach(look);
  return [...found];
}
