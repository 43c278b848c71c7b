// Polynomials that vanish at an end of a variable's domain, by their factors there: 1 − z² = (1 − z)(1 + z). A distance from
// an end is known exactly where the variable itself rounds to it.
import { mul, sub } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, type SymbolExpr, zero } from './expr.ts';
import { divideExactly } from './polynomial.ts';
import { isNegative } from './range.ts';
import { contains, dependsOn, substitute, transform } from './visit.ts';

/** An expression with the distances from the ends of a variable's domain taken out of the sums that vanish there. */
export function withEndFactors(e: Expr, x: SymbolExpr): Expr {
  if (x.domain.kind !== 'interval') return e;
  const { lower, upper } = x.domain;
  const ends = [lower, upper].filter((end) => end !== undefined);
  const distances = ends.map((end) => ({ end, distance: end === lower ? sub(x, end) : sub(end, x) }));
  return transform(e, (node) => (node.kind === 'sum' && dependsOn(node, [x]) ? factored(node, x, distances) : node));
}

interface EndDistance {
  readonly end: Expr;
  readonly distance: Expr;
}

function factored(sum: Expr, x: SymbolExpr, distances: readonly EndDistance[]): Expr {
  for (const { end, distance } of distances) {
    if (sum === distance || expand(substitute(sum, new Map([[x, end]]))) !== zero) continue;
    const quotient = divideExactly(expand(sum), distance);
    if (quotient && !isFraction(quotient, distance)) return mul(distance, factored(quotient, x, distances));
  }
  return sum;
}

/** eˣ − 1 is x times (eˣ − 1)/x, which tells nothing. */
const isFraction = (e: Expr, distance: Expr): boolean =>
  contains(e, (node) => node.kind === 'power' && node.base === distance && isNegative(node.exponent));
