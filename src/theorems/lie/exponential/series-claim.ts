// The exponential map by a third road: where points move linearly, the power series of the matrix that moves them, near and far.
import type { ComputedClaim } from '../../../derivation/claim.ts';
import type { Blocks, GroupFindings } from '../../../derivation/lie-findings.ts';
import { directional, NotDifferentiable } from '../../../ir/differentiate.ts';
import { type Expr, type SymbolExpr, symbol } from '../../../ir/expr.ts';
import { dependsOn } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import { entriesOf, nested, type Sizes, sizeOfShape, type Tensor } from '../../../numeric/tensors.ts';

/** Tangents next to zero, of a few units, and far out: each with sizes from 1 to 3. */
const reaches = [1e-4, 1, 4];
const tolerance = 1e-9;

/** exp X moves a point where e^M moves it, with x ↦ M x the infinitesimal action of X; none where that is not linear. */
export function seriesClaims(known: GroupFindings, values: Blocks): readonly ComputedClaim[] {
  const { model, infinitesimal: field } = known;
  if (!field?.every((f) => isAffine(f, model.point)) || !model.point.every(isPlain)) return [];
  const symbols = [...model.algebra, ...model.point, ...model.constants];
  const claim: ComputedClaim = {
    kind: 'computed',
    text: 'a point is moved as by the power series of the infinitesimal action',
    live: false,
    road: 'integration',
    tolerance,
    points: 3 * reaches.length,
    error: (seed) => {
      const { names, counts } = dimensionsOf(symbols);
      const sizes = sizesFor(names, 1 + (seed % 3), counts);
      const reach = reaches[Math.floor(seed / 3) % reaches.length] ?? 1;
      const drawn = samplePoint(symbols, sizes, randomStream(seed), { moderate: true });
      const at = new Map(
        [...drawn].map(([s, t]) => [s, model.algebra.includes(s) ? { ...t, data: t.data.map((x) => reach * x) } : t]),
      );
      const wanted = actedOn(known, values, at, sizes, 1);
      const { end, largest } = moved(rates(field, model.point, at, sizes), flat(model.point, at, sizes));
      const nudged = actedOn(known, values, at, sizes, 1 + 2 ** -48);
      // Far out an element may lie so close to an end of its domain that its last digits decide where a point goes.
      if (reach > 1 && !(distance(nudged, wanted) < (largest * tolerance) / 4)) return undefined;
      const error = distance(wanted, end) / largest;
      return { error, at: Object.fromEntries([...at].map(([s, t]) => [s.name, nested(t)])) };
    },
  };
  return [claim];
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? Number.NaN))));

/** Where exp X, its entries times a factor, moves the point. */
function actedOn(
  { model }: GroupFindings,
  values: Blocks,
  at: Values,
  sizes: Sizes,
  factor: number,
): readonly number[] {
  const evaluator = evaluatorOf({ symbols: at, sizes }, floatArithmetic);
  const blocks = model.elements.flatMap((g, i): [SymbolExpr, Tensor<number>][] => {
    const value = values[i] && evaluator.value(values[i]);
    return value ? [[g, { shape: value.shape, data: value.data.map((x) => factor * x) }]] : [];
  });
  return flat(model.action, new Map([...at, ...blocks]), sizes);
}

type Values = ReadonlyMap<SymbolExpr, Tensor<number>>;
type Field = (x: readonly number[]) => readonly number[];

/** A number, or a tensor of numbers: what may be added and multiplied. */
const isPlain = ({ domain }: SymbolExpr): boolean => domain.kind === 'interval' || domain.kind === 'matrix';

function isAffine(f: Expr, point: readonly SymbolExpr[]): boolean {
  try {
    const along = new Map(point.map((x): [SymbolExpr, Expr] => [x, symbol(`⟨d${x.name}⟩`, x.domain, x.shape)]));
    return !dependsOn(directional(f, along), point);
  } catch (thrown) {
    if (thrown instanceof NotDifferentiable) return false;
    throw thrown;
  }
}

function flat(expressions: readonly Expr[], symbols: Values, sizes: Sizes): readonly number[] {
  const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
  return expressions.flatMap((e) => evaluator.value(e).data);
}

/** The infinitesimal action as a function of all coordinates in one array. */
function rates(field: readonly Expr[], point: readonly SymbolExpr[], symbols: Values, sizes: Sizes): Field {
  const at = evaluatorOf({ symbols, sizes }, floatArithmetic).curry(field, point);
  const shapes = point.map((x) => sizeOfShape(x.shape, sizes));
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

/** Where x ↦ f(x), affine, takes a point in unit time: the series Σ tᵏ Mᵏ x/k!, in so many turns that each has a short one. */
function moved(f: Field, start: readonly number[]): { readonly end: readonly number[]; readonly largest: number } {
  const constant = f(start.map(() => 0));
  const columns = start.map((_, j) => f(start.map((_, i) => Number(i === j))).map((x, i) => x - (constant[i] ?? 0)));
  const linear = (x: readonly number[]): readonly number[] =>
    constant.map((_, i) => columns.reduce((sum, c, j) => sum + (c[i] ?? 0) * (x[j] ?? 0), 0));
  const size = Math.max(...columns.map((c) => c.reduce((sum, x) => sum + Math.abs(x), 0)));
  const turns = Math.max(1, Math.ceil(size));
  let [end, largest] = [start, Math.max(1, ...start.map(Math.abs))];
  for (let turn = 0; turn < turns; turn++) {
    let term = linear(end).map((x, i) => (x + (constant[i] ?? 0)) / turns);
    let sum = end;
    for (let k = 2; k < mostTerms; k++) {
      sum = sum.map((x, i) => x + (term[i] ?? 0));
      term = linear(term).map((x) => x / (k * turns));
    }
    end = sum;
    largest = Math.max(largest, ...end.map(Math.abs));
  }
  return { end, largest };
}

/** Of a series whose terms fall below 1/k!. */
const mostTerms = 24;
