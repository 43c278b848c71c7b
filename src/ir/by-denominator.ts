// A quotient over powers of a sum, term by term: (aS + b)/(1 + S)² is a/(1 + S) + (b − a)/(1 + S)², where that is shorter.
import { sub } from './build.ts';
import { expand } from './expand.ts';
import { type ApplyExpr, type Expr, realLine, type SumExpr, symbol } from './expr.ts';
import { cost } from './simplify.ts';
import { contains, substitute } from './visit.ts';

/** The expansion in powers of what the expression is divided by, where that is shorter: the divisor counts once. */
export function byDenominator(e: Expr): Expr {
  const whole = denominatorOf(e);
  const part = whole?.terms.find((t): t is ApplyExpr => t.kind === 'apply' && t.fn === 'total');
  if (!whole || !part) return e;
  const name = symbol('\u2211', realLine);
  const inName = substitute(e, new Map<Expr, Expr>([[part, sub(name, sub(whole, part))]]));
  const apart = expand(inName);
  return cost(apart) + cost(whole) < cost(e) ? substitute(apart, new Map<Expr, Expr>([[name, whole]])) : e;
}

/** A sum that stands below a bar. */
function denominatorOf(e: Expr): SumExpr | undefined {
  let found: SumExpr | undefined;
  contains(e, (n) => {
    const below = n.kind === 'power' && n.exponent.kind === 'rational' && n.exponent.value.n < 0n;
    if (below && n.base.kind === 'sum') found ??= n.base;
    return false;
  });
  return found;
}
