// How fast a function grows towards the ends of a domain: log |f| by the logarithms of the distances from them, where f has
// poles, since f itself overflows there.
import { add, applyNode, elementwise, log, mul, neg, pow, sub } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, rational, type SymbolExpr } from '../ir/expr.ts';
import { type Ratio, ratioToNumber } from '../ir/rational.ts';
import { contains } from '../ir/visit.ts';

/** The distances of a variable from the ends of its domain, as they stand in expressions. */
export function distancesFromEnds(x: SymbolExpr): readonly Expr[] {
  if (x.domain.kind !== 'interval') return [];
  const { lower, upper } = x.domain;
  return [...(lower ? [sub(x, lower)] : []), ...(upper ? [sub(upper, x)] : [])];
}

/** log(1 + |f|ᵖ). */
export function logGrowth(f: Expr, x: SymbolExpr, power: 1 | 2): Expr {
  const poles = distancesFromEnds(x).flatMap((d) => {
    const order = orderOfPole(f, d);
    return order ? [{ d, order: rational(order) }] : [];
  });
  if (poles.length === 0)
    return elementwise('softplus', mul(rational(power), elementwise('log', elementwise('abs', f))));
  const rest = poles.reduce((e, { d, order }) => add(...termsOf(e).map((t) => mul(t, pow(d, order)))), expand(f));
  const size = add(log(elementwise('abs', rest)), ...poles.map(({ d, order }) => neg(mul(order, log(d)))));
  // As it stands: rewritten with e^{2 log |f|} it would overflow again.
  return applyNode('softplus', [mul(rational(power), size)], []);
}

/** The largest power of a distance that divides a function. */
function orderOfPole(f: Expr, d: Expr): Ratio | undefined {
  let order: Ratio | undefined;
  contains(f, (e) => {
    if (e.kind !== 'power' || e.base !== d || e.exponent.kind !== 'rational' || e.exponent.value.n >= 0n) return false;
    const { n, d: denominator } = e.exponent.value;
    const found = { n: -n, d: denominator };
    if (!order || ratioToNumber(found) > ratioToNumber(order)) order = found;
    return false;
  });
  return order;
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);
