// The derivative of a map of points, component by component: its trace and the logarithm of its determinant.
import { add, elementwise, log } from '../../ir/build.ts';
import { derivative, directional, isNothing } from '../../ir/differentiate.ts';
import { type Expr, isScalar, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { linearMap, logDeterminantOf, traceOf } from '../../ir/linear-map.ts';
import { rowsDeterminant } from '../../ir/literal.ts';

const tangentTo = (x: SymbolExpr): SymbolExpr =>
  symbol(`⟨d${x.name}⟩`, x.shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' }, x.shape);

/** ∂fᵢ/∂xⱼ along a tangent of xⱼ. */
const along = (f: Expr, x: SymbolExpr): Expr => directional(f, new Map([[x, tangentTo(x)]]));

/** div f = Σᵢ ∂fᵢ/∂xᵢ; undefined where the derivative mixes entries in another way than by matrices. */
export function divergence(field: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const parts = point.map((x, i) => {
    const map = linearMap(along(field[i] ?? zero, x), tangentTo(x));
    return map && traceOf(map, x);
  });
  return parts.every((p) => p !== undefined) ? add(...parts) : undefined;
}

/** log |det Df|: by the diagonal of a triangular map, else by the determinant of a few scalars. */
export function logDeterminant(image: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const order = triangularOrder(image, point);
  if (order) {
    const parts = order.map((i) => {
      const x = point[i];
      const map = x && linearMap(along(image[i] ?? zero, x), tangentTo(x));
      return map && x ? logDeterminantOf(map, x) : undefined;
    });
    return parts.every((p) => p !== undefined) ? add(...parts) : undefined;
  }
  if (![...image, ...point].every(isScalar)) return undefined;
  const determinant = rowsDeterminant(image.map((f) => point.map((x) => derivative(f, x))));
  return determinant && log(elementwise('abs', determinant));
}

/** An order of the components in which each depends only on itself and those before it. */
function triangularOrder(image: readonly Expr[], point: readonly SymbolExpr[]): readonly number[] | undefined {
  const depends = (i: number, j: number): boolean => {
    const x = point[j];
    return x !== undefined && !isNothing(along(image[i] ?? zero, x));
  };
  const order: number[] = [];
  for (;;) {
    const open = image.map((_, i) => i).filter((i) => !order.includes(i));
    if (open.length === 0) return order;
    const next = open.find((i) => open.every((j) => j === i || !depends(i, j)));
    if (next === undefined) return undefined;
    order.push(next);
  }
}
