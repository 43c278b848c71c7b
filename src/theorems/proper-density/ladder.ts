// Where a density is no real number: places of one variable that ordinary points seldom meet, near its ends and far from
// them in powers of two, and what tells such a place from one where numbers grow too large.
import { type ApplyExpr, children, type Expr, isScalar, type SymbolExpr } from '../../ir/expr.ts';
import { contains, dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { modelPoint, sizesOf, valueAt } from '../../numeric/mixed-differences.ts';
import type { Point } from '../../numeric/points.ts';
import { scalarTensor } from '../../numeric/tensors.ts';

/** How near an end, and how far from it, in powers of two. */
const exponents = { nearest: -20, farthest: 6 };

/** Two ordinary points, with each number among the variables in turn on its ladder. */
export function rungsOf(model: DensityModel): readonly Point[] {
  const points = [7500, 7501].map((seed) => modelPoint(model, sizesOf(model, 2), seed));
  return model.variables
    .filter((v) => isScalar(v) && v.domain.kind === 'interval' && !isEnd(v, model))
    .flatMap((v) => points.flatMap((p) => placesOf(v, p, model).map((x) => new Map([...p, [v, scalarTensor(x)]]))));
}

/** Where it moves, an end of another variable would move past that one. */
const isEnd = (v: SymbolExpr, { variables }: DensityModel): boolean =>
  variables.some(({ domain }) => 'lower' in domain && [domain.lower, domain.upper].some((e) => e && dependsOn(e, [v])));

function placesOf({ domain }: SymbolExpr, point: Point, model: DensityModel): readonly number[] {
  if (domain.kind !== 'interval') return [];
  const [lower, upper] = [domain.lower, domain.upper].map((e) => e && valueAt(e, point, sizesOf(model, 2)));
  const powers = Array.from(
    { length: exponents.farthest - exponents.nearest + 1 },
    (_, i) => 2 ** (exponents.nearest + i),
  );
  if (lower === undefined && upper === undefined) return powers.flatMap((d) => [d, -d]);
  const inside = powers.flatMap((d) => [(lower ?? Number.NaN) + d, (upper ?? Number.NaN) - d]);
  return inside.filter((x) => x > (lower ?? Number.NEGATIVE_INFINITY) && x < (upper ?? Number.POSITIVE_INFINITY));
}

/** The functions that are real on a part of the line only; roots are powers. */
const partial: ReadonlySet<ApplyExpr['fn']> = new Set(['log', 'log1p', 'asin', 'acos']);

/** Is some part no real number though what it is made of are finite ones? All else that is none has only grown too large. */
export const leavesTheReals = (density: Expr, value: (e: Expr) => number): boolean =>
  contains(density, (e) => {
    const isPartial = e.kind === 'power' || (e.kind === 'apply' && partial.has(e.fn));
    return isPartial && isScalar(e) && Number.isNaN(value(e)) && children(e).every((c) => Number.isFinite(value(c)));
  });
