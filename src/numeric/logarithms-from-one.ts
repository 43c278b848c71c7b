// log(1 + u) of a sum, by log1p: where u is small, 1 + u has few of its digits or none, and log(1 + eˣ) falls like eˣ for ever.
import { add, applyNode } from '../ir/build.ts';
import { type ApplyExpr, type Expr, one } from '../ir/expr.ts';

const known = new WeakMap<ApplyExpr, ApplyExpr | 'none'>();

/** The same value by log1p; undefined for other nodes. */
export function logarithmFromOne(e: ApplyExpr): ApplyExpr | undefined {
  if (e.fn !== 'log') return undefined;
  const found = known.get(e) ?? from(e) ?? 'none';
  known.set(e, found);
  return found === 'none' ? undefined : found;
}

function from({ args, shape }: ApplyExpr): ApplyExpr | undefined {
  const [sum] = args;
  if (sum?.kind !== 'sum' || !sum.terms.includes(one)) return undefined;
  const rest: Expr = add(...sum.terms.filter((t) => t !== one));
  return applyNode('log1p', [rest], shape) as ApplyExpr;
}
