// Independent scalar coordinates as one finite measure: the product of their quadrature rules.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { evaluatorOf } from './evaluate.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { measureOf } from './measure.ts';
import type { Point } from './points.ts';
import type { Random } from './random.ts';
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
const tolerances = [1e-12, 1e-12, 1e-11] as const;
/** Places that weigh less than this in one coordinate are left out. */
const negligible = 1e-18;

/** How many coordinates a product reaches. */
export const mostCoordinates: number = tolerances.length - 1;

type Rule = readonly { readonly value: number; readonly weight: number }[];

function rulesOf(coordinates: readonly Coordinate[], constants: Point): readonly Rule[] {
  const tolerance = tolerances[Math.min(coordinates.length, mostCoordinates)] ?? tolerances[0];
  const evaluator = evaluatorOf({ symbols: constants, sizes: new Map() }, floatArithmetic);
  const known = new Map<Expr, Rule>();
  return coordinates.map(({ variable, logDensity }) => {
    const before = known.get(logDensity);
    if (before) return before;
    const { places, weights } = measureOf(evaluator, variable, logDensity, { tolerance });
    const rule = places.flatMap(([x], i) =>
      x && (weights[i] ?? 0) > negligible ? [{ value: entry(x), weight: weights[i] ?? 0 }] : [],
    );
    known.set(logDensity, rule);
    return rule;
  });
}

/** The places of the product measure; `constants` are the values of free symbols. */
export const productMeasure = (coordinates: readonly Coordinate[], constants: Point): readonly Place[] =>
  rulesOf(coordinates, constants).reduce<readonly Place[]>(
    (sofar, rule) =>
      sofar.flatMap((p) => rule.map((r) => ({ values: [...p.values, r.value], weight: p.weight * r.weight }))),
    [{ values: [], weight: 1 }],
  );

/** So many places of the product measure drawn by their weights, where all of them are too many. */
export function drawnMeasure(
  coordinates: readonly Coordinate[],
  constants: Point,
  count: number,
  random: Random,
): readonly Place[] {
  const rules = rulesOf(coordinates, constants);
  return Array.from({ length: count }, () => ({
    values: rules.map((rule) => drawn(rule, random())),
    weight: 1 / count,
  }));
}

/** The value at which the weights add up to u. */
function drawn(rule: Rule, u: number): number {
  let sum = 0;
  for (const { value, weight } of rule) {
    sum += weight;
    if (sum >= u) return value;
  }
  return rule.at(-1)?.value ?? Number.NaN;
}
