// Two affine maps are equal when their linear parts and their values at zero are: A x B, c∘x and ⟨c, x⟩, component by component.
import { exp, fill, mul, pow } from '../../ir/build.ts';
import { directional, isNothing, NotDifferentiable } from '../../ir/differentiate.ts';
import {
  dimension,
  type Expr,
  identity,
  isScalar,
  minusOne,
  one,
  type SymbolExpr,
  symbol,
  zero,
} from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { type LinearMap, linearMap } from '../../ir/linear-map.ts';
import { isPositive } from '../../ir/range.ts';
import { pullScalars } from '../../ir/scalars.ts';
import { simplify } from '../../ir/simplify.ts';
import { isRotation } from '../../ir/structure.ts';
import { diagonal, logdet, rowsOf } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';

/** Equations that make `form` the map `image` of the point; undefined where one is not visibly affine in it. */
export function equalLinearParts(
  point: readonly SymbolExpr[],
  form: readonly Expr[],
  image: readonly Expr[],
): readonly Equality[] | undefined {
  const parts = form.map((f, i) => componentEquations(point, f, image[i] ?? f));
  return parts.every((p) => p !== undefined) ? parts.flat() : undefined;
}

function componentEquations(point: readonly SymbolExpr[], f: Expr, g: Expr): readonly Equality[] | undefined {
  const origin = new Map<Expr, Expr>(point.map((x): [Expr, Expr] => [x, fill(zero, x.shape)]));
  const constant = { left: simplify(substitute(f, origin)), right: simplify(substitute(g, origin)) };
  const along = point.map((x) => {
    const [left, right] = [linearPart(f, x, point), linearPart(g, x, point)];
    return left && right && (left.length === right.length || right.length === 0)
      ? left.map((l, k) => ({ left: l, right: right[k] ?? fill(zero, l.shape) }))
      : undefined;
  });
  return along.every((a) => a !== undefined) ? [constant, ...along.flat()] : undefined;
}

/** What x is multiplied with: [c] for a scalar x, [A, B] for A x B, [] where f is free of it; undefined for another map or one that depends on the point. */
function linearPart(f: Expr, x: SymbolExpr, point: readonly SymbolExpr[]): readonly Expr[] | undefined {
  const v = symbol(`⟨d${x.name}⟩`, x.shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' }, x.shape);
  const moved = derivativeAlong(f, x, isScalar(x) ? one : v);
  if (!moved || dependsOn(moved, point)) return undefined;
  if (isNothing(moved)) return [];
  if (isScalar(x)) return [simplify(moved)];
  if (isScalar(f)) return undefined;
  const map = linearMap(moved, v);
  return map && sidesOf(map, v);
}

function derivativeAlong(f: Expr, x: SymbolExpr, tangent: Expr): Expr | undefined {
  try {
    return directional(f, new Map([[x, tangent]]));
  } catch (thrown) {
    if (thrown instanceof NotDifferentiable) return undefined;
    throw thrown;
  }
}

function sidesOf(map: LinearMap, v: SymbolExpr): readonly Expr[] | undefined {
  const unit = identity(rowsOf(v));
  const columns = identity(v.shape[1] ?? '1');
  const sides = (left: Expr, right: Expr | undefined): readonly Expr[] =>
    v.shape.length === 2 ? [simplify(left), simplify(right ?? columns)] : [simplify(left)];
  if (map.kind === 'entrywise') {
    if (isScalar(map.factor)) return sides(mul(map.factor, unit), undefined);
    return v.shape.length === 1 ? sides(diagonal(map.factor), undefined) : undefined;
  }
  const [only, ...more] = map.terms;
  return only && more.length === 0 ? sides(only.left, only.right) : undefined;
}

/** c R = M with c > 0 and a rotation R of n-space as c = (det M)^{1/n} and R = M/c; any other equation as it is. */
export function apartFromScale(e: Equality): readonly Equality[] {
  const { scalar, rest } = pullScalars(e.left);
  if (scalar === one || !isPositive(scalar) || !isRotation(rest) || rest.kind === 'identity') return [e];
  const scale = simplify(exp(mul(pow(dimension(rowsOf(rest)), minusOne), logdet(e.right))));
  return [
    { left: scalar, right: scale },
    { left: rest, right: simplify(mul(pow(scale, minusOne), e.right)) },
  ];
}
