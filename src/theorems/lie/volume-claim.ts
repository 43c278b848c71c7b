// How an element changes volume, by the determinant of its derivative in the coordinates of a point: what is tied, as the entries
// of a symmetric matrix are, counts once.
import type { ComputedClaim } from '../../derivation/claim.ts';
import { directional } from '../../ir/differentiate.ts';
import { type Expr, type SymbolExpr, symbol } from '../../ir/expr.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { determinant } from '../../numeric/dense.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { tangentBasis } from '../../numeric/tangents.ts';
import { entriesOf, nested, type Sizes, sizeOfShape, type Tensor } from '../../numeric/tensors.ts';

const points = 4;
/** A determinant of more coordinates takes longer than it tells. */
const mostCoordinates = 60;
const tolerance = 1e-9;

/** log |det D(g)| in closed form against the determinant of numbers, every open dimension taken as 2; a scalar has none. */
export function volumeClaims(model: LieGroupModel, volume: Expr): readonly ComputedClaim[] {
  const { names, counts } = dimensionsOf([...model.constants, ...model.elements, ...model.point]);
  const sizes = sizesFor(names, 2, counts);
  const coordinates = model.point.reduce((sum, x) => sum + entriesOf(sizeOfShape(x.shape, sizes)), 0);
  return coordinates > 1 && coordinates <= mostCoordinates ? [volumeClaim(model, volume, sizes)] : [];
}

function volumeClaim(model: LieGroupModel, volume: Expr, sizes: Sizes): ComputedClaim {
  const all = [...model.constants, ...model.elements, ...model.point];
  return {
    kind: 'computed',
    text: 'the change of volume is the determinant of the derivative in coordinates of a point',
    live: true,
    road: 'evaluation',
    tolerance,
    points,
    error: (seed) => {
      const place = samplePoint(all, sizes, randomStream(4100 + seed), { moderate: true });
      const found = evaluatorOf({ symbols: place, sizes }, floatArithmetic).value(volume).data[0] ?? Number.NaN;
      const wanted = Math.log(Math.abs(determinant(floatArithmetic, derivativeAt(model, place, sizes))));
      const at = Object.fromEntries([...place].map(([s, t]) => [s.name, nested(t)]));
      return { error: Math.abs(found - wanted) / Math.max(1, Math.abs(wanted)), at };
    },
  };
}

/** One row a coordinate in which a point is moved, with the coordinates of the velocity of its image. */
function derivativeAt({ action, point }: LieGroupModel, place: Point, sizes: Sizes): readonly (readonly number[])[] {
  const bases = point.map((x) => tangentBasis(x, place.get(x) ?? { shape: [], data: [] }));
  const tangentOf = (x: SymbolExpr): SymbolExpr => symbol(`⟨d${x.name}⟩`, tangentSpace(x), x.shape);
  return point.flatMap((x, j) => {
    const tangent = tangentOf(x);
    const slopes = action.map((a) => directional(a, new Map([[x, tangent]])));
    return (bases[j] ?? []).map((unit) => {
      const evaluator = evaluatorOf({ symbols: new Map([...place, [tangent, unit]]), sizes }, floatArithmetic);
      return slopes.flatMap((s, i) => coordinates(evaluator.value(s), bases[i] ?? []));
    });
  });
}

const tangentSpace = ({ shape }: SymbolExpr): SymbolExpr['domain'] =>
  shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' };

/** Each unit tangent has an entry of its own, its first: there the coordinate is read. */
const coordinates = ({ data }: Tensor<number>, basis: readonly Tensor<number>[]): readonly number[] =>
  basis.map((unit) => {
    const own = unit.data.findIndex((x) => x !== 0);
    return (data[own] ?? data[0] ?? Number.NaN) / (unit.data[own] ?? 1);
  });
