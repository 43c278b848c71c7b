// Logarithms of sums told by fewer of them: log(1 − 1/s) is log(s − 1) − log s, and log(1 + e⁻ˣ) is log(1 + eˣ) − x.
import { add, div, log, mul, neg, pow } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, type SumExpr, type SymbolExpr, sameShape } from './expr.ts';
import { isPositive } from './range.ts';
import { cost } from './simplify.ts';
import { contains, dependsOn, substitute, transform } from './visit.ts';

/**
 * The expression with no sum over a bar inside a logarithm, and one logarithm for sums that are multiples of each other; sums of `kept`
 * stay, and all do where as many logarithms of sums are left.
 */
export function relateLogarithms(e: Expr, kept: readonly SymbolExpr[]): Expr {
  const before = sumsOf(e).length;
  if (before < 2) return e;
  const apart = transform(e, (n) => (dependsOn(n, kept) ? n : overBar(n)));
  const related = relations(sumsOf(apart).filter((s) => !dependsOn(s, kept)));
  const fewer = expand(related.size > 0 ? substitute(apart, related) : apart);
  return sumsOf(fewer).length < before ? fewer : e;
}

/** log S = log(S w) − log w, for a w > 0 that S is divided by and loses so. */
function overBar(e: Expr): Expr {
  const sum = sumInLog(e);
  const below = sum?.terms.flatMap(divisorsOf).find((w) => isPositive(w));
  if (!sum || !below) return e;
  const whole = expand(add(...sum.terms.map((t) => mul(t, below))));
  return cost(whole) < cost(sum) ? add(log(whole), neg(log(below))) : e;
}

const divisorsOf = (term: Expr): readonly Expr[] =>
  (term.kind === 'product' ? term.factors : [term]).flatMap((f) =>
    f.kind === 'power' && f.base.kind === 'sum' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n
      ? [pow(f.base, neg(f.exponent))]
      : [],
  );

const sumInLog = (e: Expr): SumExpr | undefined => {
  const [inside] = e.kind === 'apply' && e.fn === 'log' ? e.args : [];
  return inside?.kind === 'sum' ? inside : undefined;
};

/** The sums of which a logarithm is taken, the shortest first. */
function sumsOf(e: Expr): readonly SumExpr[] {
  const found = new Set<SumExpr>();
  contains(e, (n) => {
    const sum = sumInLog(n);
    if (sum) found.add(sum);
    return false;
  });
  return [...found].sort((a, b) => cost(a) - cost(b));
}

/** log(m S) = log m + log S for each sum that is a positive multiple of a shorter one. */
function relations(sums: readonly SumExpr[]): ReadonlyMap<Expr, Expr> {
  const related = new Map<Expr, Expr>();
  const kept: SumExpr[] = [];
  for (const sum of sums) {
    const [host, factor] = kept.flatMap((k) => multiplesOf(k, sum))[0] ?? [];
    if (host && factor) related.set(log(sum), add(log(factor), log(host)));
    else kept.push(sum);
  }
  return related;
}

/** The host with m, where the sum is m times it: one of its terms is m times the first of the host's. */
function multiplesOf(host: SumExpr, sum: SumExpr): readonly (readonly [SumExpr, Expr])[] {
  const [first] = host.terms;
  if (!first || host.terms.length !== sum.terms.length || !sameShape(host.shape, sum.shape)) return [];
  return sum.terms
    .map((t) => div(t, first))
    .filter((m) => isPositive(m) && expand(add(...host.terms.map((t) => mul(m, t)))) === sum)
    .map((m) => [host, m] as const);
}
