// Denominators that multiply out to something shorter: (1 − p)(1 + p/(1 − p)) is 1.
import { mul, pow } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, isScalar, minusOne } from './expr.ts';
import { cost, simplify } from './simplify.ts';

/** More sums than these are not multiplied out: the terms grow with each. */
const mostSums = 3;

/** The product with its denominators multiplied out where that is shorter. */
export function shortenDenominator(e: Expr): Expr {
  if (e.kind !== 'product' || !isScalar(e)) return e;
  const below = e.factors.flatMap((f) =>
    f.kind === 'power' && f.exponent === minusOne && f.base.kind === 'sum' ? [f.base] : [],
  );
  if (below.length < 2 || below.length > mostSums) return e;
  const rest = e.factors.filter((f) => !(f.kind === 'power' && f.exponent === minusOne && f.base.kind === 'sum'));
  const product = simplify(expand(mul(...below)));
  const shorter = simplify(mul(...rest, pow(product, minusOne)));
  return cost(shorter) < cost(e) ? shorter : e;
}
