// Addition theorems read backwards: cos a cos b ± sin a sin b = cos(a ∓ b) and sin a cos b ± cos a sin b = sin(a ± b).
import { add, div, elementwise, mul, neg, sub } from './build.ts';
import type { Expr } from './expr.ts';

const cos = (e: Expr): Expr => elementwise('cos', e);
const sin = (e: Expr): Expr => elementwise('sin', e);

/** c f(a) g(b) + partner = c·together; c f(a) g(b) − partner = c·apart. */
interface Pair {
  readonly factor: Expr;
  readonly partner: Expr;
  readonly together: Expr;
  readonly apart: Expr;
}

/** A sum whose pairs c·cos a·cos b, ±c·sin a·sin b and c·sin a·cos b, ±c·cos a·sin b are each one cosine or sine. */
export function gatherAngles(e: Expr): Expr {
  if (e.kind !== 'sum' || e.shape.length > 0) return e;
  for (const term of e.terms)
    for (const { factor, partner, together, apart } of pairsOf(term)) {
      const used = [partner, neg(partner)].find((p) => p !== term && e.terms.includes(p));
      if (!used) continue;
      const others = e.terms.filter((t) => t !== term && t !== used);
      return gatherAngles(add(...others, mul(factor, used === partner ? together : apart)));
    }
  return e;
}

function pairsOf(term: Expr): readonly Pair[] {
  const [a, b] = argumentsOf('cos', term);
  if (!a) return [];
  const crossed = argumentsOf('sin', term).map((s): Pair => {
    const factor = div(term, mul(sin(s), cos(a)));
    return { factor, partner: mul(factor, cos(s), sin(a)), together: sin(add(s, a)), apart: sin(sub(s, a)) };
  });
  if (!b) return crossed;
  const factor = div(term, mul(cos(a), cos(b)));
  return [
    { factor, partner: mul(factor, sin(a), sin(b)), together: cos(sub(a, b)), apart: cos(add(a, b)) },
    ...crossed,
  ];
}

/** The arguments of the cosines, or of the sines, that are factors of a product. */
const argumentsOf = (fn: 'cos' | 'sin', e: Expr): readonly Expr[] =>
  e.kind === 'product' ? e.factors.flatMap((f) => (f.kind === 'apply' && f.fn === fn ? f.args : [])) : [];
