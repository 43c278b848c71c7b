// The degree of an expression: how high the powers in it pile up, ((x² + 1)² + 1)² to eight.
import { children, type Expr } from './expr.ts';

/** The largest product of whole exponents on the way from the top to a leaf; functions count as they stand. */
export function degree(e: Expr, known: Map<Expr, number> = new Map()): number {
  const before = known.get(e);
  if (before !== undefined) return before;
  const inside = Math.max(1, ...children(e).map((c) => degree(c, known)));
  const found = e.kind === 'power' ? inside * wholeExponent(e.exponent) : inside;
  known.set(e, found);
  return found;
}

const wholeExponent = (e: Expr): number =>
  e.kind === 'rational' && e.value.d === 1n && e.value.n > 0n ? Number(e.value.n) : 1;
