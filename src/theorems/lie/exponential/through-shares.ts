// ẏ = y∘(c − ⟨y, c⟩) on the simplex (the replicator equation): the ratios of the shares grow by $e^{\int c}$ (Hofbauer & Sigmund 1998, section 7.1).
import { add, div, exp, fill, mul, sub } from '../../../ir/build.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { linearMap } from '../../../ir/linear-map.ts';
import { simplify } from '../../../ir/simplify.ts';
import { inner, total } from '../../../ir/tensor.ts';
import { dependsOn } from '../../../ir/visit.ts';
import { isShares } from '../shares.ts';
import { integrateFromZero } from './integrate-time.ts';

/** The solution, positive and of sum 1 however long the time; undefined for another equation or domain. */
export function throughShares(rate: Expr, y: SymbolExpr, from: Expr, t: SymbolExpr): Expr | undefined {
  const speed = isShares(y) ? speedOf(rate, y) : undefined;
  const grown = speed && integrateFromZero(speed, t);
  if (!grown) return undefined;
  const weights = mul(from, exp(grown));
  return div(weights, total(weights));
}

/** c of y∘(c − ⟨y, c⟩): what the part that is linear in y multiplies its entries with. */
function speedOf(rate: Expr, y: SymbolExpr): Expr | undefined {
  const terms = rate.kind === 'sum' ? rate.terms : [rate];
  const linear = terms.filter((term) => {
    const map = linearMap(term, y);
    return map?.kind === 'entrywise' && !dependsOn(map.factor, [y]);
  });
  const map = linearMap(add(...linear), y);
  if (map?.kind !== 'entrywise') return undefined;
  const speed = add(map.factor, fill(zero, y.shape));
  const field = mul(y, sub(speed, fill(inner(y, speed), y.shape)));
  return simplify(expand(sub(rate, field))) === fill(zero, y.shape) ? speed : undefined;
}
