// The derivative of a map of points, component by component: its trace and the logarithm of its determinant.
import { add, elementwise, log } from '../../ir/build.ts';
import { directional, isNothing } from '../../ir/differentiate.ts';
import { entry } from '../../ir/entry.ts';
import { type Expr, one, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { linearMap, logDeterminantOf, traceOf } from '../../ir/linear-map.ts';
import { type Rows, rowsDeterminant, stack } from '../../ir/literal.ts';
import { simplify } from '../../ir/simplify.ts';

const tangentTo = (x: SymbolExpr): SymbolExpr =>
  symbol(`⟨d${x.name}⟩`, x.shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' }, x.shape);

/** ∂fᵢ/∂xⱼ along a tangent of xⱼ. */
const along = (f: Expr, x: SymbolExpr): Expr => directional(f, new Map([[x, tangentTo(x)]]));

/** div f = Σᵢ ∂fᵢ/∂xᵢ; undefined where the derivative mixes entries in another way than by matrices. */
export function divergence(field: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const parts = point.map((x, i) => {
    const map = linearMap(along(field[i] ?? zero, x), tangentTo(x));
    return map ? traceOf(map, x) : traceByEntries(field[i] ?? zero, x);
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

/** A number is one coordinate, a vector as many as its size says; undefined for an open size, for matrices and for shares, which are tied. */
function coordinatesOf({ shape, domain }: SymbolExpr): readonly Coordinate[] | undefined {
  const [size, ...more] = shape;
  if (domain.kind === 'simplex') return undefined;
  if (size === undefined) return [{ direction: one, at: (e) => e }];
  if (more.length > 0 || !/^\d+$/.test(size)) return undefined;
  const places = Array.from({ length: Number(size) }, (_, i) => i);
  return places.map((i) => ({
    direction: stack(...places.map((j) => (i === j ? one : zero))),
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

/** log |det Df|: by the diagonal of a triangular map, else by the determinant of a few scalars. */
export function logDeterminant(image: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const order = triangularOrder(image, point);
  const blockwise = order && byBlocks(order, image, point);
  if (blockwise) return blockwise;
  const rows = jacobianRows(image, point);
  const determinant = rows && rowsDeterminant(rows);
  return determinant && log(elementwise('abs', determinant));
}

/** Σ log |det| of the blocks on the diagonal. */
function byBlocks(order: readonly number[], image: readonly Expr[], point: readonly SymbolExpr[]): Expr | undefined {
  const parts = order.map((i) => {
    const x = point[i];
    const map = x && linearMap(along(image[i] ?? zero, x), tangentTo(x));
    return map && x ? logDeterminantOf(map, x) : undefined;
  });
  return parts.every((p) => p !== undefined) ? add(...parts) : undefined;
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
