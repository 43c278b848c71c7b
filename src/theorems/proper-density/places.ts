// Where a density is tried: at parameters of ordinary size, and at parameters over all decades, near the ends of their
// domains too, where an integral that converges elsewhere may not.
import type { SymbolExpr } from '../../ir/expr.ts';
import type { DensityModel } from '../../model/density.ts';
import { sizesOf, valueAt } from '../../numeric/mixed-differences.ts';
import { type Point, samplePoint } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { scalarTensor } from '../../numeric/tensors.ts';

/** How many of each kind. */
const [moderate, wide] = [12, 12];

/** Points of the constants, the parameters and the variables, the same at every call. */
export const placesTried = (model: DensityModel): readonly Point[] =>
  Array.from({ length: moderate + wide }, (_, i) =>
    samplePoint(
      [...model.constants, ...model.parameters, ...model.variables],
      sizesOf(model, 2),
      randomStream(9000 + i),
      i < moderate ? { moderate: true } : { wide: true },
    ),
  );

/** So near an open end of its domain a number is put. */
const nearest = 1e-4;

/** The places tried, and two of them with each number in turn at the ends of its domain, or next to those that it leaves out. */
export function placesWithEdges(model: DensityModel): readonly Point[] {
  const places = placesTried(model);
  const numbers = [...model.constants, ...model.parameters].filter((s) => s.shape.length === 0);
  const edges = places
    .slice(0, 2)
    .flatMap((p) => numbers.flatMap((s) => edgesOf(s, p, model).map((x) => new Map([...p, [s, scalarTensor(x)]]))));
  return [...places, ...edges];
}

function edgesOf({ domain }: SymbolExpr, point: Point, model: DensityModel): readonly number[] {
  if (domain.kind !== 'interval' && domain.kind !== 'integers') return [];
  const [lower, upper] = [domain.lower, domain.upper].map((e) => e && valueAt(e, point, sizesOf(model, 2)));
  const isOpen = {
    lower: domain.kind === 'interval' && !domain.closedLower,
    upper: domain.kind === 'interval' && !domain.closedUpper,
  };
  const room = Math.min(1, ((upper ?? Number.POSITIVE_INFINITY) - (lower ?? Number.NEGATIVE_INFINITY)) / 2);
  const inside = (end: number | undefined, open: boolean, sign: 1 | -1): readonly number[] =>
    end === undefined ? [] : [open ? end + sign * nearest * room : end];
  return [...inside(lower, isOpen.lower, 1), ...inside(upper, isOpen.upper, -1)];
}
