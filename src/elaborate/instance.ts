// A density with its arguments put in: `Normal(m = 0, s = δ)^P` is one density without parameters.
import type { ReferenceNode } from '../../grammar/ast.ts';
import { fill } from '../ir/build.ts';
import { entry } from '../ir/entry.ts';
import { type Dim, type Domain, declaredSymbol, type Expr, isScalar, type SymbolExpr } from '../ir/expr.ts';
import { prod } from '../ir/tensor.ts';
import { substitute, symbolsOf } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import { argumentValue } from './argument.ts';
import { elaborateDeclaration } from './declaration.ts';
import type { Library } from './library.ts';
import { rejectArguments, resolveReference, valueAt } from './reference.ts';
import { report, type Scope } from './scope.ts';

/** A density in the place of its reference. */
export interface Instance {
  /** The density; under a power, that of one coordinate. */
  readonly model: DensityModel;
  /** Where arguments differ between the coordinates of a power: the density of all, and that of each. */
  readonly varied?: {
    readonly whole: DensityModel;
    readonly each: readonly DensityModel[];
    /** The density of any one of them, in symbols for the arguments that differ, and the values of these. */
    readonly any: DensityModel;
    readonly values: ReadonlyMap<SymbolExpr, Expr>;
  };
}

/** The density that a reference means, or undefined after a report. */
export function instantiate(
  reference: ReferenceNode,
  lift: Dim | undefined,
  scope: Scope,
  library: Library,
): Instance | undefined {
  const resolved = resolveReference(reference, { place: 'a base', kinds: ['family', 'distribution'] }, scope, library);
  if (!resolved) return undefined;
  const model = valueAt(
    elaborateDeclaration(resolved.node, { dimensions: resolved.dimensions, constants: new Map() }),
    reference,
    scope,
  );
  if (!model) return undefined;
  const open = [...model.parameters, ...model.constants];
  rejectArguments(
    resolved,
    open.map(({ name }) => name),
    scope,
  );
  if (lift !== undefined && [...model.variables, ...open].some((s) => !isScalar(s)))
    return report(
      scope,
      'shape-mismatch',
      reference.span,
      `only a density of one number can be raised to a power; ${model.name} has ${model.variables.map(({ name }) => name).join(', ')}`,
      {
        hint: 'give its dimension instead: Name(P)',
      },
    );
  const missing = model.parameters.filter((p) => !resolved.values.has(p.name));
  if (missing.length > 0)
    return report(
      scope,
      'unknown-name',
      reference.span,
      `${missing.map((p) => `\`${model.spelling.get(p)}\``).join(', ')} of ${model.name} has no value`,
      {
        hint: `a base is one density: ${model.name}(${model.parameters.map((p) => `${model.spelling.get(p)} = …`).join(', ')})`,
      },
    );
  const values = new Map<SymbolExpr, Expr>();
  for (const s of open) {
    const argument = resolved.values.get(s.name);
    const value = argument && argumentValue(argument.value, s, scope, lift);
    if (argument && !value) return undefined;
    if (value) values.set(s, value);
  }
  const lists = [...values.values()].filter((v) => !isScalar(v));
  if (lift === undefined || lists.length === 0) return { model: withValues(model, values) };
  return overCoordinates(model, values, lift);
}

/** The model with values for parameters and constants; the rest of its constants stay. */
function withValues(
  model: DensityModel,
  values: ReadonlyMap<SymbolExpr, Expr>,
  shaped: (variable: SymbolExpr) => SymbolExpr = (v) => v,
): DensityModel {
  const moved = (v: SymbolExpr): SymbolExpr => shaped(declaredSymbol(v.name, domainWith(v.domain, values), v.shape));
  const variables = new Map(model.variables.map((v) => [v, moved(v)]));
  const all = new Map<Expr, Expr>([...values, ...variables]);
  const used = new Set([...values.values()].flatMap((value) => [...symbolsOf(value)]));
  const kept = model.constants.filter((c) => !values.has(c));
  const spelling = [...model.spelling]
    .filter(([s]) => !values.has(s))
    .map(([s, text]) => [variables.get(s) ?? s, text] as const);
  return {
    ...model,
    kind: 'distribution',
    variables: [...variables.values()],
    parameters: [],
    constants: [...new Set([...kept, ...used])],
    density: substitute(model.density, all),
    claims: [],
    spelling: new Map([...spelling, ...[...used].map((s) => [s, s.name] as const)]),
    spans: {
      ...model.spans,
      symbols: new Map([...model.spans.symbols].map(([s, span]) => [variables.get(s) ?? s, span])),
      nodes: new Map([...model.spans.nodes].map(([e, span]) => [substitute(e, all), span])),
    },
  };
}

function domainWith(domain: Domain, values: ReadonlyMap<Expr, Expr>): Domain {
  if (domain.kind !== 'interval' && domain.kind !== 'integers') return domain;
  const { lower, upper } = domain;
  return {
    ...domain,
    ...(lower ? { lower: substitute(lower, values) } : {}),
    ...(upper ? { upper: substitute(upper, values) } : {}),
  };
}

/** Independent coordinates of which each has values of its own. */
function overCoordinates(model: DensityModel, values: ReadonlyMap<SymbolExpr, Expr>, lift: Dim): Instance {
  const one = withValues(model, new Map([...values].filter(([, value]) => isScalar(value))));
  const lists = [...values].filter(([, value]) => !isScalar(value));
  const vector = (s: SymbolExpr): SymbolExpr => declaredSymbol(s.name, s.domain, [lift]);
  const lifted = withValues(one, new Map(lists), vector);
  const whole = { ...lifted, density: prod(isScalar(lifted.density) ? fill(lifted.density, [lift]) : lifted.density) };
  const count = /^\d+$/.test(lift) ? Number(lift) : 0;
  const each = Array.from({ length: count }, (_, i) =>
    withValues(one, new Map(lists.map(([s, list]) => [s, entry(list, i)]))),
  );
  const any = { ...one, constants: [...new Set([...one.constants, ...lists.map(([s]) => s)])] };
  return { model: one, varied: { whole, each, any, values: new Map(lists) } };
}
