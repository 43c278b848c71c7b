// The value of an expression in any arithmetic: each node of the graph once, integrals by quadrature or summation.

import { entryIntegralOf } from '../ir/entrywise-integral.ts';
import {
  type ApplyExpr,
  type ConstantExpr,
  type Expr,
  type IntegralExpr,
  isScalar,
  type PowerExpr,
  type Shape,
  type SymbolExpr,
} from '../ir/expr.ts';
import { isElementwise } from '../ir/tensor.ts';
import { spend } from '../ir/work.ts';
import type { Arithmetic } from './arithmetic.ts';
import { complementOfNode, complementValue } from './complements.ts';
import { elementwiseFunctions } from './evaluate-functions.ts';
import { integralValue, logIntegralValue, quotientsInside } from './evaluate-integral.ts';
import { tapeOf } from './evaluate-tape.ts';
import { tensorFunctions } from './evaluate-tensors.ts';
import { type Curried, dependence, type Evaluator } from './evaluator.ts';
import type { Measures } from './finite-measure.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { lazily } from './lazily.ts';
import { logarithmFromOne } from './logarithms-from-one.ts';
import {
  entriesOf,
  entry,
  mapTensor,
  type Sizes,
  scalarTensor,
  sizeOfDimension,
  sizeOfShape,
  type Tensor,
  Unevaluable,
} from './tensors.ts';
import { effortOf, workOf } from './work.ts';

/** The values of the symbols and the sizes of the dimensions. */
export interface Environment<N> {
  readonly symbols: ReadonlyMap<SymbolExpr, Tensor<N>>;
  readonly sizes: Sizes;
  /** What integrals were found on at this point, in this arithmetic, for all evaluators here to share. */
  readonly measures?: Measures;
}

const inDoubles = new WeakMap<Environment<number>, Evaluator<number>>();

/** The evaluator in doubles at a point: all that ask at the same point share the values and the measures found there. */
export function evaluatorAt(environment: Environment<number>): Evaluator<number> {
  const known = inDoubles.get(environment) ?? evaluatorOf(environment, floatArithmetic);
  inDoubles.set(environment, known);
  return known;
}

/** The value of an expression. */
export const evaluate = <N>(e: Expr, environment: Environment<N>, arithmetic: Arithmetic<N>): Tensor<N> =>
  evaluatorOf(environment, arithmetic).value(e);

/** An evaluator for many expressions that share nodes. */
export function evaluatorOf<N>({ symbols, sizes, measures }: Environment<N>, arithmetic: Arithmetic<N>): Evaluator<N> {
  const evaluator = scope({ arithmetic, sizes }, new Map(symbols));
  if (measures) evaluator.found.measures = measures;
  return evaluator;
}

interface Context<N> {
  readonly arithmetic: Arithmetic<N>;
  readonly sizes: Sizes;
}

interface Outer<N> {
  readonly value: (e: Expr) => Tensor<N>;
  readonly depends: (e: Expr) => boolean;
  readonly inDoubles: () => Evaluator<number>;
}

/** One scope of values: the given ones, and all that follow from them; the rest belongs to the outer scope. */
function scope<N>(context: Context<N>, known: Map<Expr, Tensor<N>>, outer?: Outer<N>): Evaluator<N> {
  const value = (e: Expr): Tensor<N> => {
    const found = known.get(e);
    if (found) return found;
    if (outer && !outer.depends(e)) return outer.value(e);
    const computed = compute(self, e);
    spend(workOf(e, computed.data.length) * effortOf(context.arithmetic.digits));
    known.set(e, computed);
    return computed;
  };
  const given = [...known];
  const inDoubles = lazily(() => rounded(context, given, outer));
  const open = (inputs: readonly Expr[], values: readonly Tensor<N>[], depends: (e: Expr) => boolean): Evaluator<N> =>
    scope(context, new Map(inputs.map((e, i) => [e, values[i] as Tensor<N>])), { value, depends, inDoubles });
  const self: Evaluator<N> = {
    arithmetic: context.arithmetic,
    sizes: context.sizes,
    value,
    given: (inputs, values) => open(inputs, values, dependence(inputs)),
    curry: (outputs, inputs) => curry(self, open, outputs, inputs),
    inDoubles,
    found: {},
  };
  return self;
}

/** What a scope was given, as doubles. */
function rounded<N>(
  { arithmetic, sizes }: Context<N>,
  given: readonly (readonly [Expr, Tensor<N>])[],
  outer: Outer<N> | undefined,
): Evaluator<number> {
  const doubles = given.map(([e, t]): [Expr, Tensor<number>] => [e, mapTensor(t, arithmetic.toNumber)]);
  if (!outer) return scope({ arithmetic: floatArithmetic, sizes }, new Map(doubles));
  return outer.inDoubles().given(
    doubles.map(([e]) => e),
    doubles.map(([, t]) => t),
  );
}

/** In float64 a tape, else a new scope for each call. */
function curry<N>(
  evaluator: Evaluator<N>,
  open: (inputs: readonly Expr[], values: readonly Tensor<N>[], depends: (e: Expr) => boolean) => Evaluator<N>,
  outputs: readonly Expr[],
  inputs: readonly Expr[],
): Curried<N> {
  const floats: unknown = floatArithmetic;
  if (evaluator.arithmetic === floats) return tapeOf(evaluator as never, outputs, inputs) as never;
  const depends = dependence(inputs);
  return (values) => outputs.map(open(inputs, values, depends).value);
}

function compute<N>(evaluator: Evaluator<N>, e: Expr): Tensor<N> {
  const { arithmetic: a, sizes, value } = evaluator;
  switch (e.kind) {
    case 'rational':
      return scalarTensor(a.fromRational(e.value.n, e.value.d));
    case 'constant':
      return scalarTensor(constantValue(a, e.name));
    case 'dimension':
      return scalarTensor(a.fromNumber(sizeOfDimension(e.dim, sizes)));
    case 'identity':
      return identityMatrix(a, sizeOfShape(e.shape, sizes));
    case 'symbol':
      throw new Unevaluable(`${e.name} has no value here`);
    case 'sum':
      return complement(evaluator, e) ?? fold(e.terms.map(value), sizeOfShape(e.shape, sizes), a.add);
    case 'product': {
      const moderate = quotientsInside(e);
      return moderate ? value(moderate) : fold(e.factors.map(value), sizeOfShape(e.shape, sizes), a.mul);
    }
    case 'power':
      return power(evaluator, e);
    case 'apply':
      return complement(evaluator, e) ?? apply(evaluator, logarithmFromOne(e) ?? e);
    case 'integral':
      return isScalar(e) ? scalarTensor(integralValue(evaluator, e)) : byEntries(evaluator, e, integralValue);
  }
}

/** A value for each entry of an integral of a tensor; undefined where an entry has none. */
function byEntries<N>(
  { arithmetic: a, given, sizes, value }: Evaluator<N>,
  e: IntegralExpr,
  integrate: (evaluator: Evaluator<N>, one: IntegralExpr) => N | undefined,
): Tensor<N> {
  const { one, entries } = entryIntegralOf(e);
  const numbers = [...entries.keys()];
  const tensors = [...entries.values()].map(value);
  const shape = sizeOfShape(e.shape, sizes);
  const nothing = a.fromNumber(Number.NaN);
  const entryAt = (i: number): N =>
    integrate(
      given(
        numbers,
        tensors.map((t) => scalarTensor(entry(t, i))),
      ),
      one,
    ) ?? nothing;
  return { shape, data: Array.from({ length: entriesOf(shape) }, (_, i) => entryAt(i)) };
}

function complement<N>({ arithmetic: a, sizes, value }: Evaluator<N>, e: Expr): Tensor<N> | undefined {
  const found = complementOfNode(e);
  if (!found) return undefined;
  const parts = [value(found.factor), value(found.argument)];
  return fold(parts, sizeOfShape(e.shape, sizes), (c, x) => complementValue(a, found.isLogarithm, c, x));
}

/** π, γ or ∞. */
function constantValue<N>(a: Arithmetic<N>, name: ConstantExpr['name']): N {
  if (name === 'infinity') return a.fromNumber(Number.POSITIVE_INFINITY);
  return name === 'pi' ? a.pi : a.euler;
}

function identityMatrix<N>(a: Arithmetic<N>, shape: readonly number[]): Tensor<N> {
  const [zero, one] = [a.fromNumber(0), a.fromNumber(1)];
  const size = shape[0] ?? 1;
  return { shape, data: Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? one : zero)) };
}

/** Entry by entry from the left; scalars spread. */
function fold<N>(parts: readonly Tensor<N>[], shape: readonly number[], f: (x: N, y: N) => N): Tensor<N> {
  const at = (t: Tensor<N>, i: number): N => entry(t, t.shape.length === 0 ? 0 : i);
  const [first, ...rest] = parts;
  if (!first) throw new Unevaluable('nothing to combine');
  if (shape.length === 0) {
    let x = entry(first);
    for (const t of rest) x = f(x, entry(t));
    return { shape, data: [x] };
  }
  return {
    shape,
    data: Array.from({ length: entriesOf(shape) }, (_, i) => rest.reduce((x, t) => f(x, at(t, i)), at(first, i))),
  };
}

/** A power whose exponent is written as a number is exact where the number allows it. */
function power<N>({ arithmetic: a, sizes, value }: Evaluator<N>, e: PowerExpr): Tensor<N> {
  const base = value(e.base);
  const { exponent } = e;
  if (exponent.kind === 'rational') {
    const k = Number(exponent.value.n);
    const root = a.sqrt;
    const whole = (x: N): N => (k === 1 ? x : k === -1 ? a.div(a.fromNumber(1), x) : a.powInteger(x, k));
    if (exponent.value.d === 1n && Number.isSafeInteger(k)) return { shape: base.shape, data: base.data.map(whole) };
    if (exponent.value.d === 2n && Math.abs(k) < 64)
      return { shape: base.shape, data: base.data.map((x) => whole(root(x))) };
  }
  return fold([base, value(exponent)], sizeOfShape(e.shape, sizes), a.pow);
}

/** log ∫ f by the logarithms of f. */
function logarithmOf<N>(evaluator: Evaluator<N>, e: IntegralExpr): Tensor<N> | undefined {
  if (isScalar(e)) {
    const found = logIntegralValue(evaluator, e);
    return found === undefined ? undefined : scalarTensor(found);
  }
  const { log } = evaluator.arithmetic;
  return byEntries(evaluator, e, (inner, one) => logIntegralValue(inner, one) ?? log(integralValue(inner, one)));
}

function apply<N>(evaluator: Evaluator<N>, e: ApplyExpr): Tensor<N> {
  const { arithmetic: a, sizes, value } = evaluator;
  const [only] = e.args;
  const direct = e.fn === 'log' && only?.kind === 'integral' ? logarithmOf(evaluator, only) : undefined;
  if (direct !== undefined) return direct;
  const args = e.args.map(value);
  const shape = sizeOfShape(e.shape as Shape, sizes);
  const { fn } = e;
  if (!isElementwise(fn)) return tensorFunctions[fn](a, args, shape);
  const f = elementwiseFunctions[fn];
  const [x, y] = args;
  if (!x) throw new Unevaluable(`${fn} of nothing`);
  return y ? fold([x, y], shape, (p, q) => f(a, p, q)) : { shape, data: x.data.map((p) => f(a, p, p)) };
}
