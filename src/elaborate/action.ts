// `(x, y) -> (A*x, y + b)`: the point of an action and its image, component by component.
import type { DeclarationNode, DomainNode, ExprNode, ItemNode, TupleNode } from '../../grammar/ast.ts';
import type { Span } from '../diagnostics.ts';
import { type Expr, isScalar, type SymbolExpr, sameShape } from '../ir/expr.ts';
import { stack } from '../ir/tensor.ts';
import { componentsOf } from './block-claims.ts';
import { type Bound, declareBinding, declareName, itemsOf } from './declare.ts';
import { describeShape, elaborateExpression } from './expression.ts';
import { leavesDomain } from './leaves-domain.ts';
import { report, type Scope } from './scope.ts';

type ActionItem = ItemNode & { kind: 'action' };

/** An action that was read. */
export interface Action {
  readonly values: readonly Expr[];
  readonly span: Span;
}

/** The image of the point under an element, or undefined after a report. */
export function readAction(node: DeclarationNode, elements: Bound, point: Bound, scope: Scope): Action | undefined {
  const [item, second] = itemsOf(node, 'action');
  if (!item)
    return report(scope, 'syntax', node.name.span, `group ${node.name.text} has no action`, {
      hint: 'say where an element moves a point: action θ in Real^P -> A*θ + b',
    });
  if (second)
    return report(scope, 'syntax', second.span, 'a second action', { hint: 'a group is declared by one action' });
  declarePoint(item, point, scope);
  const values = readImage(item, point.symbols, scope);
  if (!values || scope.diagnostics.length > 0) return undefined;
  rejectEscape(item, values, elements.symbols, point, scope);
  return { values, span: item.span };
}

function declarePoint({ bindings, tuple }: ActionItem, point: Bound, scope: Scope): void {
  for (const b of bindings) declareBinding(b, point, scope);
  if (!tuple) return;
  const domain = componentDomain(tuple, scope);
  for (const name of tuple.names) declareName(name, domain, name.span, point, scope);
}

/** The domain of one component: `(x, y) in Positive^2` lies in Positive twice. */
function componentDomain({ names, domain }: TupleNode, scope: Scope): DomainNode | undefined {
  if (!domain || names.length === 1) return domain;
  const { dimension } = domain.kind === 'lift' ? domain : { dimension: undefined };
  if (domain.kind === 'lift' && dimension?.kind === 'number' && dimension.text === String(names.length))
    return domain.base;
  return report(scope, 'shape-mismatch', domain.span, `this domain does not have ${names.length} components`, {
    hint: `write (${names.map(({ text }) => text).join(', ')}) in Real^${names.length}, or give each component its domain: ${names.map(({ text }) => `${text} in Real`).join(', ')}`,
  });
}

function readImage(item: ActionItem, point: readonly SymbolExpr[], scope: Scope): readonly Expr[] | undefined {
  const [only] = point;
  if (only && point.length === 1 && item.values.length > 1) return readEntries(item, only, scope);
  const nodes = componentsOf(item.values, point.length);
  if (nodes.length !== point.length)
    return report(
      scope,
      'shape-mismatch',
      item.span,
      `the point has ${counted(point.length)}, its image ${nodes.length}`,
      { hint: 'write one value for each component of the point: (x, y) -> (x + a, y + b)' },
    );
  const values = point.map((component, i) => componentValue(nodes[i], component, scope));
  const known = values.filter((v) => v !== undefined);
  return known.length < values.length ? undefined : known;
}

const counted = (count: number): string => (count === 1 ? '1 component' : `${count} components`);

/** The entries of one vector, listed. */
function readEntries(item: ActionItem, point: SymbolExpr, scope: Scope): readonly Expr[] | undefined {
  const values = item.values.map((v) => elaborateExpression(v, scope)).filter((v) => v !== undefined);
  if (values.length < item.values.length) return undefined;
  if (values.every(isScalar) && sameShape(point.shape, [String(values.length)])) return [stack(...values)];
  return report(
    scope,
    'shape-mismatch',
    item.span,
    `the point is ${describeShape(point)}, its image has ${counted(values.length)}`,
    { hint: 'the image of a point has the shape of the point' },
  );
}

function componentValue(node: ExprNode | undefined, component: SymbolExpr, scope: Scope): Expr | undefined {
  const value = node && elaborateExpression(node, scope);
  if (!node || !value || sameShape(value.shape, component.shape)) return value;
  return report(
    scope,
    'shape-mismatch',
    node.span,
    `\`${component.name}\` is ${describeShape(component)}, its image ${describeShape(value)}`,
    { hint: 'an action moves a point to a point of the same shape' },
  );
}

function rejectEscape(
  item: ActionItem,
  values: readonly Expr[],
  elements: readonly SymbolExpr[],
  point: Bound,
  scope: Scope,
): void {
  for (const [i, component] of point.symbols.entries()) {
    const value = values[i];
    const found = value && leavesDomain(value, component, [...elements, ...point.symbols]);
    if (!found) continue;
    const name = point.spelling.get(component) ?? component.name;
    report(scope, 'not-derivable', item.span, `this action moves \`${name}\` out of its domain`, {
      label: found,
      hint: `a group moves points within one domain: widen the domain of \`${name}\`, or restrict the elements`,
    });
  }
}
