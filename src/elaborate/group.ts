// A `group` as declared → a Lie group model: its elements, its tangents, its action.
import type { DeclarationNode, ReferenceNode } from '../../grammar/ast.ts';
import { failure, type Result, success } from '../diagnostics.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { boundsOf, symbolsOf } from '../ir/visit.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import { readAction } from './action.ts';
import { readBlockClaims } from './block-claims.ts';
import {
  type Bound,
  declareBinding,
  itemsOf,
  noneBound,
  rejectStrangers,
  rejectTooManyNames,
  scopeOf,
} from './declare.ts';
import { groupQuantities } from './group-claims.ts';
import { productOfGroups } from './group-product.ts';
import { emptyLibrary, type Given, type Library, nothingGiven, within } from './library.ts';
import { constantsGiven, rejectArguments, resolveReference, valueAt } from './reference.ts';
import { report, type Scope } from './scope.ts';
import { checkTangents, derivedBlocks } from './tangents.ts';

/** The model of a group, or every mistake found in it; `given` stands for its dimensions and constants. */
export function elaborateGroup(
  node: DeclarationNode,
  library: Library = emptyLibrary,
  given: Given = nothingGiven,
): Result<LieGroupModel> {
  const scope = scopeOf(node, given);
  rejectStrangers(node, ['element', 'constant', 'action', 'group', 'claim'], scope);
  const constants = noneBound();
  for (const item of itemsOf(node, 'constant'))
    for (const b of item.bindings) declareBinding(b, constants, scope, given);
  const model = isProduct(node)
    ? readProduct(node, constants, scope, within(library, node))
    : readElements(node, constants, scope);
  if (!model || scope.diagnostics.length > 0) return failure(...scope.diagnostics);
  const own = [...model.elements, ...model.point];
  const claims = readBlockClaims(node, groupQuantities(model), own, model.spelling, scope);
  return scope.diagnostics.length > 0 ? failure(...scope.diagnostics) : success({ ...model, claims });
}

const isProduct = (node: DeclarationNode): boolean =>
  itemsOf(node, 'reference').length > 0 && itemsOf(node, 'element').length === 0;

function readElements(node: DeclarationNode, constants: Bound, scope: Scope): LieGroupModel | undefined {
  const elements = noneBound();
  for (const item of itemsOf(node, 'element')) for (const b of item.bindings) declareBinding(b, elements, scope);
  for (const { span } of itemsOf(node, 'reference'))
    report(scope, 'syntax', span, 'a group has elements of its own or is a product of groups, not both', {
      hint: 'declare the elements in a group of their own and multiply it: group A(P) * B(P)',
    });
  if (elements.symbols.length === 0)
    return report(scope, 'syntax', node.name.span, `${node.name.text} has no element`, {
      hint: 'add a line: element b in Real, or build a product: group A(P) * B(P)',
    });
  checkTangents(elements, scope);
  const point = noneBound();
  const action = readAction(node, elements, point, scope);
  if (!action) return undefined;
  const known = knownIn(action.values, constants.symbols, [...elements.symbols, ...point.symbols]);
  return {
    ...headOf(node, scope),
    constants: known,
    elements: elements.symbols,
    ...derivedBlocks(elements.symbols, [...point.symbols, ...known]),
    point: point.symbols,
    action: action.values,
    spelling: new Map([...constants.spelling, ...elements.spelling, ...point.spelling]),
    spans: {
      name: node.name.span,
      action: action.span,
      symbols: new Map([...constants.spans, ...elements.spans, ...point.spans]),
      nodes: scope.nodes,
    },
  };
}

/** The constants of a group: those left open, and what stands for the others. */
function knownIn(
  action: readonly Expr[],
  open: readonly SymbolExpr[],
  moving: readonly SymbolExpr[],
): readonly SymbolExpr[] {
  const bounds = moving.flatMap(boundsOf);
  const used = [...action, ...bounds].flatMap((e) => [...symbolsOf(e)]);
  return [...new Set([...open, ...used.filter((s) => !moving.includes(s))])];
}

const headOf = (node: DeclarationNode, scope: Scope) =>
  ({
    kind: 'group',
    name: node.name.text,
    doc: node.doc,
    dimensions: [...scope.dimensions.values()],
    claims: [],
  }) as const;

function readProduct(
  node: DeclarationNode,
  constants: Bound,
  scope: Scope,
  library: Library,
): LieGroupModel | undefined {
  const items = itemsOf(node, 'reference');
  for (const { span } of itemsOf(node, 'action'))
    report(scope, 'syntax', span, 'a product of groups acts as its factors act', {
      hint: 'remove the action, or declare elements instead of `group`',
    });
  const targets = items.flatMap((item) => item.targets);
  const product = readGroups(targets, scope, library, 'a factor of the product');
  if (!product) return undefined;
  const others = product.constants.filter((c) => !constants.symbols.includes(c));
  return {
    ...product,
    ...headOf(node, scope),
    constants: [...constants.symbols, ...others],
    spelling: new Map([...constants.spelling, ...product.spelling]),
    spans: { ...product.spans, name: node.name.span, action: items[0]?.span ?? node.name.span },
  };
}

/** The groups that references mean, as one: side by side on components of their own. */
export function readGroups(
  references: readonly ReferenceNode[],
  scope: Scope,
  library: Library,
  place: string,
): LieGroupModel | undefined {
  const factors = references.map((reference) => readGroup(reference, scope, library, place));
  const known = factors.filter((f) => f !== undefined);
  const [only] = known;
  if (known.length < factors.length || !only) return undefined;
  const product = known.length === 1 ? only : productOfGroups(known);
  const [first] = references;
  if (first) rejectTooManyNames(product.elements.length + product.point.length, first.span, scope);
  return product;
}

function readGroup(reference: ReferenceNode, scope: Scope, library: Library, place: string): LieGroupModel | undefined {
  const resolved = resolveReference(reference, { place, kinds: ['group'] }, scope, library);
  if (!resolved) return undefined;
  if (reference.lift)
    return report(scope, 'shape-mismatch', reference.lift.span, 'a group takes no power', {
      hint: 'give its dimension: Name(P), or write the product out: A * A',
    });
  const known = itemsOf(resolved.node, 'constant').flatMap((item) => item.bindings.map(({ name }) => name.name));
  rejectArguments(resolved, known, scope);
  const result = elaborateGroup(resolved.node, resolved.library, constantsGiven(resolved, scope));
  return valueAt(result, reference, scope);
}
