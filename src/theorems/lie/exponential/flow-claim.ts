// The exponential map by another road: the differential equation integrated numerically at random tangents.
import type { ComputedClaim } from '../../../derivation/claim.ts';
import type { Blocks } from '../../../derivation/lie-findings.ts';
import type { Expr, SymbolExpr } from '../../../ir/expr.ts';
import type { LieGroupModel } from '../../../model/lie-group.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { type FlowPoint, flowToOne } from '../../../numeric/flow.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import { entriesOf, nested, type Sizes, sizeOfShape, type Tensor } from '../../../numeric/tensors.ts';

const points = 6;
/** Tangents up to several units long are followed in steps of a fraction of one. */
const stepsToOne = 16;
const tolerance = 1e-9;

/** exp X against the numerically integrated flow, relative to the largest entry. */
export function flowClaim(model: LieGroupModel, field: Blocks, start: Blocks, values: Blocks): ComputedClaim {
  return {
    kind: 'computed',
    text: 'the differential equation integrated from the identity arrives there',
    live: false,
    road: 'integration',
    tolerance,
    points,
    error: (seed) => {
      const drawn = [...model.algebra, ...model.constants];
      const { names, counts } = dimensionsOf([...model.elements, ...drawn]);
      const sizes = sizesFor(names, 1 + (seed % 3), counts);
      const tangent = samplePoint(drawn, sizes, randomStream(seed), { moderate: true });
      const wanted = valuesAt(values, tangent, sizes);
      const found = flowToOne(rates(model, field, tangent, sizes), valuesAt(start, tangent, sizes).flat(), stepsToOne);
      const scale = Math.max(1, ...wanted.flat().map(Math.abs));
      const error = Math.max(...wanted.flat().map((w, i) => Math.abs(w - (found[i] ?? Number.NaN)))) / scale;
      return { error, at: Object.fromEntries([...tangent].map(([s, t]) => [s.name, nested(t)])) };
    },
  };
}

type Values = ReadonlyMap<SymbolExpr, Tensor<number>>;

function valuesAt(expressions: readonly Expr[], symbols: Values, sizes: Sizes): readonly (readonly number[])[] {
  const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
  return expressions.map((e) => evaluator.value(e).data);
}

/** The field as a function of all coordinates in one array. */
function rates(model: LieGroupModel, field: Blocks, tangent: Values, sizes: Sizes): (y: FlowPoint) => FlowPoint {
  const at = evaluatorOf({ symbols: tangent, sizes }, floatArithmetic).curry(field, model.elements);
  const shapes = model.elements.map((g) => sizeOfShape(g.shape, sizes));
  return (y) => {
    let from = 0;
    const here = shapes.map((shape) => {
      const start = from;
      from += entriesOf(shape);
      return { shape, data: y.slice(start, from) };
    });
    return at(here).flatMap((t) => t.data);
  };
}
