// Two values of one function under one weight are read as a difference: c ψ(a) − c ψ(b) is c(ψ(a) − ψ(b)) for a sum c.
import { add, mul, neg } from '../ir/build.ts';
import { type ApplyExpr, type Expr, isScalar } from '../ir/expr.ts';

/** The terms, with c f(a) − c f(b) as one where c is a sum. */
export function weightedDifferences(terms: readonly Expr[]): readonly Expr[] {
  const parts = terms.map(underSum);
  const used = new Set<number>();
  return terms.flatMap((term, i) => {
    if (used.has(i)) return [];
    const here = parts[i];
    const j = parts.findIndex(
      (p, k) => k > i && !used.has(k) && here && p?.value.fn === here.value.fn && p.weight === neg(here.weight),
    );
    const other = parts[j];
    if (!here || !other) return [term];
    used.add(j);
    return [mul(here.weight, add(here.value, neg(other.value)))];
  });
}

/** The weight and the function of a term, where the weight holds a sum and the function is the only one. */
function underSum(term: Expr): { readonly weight: Expr; readonly value: ApplyExpr } | undefined {
  if (term.kind !== 'product' || !isScalar(term)) return undefined;
  const values = term.factors.filter((f): f is ApplyExpr => f.kind === 'apply' && f.args.length === 1);
  const [value] = values;
  if (!value || values.length > 1 || !term.factors.some((f) => f.kind === 'sum')) return undefined;
  return { weight: mul(...term.factors.filter((f) => f !== value)), value };
}
