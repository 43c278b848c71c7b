// Chances p = 1/(1 + eᵘ) = e^{−softplus(u)}: p − p² = p(1 − p) keeps its digits where p rounds to 1, and so does a total of such.
import { add, applyNode, mul, neg, splitCoefficient } from './build.ts';
import { type ApplyExpr, type Expr, one, type Primitive } from './expr.ts';

const isFn = (e: Expr | undefined, fn: Primitive): e is ApplyExpr => e?.kind === 'apply' && e.fn === fn;
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** outside·inside·p^power, or the same with what is inside added up over entries. */
interface Chance {
  readonly outside: Expr;
  readonly inside: Expr;
  readonly summed: boolean;
  readonly u: Expr;
  readonly power: bigint;
}

/** c·p − c·p² = c·p(1 − p). */
export function chanceOfBoth(terms: readonly Expr[]): Expr | undefined {
  for (const t of terms) {
    const once = readChance(t);
    if (once?.power !== 1n) continue;
    const partner = terms.find((o) => isSquare(once, readChance(o)));
    if (!partner) continue;
    const { outside, inside, summed, u } = once;
    const both = neg(add(applyNode('softplus', [u], u.shape), applyNode('softplus', [neg(u)], u.shape)));
    const body = mul(inside, applyNode('exp', [both], u.shape));
    return add(
      ...terms.filter((o) => o !== t && o !== partner),
      mul(outside, summed ? applyNode('total', [body], []) : body),
    );
  }
  return undefined;
}

const isSquare = (once: Chance, other: Chance | undefined): boolean =>
  other?.power === 2n &&
  other.u === once.u &&
  other.summed === once.summed &&
  other.inside === once.inside &&
  other.outside === neg(once.outside);

function readChance(t: Expr): Chance | undefined {
  const factors = factorsOf(t);
  const total = factors.find((f) => isFn(f, 'total'));
  const body = isFn(total, 'total') ? factorsOf(total.args[0] ?? one) : factors;
  for (const f of body) {
    const { coefficient, core } = splitCoefficient(isFn(f, 'exp') ? (f.args[0] ?? one) : one);
    const [u] = isFn(core, 'softplus') ? core.args : [];
    if (!u || coefficient.d !== 1n) continue;
    const rest = mul(...body.filter((g) => g !== f));
    const apart = total ? mul(...factors.filter((g) => g !== total)) : rest;
    return { outside: apart, inside: total ? rest : one, summed: total !== undefined, u, power: -coefficient.n };
  }
  return undefined;
}
