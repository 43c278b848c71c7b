// On a finite support every function of θ is a polynomial of degree below the number of points (Lagrange); of a
// one-hot vector it is linear.
import { add, div, log, mul, sub } from '../../ir/build.ts';
import { linearInClasses } from '../../ir/classes.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isScalar, type SymbolExpr } from '../../ir/expr.ts';
import { separate } from '../../ir/separate.ts';
import { factorCommon } from '../../ir/simplify.ts';
import { valuesOf } from '../../ir/values-of.ts';
import { dependsOn, substitute, transform } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** Terms that mix θ and ξ replaced by their interpolating polynomials in what of θ takes finitely many values. */
export function interpolate(model: DensityModel, logDensity: Expr): Expr {
  const { variables, parameters } = model;
  const isSeparate = (e: Expr): boolean => separate(e, variables, parameters).ok;
  const inTurn = (term: Expr, [v, ...others]: readonly SymbolExpr[]): Expr => {
    const values = v && dependsOn(term, [v]) ? valuesOf(v, most) : undefined;
    if (!v || isSeparate(term)) return term;
    if (v.domain.kind === 'onehot') return add(...termsOf(linearInClasses(term, v)).map((t) => inTurn(t, others)));
    return values ? add(...termsOf(lagrange(term, v, values)).map((t) => inTurn(t, others))) : inTurn(term, others);
  };
  const done = termsOf(logDensity).map((term) => {
    const parted = inTurn(term, variables);
    return isSeparate(parted) ? parted : term;
  });
  return expand(add(...done));
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** Beyond so many values the polynomials are too long to be read. */
const most = 12;

/** Σ_v f(v) ∏_{w≠v} (θ − w)/(v − w). */
function lagrange(f: Expr, variable: SymbolExpr, values: readonly Expr[]): Expr {
  const terms = values.map((v) => {
    const others = values.filter((w) => w !== v);
    const basis = others.map((w) => div(sub(variable, w), sub(v, w)));
    return mul(opened(substitute(f, new Map([[variable, v]]))), ...basis);
  });
  return expand(add(...terms));
}

/** The logarithm of a sum of which one value leaves terms with a common factor: that of the factor stands beside. */
const opened = (e: Expr): Expr =>
  transform(e, (n) => {
    const [sum] = n.kind === 'apply' && n.fn === 'log' ? n.args : [];
    return sum?.kind === 'sum' && isScalar(sum) ? log(factorCommon(sum)) : n;
  });
