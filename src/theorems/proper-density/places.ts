// Where a density is tried: at parameters of ordinary size, and at parameters over all decades, near the ends of their
// domains too, where an integral that converges elsewhere may not.
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
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

function edgesOf(s: SymbolExpr, point: Point, model: DensityModel): readonly number[] {
  const ends = endsOf(s, point, model);
  const [lower, upper] = ends.map((e) => e?.at);
  const room = Math.min(1, ((upper ?? Number.POSITIVE_INFINITY) - (lower ?? Number.NEGATIVE_INFINITY)) / 2);
  return ends.flatMap((e, i) => (e ? [e.belongs ? e.at : e.at + (i === 0 ? 1 : -1) * nearest * room] : []));
}

/** An end of a domain, and whether it belongs to it. */
interface End {
  readonly at: number;
  readonly belongs: boolean;
}

/** The lower and the upper end of the domain of a number, or of each entry, where it has them. */
function endsOf({ domain }: SymbolExpr, point: Point, model: DensityModel): readonly (End | undefined)[] {
  if (domain.kind !== 'interval' && domain.kind !== 'integers') return [];
  const whole = domain.kind === 'integers';
  const end = (e: Expr | undefined, closed: boolean | undefined): End | undefined =>
    e && { at: valueAt(e, point, sizesOf(model, 2)), belongs: whole || closed === true };
  return [
    end(domain.lower, domain.kind === 'interval' && domain.closedLower),
    end(domain.upper, domain.kind === 'interval' && domain.closedUpper),
  ];
}

/** Two of the places tried with each constant and parameter, or one entry of it, in turn at an end that belongs to its domain. */
export const placesOnEnds = (model: DensityModel): readonly { readonly point: Point; readonly of: SymbolExpr }[] =>
  placesTried(model)
    .slice(0, 2)
    .flatMap((p) =>
      [...model.constants, ...model.parameters].flatMap((s) =>
        endsOf(s, p, model).flatMap((end) => {
          const value = p.get(s);
          if (!end?.belongs || !value) return [];
          return [{ point: new Map([...p, [s, { ...value, data: value.data.with(0, end.at) }]]), of: s }];
        }),
      ),
    );
