// The derivative of a map of points, component by component: its trace and the logarithm of its determinant.
import { add, elementwise, log } from '../../ir/build.ts';
import { directional, isNothing } from '../../ir/differentiate.ts';
import { entry } from '../../ir/entry.ts';
import { type Expr, minusOne, one, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { linearMap, logDeterminantOf, traceOf } from '../../ir/linear-map.ts';
import { type Rows, rowsDeterminant, stack } from '../../ir/literal.ts';
import { simplify } from '../../ir/simplify.ts';
import { divergenceOfShares, logDeterminantOfShares } from './jacobian-of-shares.ts';
import { isShares } from './shares.ts';

const tangentTo = (x: SymbolExpr): SymbolExpr =>
  symbol(`⟨d${x.name}⟩`, x.shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' }, x.shape);

/** ∂fᵢ/∂xⱼ along a tangent of xⱼ. */
const along = (f: Expr, x: SymbolExpr): Expr => directional(f, new Map([[x, tangentTo(x)]]));

/** div f = Σᵢ ∂fᵢ/∂xᵢ; undefined where the derivative mixes entries in another way than by matrices. */
export function divergence(field: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const parts = point.map((x, i) => {
    const f = field[i] ?? zero;
    const map = isShares(x) ? undefined : linearMap(along(f, x), tangentTo(x));
    return (map ? traceOf(map, x) : isShares(x) ? divergenceOfShares(f, x) : undefined) ?? traceByEntries(f, x);
  });
  return parts.every((p) => p !== undefined) ? add(...parts) : undefined;
}

/** Σᵢ ∂fᵢ/∂xᵢ of a vector whose size is a number. */
function traceByEntries(f: Expr, x: SymbolExpr): Expr | undefined {
  const own = coordinatesOf(x);
  return own && add(...own.map(({ direction, at }) => simplify(at(directional(f, new Map([[x, direction]]))))));
}

/** One coordinate of the point: the tangent along it, and its entry of a component. */
interface Coordinate {
  readonly direction: Expr;
  readonly at: (e: Expr) => Expr;
}

/**
 * A number is one coordinate, a vector as many as its size says; shares all but the last, which falls as one of them grows.
 * Undefined for an open size and for matrices.
 */
function coordinatesOf(x: SymbolExpr): readonly Coordinate[] | undefined {
  const [size, ...more] = x.shape;
  if (size === undefined) return [{ direction: one, at: (e) => e }];
  if (more.length > 0 || !/^\d+$/.test(size)) return undefined;
  const places = Array.from({ length: Number(size) }, (_, i) => i);
  const [free, last] = isShares(x) ? [places.slice(0, -1), places.length - 1] : [places, undefined];
  return free.map((i) => ({
    direction: stack(...places.map((j) => (i === j ? one : j === last ? minusOne : zero))),
    at: (e) => entry(e, i),
  }));
}

/** ∂fᵢ/∂xⱼ, row by row, over all coordinates of the point. */
function jacobianRows(image: readonly Expr[], point: readonly SymbolExpr[]): Rows | undefined {
  const all = point.map(coordinatesOf);
  if (!all.every((c) => c !== undefined)) return undefined;
  return image.flatMap((f, k) =>
    (all[k] ?? []).map(({ at }) =>
      point.flatMap((x, j) =>
        (all[j] ?? []).map(({ direction }) => simplify(at(directional(f, new Map([[x, direction]]))))),
      ),
    ),
  );
}

/** log |det Df|: block by block along the diagonal, by matrices or by the determinants of a few scalars. */
export function logDeterminant(image: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const parts = blocksOf(image, point).map((places) => {
    const own = { image: places.flatMap((i) => image[i] ?? []), point: places.flatMap((i) => point[i] ?? []) };
    return byMatrix(own.image, own.point) ?? byRows(own.image, own.point);
  });
  return parts.every((p) => p !== undefined) ? add(...parts) : undefined;
}

/** Of one component that moves by matrices. */
function byMatrix([f = zero]: readonly Expr[], [x, ...more]: readonly SymbolExpr[]): Expr | undefined {
  if (!x || more.length > 0) return undefined;
  if (isShares(x)) return logDeterminantOfShares(f, x);
  const map = linearMap(along(f, x), tangentTo(x));
  return map && logDeterminantOf(map, x);
}

function byRows(image: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const rows = jacobianRows(image, point);
  const determinant = rows && rowsDeterminant(rows);
  return determinant && log(elementwise('abs', determinant));
}

/** Components that move each other, by their places: the derivative is triangular in these blocks, in some order. */
function blocksOf(image: readonly Expr[], point: readonly SymbolExpr[]): readonly (readonly number[])[] {
  const places = point.map((_, i) => i);
  const reaches = places.map((i) =>
    places.map((j) => i === j || !isNothing(along(image[i] ?? zero, point[j] as SymbolExpr))),
  );
  for (const k of places)
    for (const i of places)
      for (const j of places) if (reaches[i]?.[k] && reaches[k]?.[j]) (reaches[i] ?? [])[j] = true;
  const together = (i: number, j: number): boolean => Boolean(reaches[i]?.[j] && reaches[j]?.[i]);
  return places
    .filter((i) => places.findIndex((j) => together(i, j)) === i)
    .map((i) => places.filter((j) => together(i, j)));
}
