// `x[1]` is read as x times the vector [1], which nobody means: entries have a function of their own.
import type { ExprNode } from '../../grammar/ast.ts';
import { type Expr, isScalar } from '../ir/expr.ts';
import { columnsOf, rowsOf } from '../ir/tensor.ts';

/** What to say where brackets after a vector or a matrix were meant as an index; undefined where they were not. */
export function indexMeant(
  leftNode: ExprNode,
  rightNode: ExprNode,
  left: Expr,
  right: Expr,
): readonly [message: string, more: { readonly label: string; readonly hint: string }] | undefined {
  const indices = literalOf(rightNode);
  if (isScalar(left) || indices?.length !== left.shape.length) return undefined;
  if (left.shape.length === 2 && columnsOf(left) === rowsOf(right)) return undefined;
  const call = `entry(${nameOf(leftNode)}, ${indices.join(', ')})`;
  return [
    'brackets are a vector of their own, not an index',
    { label: 'read as a product with that vector', hint: `write ${call} for one entry, counted from 1` },
  ];
}

/** `[1]` and `[1]^2` as the texts of the whole numbers or names in it. */
function literalOf(node: ExprNode): readonly string[] | undefined {
  if (node.kind === 'binary' && node.op === '^') return literalOf(node.left);
  if (node.kind === 'transpose') return literalOf(node.operand);
  if (node.kind !== 'vector') return undefined;
  const texts = node.items.flatMap((i) => (i.kind === 'number' || i.kind === 'name' ? [i.text] : []));
  return texts.length === node.items.length ? texts : undefined;
}

/** The name that stands before the brackets. */
function nameOf(node: ExprNode): string {
  if (node.kind === 'name') return node.text;
  if (node.kind === 'binary') return nameOf(node.right);
  return node.kind === 'unary' ? nameOf(node.operand) : 'x';
}
