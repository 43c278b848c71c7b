// Expressions as trees of mathjs nodes, never as text. Shared nodes are named once; matrices and columns are rows of
// rows, so that a column is P×1 and the algebra is that of matrices.
import type { MathNode } from 'mathjs';
import { type ApplyExpr, children, type Dim, type Expr, isScalar, type TensorPrimitive } from '../ir/expr.ts';
import { ratioToNumber } from '../ir/rational.ts';
import { isElementwise } from '../ir/tensor.ts';
import { type Mathjs, mathjs } from './mathjs-instance.ts';

/** A name and what it stands for. */
export interface Naming {
  readonly name: string;
  readonly node: MathNode;
}

/** Expressions as mathjs trees: names for the shared nodes in order of use, then one tree for each expression. */
export interface MathjsTrees {
  readonly lets: readonly Naming[];
  readonly results: readonly MathNode[];
  /** The leaves whose values the scope must hold, by name. */
  readonly leaves: ReadonlyMap<string, Expr>;
  readonly dimensions: ReadonlySet<Dim>;
}

/** The name under which the scope holds the value of a leaf. */
const leafName = (e: Expr): string => `x${e.id}`;
/** The name under which the scope holds a size. */
export const sizeName = (dim: Dim): string => `size ${dim}`;

/** The trees of expressions. */
export function toMathjs(expressions: readonly Expr[]): MathjsTrees {
  const uses = countUses(expressions);
  const building: Building = {
    math: mathjs(),
    lets: [],
    leaves: new Map(),
    dimensions: new Set(),
    nodes: new Map(),
    uses,
  };
  const results = expressions.map((e) => nodeOf(building, e));
  return { lets: building.lets, results, leaves: building.leaves, dimensions: building.dimensions };
}

interface Building {
  readonly math: Mathjs;
  readonly lets: Naming[];
  readonly leaves: Map<string, Expr>;
  readonly dimensions: Set<Dim>;
  readonly nodes: Map<Expr, MathNode>;
  readonly uses: ReadonlyMap<Expr, number>;
}

function countUses(expressions: readonly Expr[]): ReadonlyMap<Expr, number> {
  const uses = new Map<Expr, number>();
  const visit = (e: Expr): void => {
    const before = uses.get(e) ?? 0;
    uses.set(e, before + 1);
    if (before === 0 && e.kind !== 'integral') children(e).forEach(visit);
  };
  expressions.forEach(visit);
  return uses;
}

/** A node met again is a name. */
function nodeOf(building: Building, e: Expr): MathNode {
  const known = building.nodes.get(e);
  if (known) return known;
  const made = translate(building, e);
  const isShared = (building.uses.get(e) ?? 0) > 1 && children(e).length > 0 && e.kind !== 'integral';
  if (isShared) building.lets.push({ name: `shared ${e.id}`, node: made });
  const node = isShared ? new building.math.SymbolNode(`shared ${e.id}`) : made;
  building.nodes.set(e, node);
  return node;
}

function translate(building: Building, e: Expr): MathNode {
  const { math } = building;
  const go = (x: Expr): MathNode => nodeOf(building, x);
  switch (e.kind) {
    case 'rational':
      return new math.ConstantNode(ratioToNumber(e.value));
    case 'constant':
      return new math.ConstantNode(
        { pi: Math.PI, euler: 0.5772156649015329, infinity: Number.POSITIVE_INFINITY }[e.name],
      );
    case 'dimension':
      return sizeNode(building, e.dim);
    case 'sum':
      return chain(math, '+', 'add', e.terms.map(go));
    case 'product':
      return product(math, e.factors, go);
    case 'power':
      return isScalar(e)
        ? new math.OperatorNode('^', 'pow', [go(e.base), go(e.exponent)])
        : call(math, 'dotPow', [go(e.base), go(e.exponent)]);
    case 'apply':
      return apply(building, e, go);
    default:
      building.leaves.set(leafName(e), e);
      return new math.SymbolNode(leafName(e));
  }
}

const call = (math: Mathjs, name: string, args: readonly MathNode[]): MathNode =>
  new math.FunctionNode(new math.SymbolNode(name), [...args]);

function sizeNode({ math, dimensions }: Building, dim: Dim): MathNode {
  dimensions.add(dim);
  return new math.SymbolNode(sizeName(dim));
}

type Operator = '+' | '*';

/** Binary operations from the left. */
const chain = (math: Mathjs, operator: Operator, fn: 'add' | 'multiply', nodes: readonly MathNode[]): MathNode =>
  nodes.reduce((left, right) => new math.OperatorNode(operator, fn, [left, right]));

/** The scalar factors first, then the tensors entry by entry. */
function product(math: Mathjs, factors: readonly Expr[], go: (e: Expr) => MathNode): MathNode {
  const scalars = factors.filter(isScalar).map(go);
  const tensors = factors.filter((f) => !isScalar(f)).map(go);
  const entrywise = tensors.length > 0 ? [tensors.reduce((l, r) => call(math, 'dotMultiply', [l, r]))] : [];
  return chain(math, '*', 'multiply', [...scalars, ...entrywise]);
}

function apply(building: Building, e: ApplyExpr, go: (e: Expr) => MathNode): MathNode {
  const { math } = building;
  const { fn } = e;
  const args = e.args.map(go);
  if (isElementwise(fn)) return call(math, isScalar(e) ? fn : `${fn} of each`, args);
  return tensorCalls[fn]({ building, args, shape: e.shape });
}

interface TensorCall {
  readonly building: Building;
  readonly args: readonly MathNode[];
  readonly shape: readonly Dim[];
}

const named =
  (name: string) =>
  ({ building: { math }, args }: TensorCall): MathNode =>
    call(math, name, args);

const composed =
  (...names: readonly string[]) =>
  ({ building: { math }, args }: TensorCall): MathNode => {
    const [first, ...rest] = [...names].reverse();
    return rest.reduce((node, name) => call(math, name, [node]), call(math, first ?? 'add', args));
  };

const word = ({ building: { math }, args }: TensorCall): MathNode => chain(math, '*', 'multiply', args);

/** Every function of tensors as calls of mathjs, or of the few in `mathjs-functions.ts`. */
const tensorCalls: { readonly [fn in TensorPrimitive]: (c: TensorCall) => MathNode } = {
  total: named('sum'),
  prod: named('prod'),
  matmul: word,
  trace: (c) => call(c.building.math, 'trace', [word(c)]),
  transpose: named('transpose'),
  inverse: named('inv'),
  det: named('det'),
  logdet: composed('log', 'abs', 'det'),
  diagonal: composed('diag', 'flatten'),
  diagonalPart: composed('column', 'diag'),
  logsumexp: logOfSum,
  head: named('head'),
  last: named('last'),
  append: named('append'),
  fill: ({ building, args, shape }) =>
    call(building.math, 'fill', [...args, sizeNode(building, shape[0] ?? '1'), sizeNode(building, shape[1] ?? '1')]),
  stack: named('stack'),
  matrix: ({ building: { math }, args, shape }) =>
    call(math, 'rows', [new math.ConstantNode(Number(shape[1])), ...args]),
  entry: named('entry'),
  lowerPart: named('lowerPart'),
  cholesky: named('cholesky'),
  matrixPhi: named('matrixPhi'),
};

/** max x + log Σ exp(x − max x). */
function logOfSum({ building: { math }, args }: TensorCall): MathNode {
  const top = call(math, 'max', args);
  const lowered = new math.OperatorNode('+', 'add', [
    ...args,
    new math.OperatorNode('*', 'multiply', [new math.ConstantNode(-1), top]),
  ]);
  const sum = call(math, 'sum', [call(math, 'exp of each', [lowered])]);
  return new math.OperatorNode('+', 'add', [top, call(math, 'log', [sum])]);
}
