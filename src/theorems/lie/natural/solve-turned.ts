// X with k(Xᵀ + Q X Q⁻¹) = M for a positive definite Q. With X = Z Q the equation is k Q(Z + Zᵀ) = M: a skew Z moves
// nothing, since exp(ZQ) turns the ellipsoids of Q in themselves, and a symmetric Z is the symmetric part of Q⁻¹M/2k.
import { add, mul, pow, sub } from '../../../ir/build.ts';
import { isNothing } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, isScalar, minusOne, rational, type SymbolExpr } from '../../../ir/expr.ts';
import { isPositiveDefinite } from '../../../ir/range.ts';
import { simplify } from '../../../ir/simplify.ts';
import { inverse, matmul, transpose } from '../../../ir/tensor.ts';
import { dependsOn } from '../../../ir/visit.ts';

/** X = (Q⁻¹ M Q + Mᵀ)/4k; undefined where the map has another form. */
export function solveTurned(left: Expr, right: Expr, x: SymbolExpr): Expr | undefined {
  if (x.domain.kind !== 'matrix' || x.shape[0] !== x.shape[1]) return undefined;
  const whole = expand(left);
  for (const term of whole.kind === 'sum' ? whole.terms : [whole]) {
    const { scale, word } = taken(term);
    const place = word.indexOf(x);
    const [q, rest] = [word.slice(0, place), word.slice(place + 1)].map((part) => matmul(...part));
    if (place < 1 || place === word.length - 1 || !q || !rest) continue;
    const image = mul(scale, add(transpose(x), matmul(q, x, inverse(q))));
    if (!isPositiveDefinite(q) || dependsOn(mul(scale, q), [x]) || !isNothing(simplify(expand(sub(whole, image)))))
      continue;
    return simplify(mul(pow(mul(rational(4), scale), minusOne), add(matmul(inverse(q), right, q), transpose(right))));
  }
  return undefined;
}

/** A number times a product of matrices. */
export function taken(term: Expr): { readonly scale: Expr; readonly word: readonly Expr[] } {
  const factors = term.kind === 'product' ? term.factors : [term];
  const word = factors.flatMap((f) => (f.kind === 'apply' && f.fn === 'matmul' ? f.args : []));
  return { scale: mul(...factors.filter(isScalar)), word };
}
