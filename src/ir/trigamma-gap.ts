// What ψ′(u) and 1/u cancel far out, cancelled by symbols: ψ′(u) = 1/u + g(u), where g(u) ~ 1/(2u²) is one function, and
// 1/ψ′(u) = u − h with h = u²g/(1 + ug). Sums whose terms without g and h vanish keep the others only.
import { add, mul, pow } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, minusOne, one, positiveLine, type SymbolExpr, symbol } from './expr.ts';
import { trigammaGapOf } from './stirling.ts';
import { contains, dependsOn, substitute, symbolsOf, transform } from './visit.ts';

const isTrigamma = (e: Expr): boolean => e.kind === 'apply' && e.fn === 'polygamma' && e.args[0] === one;

/** Every sum in which the leading parts of ψ′ cancel, by what is left of them. */
export const trigammaGaps = (e: Expr): Expr =>
  contains(e, isTrigamma) ? transform(e, (node) => (node.kind === 'sum' ? (closed(node) ?? node) : node)) : e;

/** Letters for one argument u: itself, g, h. */
interface Letters {
  readonly u: Expr;
  readonly own: SymbolExpr;
  readonly gap: SymbolExpr;
  readonly rest: SymbolExpr;
}

function closed(sum: Expr): Expr | undefined {
  const named = new Map<Expr, Expr>();
  const all = [...trigammasIn(sum)].flatMap((node): readonly Letters[] => {
    const u = node.kind === 'apply' ? node.args[1] : undefined;
    if (!u || symbolsOf(u).size === 0) return [];
    const letter = (of: string): SymbolExpr => symbol(`${of} of ${u.id}`, positiveLine, u.shape);
    const l = { u, own: letter('argument'), gap: letter('gap'), rest: letter('rest') };
    named.set(node, add(pow(l.own, minusOne), l.gap)).set(pow(node, minusOne), add(l.u, mul(minusOne, l.rest)));
    return [l];
  });
  if (all.length === 0 || all.length > most) return undefined;
  const whole = expand(substitute(sum, named));
  const terms = whole.kind === 'sum' ? whole.terms : [whole];
  const small = all.flatMap((l) => [l.gap, l.rest]);
  const leading = add(...terms.filter((t) => !dependsOn(t, small)));
  const places = new Map<Expr, Expr>(all.map((l) => [l.own, l.u]));
  const scalars = all.filter((l) => l.u.shape.length === 0).map((l) => l.own);
  const cleared = expand(substitute(expand(mul(leading, ...scalars)), places));
  if (leading.kind === 'rational' && terms.every((t) => !dependsOn(t, small))) return undefined;
  if (cleared.kind !== 'rational' || cleared.value.n !== 0n) return undefined;
  const back = new Map<Expr, Expr>(all.flatMap((l) => [[l.own, l.u] as const, [l.gap, trigammaGapOf(l.u)] as const]));
  const rests = new Map<Expr, Expr>(all.map((l) => [l.rest, restOf(l.u)]));
  return substitute(substitute(add(...terms.filter((t) => dependsOn(t, small))), rests), back);
}

/** Arguments that are worth the expansion. */
const most = 4;

/** u − 1/ψ′(u). */
function restOf(u: Expr): Expr {
  const gap = trigammaGapOf(u);
  return mul(u, u, gap, pow(add(one, mul(u, gap)), minusOne));
}

function trigammasIn(e: Expr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  contains(e, (node) => {
    if (isTrigamma(node)) found.add(node);
    return false;
  });
  return found;
}
