// ẏ = c (y − a)(b − y)/(b − a) on an interval (a, b): the logit log (y − a)/(b − y) moves at the constant speed c.
import { add, div, exp, log, mul, neg, sub } from '../../../ir/build.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, isScalar, one, type SymbolExpr } from '../../../ir/expr.ts';
import { simplify } from '../../../ir/simplify.ts';
import { dependsOn, substitute } from '../../../ir/visit.ts';

/** The solution, in a form that has a value however long the time; undefined for another equation or domain. */
export function throughLogit(rate: Expr, y: SymbolExpr, from: Expr, t: SymbolExpr): Expr | undefined {
  const { domain } = y;
  if (!isScalar(y) || domain.kind !== 'interval' || !domain.lower || !domain.upper) return undefined;
  const { lower, upper } = domain;
  const logit = sub(log(sub(y, lower)), log(sub(upper, y)));
  const width = sub(upper, lower);
  const shape = div(width, mul(sub(y, lower), sub(upper, y)));
  const product = simplify(mul(rate, shape));
  const speed = dependsOn(product, [y]) ? simplify(expand(product)) : product;
  if (dependsOn(speed, [y, t])) return undefined;
  const there = add(substitute(logit, new Map([[y, from]])), mul(speed, t));
  return add(lower, div(width, add(one, exp(neg(there)))));
}
