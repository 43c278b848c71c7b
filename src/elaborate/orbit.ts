// An `orbit` as declared → its group and its base, in the orbit's own dimensions.
import type { DeclarationNode } from '../../grammar/ast.ts';
import { failure, type Result, type Span, success } from '../diagnostics.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { symbolsOf } from '../ir/visit.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { BaseFactor, OrbitModel } from '../model/orbit.ts';
import { readBase } from './base.ts';
import { readBlockClaims } from './block-claims.ts';
import { type Bound, declareBinding, itemsOf, noneBound, rejectStrangers, scopeOf } from './declare.ts';
import { elaborateExpression } from './expression.ts';
import { readGroups } from './group.ts';
import { orbitQuantities } from './group-claims.ts';
import { emptyLibrary, type Given, type Library, nothingGiven, within } from './library.ts';
import { report, type Scope } from './scope.ts';

/** The model of an orbit, or every mistake found in it; `given` stands for its dimensions and constants. */
export function elaborateOrbit(
  node: DeclarationNode,
  library: Library = emptyLibrary,
  given: Given = nothingGiven,
): Result<OrbitModel> {
  const scope = scopeOf(node, given);
  rejectStrangers(node, ['group', 'base', 'constant', 'value', 'claim'], scope);
  const declared = noneBound();
  for (const item of itemsOf(node, 'constant'))
    for (const b of item.bindings) declareBinding(b, declared, scope, given);
  const parts = readParts(node, scope, within(library, node));
  if (!parts || scope.diagnostics.length > 0) return failure(...scope.diagnostics);
  const { group, base } = parts;
  rejectSharedNames(declared, group, base, scope);
  const value = readValue(node, group, scope);
  if (scope.diagnostics.length > 0) return failure(...scope.diagnostics);
  const [groupItem] = referencesOf(node, 'group');
  const model: Omit<OrbitModel, 'claims'> = {
    kind: 'orbit',
    name: node.name.text,
    doc: node.doc,
    dimensions: [...scope.dimensions.values()],
    constants: constantsOf(declared, group, base, value?.expression),
    group,
    base,
    ...(value ? { value: value.expression } : {}),
    spelling: declared.spelling,
    spans: {
      name: node.name.span,
      group: groupItem?.span ?? node.name.span,
      ...(value ? { value: value.span } : {}),
    },
  };
  const claims = readBlockClaims(node, orbitQuantities(model), [], group.spelling, scope);
  return scope.diagnostics.length > 0 ? failure(...scope.diagnostics) : success({ ...model, claims });
}

const referencesOf = (node: DeclarationNode, role: 'group' | 'base') =>
  itemsOf(node, 'reference').filter((item) => item.role === role);

function readParts(
  node: DeclarationNode,
  scope: Scope,
  library: Library,
): { group: LieGroupModel; base: readonly BaseFactor[] } | undefined {
  const [groupItem, secondGroup] = referencesOf(node, 'group');
  const [baseItem, secondBase] = referencesOf(node, 'base');
  for (const second of [secondGroup, secondBase])
    if (second)
      report(scope, 'syntax', second.span, `a second ${second.role}`, {
        hint: `an orbit has one ${second.role}; a product is written A * B`,
      });
  const missing = groupItem ? 'base' : 'group';
  if (!groupItem || !baseItem)
    return report(scope, 'syntax', node.name.span, `${node.name.text} has no ${missing}`, {
      hint: missing === 'base' ? 'add a line: base Name^P, or base Dirac(0)' : 'add a line: group Name(P)',
    });
  const group = readGroups(groupItem.targets, scope, library, 'the group of an orbit');
  const base = group && readBase(baseItem.targets, group, scope, library);
  return group && base && { group, base };
}

function rejectSharedNames(declared: Bound, group: LieGroupModel, base: readonly BaseFactor[], scope: Scope): void {
  const names = new Set([...group.elements, ...group.point].map(({ name }) => name));
  for (const s of declared.symbols) {
    const span = declared.spans.get(s);
    if (span && names.has(s.name))
      report(scope, 'syntax', span, `\`${declared.spelling.get(s)}\` is a name of the group ${group.name}`, {
        hint: 'each name stands for one thing; rename this constant',
      });
  }
  for (const factor of base) {
    const open = factor.kind === 'density' ? factor.model.constants.filter((c) => !declared.symbols.includes(c)) : [];
    for (const { name } of open.filter((c) => names.has(c.name)))
      report(scope, 'syntax', factor.span, `the constant \`${name}\` of this base is also a name of the group`, {
        hint: `declare a constant under another name and give it: (${name} = …)`,
      });
  }
}

/** What the loss sees of the point, in the components of the point. */
function readValue(
  node: DeclarationNode,
  group: LieGroupModel,
  scope: Scope,
): { expression: Expr; span: Span } | undefined {
  const [item, second] = itemsOf(node, 'value');
  if (second) report(scope, 'syntax', second.span, 'a second value', { hint: 'the loss sees one value of the point' });
  if (!item) return undefined;
  const symbols = new Map([...scope.symbols, ...group.point.map((s): [string, Expr] => [s.name, s])]);
  const expression = elaborateExpression(item.value, { ...scope, symbols });
  return expression && { expression, span: item.span };
}

/** The constants left without a value, each once. */
function constantsOf(
  declared: Bound,
  group: LieGroupModel,
  base: readonly BaseFactor[],
  value: Expr | undefined,
): readonly SymbolExpr[] {
  const own = new Set(declared.symbols);
  const used = base.flatMap((f) => (f.kind === 'density' ? f.model.constants : f.at.flatMap((e) => [...symbolsOf(e)])));
  const seen = value ? [...symbolsOf(value)].filter((s) => own.has(s)) : [];
  return [...new Set([...declared.symbols, ...group.constants, ...used, ...seen])];
}
