// The orders in which an integral over several variables, or entries, may be taken.
import type { SymbolExpr } from '../../ir/expr.ts';
import { boundsOf, dependsOn } from '../../ir/visit.ts';

/** Every order of a list, the given one first. */
export const ordersOf = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  list.length < 2
    ? [list]
    : list.flatMap((x, i) => ordersOf(list.filter((_, k) => k !== i)).map((rest) => [x, ...rest]));

/** Beyond so many variables only one order is tried. */
const permuted = 3;

/** Every order of a few variables, and one of many, in which each is gone before those that its own domain names. */
export const turnsOf = (
  variables: readonly SymbolExpr[],
  all: boolean = variables.length <= permuted,
): readonly (readonly SymbolExpr[])[] =>
  variables.length === 0
    ? [[]]
    : unnamed(variables)
        .slice(0, all ? variables.length : 1)
        .flatMap((v) => turnsOf(without(variables, v), all).map((rest) => [v, ...rest]));

/** The variables that stand in no other's domain, x but not y where its domain is (0, y). */
export const unnamed = (variables: readonly SymbolExpr[]): readonly SymbolExpr[] =>
  variables.filter((v) => !without(variables, v).some((w) => boundsOf(w).some((b) => dependsOn(b, [v]))));

const without = (variables: readonly SymbolExpr[], v: SymbolExpr): readonly SymbolExpr[] =>
  variables.filter((w) => w !== v);
