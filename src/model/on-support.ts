// Where a count has no mass: log h keeps a term log(sign h), which is zero on the support and −∞ off it.
import { add } from '../ir/build.ts';
import type { Expr } from '../ir/expr.ts';

/** What is left of a log-density, or of log h, where there is mass: finite at every value. */
export const onSupport = (e: Expr): Expr =>
  add(...(e.kind === 'sum' ? e.terms : [e]).filter((term) => !saysWhere(term)));

function saysWhere(term: Expr): boolean {
  const [inside] = term.kind === 'apply' && term.fn === 'log' ? term.args : [];
  return inside?.kind === 'apply' && inside.fn === 'sign';
}
