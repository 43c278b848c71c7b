// In how many independent ways maps of a point move it when their parameters move: numerical rank over many points.
import { directional } from '../../ir/differentiate.ts';
import { type Expr, type SymbolExpr, symbol } from '../../ir/expr.ts';
import { symbolsOf } from '../../ir/visit.ts';
import { rank } from '../../numeric/dense.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { tangentBasis } from '../../numeric/tangents.ts';
import { entriesOf, type Sizes, sizeOfShape, type Tensor } from '../../numeric/tensors.ts';

/** Maps of a point, and the blocks on which they depend. */
export interface Family {
  readonly images: readonly Expr[];
  readonly blocks: readonly SymbolExpr[];
  readonly point: readonly SymbolExpr[];
}

/** What the motions of a family's coordinates span. */
export interface MotionRank {
  /** The coordinates of all blocks. */
  readonly columns: number;
  readonly whole: number;
  /** Were there as many equations with a value as there are coordinates? Where not, the rank tells nothing. */
  readonly isTold: boolean;
  /** Blocks whose removal lowers the rank by less than their coordinates. */
  readonly involved: readonly SymbolExpr[];
  readonly hasNames: boolean;
}

/** The rank of the derivative of g ↦ g·x over many points x, at a random element. */
export function motionRank(family: Family): MotionRank {
  const { images, blocks, point } = family;
  const known = images.flatMap((e) => [...symbolsOf(e)]).filter((s) => !point.includes(s));
  const { names, counts } = dimensionsOf([...blocks, ...known, ...point]);
  const sizes = sizesFor(names, 2, counts);
  const element = samplePoint([...blocks, ...known], sizes, randomStream(11), { moderate: true });
  const columns = blocks.flatMap((g) => {
    const at = element.get(g);
    return at ? tangentBasis(g, at).map((tangent) => ({ g, tangent })) : [];
  });
  const places = Array.from({ length: placesFor(columns.length, point, sizes) }, (_, i) =>
    samplePoint(point, sizes, randomStream(500 + i), { moderate: true, fixed: element }),
  );
  const matrix = motions(family, columns, places, sizes);
  const without = (g: SymbolExpr): number => rankOf(matrix, (j) => columns[j]?.g !== g);
  const whole = rankOf(matrix, () => true);
  const involved = blocks.filter((g) => whole - without(g) < columns.filter((c) => c.g === g).length);
  const isTold = matrix.length >= columns.length;
  return { columns: columns.length, whole, isTold, involved, hasNames: names.size > 0 };
}

/** Twice as many equations as coordinates, of a handful of places at least: each place gives one for each of its entries. */
export function placesFor(columns: number, point: readonly SymbolExpr[], sizes: Sizes): number {
  const entries = point.reduce((sum, s) => sum + entriesOf(sizeOfShape(s.shape, sizes)), 0);
  return Math.min(2 * columns + 4, Math.max(12, Math.ceil((2 * columns) / entries) + 4));
}

function rankOf(matrix: readonly (readonly number[])[], keep: (column: number) => boolean): number {
  const kept = matrix.map((row) => row.filter((_, j) => keep(j)));
  return (kept[0]?.length ?? 0) === 0 ? 0 : rank(kept, 1e-9);
}

/** One row an entry of g·x that a double holds, with its slopes; one column a coordinate of g. */
function motions(
  { images, blocks }: Family,
  columns: readonly { readonly g: SymbolExpr; readonly tangent: Tensor<number> }[],
  places: readonly Point[],
  sizes: Sizes,
): readonly (readonly number[])[] {
  const tangents = new Map(
    blocks.map((g) => [
      g,
      symbol(`⟨d${g.name}⟩`, g.shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' }, g.shape),
    ]),
  );
  const slopes = new Map(
    blocks.map((g): [SymbolExpr, readonly Expr[]] => {
      const along = new Map<Expr, Expr>([[g, tangents.get(g) ?? g]]);
      return [g, images.map((a) => directional(a, along))];
    }),
  );
  return places.flatMap((place) => {
    const found = columns.map(({ g, tangent }) => {
      const t = tangents.get(g);
      const symbols = new Map([...place, ...(t ? [[t, tangent] as const] : [])]);
      const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
      return (slopes.get(g) ?? []).flatMap((s) => evaluator.value(s).data);
    });
    const evaluator = evaluatorOf({ symbols: place, sizes }, floatArithmetic);
    const values = images.flatMap((image) => evaluator.value(image).data);
    const rows = values.map((_, i) => found.map((c) => c[i] ?? 0));
    return rows.filter((row, i) => [values[i] ?? 0, ...row].every(Number.isFinite));
  });
}
