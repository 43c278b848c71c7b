// $(e^p-e^q)/(p-q)=e^q\varphi_1(p-q)$ with $\varphi_1(x)=(e^x-1)/x$: quotients that are 0/0 where the two exponents meet, as
// functions that are smooth there.
import { elementwise, exp, mul, neg, sub } from './build.ts';
import { type Expr, minusOne, one, type SymbolExpr, zero } from './expr.ts';
import { dependsOn, transform } from './visit.ts';

/** The expression with such quotients of the variable in smooth form. */
export const smoothQuotients = (e: Expr, variable: SymbolExpr): Expr =>
  transform(e, (n) => (n.kind === 'product' && dependsOn(n, [variable]) ? smoothProduct(n.factors, n) : n));

/** A difference of exponentials in front of what it is divided by; unless a divisor goes, nothing is gained. */
function smoothProduct(factors: readonly Expr[], whole: Expr): Expr {
  for (const f of factors) {
    const ends = exponentsOf(f);
    if (!ends) continue;
    const gap = sub(ends.upper, ends.lower);
    const smooth = mul(exp(ends.lower), elementwise('phi', one, gap));
    const rest = mul(gap, ...factors.filter((g) => g !== f));
    if (divisors(rest) < divisors(whole)) return smoothProduct(factorsOf(mul(smooth, rest)), mul(smooth, rest));
  }
  return whole;
}

/** p and q of e^p − e^q, where one of them may be 0. */
function exponentsOf(e: Expr): { readonly upper: Expr; readonly lower: Expr } | undefined {
  if (e.kind !== 'sum' || e.terms.length !== 2) return undefined;
  const upper = e.terms.map(exponentOf).find((x) => x !== undefined);
  const lower = e.terms.map((t) => exponentOf(neg(t))).find((x) => x !== undefined);
  return upper && lower && { upper, lower };
}

const exponentOf = (e: Expr): Expr | undefined =>
  e === one ? zero : e.kind === 'apply' && e.fn === 'exp' ? e.args[0] : undefined;

const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);
const divisors = (e: Expr): number => factorsOf(e).filter((f) => f.kind === 'power' && f.exponent === minusOne).length;
