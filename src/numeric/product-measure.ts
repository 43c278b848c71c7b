// Independent scalar coordinates as one finite measure: the product of their quadrature rules.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { evaluatorOf } from './evaluate.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { measureOf } from './measure.ts';
import type { Point } from './points.ts';
import { entry } from './tensors.ts';

/** One coordinate and the logarithm of its density. */
export interface Coordinate {
  readonly variable: SymbolExpr;
  readonly logDensity: Expr;
}

/** One value a coordinate, and the weight of that place. */
export interface Place {
  readonly values: readonly number[];
  readonly weight: number;
}

/** Relative error asked for in one coordinate, by how many there are: products of fine rules are long. */
const tolerances = [1e-12, 1e-12, 1e-11, 1e-3] as const;
/** Places that weigh less than this are left out, by how many coordinates there are. */
const negligible = [1e-18, 1e-18, 1e-18, 1e-8] as const;

/** How many coordinates a product reaches. */
export const mostCoordinates: number = tolerances.length - 1;

/** The places of the product measure; `constants` are the values of free symbols. */
export function productMeasure(coordinates: readonly Coordinate[], constants: Point): readonly Place[] {
  const tolerance = tolerances[coordinates.length] ?? tolerances[3];
  const least = negligible[coordinates.length] ?? negligible[3];
  const evaluator = evaluatorOf({ symbols: constants, sizes: new Map() }, floatArithmetic);
  const rules = coordinates.map(({ variable, logDensity }) => {
    const { places, weights, logTotal } = measureOf(evaluator, variable, logDensity, { tolerance });
    const total = Math.exp(logTotal);
    return places.flatMap(([x], i) =>
      x && (weights[i] ?? 0) > least ? [{ value: entry(x), weight: (weights[i] ?? 0) * total }] : [],
    );
  });
  return rules.reduce<readonly Place[]>(
    (sofar, rule) =>
      sofar.flatMap((p) =>
        rule.flatMap((r) => {
          const weight = p.weight * r.weight;
          return weight > least ? [{ values: [...p.values, r.value], weight }] : [];
        }),
      ),
    [{ values: [], weight: 1 }],
  );
}
