// The logarithms of hyperbolic cosines and sines by exponentials, which know no overflow: $\log\cosh u=\log(1+e^{2u})-u-\log2$.
import { add, elementwise, exp, log, mul, neg, sub } from './build.ts';
import { type Expr, half, one, rational, two } from './expr.ts';
import { isPositive } from './range.ts';
import { transform } from './visit.ts';

/** log cosh u, or log sinh u for u > 0, as a sum with the logarithm of one exponential; undefined for anything else. */
export function logHyperbolic(e: Expr): Expr | undefined {
  const inner = e.kind === 'apply' && e.fn === 'log' ? e.args[0] : undefined;
  const u = inner?.kind === 'apply' ? inner.args[0] : undefined;
  if (inner?.kind !== 'apply' || !u) return undefined;
  if (inner.fn === 'cosh') return add(log(add(one, exp(mul(two, u)))), neg(u), neg(log(two)));
  if (inner.fn !== 'sinh' || !isPositive(u)) return undefined;
  return add(u, elementwise('log', sub(one, exp(mul(rational(-2), u)))), neg(log(two)));
}

/** Every such logarithm inside an expression by exponentials. */
export const hyperbolicsOut = (e: Expr): Expr => transform(e, (n) => logHyperbolic(n) ?? n);

/** sinh u and cosh u by the exponentials that they are made of. */
export const exponentialsFor = (e: Expr): Expr =>
  transform(e, (n) => {
    const [u] = n.kind === 'apply' && (n.fn === 'sinh' || n.fn === 'cosh') ? n.args : [];
    if (n.kind !== 'apply' || !u) return n;
    return mul(half, add(exp(u), n.fn === 'sinh' ? neg(exp(neg(u))) : exp(neg(u))));
  });
