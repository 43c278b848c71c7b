// Independent scalar coordinates as one finite measure: the product of their quadrature rules.
import { add, elementwise, log, mul } from '../ir/build.ts';
import { type Expr, type SymbolExpr, two, zero } from '../ir/expr.ts';
import { evaluatorOf } from './evaluate.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { measureOf } from './measure.ts';
import type { Point } from './points.ts';
import type { Random } from './random.ts';
import { entry, type Sizes } from './tensors.ts';

/** One coordinate and the logarithm of its density. */
export interface Coordinate {
  readonly variable: SymbolExpr;
  readonly logDensity: Expr;
  /** A function of the variable whose square has its mean taken: the rule reaches where it grows as the density falls. */
  readonly growing?: Expr;
}

/** One value a coordinate, and the weight of that place. */
export interface Place {
  readonly values: readonly number[];
  readonly weight: number;
}

/** Relative error asked for in one coordinate, by how many there are: products of fine rules are long. */
const tolerances = [1e-12, 1e-12, 1e-11] as const;
/** Places that weigh less than this in one coordinate are left out, and those that round to an edge. */
const negligible = 1e-18;

/** How many coordinates a product reaches. */
export const mostCoordinates: number = tolerances.length - 1;

type Rule = readonly { readonly value: number; readonly weight: number }[];

function rulesOf(coordinates: readonly Coordinate[], { symbols, sizes }: Setting): readonly Rule[] {
  const tolerance = tolerances[Math.min(coordinates.length, mostCoordinates)] ?? tolerances[0];
  const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
  const known = new Map<string, Rule>();
  return coordinates.map(({ variable, logDensity, growing }) => {
    const key = `${String(growing?.id)} ${String(logDensity.id)}`;
    const before = known.get(key);
    if (before) return before;
    const growth = growing ? logGrowth(growing) : zero;
    const { places, weights, inputs } = measureOf(evaluator, variable, add(logDensity, growth), { tolerance });
    const growthAt = evaluator.curry([growth], inputs);
    const readAt = evaluator.curry([logDensity], [variable]);
    const rule = places.flatMap((place, i) => {
      const [weight = 0, x] = [weights[i], place[0]];
      return x && weight > negligible && Number.isFinite(entry(readAt([x])[0] ?? x))
        ? [{ value: entry(x), weight: weight * Math.exp(-entry(growthAt(place)[0] ?? x)) }]
        : [];
    });
    const total = rule.reduce((sum, r) => sum + r.weight, 0);
    const normalised = rule.map((r) => ({ ...r, weight: r.weight / total }));
    known.set(key, normalised);
    return normalised;
  });
}

/**
 * log(1 + h²): a rule made for the density times this reaches the means of h² at an edge like that of z² e^(−z). Through
 * log |h|, since the square overflows there.
 */
const logGrowth = (h: Expr): Expr => elementwise('softplus', mul(two, log(elementwise('abs', h))));

/** Values of free symbols, and the dimensions of what grows. */
export interface Setting {
  readonly symbols: Point;
  readonly sizes: Sizes;
}

/** The places of the product measure. */
export const productMeasure = (coordinates: readonly Coordinate[], setting: Setting): readonly Place[] =>
  rulesOf(coordinates, setting).reduce<readonly Place[]>(
    (sofar, rule) =>
      sofar.flatMap((p) => rule.map((r) => ({ values: [...p.values, r.value], weight: p.weight * r.weight }))),
    [{ values: [], weight: 1 }],
  );

/** So many places of the product measure drawn by their weights, where all of them are too many. */
export function drawnMeasure(
  coordinates: readonly Coordinate[],
  setting: Setting,
  count: number,
  random: Random,
): readonly Place[] {
  const rules = rulesOf(coordinates, setting);
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
