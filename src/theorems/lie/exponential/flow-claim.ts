// The exponential map by another road: the differential equation integrated numerically at random tangents.
import type { Computed, ComputedClaim } from '../../../derivation/claim.ts';
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
/** Tangents next to zero, and far out. */
const reaches = [1e-4, 4];
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
    error: (seed) => errorAt({ model, field, start, values }, seed, 1),
  };
}

/** The same at tangents next to zero and far out, where doubles decide where the flow goes. */
export function farFlowClaim(model: LieGroupModel, field: Blocks, start: Blocks, values: Blocks): ComputedClaim {
  return {
    ...flowClaim(model, field, start, values),
    text: 'it arrives there along tangents next to zero and far out as well',
    error: (seed) => errorAt({ model, field, start, values }, seed, reaches[seed % reaches.length] ?? 1),
  };
}

interface Flow {
  readonly model: LieGroupModel;
  readonly field: Blocks;
  readonly start: Blocks;
  readonly values: Blocks;
}

function errorAt({ model, field, start, values }: Flow, seed: number, reach: number): Computed | undefined {
  const drawn = [...model.algebra, ...model.constants];
  const { names, counts } = dimensionsOf([...model.elements, ...drawn]);
  const sizes = sizesFor(names, 1 + (seed % 3), counts);
  const near = samplePoint(drawn, sizes, randomStream(seed), { moderate: true });
  const tangent = new Map(
    [...near].map(([s, t]) => [s, model.algebra.includes(s) ? { ...t, data: t.data.map((x) => reach * x) } : t]),
  );
  const wanted = valuesAt(values, tangent, sizes).flat();
  const from = valuesAt(start, tangent, sizes).flat();
  const rate = rates(model, field, tangent, sizes);
  const steps = stepsToOne * Math.max(1, reach);
  const found = flowToOne(rate, from, steps);
  const scale = Math.max(1, ...wanted.map(Math.abs));
  const apart = (x: readonly number[]): number =>
    Math.max(...wanted.map((w, i) => Math.abs(w - (x[i] ?? Number.NaN)))) / scale;
  const error = apart(found);
  // Far out a flow may be so fast that steps twice as long, or the last digits of a double, decide where it arrives.
  if (reach > 1 && !(error <= tolerance) && !isSettled(rate, from, { steps, found, scale })) return undefined;
  return { error, at: Object.fromEntries([...tangent].map(([s, t]) => [s.name, nested(t)])) };
}

/** Does the integrated flow arrive at the same place by longer steps, and from the next doubles? */
function isSettled(
  rate: (y: FlowPoint) => FlowPoint,
  from: FlowPoint,
  { steps, found, scale }: { readonly steps: number; readonly found: FlowPoint; readonly scale: number },
): boolean {
  const others = [
    flowToOne(rate, from, steps / 2),
    flowToOne((y) => rate(y.map((x) => x * (1 + 2 ** -48))), from, steps),
  ];
  return others.every((end) => end.every((x, i) => Math.abs(x - (found[i] ?? Number.NaN)) < (scale * tolerance) / 4));
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
