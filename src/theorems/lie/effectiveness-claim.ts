// That an action is effective, by another road: difference quotients of the action itself, at other elements and points.
import type { ComputedClaim } from '../../derivation/claim.ts';
import type { SymbolExpr } from '../../ir/expr.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { rank } from '../../numeric/dense.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { tangentBasis } from '../../numeric/tangents.ts';
import type { Sizes, Tensor } from '../../numeric/tensors.ts';
import { placesFor } from './motions.ts';

const points = 3;
const stepSize = 1e-5;
/** Quotients are right to about ten digits; what is smaller than this beside the largest is no motion. */
const smallest = 1e-7;

/** No direction of the group moves nothing: the error is the number of directions that do. */
export function effectiveClaim(
  model: Pick<LieGroupModel, 'elements' | 'point' | 'action' | 'constants'>,
): ComputedClaim {
  const { names, counts } = dimensionsOf([...model.elements, ...model.point]);
  const sizes = sizesFor(names, 2, counts);
  return {
    kind: 'computed',
    text: 'difference quotients of the action in the coordinates of an element are independent',
    live: true,
    road: 'rank',
    tolerance: 0,
    points,
    error: (seed) => {
      const random = randomStream(7000 + seed);
      const element = samplePoint([...model.constants, ...model.elements], sizes, random, { moderate: true });
      const columns = model.elements.flatMap((g) => {
        const at = element.get(g);
        return at ? tangentBasis(g, at).map((tangent) => ({ g, at, tangent })) : [];
      });
      const places = Array.from({ length: placesFor(columns.length, model.point, sizes) }, () =>
        samplePoint(model.point, sizes, random, { moderate: true, fixed: element }),
      );
      const motions = columns.map((c) => places.flatMap((place) => quotient(model.action, place, c, sizes)));
      const largest = motions.map((column) => Math.max(...column.map(Math.abs)));
      if (!largest.every(Number.isFinite)) return undefined;
      const scaled = motions.map((column, i) => column.map((x) => (largest[i] ? x / largest[i] : 0)));
      return { error: columns.length - rank(scaled, smallest), at: { seed } };
    },
  };
}

interface Direction {
  readonly g: SymbolExpr;
  readonly at: Tensor<number>;
  readonly tangent: Tensor<number>;
}

/** (g₊x − g₋x)/2h with the block g moved along the tangent. */
function quotient(
  action: LieGroupModel['action'],
  place: Point,
  { g, at, tangent }: Direction,
  sizes: Sizes,
): readonly number[] {
  const [ahead = [], behind = []] = [stepSize, -stepSize].map((h) => {
    const moved = { ...at, data: at.data.map((x, i) => x + h * (tangent.data[i] ?? 0)) };
    const evaluator = evaluatorOf({ symbols: new Map([...place, [g, moved]]), sizes }, floatArithmetic);
    return action.flatMap((a) => evaluator.value(a).data);
  });
  return ahead.map((x, i) => (x - (behind[i] ?? Number.NaN)) / (2 * stepSize));
}
