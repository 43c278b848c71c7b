// A sum of products has two readings: Σᵢ (Σⱼ cᵢⱼ aⱼ) Tᵢ = Σⱼ aⱼ (Σᵢ cᵢⱼ Tᵢ) with known cᵢⱼ. Where several natural
// parameters are known combinations of fewer functions of the parameters, as in a regression on known covariates with more
// observations than coefficients, the second reading has fewer statistics.
import { add, mul } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isScalar, one } from '../../ir/expr.ts';
import type { Item } from '../../ir/separate.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** Items, and terms of the log-density that hold no parameter. */
export interface Regrouped {
  readonly items: readonly Item[];
  readonly free: Expr;
}

/** The scalar items collected by functions of the parameters, where these are fewer. */
export function regroup(model: DensityModel, items: readonly Item[]): Regrouped {
  const scalars = items.filter((i) => isScalar(i.atom));
  const groups = new Map<Expr, Expr[]>();
  for (const { coefficient, atom } of scalars)
    for (const term of termsOf(expand(coefficient))) {
      const { known, own } = splitTerm(term, model);
      groups.set(own, [...(groups.get(own) ?? []), mul(known, atom)]);
    }
  const free = groups.get(one) ?? [];
  groups.delete(one);
  if (groups.size >= scalars.length) return { items, free: add() };
  const regrouped = [...groups].map(([own, atoms]) => ({ coefficient: own, atom: simplify(add(...atoms)) }));
  return { items: [...regrouped, ...items.filter((i) => !scalars.includes(i))], free: add(...free) };
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** known·own, with every factor that holds a parameter in `own`. */
function splitTerm(term: Expr, model: DensityModel): { readonly known: Expr; readonly own: Expr } {
  const factors = term.kind === 'product' ? term.factors : [term];
  const own = factors.filter((f) => dependsOn(f, model.parameters));
  return { known: mul(...factors.filter((f) => !own.includes(f))), own: mul(...own) };
}
