// Domains, bindings, references and settings as text.
import { unreachable } from '../src/diagnostics.ts';
import type { ArgumentNode, BindingNode, DomainNode, ExprNode, ReferenceNode, SettingEntry, TupleNode } from './ast.ts';
import type { Factors } from './print-expression.ts';
import { printExpression } from './print-expression.ts';

/** A domain as text: `Real^P`, `Integer(0..n)`, `Real > a`. */
function printDomain(domain: DomainNode, factors?: Factors): string {
  const show = (node: ExprNode): string => printExpression(node, factors);
  switch (domain.kind) {
    case 'domain-name':
      return domain.args.length === 0
        ? domain.text
        : `${domain.text}(${domain.args.map(show).join(comma(domain.args))})`;
    case 'half-line':
      return `Real ${domain.relation} ${show(domain.bound)}`;
    case 'finite-set':
      return `{${domain.values.map(show).join(', ')}}`;
    case 'range':
      return `${domain.name}(${show(domain.lower)}..${show(domain.upper)})`;
    case 'lift':
      return `${liftedDomain(domain.base, factors)}^${printDimension(domain.dimension, factors)}`;
    default:
      return unreachable(domain);
  }
}

/** Sizes stand close: `Matrix(P,Q)`, but `Interval(0, 1)`. */
const comma = (args: readonly ExprNode[]): string => (args.every(({ kind }) => kind === 'name') ? ',' : ', ');

function liftedDomain(base: DomainNode, factors?: Factors): string {
  return base.kind === 'half-line' ? `(${printDomain(base, factors)})` : printDomain(base, factors);
}

/** A dimension is one operand: anything more stands in parentheses. */
function printDimension(node: ExprNode, factors?: Factors): string {
  const text = printExpression(node, factors);
  return node.kind === 'name' || node.kind === 'number' || node.kind === 'parenthesis' ? text : `(${text})`;
}

/** `α in Positive, β in Positive`. */
export function printBindings(bindings: readonly BindingNode[], factors?: Factors): string {
  return bindings.map(({ name, domain }) => `${name.text} in ${printDomain(domain, factors)}`).join(', ');
}

/** `(x, y) in Positive^2`. */
export function printTuple({ names, domain }: TupleNode, factors?: Factors): string {
  const list = `(${names.map(({ text }) => text).join(', ')})`;
  return domain === undefined ? list : `${list} in ${printDomain(domain, factors)}`;
}

function printArgument({ name, value }: ArgumentNode, factors?: Factors): string {
  return `${name === undefined ? '' : `${name.text} = `}${printExpression(value, factors)}`;
}

function printArguments(list: readonly ArgumentNode[], factors?: Factors): string {
  return `(${list.map((argument) => printArgument(argument, factors)).join(', ')})`;
}

/** `Translation(P) * Scaling(P)`. */
export function printReferences(references: readonly ReferenceNode[], factors?: Factors): string {
  return references.map((reference) => printReference(reference, factors)).join(' * ');
}

/** `Normal(m = 0, s = δ)^P`. */
function printReference({ name, argumentLists, lift }: ReferenceNode, factors?: Factors): string {
  const lists = argumentLists.map((list) => printArguments(list, factors)).join('');
  return `${name.text}${lists}${lift === undefined ? '' : `^${printDimension(lift, factors)}`}`;
}

/** `K = 1`, `β₁ for A`, `monte-carlo(samples = 1)`. */
export function printEntry(entry: SettingEntry, factors?: Factors): string {
  const { name, value, arguments: list, target } = entry;
  const named = name === undefined ? '' : `${name.text} = `;
  const listed = list === undefined ? '' : printArguments(list, factors);
  return `${named}${printExpression(value, factors)}${listed}${target === undefined ? '' : ` for ${target.text}`}`;
}
