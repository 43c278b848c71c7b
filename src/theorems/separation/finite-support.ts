// On a finite support every function of θ is a polynomial of degree below the number of points (Lagrange).
import { add, div, mul, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, rational, type SymbolExpr } from '../../ir/expr.ts';
import { separate } from '../../ir/separate.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** Terms that mix θ and ξ replaced by their interpolating polynomial in θ, where θ takes finitely many values. */
export function interpolate(model: DensityModel, logDensity: Expr): Expr {
  const terms = logDensity.kind === 'sum' ? logDensity.terms : [logDensity];
  const done = terms.map((term) => {
    const parts = separate(term, model.variables, model.parameters);
    if (parts.ok) return term;
    const finite = model.variables.filter((v) => dependsOn(term, [v]));
    const [v] = finite;
    const values = finite.length === 1 && v ? membersOf(v) : undefined;
    return v && values ? lagrange(term, v, values) : term;
  });
  return expand(add(...done));
}

/** Beyond so many values the polynomials are too long to be read. */
const most = 12;

/** The values of a scalar variable that takes few. */
function membersOf({ domain, shape }: SymbolExpr): readonly Expr[] | undefined {
  if (shape.length > 0) return undefined;
  if (domain.kind === 'set') return domain.values;
  if (domain.kind !== 'integers' || domain.lower?.kind !== 'rational' || domain.upper?.kind !== 'rational')
    return undefined;
  const [first, last] = [Number(domain.lower.value.n), Number(domain.upper.value.n)];
  return last - first < most ? Array.from({ length: last - first + 1 }, (_, i) => rational(first + i)) : undefined;
}

/** Σ_v f(v) ∏_{w≠v} (θ − w)/(v − w). */
function lagrange(f: Expr, variable: SymbolExpr, values: readonly Expr[]): Expr {
  const terms = values.map((v) => {
    const others = values.filter((w) => w !== v);
    const basis = others.map((w) => div(sub(variable, w), sub(v, w)));
    return mul(substitute(f, new Map([[variable, v]])), ...basis);
  });
  return expand(add(...terms));
}
