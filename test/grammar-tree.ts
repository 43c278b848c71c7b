// Syntax trees as short text, so that a test can say what it expects.
import type { DomainNode, ExprNode } from '../grammar/ast.ts';
import { parseExpression } from '../grammar/parse.ts';

/** An expression in prefix form: `(+ a (^ b 2))`; `.` is juxtaposition, parentheses of the text are `[…]`. */
export function shape(node: ExprNode): string {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'number':
      return node.text;
    case 'unary':
      return `(${node.op} ${shape(node.operand)})`;
    case 'binary':
      return `(${node.op === 'juxtapose' ? '.' : node.op} ${shape(node.left)} ${shape(node.right)})`;
    case 'transpose':
      return `(' ${shape(node.operand)})`;
    case 'call':
      return `(${node.callee.name}! ${node.args.map(shape).join(' ')})`;
    case 'parenthesis':
      return `[${shape(node.inner)}]`;
    case 'abs':
      return `|${shape(node.inner)}|`;
    case 'vector':
      return `<${node.items.map(shape).join(' ')}>`;
    case 'matrix':
      return `<${node.rows.map((row) => `<${row.map(shape).join(' ')}>`).join(' ')}>`;
  }
}

/** A domain in prefix form. */
export function domainShape(domain: DomainNode): string {
  switch (domain.kind) {
    case 'domain-name':
      return domain.args.length === 0 ? domain.name : `${domain.name}(${domain.args.map(shape).join(' ')})`;
    case 'half-line':
      return `(${domain.relation} ${shape(domain.bound)})`;
    case 'finite-set':
      return `{${domain.values.map(shape).join(' ')}}`;
    case 'range':
      return `${domain.name}(${shape(domain.lower)}..${shape(domain.upper)})`;
    case 'lift':
      return `(lift ${domainShape(domain.base)} ${shape(domain.dimension)})`;
  }
}

/** The shape of a text that must be a correct expression. */
export function shapeOf(text: string): string {
  const { expression, diagnostics } = parseExpression(text);
  if (expression === undefined || diagnostics.length > 0)
    throw new Error(`${text}: ${diagnostics.map(({ message }) => message).join('; ') || 'no expression'}`);
  return shape(expression);
}

/** Any tree without its places, so that two readings can be compared. */
export function withoutSpans(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'span' ? undefined : value)));
}

/** A tree without places and without the parentheses of the text. */
export function withoutParentheses(tree: unknown): unknown {
  const unwrap = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'parenthesis' && 'inner' in value
      ? unwrap(value.inner)
      : value;
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'span' ? undefined : unwrap(value))));
}
