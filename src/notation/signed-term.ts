// A term as ±coefficient·factors, as a reader sees it.
import { splitCoefficient } from '../ir/build.ts';
import type { Expr } from '../ir/expr.ts';
import type { Ratio } from '../ir/rational.ts';

/** ±coefficient·factors, the coefficient positive. */
export interface SignedTerm {
  readonly negative: boolean;
  readonly coefficient: Ratio;
  readonly factors: readonly Expr[];
}

/** |r|. */
export const absolute = (r: Ratio): Ratio => ({ n: r.n < 0n ? -r.n : r.n, d: r.d });

/** A term taken apart as it stands. */
export function plainTerm(term: Expr): SignedTerm {
  const { coefficient, core } = splitCoefficient(term);
  const factors = term.kind === 'rational' ? [] : core.kind === 'product' ? core.factors : [core];
  return { negative: coefficient.n < 0n, coefficient: absolute(coefficient), factors };
}
