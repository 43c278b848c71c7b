// A statistic that is linear in another one adds nothing to it, ⟨κ, L T⟩ = ⟨Lᵀκ, T⟩: of ⟨a, y⟩ beside y itself a number is
// counted with the natural parameter of y.
import { add, fill, mul } from '../../ir/build.ts';
import { gradient } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isScalar, realLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import type { Item } from '../../ir/separate.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';

/** Items whose statistic is a number and linear in a vector among the statistics, joined to that one. */
export function joinStatistics(items: readonly Item[], variables: readonly SymbolExpr[]): readonly Item[] {
  for (const host of items.filter(({ atom }) => atom.shape.length === 1))
    for (const guest of items.filter(({ atom }) => isScalar(atom))) {
      const weights = weightsOf(guest.atom, host.atom, variables);
      if (!weights) continue;
      const joined = { atom: host.atom, coefficient: add(host.coefficient, mul(guest.coefficient, weights)) };
      const rest = items.flatMap((i) => (i === host ? [joined] : i === guest ? [] : [i]));
      return joinStatistics(rest, variables);
    }
  return items;
}

/** a of a number ⟨a, T⟩. */
function weightsOf(e: Expr, statistic: Expr, variables: readonly SymbolExpr[]): Expr | undefined {
  const free = symbol('T', realLine, statistic.shape);
  const inside = substitute(e, new Map([[statistic, free]]));
  if (dependsOn(inside, variables) || !dependsOn(inside, [free])) return undefined;
  const weights = expand(gradient(inside, free));
  const atNothing = substitute(inside, new Map<Expr, Expr>([[free, fill(zero, free.shape)]]));
  return !dependsOn(weights, [free]) && expand(atNothing) === zero ? weights : undefined;
}
