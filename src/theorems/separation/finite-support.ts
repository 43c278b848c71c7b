// On a finite support every function of θ is a polynomial of degree below the number of points (Lagrange).
import { add, div, mul, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
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
    return finite.length === 1 && v?.domain.kind === 'set' && v.shape.length === 0 ? lagrange(term, v) : term;
  });
  return expand(add(...done));
}

/** Σ_v f(v) ∏_{w≠v} (θ − w)/(v − w). */
function lagrange(f: Expr, variable: SymbolExpr): Expr {
  const values = variable.domain.kind === 'set' ? variable.domain.values : [];
  const terms = values.map((v) => {
    const others = values.filter((w) => w !== v);
    const basis = others.map((w) => div(sub(variable, w), sub(v, w)));
    return mul(substitute(f, new Map([[variable, v]])), ...basis);
  });
  return expand(add(...terms));
}
