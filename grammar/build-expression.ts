// From the parser's tree to the syntax tree of an expression.
import type { CstNode, IToken, TokenType } from 'chevrotain';
import type { Diagnostic } from '../src/diagnostics.ts';
import type { Part, SignMark } from './associate.ts';
import { ambiguousDivision, associate } from './associate.ts';
import type { BinaryOp, ExprNode, NameNode } from './ast.ts';
import { treeTooDeep } from './limits.ts';
import { canonicalName } from './names.ts';
import * as t from './tokens.ts';

/** Collects the mistakes that only show while the tree is built. */
export type Report = (diagnostic: Diagnostic) => void;

/** The sub-trees of a node under one label. */
export function subtrees(node: CstNode | undefined, label: string): readonly CstNode[] {
  return (node?.children[label] ?? []).filter((child): child is CstNode => 'children' in child);
}

/** The tokens of a node under one label. */
export function leaves(node: CstNode | undefined, label: string): readonly IToken[] {
  return (node?.children[label] ?? []).filter((child): child is IToken => 'image' in child);
}

/** A symbol, under its canonical name. */
export function symbol(token: IToken): NameNode {
  return { kind: 'name', name: canonicalName(token.image), text: token.image, span: t.placeOf(token) };
}

/** Every element, or undefined if one is missing. */
export function complete<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const present: T[] = [];
  for (const item of items) {
    if (item === undefined) return undefined;
    present.push(item);
  }
  return present;
}

const OPERATORS: ReadonlyMap<TokenType, BinaryOp> = new Map<TokenType, BinaryOp>([
  [t.Plus, '+'],
  [t.Minus, '-'],
  [t.Star, '*'],
  [t.Slash, '/'],
  [t.Caret, '^'],
]);

/** The tree of an `expression` node; undefined where it is too deep. */
export function buildExpression(node: CstNode | undefined, report: Report): ExprNode | undefined {
  const tree = buildRow(node, report);
  const deep = tree && treeTooDeep(tree);
  if (deep !== undefined) report(deep);
  return deep === undefined ? tree : undefined;
}

function buildRow(node: CstNode | undefined, report: Report): ExprNode | undefined {
  if (node === undefined) return undefined;
  const first = part(subtrees(node, 'signed')[0], undefined, report);
  const rest = subtrees(node, 'tail').map((tail) => tailPart(tail, report));
  const parts = complete([first, ...rest]);
  if (parts === undefined) return undefined;
  const ambiguous = ambiguousDivision(parts);
  if (ambiguous !== undefined) report(ambiguous);
  return associate(parts);
}

function tailPart(tail: CstNode, report: Report): Part | undefined {
  const infix = leaves(tail, 'Infix')[0];
  if (infix !== undefined) return part(subtrees(tail, 'signed')[0], OPERATORS.get(infix.tokenType) ?? '*', report);
  const operand = buildOperand(subtrees(tail, 'operand')[0], report);
  return operand && { operator: 'juxtapose', signs: [], operand };
}

function part(signed: CstNode | undefined, operator: BinaryOp | undefined, report: Report): Part | undefined {
  const operand = buildOperand(subtrees(signed, 'operand')[0], report);
  if (operand === undefined) return undefined;
  const signs = leaves(signed, 'Sign').map(
    (mark): SignMark => ({ op: mark.tokenType === t.Minus ? '-' : '+', start: mark.startOffset }),
  );
  return operator === undefined ? { signs, operand } : { operator, signs, operand };
}

function buildOperand(node: CstNode | undefined, report: Report): ExprNode | undefined {
  const primary = buildPrimary(subtrees(node, 'primary')[0], report);
  return primary && leaves(node, 'Postfix').reduce(applyMark, primary);
}

/** A mark after `x²` needs the parenthesis that the raised digits replace: `x²'` is `(x^2)'`. */
function applyMark(operand: ExprNode, mark: IToken): ExprNode {
  const span = { start: operand.span.start, end: t.endOf(mark) };
  const inner: ExprNode =
    operand.kind === 'binary' ? { kind: 'parenthesis', inner: operand, span: operand.span } : operand;
  if (mark.tokenType === t.Transpose) return { kind: 'transpose', operand: inner, span };
  return { kind: 'binary', op: '^', left: inner, right: raisedNumber(mark), span };
}

/** `⁻¹` as the number -1. */
export function raisedNumber(mark: IToken): ExprNode {
  const span = t.placeOf(mark);
  const digits = mark.image.normalize('NFKC').replace(/[^0-9]/g, '');
  const number: ExprNode = { kind: 'number', text: digits, span };
  return mark.image.startsWith('⁻') ? { kind: 'unary', op: '-', operand: number, span } : number;
}

function buildPrimary(node: CstNode | undefined, report: Report): ExprNode | undefined {
  const number = leaves(node, 'Number')[0];
  if (number !== undefined) return { kind: 'number', text: number.image, span: t.placeOf(number) };
  const named = subtrees(node, 'nameOrCall')[0];
  if (named !== undefined) return buildNameOrCall(named, report);
  const parenthesis = subtrees(node, 'parenthesis')[0];
  if (parenthesis !== undefined) return buildEnclosed('parenthesis', parenthesis, report);
  const absolute = subtrees(node, 'absolute')[0];
  if (absolute !== undefined) return buildEnclosed('abs', absolute, report);
  return buildVector(subtrees(node, 'vector')[0], report);
}

function buildNameOrCall(node: CstNode, report: Report): ExprNode | undefined {
  const name = leaves(node, 'Name')[0];
  if (name === undefined) return undefined;
  const close = leaves(node, 'RightParen')[0];
  if (leaves(node, 'LeftParen').length === 0) return symbol(name);
  const args = complete(subtrees(node, 'expression').map((arg) => buildRow(arg, report)));
  if (close === undefined || args === undefined) return undefined;
  return { kind: 'call', callee: symbol(name), args, span: { start: name.startOffset, end: t.endOf(close) } };
}

function buildEnclosed(kind: 'parenthesis' | 'abs', node: CstNode, report: Report): ExprNode | undefined {
  const inner = buildRow(subtrees(node, 'expression')[0], report);
  const open = leaves(node, kind === 'abs' ? 'OpenBar' : 'LeftParen')[0];
  const close = leaves(node, kind === 'abs' ? 'CloseBar' : 'RightParen')[0];
  if (inner === undefined || open === undefined || close === undefined) return undefined;
  return { kind, inner, span: { start: open.startOffset, end: t.endOf(close) } };
}

/** Rows set apart by `;` are a matrix, and so is a vector whose items are all vectors. */
function buildVector(node: CstNode | undefined, report: Report): ExprNode | undefined {
  const open = leaves(node, 'LeftBracket')[0];
  const close = leaves(node, 'RightBracket')[0];
  const rows = complete(
    subtrees(node, 'row').map((row) => complete(subtrees(row, 'expression').map((item) => buildRow(item, report)))),
  );
  const items = rows?.[0];
  if (open === undefined || close === undefined || rows === undefined || items === undefined) return undefined;
  const span = { start: open.startOffset, end: t.endOf(close) };
  const nested = complete(items.map((item) => (item.kind === 'vector' ? item.items : undefined)));
  if (rows.length > 1) return { kind: 'matrix', rows, span };
  return nested === undefined ? { kind: 'vector', items, span } : { kind: 'matrix', rows: nested, span };
}
