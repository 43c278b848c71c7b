// `S (θ-m)'` looks like a call; once it is known that `S` is no function, it is read again as a product.
import type { Diagnostic } from '../src/diagnostics.ts';
import type { Part } from './associate.ts';
import { ambiguousDivision, associate } from './associate.ts';
import type { BinaryOp, ExprNode, NameNode } from './ast.ts';

/** An expression without calls of what is no function, and what became ambiguous. */
export interface ResolvedExpression {
  readonly expression: ExprNode;
  readonly diagnostics: readonly Diagnostic[];
}

type IsFunction = (callee: NameNode) => boolean;

/**
 * Reads `a (b)` as a product wherever `a` is no function, with the precedence that a product has:
 * `S (x)'` is S·(x'), `x^a (b)` is (x^a)·b, and `a/b (c)` is as ambiguous as `a/b c`.
 */
export function resolveCalls(node: ExprNode, isFunction: IsFunction): ResolvedExpression {
  const diagnostics: Diagnostic[] = [];
  const expression = resolve(node, isFunction, diagnostics);
  return { expression, diagnostics };
}

function resolve(node: ExprNode, isFunction: IsFunction, diagnostics: Diagnostic[]): ExprNode {
  const within = (inner: ExprNode): ExprNode => resolve(inner, isFunction, diagnostics);
  const parts = partsOf(node, isFunction, within);
  const ambiguous = ambiguousDivision(parts);
  if (ambiguous !== undefined) diagnostics.push(ambiguous);
  return associate(parts) ?? node;
}

/** The row from which a tree was associated: what stands in brackets is one part of it. */
function partsOf(node: ExprNode, isFunction: IsFunction, within: (inner: ExprNode) => ExprNode): readonly Part[] {
  if (node.kind === 'binary')
    return [...partsOf(node.left, isFunction, within), ...joined(node.op, partsOf(node.right, isFunction, within))];
  if (node.kind === 'unary')
    return signed({ op: node.op, start: node.span.start }, partsOf(node.operand, isFunction, within));
  const marks: ExprNode[] = [];
  let primary: ExprNode = node;
  for (; primary.kind === 'transpose'; primary = primary.operand) marks.push(primary);
  const [argument, ...more] = primary.kind === 'call' ? primary.args : [];
  const marked = (bare: ExprNode): ExprNode =>
    marks.reduceRight(
      (operand, { span }) => ({ kind: 'transpose', operand, span: { ...span, start: operand.span.start } }),
      bare,
    );
  if (primary.kind !== 'call' || argument === undefined || more.length > 0 || isFunction(primary.callee))
    return [{ signs: [], operand: marked(inside(primary, within)) }];
  const span = { start: primary.callee.span.end, end: primary.span.end };
  const factor: ExprNode = { kind: 'parenthesis', inner: within(argument), span };
  return [
    { signs: [], operand: primary.callee },
    { operator: 'juxtapose', signs: [], operand: marked(factor) },
  ];
}

function joined(operator: BinaryOp, [first, ...rest]: readonly Part[]): readonly Part[] {
  return first === undefined ? rest : [{ ...first, operator }, ...rest];
}

function signed(sign: Part['signs'][number], [first, ...rest]: readonly Part[]): readonly Part[] {
  return first === undefined ? rest : [{ ...first, signs: [sign, ...first.signs] }, ...rest];
}

/** The same node with whatever it encloses resolved. */
function inside(node: ExprNode, within: (inner: ExprNode) => ExprNode): ExprNode {
  switch (node.kind) {
    case 'parenthesis':
    case 'abs':
      return { ...node, inner: within(node.inner) };
    case 'call':
      return { ...node, args: node.args.map(within) };
    case 'vector':
      return { ...node, items: node.items.map(within) };
    case 'matrix':
      return { ...node, rows: node.rows.map((row) => row.map(within)) };
    default:
      return node;
  }
}
