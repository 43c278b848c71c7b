// The direct factors of a group: blocks of an element that act on components of their own are solved for on their own, so that
// what holds of each holds of their product (Hall 2015, section 1.1).
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';

/** The groups of which this one is the product, as far as its action shows; itself where it is none. */
export function factorsOf(model: LieGroupModel): readonly LieGroupModel[] {
  const { elements, point, action } = model;
  const parts: SymbolExpr[][] = [];
  for (const [i, a] of action.entries()) {
    const met = [...elements, ...point].filter((s) => s === point[i] || dependsOn(a, [s]));
    const near = parts.filter((part) => part.some((s) => met.includes(s)));
    parts.push([...new Set([...near.flat(), ...met])]);
    for (const part of near) parts.splice(parts.indexOf(part), 1);
  }
  return parts.length < 2 ? [model] : parts.map((part) => restricted(model, part));
}

function restricted(model: LieGroupModel, part: readonly SymbolExpr[]): LieGroupModel {
  const { elements, second, algebra, point, action } = model;
  const own = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => isIn(elements[i], part));
  return {
    ...model,
    elements: own(elements),
    second: own(second),
    algebra: own(algebra),
    point: point.filter((x) => part.includes(x)),
    action: action.filter((_, i) => isIn(point[i], part)),
  };
}

const isIn = (s: SymbolExpr | undefined, part: readonly SymbolExpr[]): boolean => s !== undefined && part.includes(s);

/** What belongs to some of a group's blocks or components, out of a list over all of them. */
export const partOf = <T>(list: readonly T[], all: readonly Expr[], part: readonly Expr[]): readonly T[] =>
  list.filter((_, i) => all[i] !== undefined && part.includes(all[i]));
