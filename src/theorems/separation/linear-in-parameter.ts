// A natural parameter that is linear in a declared one fills a plane only: ⟨Xᵀ diag(w) X, S⟩ = ⟨w, (X S Xᵀ)ᵢᵢ⟩, so w is one.
import { fill } from '../../ir/build.ts';
import { gradient } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, type SymbolExpr, zero } from '../../ir/expr.ts';
import { type Item, pair } from '../../ir/separate.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** The items with every declared parameter in which a natural one is linear in its place, its statistic what stands beside it. */
export const linearInParameters = (model: DensityModel, items: readonly Item[]): readonly Item[] =>
  items.map((i) => linearInOne(model, i) ?? i);

function linearInOne(model: DensityModel, item: Item): Item | undefined {
  const [p, ...others] = model.parameters.filter((q) => dependsOn(item.coefficient, [q]));
  if (!p || others.length > 0 || item.coefficient === p) return undefined;
  const paired = pair(item);
  const atom = simplify(expand(gradient(paired, p)));
  return dependsOn(atom, [p]) || !vanishesWithout(p, paired) ? undefined : { atom, coefficient: p };
}

const vanishesWithout = (p: SymbolExpr, e: Expr): boolean =>
  simplify(expand(substitute(e, new Map<Expr, Expr>([[p, fill(zero, p.shape)]])))) === zero;
