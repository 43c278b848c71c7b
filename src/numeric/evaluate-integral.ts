// The value of ∫ body or Σ body: finite sums term by term, all else as a normalised density times what is left.

import { add, elementwise, mul, neg, pow } from '../ir/build.ts';
import {
  children,
  type Expr,
  type IntegralExpr,
  integral,
  minusOne,
  one,
  type ProductExpr,
  type SymbolExpr,
} from '../ir/expr.ts';
import { isNegative, isNonNegative, isPositive } from '../ir/range.ts';
import { factorCommon } from '../ir/simplify.ts';
import { contains, dependsOn, transform } from '../ir/visit.ts';
import { isShortSum, powerOfMasses, underMasses } from './conditional-means.ts';
import type { Evaluator } from './evaluator.ts';
import { expectationOf } from './expectation.ts';
import { emptyMeasures, type Measure, type Measures, placesOf } from './finite-measure.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { lazily } from './lazily.ts';
import { measureOf } from './measure.ts';
import { isOddPair, withOddPair } from './odd-pairs.ts';
import { onPlaces } from './on-places.ts';
import { parityIn } from './parity.ts';
import { entriesOf, entry, sizeOfShape, type Tensor } from './tensors.ts';

/** Sums up to this length are taken term by term. */
const directTerms = 512;

/** The value of an integral node. */
export function integralValue<N>(evaluator: Evaluator<N>, { variable, body }: IntegralExpr): N {
  const values = finitelyMany(evaluator, variable);
  if (!values) return integralBySplitting(evaluator, variable, body) ?? evaluator.arithmetic.fromNumber(Number.NaN);
  const { arithmetic } = evaluator;
  const isNested = isFloat(arithmetic) && contains(body, (e) => e.kind === 'integral');
  const plain = isNested ? undefined : plainSum(evaluator, variable, body, values);
  if (plain !== undefined && (!isFloat(arithmetic) || arithmetic.isFinite(plain))) return plain;
  // In doubles a total overflows, or its powers do, long before the normalised terms are lost.
  return integralBySplitting(evaluator, variable, body) ?? plain ?? plainSum(evaluator, variable, body, values);
}

const isFloat = (arithmetic: unknown): boolean => arithmetic === floatArithmetic;

/** Every value the variable takes, where these are few. */
export function finitelyMany<N>(evaluator: Evaluator<N>, variable: SymbolExpr): readonly Tensor<N>[] | undefined {
  const { arithmetic: a, sizes, value } = evaluator;
  const shape = sizeOfShape(variable.shape, sizes);
  const { domain } = variable;
  const size = entriesOf(shape);
  if (domain.kind === 'onehot') return unitVectors(size).map((data) => ({ shape, data: data.map(a.fromNumber) }));
  if (domain.kind !== 'set' && domain.kind !== 'integers') return undefined;
  const bounds = domain.kind === 'integers' ? [domain.lower, domain.upper] : [];
  const [lower, upper] = bounds.map((b) => (b ? a.toNumber(entry(value(b))) : Number.NaN));
  const single = domain.kind === 'set' ? domain.values.map((v) => entry(value(v))) : integersBetween(a, lower, upper);
  if (!single || single.length ** size > directTerms) return undefined;
  return tuples(single, size).map((data) => ({ shape, data }));
}

const unitVectors = (size: number): readonly (readonly number[])[] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));

function integersBetween<N>(
  a: { readonly fromNumber: (x: number) => N },
  lower = Number.NaN,
  upper = Number.NaN,
): readonly N[] | undefined {
  const [first, last] = [Math.ceil(lower), Math.floor(upper)];
  if (!(last - first < directTerms)) return undefined;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => a.fromNumber(first + i));
}

/** All lists of a length with entries from `values`. */
const tuples = <N>(values: readonly N[], length: number): readonly (readonly N[])[] =>
  length === 0 ? [[]] : tuples(values, length - 1).flatMap((rest) => values.map((v) => [...rest, v]));

function plainSum<N>(evaluator: Evaluator<N>, variable: SymbolExpr, body: Expr, values: readonly Tensor<N>[]): N {
  const { add, fromNumber } = evaluator.arithmetic;
  const at = evaluator.curry([body], [variable]);
  return values.reduce((sum, x) => add(sum, entry(at([x])[0] as Tensor<N>)), fromNumber(0));
}

/** An integrand taken apart: constant · exp(log) · rest, with log made of exponents and powers in the variable. */
interface Parts {
  readonly constant: Expr;
  readonly logConstant: Expr;
  readonly log: Expr;
  readonly rest: Expr;
}

/**
 * The exponential part is the same for a density and for every moment under it, so its measure is shared. A marginal is an integral
 * itself; what divides by it makes means given the variable of moments.
 */
function partsOf(body: Expr, variable: SymbolExpr): Parts {
  const constant: Expr[] = [];
  const logConstant: Expr[] = [];
  const log: Expr[] = [];
  const rest: Expr[] = [];
  for (const f of withOddPair(body.kind === 'product' ? body.factors : [body], variable)) {
    const sum = dependsOn(f, [variable]) ? underMasses(f) : undefined;
    const exponent = f.kind === 'apply' && f.fn === 'exp' ? f.args[0] : undefined;
    if (exponent) {
      for (const t of exponent.kind === 'sum' ? exponent.terms : [exponent])
        (dependsOn(t, [variable]) ? log : logConstant).push(t);
    } else if (sum) {
      log.push(elementwise('log', sum.masses));
      if (sum.mean !== one) rest.push(sum.mean);
    } else if (f.kind === 'power' && f.base.kind === 'integral' && isPositive(f.base))
      logConstant.push(mul(f.exponent, elementwise('log', f.base)));
    else if (!dependsOn(f, [variable])) constant.push(f);
    else if (f.kind === 'integral' && isPositive(f)) log.push(elementwise('log', f));
    else if (f.kind === 'power' && f.base.kind === 'integral') rest.push(f);
    else if (isOddPair(f, variable)) log.push(elementwise('log', f));
    else if ((isKinked(f) || standsByItsLogarithm(f, body)) && isDensity(f, variable)) log.push(elementwise('log', f));
    else if (isNonNegative(f) && swings(f, variable)) log.push(elementwise('log', f));
    else if (isSteep(f, variable) && isDensity(baseOf(f), variable))
      log.push(mul(exponentOf(f), elementwise('log', baseOf(f))));
    else if (f.kind === 'power' && isDensity(f.base, variable) && !isMoment(f.exponent))
      log.push(mul(f.exponent, elementwise('log', f.base)));
    else if (f.kind === 'power' && isNegative(f.base) && isOddOrEven(f.exponent) && !isMoment(f.exponent)) {
      log.push(mul(f.exponent, elementwise('log', neg(f.base))));
      constant.push(pow(minusOne, f.exponent));
    } else rest.push(f);
  }
  return { constant: mul(...constant), logConstant: add(...logConstant), log: add(...log), rest: mul(...rest) };
}

/** Not smooth, perhaps zero at an end where its own logarithm stands beside it: places must be chosen for it. */
const isKinked = (f: Expr): boolean =>
  f.kind === 'apply' ? kinks.has(f.fn) : f.kind === 'sum' && f.terms.some((t) => contains(t, isKinkedNode));
const kinks: ReadonlySet<string> = new Set(['abs', 'max', 'min']);
const isKinkedNode = (e: Expr): boolean => e.kind === 'apply' && kinks.has(e.fn);

/** Does it swing between neighbouring counts? Places between the counts are then chosen for it, or there are none. */
const swings = (f: Expr, variable: SymbolExpr): boolean => contains(f, (e) => isWave(e, variable));
const isWave = (e: Expr, variable: SymbolExpr): boolean =>
  variable.domain.kind === 'integers' &&
  (e.kind === 'apply' ? waves.has(e.fn) && dependsOn(e, [variable]) : e === parityIn(e, variable));
const waves: ReadonlySet<string> = new Set(['sin', 'cos', 'tan']);

/** May it grow or fall like an exponential? Of (1 + erf x)² or I₀(x) the places of another density tell nothing. */
const isSteep = (f: Expr, variable: SymbolExpr): boolean =>
  contains(f, (e) => e.kind === 'apply' && steepFunctions.has(e.fn) && dependsOn(e, [variable]));
const steepFunctions: ReadonlySet<string> = new Set(['erf', 'tanh', 'sinh', 'cosh', 'besselI', 'besselK']);

const baseOf = (f: Expr): Expr => (f.kind === 'power' ? f.base : f);
const exponentOf = (f: Expr): Expr => (f.kind === 'power' ? f.exponent : one);

/** A sum or a function g in g log g: where g vanishes the two are read together, by the distance from there. */
const standsByItsLogarithm = (f: Expr, body: Expr): boolean =>
  (f.kind === 'sum' || f.kind === 'apply') &&
  contains(body, (e) => e.kind === 'apply' && e.fn === 'log' && e.args[0] === f);

/** Positive, but for places that carry no mass. */
const isDensity = (base: Expr, { domain }: SymbolExpr): boolean =>
  isPositive(base) || (isNonNegative(base) && (domain.kind === 'interval' || domain.kind === 'circle'));

const isOddOrEven = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n;

/** The powers x … x⁴ stand for moments; all others shape the density. */
const isMoment = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n > 0n && e.value.n <= 4n;

/** Grows no faster than a power: places chosen for the density then reach far enough for what is left, too. */
const isTame = (rest: Expr, variable: SymbolExpr): boolean => {
  if (!dependsOn(rest, [variable])) return true;
  if (contains(rest, isShortSum)) return powerOfMasses(rest, variable, (part) => isTame(part, variable)) <= 0;
  if (rest.kind === 'power' && dependsOn(rest.exponent, [variable])) return false;
  if (rest.kind === 'apply' && (rest.fn === 'exp' || rest.fn === 'gamma')) return false;
  if (isWave(rest, variable)) return false;
  if (rest.kind === 'apply' && (rest.fn === 'log' || rest.fn === 'softplus')) return growsExponentially(rest, variable);
  return children(rest).every((c) => isTame(c, variable));
};

/** Is the argument made of exponentials of tame exponents at most? Its logarithm is then tame. */
const growsExponentially = (e: Expr, variable: SymbolExpr): boolean =>
  children(e).every((c) =>
    c.kind === 'apply' && c.fn === 'exp'
      ? children(c).every((x) => isTame(x, variable))
      : isTame(c, variable) || (isAlgebraic(c) && growsExponentially(c, variable)),
  );

const isAlgebraic = (e: Expr): boolean =>
  e.kind === 'sum' || e.kind === 'product' || (e.kind === 'power' && e.exponent.kind === 'rational');

/** An integrand with its common factors in front, taken apart; is the exponential part a density that serves the rest? */
interface Split {
  readonly body: Expr;
  readonly parts: Parts;
  readonly isWeighted: boolean;
}

const splits = new WeakMap<Expr, Map<SymbolExpr, Split>>();

function splitOf(integrand: Expr, variable: SymbolExpr): Split {
  const known = splits.get(integrand) ?? new Map<SymbolExpr, Split>();
  splits.set(integrand, known);
  const before = known.get(variable);
  if (before) return before;
  const body = factorCommon(integrand);
  const parts = partsOf(body, variable);
  const found = { body, parts, isWeighted: dependsOn(parts.log, [variable]) && isTame(parts.rest, variable) };
  known.set(variable, found);
  return found;
}

/** body = density · rest; where the exponential part alone has no finite total, all positive factors, then |body|. */
function integralBySplitting<N>(evaluator: Evaluator<N>, variable: SymbolExpr, integrand: Expr): N | undefined {
  const { arithmetic: a, value } = evaluator;
  const { body, parts, isWeighted } = splitOf(integrand, variable);
  if (isWeighted) {
    const found = weighted(evaluator, variable, parts.log, parts.rest, entry(value(parts.logConstant)));
    if (found !== undefined) return a.mul(entry(value(parts.constant)), found);
  }
  if (integrand.kind === 'sum') {
    const total = termByTerm(evaluator, variable, integrand.terms);
    if (total !== undefined) return total;
  }
  const factors = body.kind === 'product' ? body.factors : [body];
  const [positive, negative] = [factors.filter(isPositive), factors.filter(isNegative)];
  const density = mul(...positive, ...negative.map(neg));
  const signs = negative.map(() => minusOne);
  const rest = mul(...signs, ...factors.filter((f) => !positive.includes(f) && !negative.includes(f)));
  if (dependsOn(density, [variable]) && isTame(rest, variable)) {
    const found = weighted(evaluator, variable, elementwise('log', density), rest, a.fromNumber(0));
    if (found !== undefined) return found;
  }
  const size = elementwise('log', elementwise('abs', body));
  // Sign by sign: where x · (1 − eˣ)⁻¹ overflows it has none.
  const signOf = mul(...factors.map((f) => elementwise('sign', f)));
  return weighted(evaluator, variable, size, signOf, a.fromNumber(0));
}

/** Terms that share no density each have their own, beside which |body| would bend where the terms cancel. */
function termByTerm<N>(evaluator: Evaluator<N>, variable: SymbolExpr, terms: readonly Expr[]): N | undefined {
  const { arithmetic: a } = evaluator;
  const values = terms.map((t) => (dependsOn(t, [variable]) ? integralBySplitting(evaluator, variable, t) : undefined));
  const known = values.filter((x) => x !== undefined && a.isFinite(x)) as readonly N[];
  return known.length === terms.length ? known.reduce(a.add) : undefined;
}

/** log ∫ body of a density, times what has a positive mean under it; the integral may be too large for its own value. */
export function logIntegralValue<N>(evaluator: Evaluator<N>, { variable, body }: IntegralExpr): N | undefined {
  const { arithmetic: a, value } = evaluator;
  const { constant, logConstant, log, rest } = partsOf(body, variable);
  if (!isTame(rest, variable) || !dependsOn(log, [variable])) return undefined;
  if (!isFloat(a) && (rest !== one || finitelyMany(evaluator, variable))) return undefined;
  const { logTotal, error } = sharedMeasure(evaluator, variable, log);
  if (!a.isFinite(logTotal) || !(error < 1e-3)) return undefined;
  const total = a.add(logTotal, entry(value(logConstant)));
  const factors = [entry(value(constant)), ...(rest === one ? [] : [meanOf(evaluator, variable, log, rest)])];
  // Two negative factors make a positive one.
  const isPositiveProduct = factors.reduce((sign, factor) => sign * Math.sign(a.toNumber(factor)), 1) > 0;
  const logOf = (factor: N): N => a.log(isPositiveProduct ? a.abs(factor) : factor);
  return factors.reduce((sum, factor) => a.add(sum, logOf(factor)), total);
}

const inside = new WeakMap<ProductExpr, Expr | 'none'>();

/** I·J/(Z·Z) as ∫…/Z · ∫…/Z: moments of a large total are moderate, their numerators may not be. */
export function quotientsInside(e: ProductExpr): Expr | undefined {
  const found = inside.get(e) ?? quotientsIn(e) ?? 'none';
  inside.set(e, found);
  return found === 'none' ? undefined : found;
}

function quotientsIn(e: ProductExpr): Expr | undefined {
  const powers = e.factors.map(integralPower);
  const copies = (wanted: 1 | -1): readonly IntegralExpr[] =>
    powers.flatMap((p) => (p ? Array.from({ length: Math.max(0, wanted * p.times) }, () => p.base) : []));
  const [above, below] = [copies(1), copies(-1)];
  if (above.length === 0 || below.length === 0) return undefined;
  const quotients = above.map((f, i) => {
    const total = below[i];
    return total ? integral(f.variable, mul(f.body, pow(total, minusOne))) : f;
  });
  const left = below.slice(above.length).map((f) => pow(f, minusOne));
  return mul(...e.factors.filter((_, i) => !powers[i]), ...left, ...quotients);
}

const moderate = new WeakMap<Expr, Expr>();

/** The expression with all quotients inside, but for those inside integrals. */
export function withQuotientsInside(e: Expr): Expr {
  const known = moderate.get(e);
  if (known) return known;
  const found = transform(e, rearranged);
  moderate.set(e, found);
  return found;
}

/** Until no quotient is left: a power of one goes inside at once, two different ones one after the other. */
function rearranged(e: Expr): Expr {
  const found = e.kind === 'product' ? quotientsInside(e) : undefined;
  return found ? rearranged(found) : e;
}

/** A whole power of an integral. */
function integralPower(f: Expr): { readonly base: IntegralExpr; readonly times: number } | undefined {
  if (f.kind === 'integral') return { base: f, times: 1 };
  if (f.kind !== 'power' || f.base.kind !== 'integral' || f.exponent.kind !== 'rational') return undefined;
  return f.exponent.value.d === 1n ? { base: f.base, times: Number(f.exponent.value.n) } : undefined;
}

/** Lets an evaluator use, and add to, the measures that others found at the same point with the same arithmetic. */
export const shareMeasures = <N>(evaluator: Evaluator<N>, shared: Measures): void => {
  evaluator.found.measures = shared;
};

function measuresOf<N>({ found }: Evaluator<N>): Measures {
  found.measures ??= emptyMeasures();
  return found.measures;
}

/** The measure of exp(log), computed once an evaluator. */
export function sharedMeasure<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr): Measure<N> {
  const known = measuresOf(evaluator);
  const found = (known.get(variable, log) as Measure<N> | undefined) ?? anyMeasure(evaluator, variable, log);
  known.set(variable, log, found);
  return found;
}

const anyMeasure = <N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr): Measure<N> => {
  const values = finitelyMany(evaluator, variable);
  return values ? finiteMeasure(evaluator, variable, log, values) : measureOf(evaluator, variable, log);
};

/** Finitely many places, weighted by their share of the total. */
function finiteMeasure<N>(
  { arithmetic: a, curry, sizes }: Evaluator<N>,
  variable: SymbolExpr,
  log: Expr,
  values: readonly Tensor<N>[],
): Measure<N> {
  const at = curry([log], [variable]);
  const logs = values.map((x) => a.toNumber(entry(at([x])[0] as Tensor<N>)));
  const top = Math.max(...logs);
  const shares = logs.map((x) => Math.exp(x - top));
  const total = shares.reduce((sum, x) => sum + x, 0);
  return {
    logTotal: a.fromNumber(top + Math.log(total)),
    error: 0,
    shape: sizeOfShape(variable.shape, sizes),
    places: lazily(() =>
      placesOf(
        [variable],
        values.map((x) => x.data),
      ),
    ),
    weights: shares.map((x) => x / total),
    evaluations: values.length,
  };
}

/** ∫ exp(logDensity + shift) · rest; undefined where the density has no finite total. */
function weighted<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, rest: Expr, shift: N): N | undefined {
  const { arithmetic: a } = evaluator;
  const measure = sharedMeasure(evaluator, variable, log);
  if (!a.isFinite(measure.logTotal) || !(measure.error < 1e-3)) return undefined;
  const total = a.exp(a.add(measure.logTotal, shift));
  return rest === one ? total : a.mul(total, meanOf(evaluator, variable, log, rest));
}

/** E[rest] under the measure of exp(log), which keeps the places that it took. */
function meanOf<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, rest: Expr): N {
  const measure = sharedMeasure(evaluator, variable, log);
  const at = onPlaces(evaluator, measure, [rest]);
  const found = expectationOf(evaluator.arithmetic, measure, (place) => entry(at(place)[0] as Tensor<N>));
  measuresOf(evaluator).set(variable, log, found.measure);
  return found.mean;
}
