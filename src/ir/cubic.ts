// The root of a cubic that grows everywhere: $v^3+pv=q$ with $p>0$ has the one real root
// $v=2\sqrt{p/3}\sinh(\tfrac13\operatorname{asinh}(\tfrac{3q}{2p}\sqrt{3/p}))$, since $4\sinh^3w+3\sinh w=\sinh3w$.
import { div, elementwise, mul, pow, sqrt, square, sub } from './build.ts';
import { type Expr, rational } from './expr.ts';
import { isPositive } from './range.ts';
import { simplify } from './simplify.ts';

/** c₀ + c₁x + c₂x² + c₃x³ = 0 solved for x; undefined where the left side need not be monotone. */
export function cubicRoot([c0, c1, c2, c3]: readonly [Expr, Expr, Expr, Expr]): Expr | undefined {
  const [third, shift] = [rational(1, 3), simplify(div(c2, mul(rational(3), c3)))];
  const p = simplify(sub(div(c1, c3), mul(rational(3), square(shift))));
  if (!isPositive(p)) return undefined;
  const q = simplify(sub(sub(mul(div(c1, c3), shift), div(c0, c3)), mul(rational(2), pow(shift, rational(3)))));
  const scale = sqrt(mul(third, p));
  const angle = elementwise('asinh', div(q, mul(rational(2), pow(scale, rational(3)))));
  return sub(mul(rational(2), scale, elementwise('sinh', mul(third, angle))), shift);
}
