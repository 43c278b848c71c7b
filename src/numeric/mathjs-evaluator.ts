// Expressions evaluated by mathjs: the road of checks that knows nothing of our simplifier or of our evaluator.
import type { EvalFunction } from 'mathjs';
import type { Expr, IdentityExpr } from '../ir/expr.ts';
import { countNodes } from '../ir/visit.ts';
import { spend } from '../ir/work.ts';
import { type Environment, evaluatorAt } from './evaluate.ts';
import { scopeFunctions } from './mathjs-functions.ts';
import { type MathjsTrees, sizeName, toMathjs } from './mathjs-tree.ts';
import { entriesOf, nested, type Sizes, sizeOfDimension, sizeOfShape, type Tensor, Unevaluable } from './tensors.ts';

/** The values of the expressions at one point, each a tensor. */
export type MathjsEvaluator = (environment: Environment<number>) => readonly Tensor<number>[];

/** Compiles the expressions once, to be evaluated many times. Integrals inside are taken by our own quadrature. */
export function mathjsEvaluator(expressions: readonly Expr[]): MathjsEvaluator {
  const trees = toMathjs(expressions);
  const lets = trees.lets.map(({ name, node }) => ({ name, code: node.compile() }));
  const results = trees.results.map((node) => node.compile());
  const work = mathjsEffort * expressions.reduce((n, e) => n + countNodes(e), 0);
  return (environment) => {
    spend(work);
    const scope = scopeAt(trees, environment);
    for (const { name, code } of lets) scope.set(name, run(code, scope));
    return results.map((code, i) => toTensor(run(code, scope), expressions[i], environment.sizes));
  };
}

/** What a node costs there, in operations of ours. */
const mathjsEffort = 30;

const run = (code: EvalFunction, scope: Map<string, unknown>): unknown => code.evaluate(scope);

function scopeAt({ leaves, dimensions }: MathjsTrees, environment: Environment<number>): Map<string, unknown> {
  const scope = new Map<string, unknown>(scopeFunctions());
  for (const [name, leaf] of leaves) scope.set(name, leafValue(leaf, environment));
  for (const dim of dimensions) scope.set(sizeName(dim), sizeOfDimension(dim, environment.sizes));
  return scope;
}

function known(e: Expr, environment: Environment<number>): Tensor<number> | undefined {
  if (e.kind === 'integral') return evaluatorAt(environment).value(e);
  return e.kind === 'symbol' ? environment.symbols.get(e) : undefined;
}

/** Numbers for scalars, rows of rows for all else. */
function leafValue(e: Expr, environment: Environment<number>): unknown {
  if (e.kind === 'identity') return unitMatrix(e, environment.sizes);
  const value = known(e, environment);
  if (!value) throw new Unevaluable(`${e.kind === 'symbol' ? e.name : e.kind} has no value here`);
  return value.shape.length === 1 ? value.data.map((x) => [x]) : nested(value);
}

function unitMatrix(e: IdentityExpr, sizes: Sizes): readonly (readonly number[])[] {
  const size = sizeOfDimension(e.shape[0] ?? '1', sizes);
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));
}

/** What is no real number counts as undefined. */
const realPart = (x: unknown): number => (typeof x === 'number' ? x : Number.NaN);

function toTensor(result: unknown, e: Expr | undefined, sizes: Sizes): Tensor<number> {
  const shape = sizeOfShape(e?.shape ?? [], sizes);
  const data = (Array.isArray(result) ? result.flat(2) : [result]).map(realPart);
  if (data.length === entriesOf(shape)) return { shape, data };
  throw new Unevaluable(`mathjs gives ${data.length} entries for a tensor of shape ${shape.join('×')}`);
}
