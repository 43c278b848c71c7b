// One entry of a bilinear form: its coefficient at two scalar tangents.
import { derivative } from '../ir/differentiate.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';

/** The entry at scalar tangents u, v. */
export const entryOf = (form: Expr, u: SymbolExpr, v: SymbolExpr): Expr => simplify(derivative(derivative(form, u), v));
