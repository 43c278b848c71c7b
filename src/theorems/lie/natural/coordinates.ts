// The algebra in coordinates where all its sizes are numbers: the unit tangents of every block, and a form as the matrix of
// its values on them.
import { add, fill, mul } from '../../../ir/build.ts';
import { entry } from '../../../ir/entry.ts';
import { type Expr, isScalar, minusOne, one, type SymbolExpr, zero } from '../../../ir/expr.ts';
import { matrix } from '../../../ir/literal.ts';
import { cost, simplify } from '../../../ir/simplify.ts';
import { substitute } from '../../../ir/visit.ts';
import { carriedOut } from '../base/weights.ts';

/** One coordinate of the algebra. */
export interface TangentCoordinate {
  readonly block: SymbolExpr;
  /** The tangent with one in this coordinate and zero in the others of its block. */
  readonly unit: Expr;
  /** The coordinate of any tensor of the block's shape. */
  readonly of: (value: Expr) => Expr;
}

/** More coordinates than this are not written out. */
const mostCoordinates = 16;

/** The coordinates of all blocks; undefined where a size is open or they are many. */
export function coordinatesOf(algebra: readonly SymbolExpr[]): readonly TangentCoordinate[] | undefined {
  if (algebra.some((x) => x.shape.some((d) => !/^\d+$/.test(d)))) return undefined;
  const all = algebra.flatMap(ofBlock);
  return all.length <= mostCoordinates ? all : undefined;
}

function ofBlock(block: SymbolExpr): readonly TangentCoordinate[] {
  if (isScalar(block)) return [{ block, unit: one, of: (value) => value }];
  return freePlaces(block).map(([i, j]) => ({
    block,
    unit: unitOf(block, i, j),
    of: (value) => simplify(entry(value, i, j)),
  }));
}

/** The places, row by row, whose entries tell the others: below the diagonal of a skew block, all but the last where they add up to 0. */
export function freePlaces({ shape, domain: { kind } }: SymbolExpr): readonly (readonly [number, number])[] {
  const [rows = 0, columns = 1] = shape.map(Number);
  const all = Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns] as const);
  switch (kind) {
    case 'skew':
      return all.filter(([i, j]) => i > j);
    case 'lower':
      return all.filter(([i, j]) => i >= j);
    case 'symmetric':
      return all.filter(([i, j]) => i <= j);
    default:
      return kind === 'zeroSum' ? all.slice(0, -1) : all;
  }
}

function unitOf(block: SymbolExpr, i: number, j: number): Expr {
  const [rows = 0, columns = 1] = block.shape.map(Number);
  const { kind } = block.domain;
  const turned = kind === 'skew' ? minusOne : kind === 'symmetric' ? one : zero;
  const [fallen, opposite] = kind === 'zeroSum' ? [rows - 1, 0] : [j, i];
  const beside = kind === 'zeroSum' ? minusOne : turned;
  const at = (r: number, c: number): Expr =>
    r === i && c === j ? one : r === fallen && c === opposite ? beside : zero;
  return matrix(Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, c) => at(r, c))));
}

/** The form on every pair of unit tangents. */
export function formOnUnits(
  form: Expr,
  x: readonly TangentCoordinate[],
  y: readonly TangentCoordinate[],
): readonly (readonly Expr[])[] {
  const placed = (all: readonly TangentCoordinate[], at: TangentCoordinate): [Expr, Expr][] =>
    [...new Set(all.map((c) => c.block))].map((b) => [b, b === at.block ? at.unit : fill(zero, b.shape)]);
  return x.map((a) => {
    const half = carriedOut(substitute(form, new Map(placed(x, a))));
    return y.map((b) => simplify(carriedOut(substitute(half, new Map(placed(y, b))))));
  });
}

/** The form as a sum over its coordinates, where that is a term for each or shorter than it stands. */
export function shorterInCoordinates(form: Expr, algebra: readonly SymbolExpr[], other: readonly SymbolExpr[]): Expr {
  const [x, y] = [coordinatesOf(algebra), coordinatesOf(other)];
  if (!x || !y || algebra.every(isScalar)) return form;
  const matrix = formOnUnits(form, x, y);
  const terms = x.flatMap((a, i) => y.map((b, j) => mul(matrix[i]?.[j] ?? zero, a.of(a.block), b.of(b.block))));
  const written = add(...terms);
  const isShort = terms.filter((t) => t !== zero).length <= x.length;
  return isShort || cost(written) < cost(form) ? written : form;
}

/** Σ vₖ Eₖ: the blocks of a tangent with these coordinates. */
export const tangentOf = (
  algebra: readonly SymbolExpr[],
  coordinates: readonly TangentCoordinate[],
  values: readonly Expr[],
): readonly Expr[] =>
  algebra.map((block) =>
    isScalar(block)
      ? (values[coordinates.findIndex((c) => c.block === block)] ?? zero)
      : writtenTangent(block, coordinates, values),
  );

function writtenTangent(block: SymbolExpr, coordinates: readonly TangentCoordinate[], values: readonly Expr[]): Expr {
  const [rows = 0, columns = 1] = block.shape.map(Number);
  const own = coordinates.map((c, k) => ({ c, value: values[k] ?? zero })).filter(({ c }) => c.block === block);
  const at = (i: number, j: number): Expr => add(...own.map(({ c, value }) => mul(entry(c.unit, i, j), value)));
  return matrix(Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => at(i, j))));
}
