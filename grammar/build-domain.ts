// From the parser's tree to domains, references and what they are made of.
import type { CstNode } from 'chevrotain';
import type { ArgumentNode, BindingNode, DomainNode, ExprNode, NameNode, ReferenceNode, TupleNode } from './ast.ts';
import type { Report } from './build-expression.ts';
import { buildExpression, complete, leaves, raisedNumber, subtrees, symbol } from './build-expression.ts';
import * as t from './tokens.ts';

/** `α in Positive`, once it is whole. */
export function buildBinding(node: CstNode | undefined, report: Report): BindingNode | undefined {
  const token = leaves(node, 'Name')[0];
  const domain = buildDomain(subtrees(node, 'domain')[0], report);
  if (token === undefined || domain === undefined) return undefined;
  return { name: symbol(token), domain, span: { start: token.startOffset, end: domain.span.end } };
}

/** `(x, y) in Positive^2`. */
export function buildTuple(node: CstNode | undefined, report: Report): TupleNode | undefined {
  const open = leaves(node, 'LeftParen')[0];
  const close = leaves(node, 'RightParen')[0];
  if (open === undefined || close === undefined) return undefined;
  const names = leaves(node, 'Name').map(symbol);
  const bare = { names, span: { start: open.startOffset, end: t.endOf(close) } };
  const written = subtrees(node, 'domain')[0];
  if (written === undefined) return bare;
  const domain = buildDomain(written, report);
  return domain && { names, domain, span: { start: open.startOffset, end: domain.span.end } };
}

function buildDomain(node: CstNode | undefined, report: Report): DomainNode | undefined {
  const base = buildDomainBase(subtrees(node, 'domainBase')[0], report);
  if (base === undefined) return undefined;
  const lifted = subtrees(node, 'power').reduce<DomainNode | undefined>((domain, power) => {
    const dimension = buildPower(power, report);
    if (domain === undefined || dimension === undefined) return undefined;
    return { kind: 'lift', base: domain, dimension, span: { start: domain.span.start, end: dimension.span.end } };
  }, base);
  const sign = leaves(node, 'Less')[0] ?? leaves(node, 'Greater')[0];
  return sign === undefined || lifted === undefined ? lifted : halfLine(lifted, node, report);
}

/** `Real > a`: only the real line has halves. */
function halfLine(base: DomainNode, node: CstNode | undefined, report: Report): DomainNode | undefined {
  const bound = buildExpression(subtrees(node, 'expression')[0], report);
  if (bound === undefined) return undefined;
  const span = { start: base.span.start, end: bound.span.end };
  if (base.kind === 'domain-name' && base.name === 'Real' && base.args.length === 0)
    return { kind: 'half-line', relation: leaves(node, 'Less').length > 0 ? '<' : '>', bound, span };
  report({
    code: 'syntax',
    severity: 'error',
    message: 'only `Real` can be cut to a half-line',
    span,
    hint: 'write `Real > a` or `Real < a`; in P dimensions `(Real > a)^P`',
  });
  return undefined;
}

function buildDomainBase(node: CstNode | undefined, report: Report): DomainNode | undefined {
  if (node === undefined) return undefined;
  const named = subtrees(node, 'namedDomain')[0];
  if (named !== undefined) return buildNamedDomain(named, report);
  const open = leaves(node, 'LeftBrace')[0];
  if (open === undefined) return buildDomain(subtrees(node, 'domain')[0], report);
  const close = leaves(node, 'RightBrace')[0];
  const values = complete(subtrees(node, 'expression').map((value) => buildExpression(value, report)));
  if (close === undefined || values === undefined || values.length === 0) return undefined;
  return { kind: 'finite-set', values, span: { start: open.startOffset, end: t.endOf(close) } };
}

function buildNamedDomain(node: CstNode, report: Report): DomainNode | undefined {
  const token = leaves(node, 'Name')[0];
  if (token === undefined) return undefined;
  const close = leaves(node, 'RightParen')[0];
  const span = { start: token.startOffset, end: t.endOf(close ?? token) };
  const { name, text } = symbol(token);
  const args = complete(subtrees(node, 'expression').map((arg) => buildExpression(arg, report)));
  if (args === undefined) return undefined;
  if (leaves(node, 'Dots').length === 0) return { kind: 'domain-name', name, text, args, span };
  const lower = args[0];
  const upper = buildExpression(subtrees(node, 'upper')[0], report);
  if (lower === undefined || upper === undefined) return undefined;
  if (args.length > 1)
    report({ code: 'syntax', severity: 'error', message: 'a range has two ends', span, hint: 'write `Integer(0..n)`' });
  return { kind: 'range', name, lower, upper, span };
}

/** A raised sign needs the parenthesis that `^` would: `^(-1)`. */
function raisedDimension(inner: ExprNode): ExprNode {
  return inner.kind === 'unary' ? { kind: 'parenthesis', inner, span: inner.span } : inner;
}

function buildPower(node: CstNode, report: Report): ExprNode | undefined {
  const mark = leaves(node, 'Superscript')[0];
  if (mark !== undefined) return raisedDimension(raisedNumber(mark));
  const dimension = subtrees(node, 'dimension')[0];
  const number = leaves(dimension, 'Number')[0];
  if (number !== undefined) return { kind: 'number', text: number.image, span: t.placeOf(number) };
  const name = leaves(dimension, 'Name')[0];
  if (name !== undefined) return symbol(name);
  const inner = buildExpression(subtrees(dimension, 'expression')[0], report);
  const open = leaves(dimension, 'LeftParen')[0];
  const close = leaves(dimension, 'RightParen')[0];
  if (inner === undefined || open === undefined || close === undefined) return undefined;
  return { kind: 'parenthesis', inner, span: { start: open.startOffset, end: t.endOf(close) } };
}

/** `m = 0` or `P`. */
export function buildArgument(node: CstNode | undefined, report: Report): ArgumentNode | undefined {
  const value = buildExpression(subtrees(node, 'expression')[0], report);
  if (value === undefined) return undefined;
  const token = leaves(node, 'Name')[0];
  if (token === undefined) return { value, span: value.span };
  return { name: symbol(token), value, span: { start: token.startOffset, end: value.span.end } };
}

/** `(m = 0, s = δ)`. */
export function buildArguments(node: CstNode | undefined, report: Report): readonly ArgumentNode[] | undefined {
  if (node === undefined) return undefined;
  return complete(subtrees(node, 'argument').map((argument) => buildArgument(argument, report)));
}

/** A word that names a declaration is kept as spelled: declarations are called by words, not by symbols. */
export function declarationName(node: CstNode | undefined): NameNode | undefined {
  const token = leaves(node, 'Name')[0];
  return token && { kind: 'name', name: token.image.normalize('NFC'), text: token.image, span: t.placeOf(token) };
}

/** `Normal(m = 0, s = δ)^P`. */
export function buildReference(node: CstNode | undefined, report: Report): ReferenceNode | undefined {
  const name = declarationName(node);
  const argumentLists = complete(subtrees(node, 'argumentList').map((list) => buildArguments(list, report)));
  if (name === undefined || argumentLists === undefined) return undefined;
  const power = subtrees(node, 'power')[0];
  const closes = subtrees(node, 'argumentList').flatMap((list) => leaves(list, 'RightParen').map(t.endOf));
  const end = Math.max(name.span.end, ...closes);
  if (power === undefined) return { name, argumentLists, span: { start: name.span.start, end } };
  const lift = buildPower(power, report);
  return lift && { name, argumentLists, lift, span: { start: name.span.start, end: lift.span.end } };
}
