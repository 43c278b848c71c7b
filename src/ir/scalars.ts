// A tensor as a number times a tensor.
import { fill, mul } from './build.ts';
import { type ApplyExpr, type Expr, isScalar, one, zero } from './expr.ts';

const isFill = (e: Expr): e is ApplyExpr => e.kind === 'apply' && e.fn === 'fill';

/** The scalar factors of e and the rest. */
export function pullScalars(e: Expr): { scalar: Expr; rest: Expr } {
  if (isScalar(e)) return { scalar: e, rest: one };
  if (isFill(e)) return { scalar: e.args[0] ?? zero, rest: fill(one, e.shape) };
  if (e.kind !== 'product') return { scalar: one, rest: e };
  const scalars = e.factors.filter(isScalar);
  return { scalar: mul(...scalars), rest: mul(...e.factors.filter((f) => !isScalar(f))) };
}

/** Is every entry surely 0? */
export const isZero = (e: Expr): boolean => e === zero || (isFill(e) && (e.args[0] ?? zero) === zero);
