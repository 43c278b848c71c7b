// X with k P X Q = M for positive definite P and Q: a shift of a normal matrix whose rows or columns depend on each other.
import { mul, pow } from '../../../ir/build.ts';
import { type Expr, identity, minusOne, type SymbolExpr } from '../../../ir/expr.ts';
import { isPositiveDefinite } from '../../../ir/range.ts';
import { simplify } from '../../../ir/simplify.ts';
import { columnsOf, inverse, matmul, rowsOf } from '../../../ir/tensor.ts';
import { dependsOn } from '../../../ir/visit.ts';
import { taken } from './solve-turned.ts';

/** X = P⁻¹ M Q⁻¹/k; undefined where the map has another form. */
export function solveBetween(left: Expr, right: Expr, x: SymbolExpr): Expr | undefined {
  const { scale, word } = taken(left);
  const place = word.indexOf(x);
  if (place < 0 || x.domain.kind !== 'matrix') return undefined;
  const before = matmul(identity(rowsOf(x)), ...word.slice(0, place));
  const behind = matmul(...word.slice(place + 1), identity(columnsOf(x)));
  if (![before, behind].every(isPositiveDefinite) || [scale, before, behind].some((e) => dependsOn(e, [x])))
    return undefined;
  return simplify(mul(pow(scale, minusOne), matmul(inverse(before), right, inverse(behind))));
}
