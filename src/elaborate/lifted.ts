// `F^P`: a density of numbers as that of P independent ones; variables and parameters become vectors, constants are shared.
import type { DeclarationNode } from '../../grammar/ast.ts';
import { type Diagnostic, failure, type Result, success } from '../diagnostics.ts';
import { fill } from '../ir/build.ts';
import { type Dim, declaredSymbol, type Expr, isScalar, type SymbolExpr } from '../ir/expr.ts';
import { prod, total } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import type { AuthorClaim, DensityModel } from '../model/density.ts';
import { rejectTooManyEntries } from './declare.ts';
import { emptyScope } from './scope.ts';

/** What adds up over independent coordinates; other claims speak of each of them. */
const additive: ReadonlySet<string> = new Set(['entropy', 'logPartition', 'logDensity']);

/** Claims of these, and of several numbers together, are of one coordinate only, and are checked where the density itself is. */
const ofOne: ReadonlySet<string> = new Set(['variance', 'fisher', 'fisherParameters', 'fisherNatural']);

/** The density of independent coordinates, as many as the dimension says; only one of numbers has a power. */
export function lifted(model: DensityModel, dim: Dim): Result<DensityModel> {
  const moving = [...model.variables, ...model.parameters];
  if (![...moving, ...model.constants].every(isScalar)) return failure(noNumber(model));
  const taken = [...moving, ...model.constants].map(({ name }) => name).concat(model.dimensions);
  if (taken.includes(dim)) return failure(namedAlready(model, dim));
  const scope = emptyScope();
  rejectTooManyEntries([dim], model.spans.name, scope);
  if (scope.diagnostics.length > 0) return failure(...scope.diagnostics);
  const vectors = new Map(moving.map((s) => [s, declaredSymbol(s.name, s.domain, [dim])]));
  const vector = (s: SymbolExpr): SymbolExpr => vectors.get(s) ?? s;
  const entrywise = (e: Expr): Expr => {
    const moved = substitute(e, vectors);
    return isScalar(moved) ? fill(moved, [dim]) : moved;
  };
  const claimed = ({ quantity, value, span }: AuthorClaim): AuthorClaim => {
    const each = entrywise(value);
    return { quantity, span, value: additive.has(quantity) ? total(each) : each };
  };
  return success({
    ...model,
    name: `${model.name}^${dim}`,
    dimensions: [...model.dimensions, dim],
    variables: model.variables.map(vector),
    parameters: model.parameters.map(vector),
    density: prod(entrywise(model.density)),
    claims: model.claims.filter(({ quantity, value }) => isScalar(value) && !ofOne.has(quantity)).map(claimed),
    spelling: new Map([...model.spelling].map(([s, text]) => [vector(s), text])),
    spans: {
      ...model.spans,
      symbols: new Map([...model.spans.symbols].map(([s, span]) => [vector(s), span])),
      nodes: new Map([...model.spans.nodes].map(([e, span]) => [substitute(e, vectors), span])),
    },
  });
}

const namedAlready = ({ name, spans }: DensityModel, dim: Dim): Diagnostic => ({
  code: 'syntax',
  severity: 'error',
  message: `\`${dim}\` has a meaning in ${name}: it cannot be the number of its coordinates too`,
  span: spans.name,
  hint: 'take another letter for the power',
});

const noNumber = ({ name, spans }: DensityModel): Diagnostic => ({
  code: 'shape-mismatch',
  severity: 'error',
  message: `only a density of numbers can be raised to a power; ${name} has vectors or matrices`,
  span: spans.name,
  hint: `${name} has its size as a dimension of its own`,
});

/** Only densities have independent coordinates. */
export const noDensity = ({ kind, name }: DeclarationNode): Diagnostic => ({
  code: 'shape-mismatch',
  severity: 'error',
  message: `only a family or a distribution can be raised to a power; ${name.text} is of kind ${kind}`,
  span: name.span,
  hint: `name it without one: ${name.text}`,
});
