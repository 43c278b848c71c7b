// Directions in which the Fisher form vanishes: found by its numeric rank, named by the blocks that take part.
import type { OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { prose, type Step } from '../../../derivation/step.ts';
import type { Expr, SymbolExpr } from '../../../ir/expr.ts';
import { symbolsOf } from '../../../ir/visit.ts';
import { rank } from '../../../numeric/dense.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import { tangentBasis } from '../../../numeric/tangents.ts';
import { mapTensor, type Sizes } from '../../../numeric/tensors.ts';
import { symbolList } from '../blocks.ts';

/** One coordinate direction of the algebra: zero in all blocks but one. */
export interface Direction {
  readonly block: SymbolExpr;
  readonly value: Point;
}

/** The coordinate directions of some blocks at given sizes. */
function directionsOf(blocks: readonly SymbolExpr[], sizes: Sizes): readonly Direction[] {
  const origin = new Map([...samplePoint(blocks, sizes, randomStream(1))].map(([s, t]) => [s, mapTensor(t, () => 0)]));
  return blocks.flatMap((block) => {
    const at = origin.get(block);
    return at ? tangentBasis(block, at).map((t) => ({ block, value: new Map([...origin, [block, t]]) })) : [];
  });
}

/** The matrix of a bilinear form in coordinates of the algebra. */
function formMatrix(
  form: Expr,
  algebra: readonly SymbolExpr[],
  other: readonly SymbolExpr[],
  sizes: Sizes,
  fixed: Point = new Map(),
): readonly (readonly number[])[] {
  const [rows, columns] = [directionsOf(algebra, sizes), directionsOf(other, sizes)];
  return rows.map((x) =>
    columns.map(
      (y) =>
        evaluatorOf({ symbols: new Map([...fixed, ...x.value, ...y.value]), sizes }, floatArithmetic).value(form)
          .data[0] ?? Number.NaN,
    ),
  );
}

/** A sentence on the directions that the form does not see; empty where it is definite. */
export function degenerateDirections(form: Expr, { group }: OrbitFindings): Step['body'] {
  const { algebra } = group.model;
  const other = group.model.otherAlgebra;
  const { names, counts } = dimensionsOf([...algebra, ...group.model.point]);
  const sizes = sizesFor(names, 2, counts);
  const constants = [...symbolsOf(form)].filter((s) => !algebra.includes(s) && !other.includes(s));
  const fixed = samplePoint(constants, sizes, randomStream(5), { moderate: true });
  const matrix = formMatrix(form, algebra, other, sizes, fixed);
  const missing = matrix.length - rank(matrix, 1e-9);
  if (missing === 0) return [];
  const involved = algebra.filter((block) => {
    const own = directionsOf(algebra, sizes).map((d) => d.block === block);
    const inside = matrix.filter((_, i) => own[i]).map((row) => row.filter((_, j) => own[j]));
    return rank(inside, 1e-9) < inside.length;
  });
  const where = involved.length > 0 ? involved : algebra;
  return [
    prose`The form is degenerate: ${missing === 1 ? 'one direction' : `${String(missing)} directions`} of ${String(matrix.length)}${names.size > 0 ? ' (each dimension taken as 2)' : ''} ${missing === 1 ? 'leaves' : 'leave'} the base density as it is, within ${symbolList(where)}. Along ${missing === 1 ? 'it' : 'them'} the differential of the energy vanishes in the mean as well, and the natural direction is taken without ${missing === 1 ? 'it' : 'them'}.`,
  ];
}
