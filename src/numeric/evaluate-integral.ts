// The value of ∫ body or Σ body: finite sums term by term, all else as a normalised density times what is left.
import { add, elementwise, mul } from '../ir/build.ts';
import { type Expr, type IntegralExpr, one, type SymbolExpr } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { dependsOn } from '../ir/visit.ts';
import type { Evaluator } from './evaluator.ts';
import { type Measure, measureOf } from './measure.ts';
import { entriesOf, entry, sizeOfShape, type Tensor } from './tensors.ts';

/** Sums up to this length are taken term by term. */
const directTerms = 512;

/** The value of an integral node. */
export function integralValue<N>(evaluator: Evaluator<N>, { variable, body }: IntegralExpr): N {
  const values = finitelyMany(evaluator, variable);
  return values ? plainSum(evaluator, variable, body, values) : integralBySplitting(evaluator, variable, body);
}

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

/** The exponential part is the same for a density and for every moment under it, so its measure is shared. */
function partsOf(body: Expr, variable: SymbolExpr): Parts {
  const constant: Expr[] = [];
  const logConstant: Expr[] = [];
  const log: Expr[] = [];
  const rest: Expr[] = [];
  for (const f of body.kind === 'product' ? body.factors : [body]) {
    const exponent = f.kind === 'apply' && f.fn === 'exp' ? f.args[0] : undefined;
    if (exponent) {
      for (const t of exponent.kind === 'sum' ? exponent.terms : [exponent])
        (dependsOn(t, [variable]) ? log : logConstant).push(t);
    } else if (!dependsOn(f, [variable])) constant.push(f);
    else if (f.kind === 'power' && isPositive(f.base) && !isMoment(f.exponent)) log.push(elementwise('log', f));
    else rest.push(f);
  }
  return { constant: mul(...constant), logConstant: add(...logConstant), log: add(...log), rest: mul(...rest) };
}

/** The powers x … x⁴ stand for moments; all others shape the density. */
const isMoment = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n > 0n && e.value.n <= 4n;

/** body = density · rest; where the exponential part alone has no finite total, all positive factors, then |body|. */
function integralBySplitting<N>(evaluator: Evaluator<N>, variable: SymbolExpr, body: Expr): N {
  const { arithmetic: a, value } = evaluator;
  const parts = partsOf(body, variable);
  if (dependsOn(parts.log, [variable])) {
    const found = weighted(evaluator, variable, parts.log, parts.rest, entry(value(parts.logConstant)));
    if (found !== undefined) return a.mul(entry(value(parts.constant)), found);
  }
  const factors = body.kind === 'product' ? body.factors : [body];
  const positive = factors.filter(isPositive);
  const density = mul(...positive);
  if (dependsOn(density, [variable])) {
    const rest = mul(...factors.filter((f) => !positive.includes(f)));
    const found = weighted(evaluator, variable, elementwise('log', density), rest, a.fromNumber(0));
    if (found !== undefined) return found;
  }
  const size = elementwise('log', elementwise('abs', body));
  const found = weighted(evaluator, variable, size, elementwise('sign', body), a.fromNumber(0));
  return found ?? a.fromNumber(Number.NaN);
}

const measures = new WeakMap<object, Map<Expr, Measure<unknown>>>();

/** The measure of exp(log), computed once an evaluator. */
function sharedMeasure<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr): Measure<N> {
  const known = measures.get(evaluator) ?? new Map<Expr, Measure<unknown>>();
  measures.set(evaluator, known);
  const found = (known.get(log) as Measure<N> | undefined) ?? measureOf(evaluator, variable, log);
  known.set(log, found);
  return found;
}

/** ∫ exp(logDensity + shift) · rest; undefined where the density has no finite total. */
function weighted<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, rest: Expr, shift: N): N | undefined {
  const { arithmetic: a } = evaluator;
  const measure = sharedMeasure(evaluator, variable, log);
  if (!a.isFinite(measure.logTotal) || !(measure.error < 1e-3)) return undefined;
  const total = a.exp(a.add(measure.logTotal, shift));
  if (rest === one) return total;
  const at = evaluator.curry([rest], measure.inputs);
  const mean = measure.places.reduce((sum, place, i) => {
    const weight = a.fromNumber(measure.weights[i] ?? 0);
    return a.add(sum, a.mul(weight, entry(at(place)[0] as Tensor<N>)));
  }, a.fromNumber(0));
  return a.mul(total, mean);
}
