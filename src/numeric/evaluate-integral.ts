// The value of ∫ body or Σ body: finite sums term by term, all else as a normalised density times what is left.
import { elementwise, mul } from '../ir/build.ts';
import { type Expr, type IntegralExpr, one, type SymbolExpr } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { dependsOn } from '../ir/visit.ts';
import type { Evaluator } from './evaluator.ts';
import { measureOf } from './measure.ts';
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

/** body = density · rest, with a density surely positive; where there is none, |body| with its sign. */
function integralBySplitting<N>(evaluator: Evaluator<N>, variable: SymbolExpr, body: Expr): N {
  const factors = body.kind === 'product' ? body.factors : [body];
  const positive = factors.filter(isPositive);
  const density = mul(...positive);
  if (dependsOn(density, [variable])) {
    const rest = mul(...factors.filter((f) => !positive.includes(f)));
    const found = weighted(evaluator, variable, elementwise('log', density), rest);
    if (found !== undefined) return found;
  }
  const size = elementwise('log', elementwise('abs', body));
  const found = weighted(evaluator, variable, size, elementwise('sign', body));
  return found ?? evaluator.arithmetic.fromNumber(Number.NaN);
}

/** ∫ exp(logDensity) · rest; undefined where the density has no finite total. */
function weighted<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr, rest: Expr): N | undefined {
  const { arithmetic: a } = evaluator;
  const measure = measureOf(evaluator, variable, log);
  if (!a.isFinite(measure.logTotal) || !(measure.error < 1e-3)) return undefined;
  const total = a.exp(measure.logTotal);
  if (rest === one) return total;
  const at = evaluator.curry([rest], measure.inputs);
  const mean = measure.places.reduce((sum, place, i) => {
    const weight = a.fromNumber(measure.weights[i] ?? 0);
    return a.add(sum, a.mul(weight, entry(at(place)[0] as Tensor<N>)));
  }, a.fromNumber(0));
  return a.mul(total, mean);
}
