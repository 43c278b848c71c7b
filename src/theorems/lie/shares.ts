// Shares act by their ratios: what is found of them up to a factor is an element once it is divided by its sum.
import { div } from '../../ir/build.ts';
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import { total } from '../../ir/tensor.ts';

/** Is a block of an element a point of a simplex? */
export const isShares = (block: SymbolExpr | undefined): boolean => block?.domain.kind === 'simplex';

/** A value found for a block, up to a factor where the block is shares; that it is the element wanted is for claims to tell. */
export const asElement = (block: SymbolExpr, value: Expr): Expr => (isShares(block) ? div(value, total(value)) : value);
