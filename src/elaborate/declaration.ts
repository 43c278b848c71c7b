// A `family` or `distribution` as declared → a typed density model.
import type { DeclarationNode } from '../../grammar/ast.ts';
import { failure, type Result, type Span, success } from '../diagnostics.ts';
import { type Expr, isScalar, type SymbolExpr, zero } from '../ir/expr.ts';
import { dependsOn } from '../ir/visit.ts';
import type { AuthorClaim, DensityModel } from '../model/density.ts';
import { type Bound, declareBinding, itemsOf, noneBound, rejectStrangers, scopeOf } from './declare.ts';
import { describeShape, elaborateExpression } from './expression.ts';
import { type Given, nothingGiven } from './library.ts';
import { report, type Scope } from './scope.ts';

type Role = 'variable' | 'parameter' | 'constant';

/** The model of a family or a distribution, or every mistake found in it. */
export function elaborateDeclaration(node: DeclarationNode, given: Given = nothingGiven): Result<DensityModel> {
  const scope = scopeOf(node, given);
  const declared = declareAll(node, scope);
  const density = readDensity(node, scope);
  const claims = readClaims(node, scope);
  rejectStrangers(node, ['variable', 'parameter', 'constant', 'density', 'claim'], scope);
  if (!density || scope.diagnostics.length > 0) return failure(...scope.diagnostics);
  const all = [declared.variable, declared.parameter, declared.constant];
  const model: DensityModel = {
    kind: node.kind === 'family' ? 'family' : 'distribution',
    name: node.name.text,
    doc: node.doc,
    dimensions: [...scope.dimensions.values()],
    variables: declared.variable.symbols,
    parameters: declared.parameter.symbols,
    constants: declared.constant.symbols,
    density: density.value,
    proportional: density.proportional,
    claims,
    spelling: new Map(all.flatMap((d) => [...d.spelling])),
    spans: {
      name: node.name.span,
      density: density.span,
      symbols: new Map(all.flatMap((d) => [...d.spans])),
      nodes: scope.nodes,
    },
  };
  const trouble = checkModel(model, node, scope);
  return trouble ? failure(...scope.diagnostics) : success(model);
}

/** Declares constants, then parameters, then variables; bounds may name what was declared before (and constants of the same item). */
function declareAll(node: DeclarationNode, scope: Scope): Record<Role, Bound> {
  const result: Record<Role, Bound> = {
    constant: noneBound(),
    parameter: noneBound(),
    variable: noneBound(),
  };
  for (const role of ['constant', 'parameter', 'variable'] as const) {
    for (const item of itemsOf(node, role)) for (const b of item.bindings) declareBinding(b, result[role], scope);
    if (role === 'parameter') for (const s of result.parameter.symbols) scope.parameters.add(s);
  }
  return result;
}

function readDensity(
  node: DeclarationNode,
  scope: Scope,
): { value: Expr; proportional: boolean; span: Span } | undefined {
  const [item, second] = itemsOf(node, 'density');
  if (!item)
    return report(scope, 'syntax', node.name.span, `${node.kind} ${node.name.text} has no density`, {
      hint: 'add a line: density ∝ …',
    });
  if (second)
    return report(scope, 'syntax', second.span, 'a second density', { hint: 'a declaration has exactly one density' });
  const value = elaborateExpression(item.value, scope);
  if (!value) return undefined;
  if (!isScalar(value))
    return report(
      scope,
      'shape-mismatch',
      item.value.span,
      `a density is one number, this is ${describeShape(value)}`,
      {
        hint: 'multiply the coordinates with prod(…), or declare the family for one coordinate: Name^P lifts it to P independent ones',
      },
    );
  return { value, proportional: item.proportional, span: item.value.span };
}

function readClaims(node: DeclarationNode, scope: Scope): readonly AuthorClaim[] {
  return itemsOf(node, 'claim').flatMap((item) => {
    const [first, second] = item.values;
    if (second)
      report(scope, 'shape-mismatch', second.span, 'a claim about a density has one value', {
        hint: 'several numbers are one vector: [a, b]',
      });
    const value = first && elaborateExpression(first, scope);
    return value ? [{ quantity: item.quantity.text, value, span: item.span }] : [];
  });
}

function checkModel(model: DensityModel, node: DeclarationNode, scope: Scope): boolean {
  if (model.variables.length === 0) {
    report(scope, 'syntax', node.name.span, `${model.name} has no variable`, {
      hint: 'add a line: variable θ in Real',
    });
    return true;
  }
  if (model.parameters.length === 0 && model.kind === 'family') {
    report(scope, 'syntax', node.name.span, `${model.name} has no parameter`, {
      hint: 'a family has at least one; a fixed density is a `distribution`',
    });
    return true;
  }
  if (model.density === zero) {
    report(scope, 'not-normalised', model.spans.density, `${model.name} is zero everywhere`, {
      hint: 'a density is positive where its variable is declared: leave out the factor 0, or correct it',
    });
    return true;
  }
  for (const v of model.variables)
    if (!dependsOn(model.density, [v]) && !boundedDomain(v)) {
      report(scope, 'not-integrable', model.spans.density, `the density does not depend on ${model.spelling.get(v)}`, {
        hint: `use ${model.spelling.get(v)} in the density, or remove its declaration`,
      });
      return true;
    }
  return false;
}

/** A constant density is integrable over a bounded domain. */
function boundedDomain(v: SymbolExpr): boolean {
  const d = v.domain;
  if (d.kind === 'interval' || d.kind === 'integers') return d.lower !== undefined && d.upper !== undefined;
  return d.kind === 'set' || d.kind === 'onehot' || d.kind === 'circle' || d.kind === 'simplex';
}
