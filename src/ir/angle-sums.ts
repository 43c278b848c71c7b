// Addition theorems read backwards: cos a cos b ± sin a sin b = cos(a ∓ b).
import { add, div, elementwise, mul, neg, sub } from './build.ts';
import type { Expr } from './expr.ts';

const cos = (e: Expr): Expr => elementwise('cos', e);
const sin = (e: Expr): Expr => elementwise('sin', e);

/** A sum whose pairs c·cos a·cos b, ±c·sin a·sin b are each one cosine. */
export function gatherAngles(e: Expr): Expr {
  if (e.kind !== 'sum' || e.shape.length > 0) return e;
  for (const term of e.terms) {
    const [a, b] = cosineArguments(term);
    if (!a || !b) continue;
    const partner = mul(div(term, mul(cos(a), cos(b))), sin(a), sin(b));
    const sign = [partner, neg(partner)].findIndex((p) => e.terms.includes(p));
    if (sign < 0) continue;
    const angle = sign === 0 ? sub(a, b) : add(a, b);
    const used = sign === 0 ? partner : neg(partner);
    const others = e.terms.filter((t) => t !== term && t !== used);
    return gatherAngles(add(...others, mul(div(term, mul(cos(a), cos(b))), cos(angle))));
  }
  return e;
}

/** a and b of a product that holds cos a and cos b. */
const cosineArguments = (e: Expr): readonly Expr[] =>
  e.kind === 'product' ? e.factors.flatMap((f) => (f.kind === 'apply' && f.fn === 'cos' ? f.args : [])) : [];
