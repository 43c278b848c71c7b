// Independent scalar coordinates as one finite measure: the product of their quadrature rules.
import { add } from '../ir/build.ts';
import { type Expr, type SymbolExpr, zero } from '../ir/expr.ts';
import { dependsOn, symbolsOf } from '../ir/visit.ts';
import { evaluatorOf } from './evaluate.ts';
import { type MeasurePlace, placesOf } from './finite-measure.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { distancesFromEnds, logGrowth } from './growth.ts';
import { measureOf } from './measure.ts';
import { onPlaces } from './on-places.ts';
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

/** Of each coordinate what its rule tells there, its value first; and the weight of that place. */
export interface Place {
  readonly values: readonly (readonly number[])[];
  readonly weight: number;
}

/** A product of rules. */
export interface ProductMeasure {
  /** Of each coordinate the nodes whose values a place tells: the variable, and what vanishes at an edge. */
  readonly inputs: readonly (readonly Expr[])[];
  /** There may be millions: each is made when it is asked for, and overwritten by the next. */
  readonly places: Iterable<Place>;
}

/** Relative error asked for in one coordinate, by how many there are: products of fine rules are long. */
const tolerances = [1e-12, 1e-12, 1e-11] as const;
/** Places that weigh less than this in one coordinate are left out, by how many there are. */
const negligible = [1e-18, 1e-18, 1e-15] as const;

/** How many coordinates a product reaches, and how many places it may have. */
export const mostCoordinates: number = tolerances.length - 1;
const mostPlaces = 2e6;

/** A rule for one coordinate: the nodes that it tells, their values at each place, and its weight. */
export interface Rule {
  readonly inputs: readonly Expr[];
  readonly places: readonly { readonly values: readonly number[]; readonly weight: number }[];
}

/** Rules for coordinates, each as fine as one of `together` has to be. */
export function rulesOf(
  coordinates: readonly Coordinate[],
  setting: Setting,
  together: number = coordinates.length,
): readonly Rule[] {
  const known = new Map<string, Rule>();
  const count = Math.min(together, mostCoordinates);
  return coordinates.map((coordinate) => {
    const { growing, logDensity, variable } = coordinate;
    const key = [growing, logDensity, variable].map((e) => String(e?.id)).join();
    const rule = known.get(key) ?? ruleOf(coordinate, setting, count);
    known.set(key, rule);
    return rule;
  });
}

/**
 * The rule of one coordinate. Places that round to an edge are left out, unless the density and what grows there are
 * numbers by the distances that the rule tells.
 */
function ruleOf({ variable, logDensity, growing }: Coordinate, { symbols, sizes }: Setting, count: number): Rule {
  const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
  // A rule made for the density times 1 + h² reaches the means of h² at an edge like that of z² e^(−z).
  const growth = growing ? logGrowth(growing, variable, 2) : zero;
  const tolerance = tolerances[count] ?? tolerances[0];
  const measure = measureOf(evaluator, variable, add(logDensity, growth), { tolerance });
  const places = growing
    ? measure.places()
    : placesOf(
        [variable],
        measure.places().map(({ values }) => values.slice(0, 1)),
      );
  const told = growing ? toldBy(places).filter((node) => isTold(node, variable, logDensity)) : [];
  const ends = growing ? distancesFromEnds(variable) : [];
  const numbersAt = onPlaces(evaluator, measure, [logDensity, growth, ...ends, variable, ...told]);
  const reached = places.flatMap((place, i): readonly Reached[] => {
    const weight = measure.weights[i] ?? 0;
    const [log = Number.NaN, grown = Number.NaN, ...more] = numbersAt(place).map((t) => entry(t));
    if (weight <= (negligible[count] ?? negligible[0]) || !Number.isFinite(log) || !Number.isFinite(grown)) return [];
    return [{ values: more.slice(ends.length), weight, grown, distances: more.slice(0, ends.length) }];
  });
  const gathered = gatheredAtEnds(reached, ends.length);
  const total = gathered.reduce((sum, r) => sum + r.weight, 0);
  return {
    inputs: [variable, ...told],
    places: gathered.map((r) => ({ ...r, weight: r.weight / total })),
  };
}

/** All nodes that any of the places tells. */
const toldBy = (places: readonly MeasurePlace<number>[]): readonly Expr[] => [
  ...new Set([...new Set(places.map(({ nodes }) => nodes))].flat()),
];

/** A place, its weight under the density times 1 + h², the logarithm of that, and its distances from the ends. */
interface Reached {
  readonly values: readonly number[];
  readonly weight: number;
  readonly grown: number;
  readonly distances: readonly number[];
}

/** Closer to an end than this h² may overflow. */
const closest = 1e-150;

/** What lies closer to an end is told by the innermost place before it: h² grows there as 1 + h² does. */
function gatheredAtEnds(places: readonly Reached[], ends: number): Rule['places'] {
  const isPast = (p: Reached, end: number): boolean => (p.distances[end] ?? Number.NaN) < closest;
  const inner = places.filter((p) => !p.distances.some((_, end) => isPast(p, end)));
  const gathered = new Map<Reached, number>();
  for (let end = 0; end < ends; end++) {
    const past = places.filter((p) => isPast(p, end)).reduce((sum, p) => sum + p.weight, 0);
    const distance = (p: Reached): number => p.distances[end] ?? Number.POSITIVE_INFINITY;
    const innermost = past > 0 && inner.length > 0 && inner.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    if (innermost) gathered.set(innermost, (gathered.get(innermost) ?? 0) + past);
  }
  return inner.map((p) => ({
    values: p.values,
    weight: (p.weight + (gathered.get(p) ?? 0)) * Math.exp(-p.grown),
  }));
}

/** Is a node a difference that may vanish, its negative or its logarithm, and one of the density's own? */
function isTold(node: Expr, variable: SymbolExpr, logDensity: Expr): boolean {
  const [inside] = node.kind === 'apply' ? node.args : [];
  const own = [...symbolsOf(node)].every((s) => s === variable || dependsOn(logDensity, [s]));
  return own && (node.kind === 'sum' || inside?.kind === 'sum');
}

/** Values of free symbols, and the dimensions of what grows. */
export interface Setting {
  readonly symbols: Point;
  readonly sizes: Sizes;
}

/** The product measure; undefined where it has too many places. */
export function productMeasure(coordinates: readonly Coordinate[], setting: Setting): ProductMeasure | undefined {
  const rules = rulesOf(coordinates, setting);
  if (rules.reduce((n, rule) => n * rule.places.length, 1) > mostPlaces) return undefined;
  return { inputs: rules.map((r) => r.inputs), places: { [Symbol.iterator]: () => combinationsOf(rules) } };
}

/** All combinations of places, the last coordinate's the fastest. */
function* combinationsOf(rules: readonly Rule[]): Generator<Place> {
  const count = rules.reduce((n, rule) => n * rule.places.length, 1);
  const values: (readonly number[])[] = rules.map(() => []);
  const place = { values, weight: 1 };
  for (let n = 0; n < count; n++) {
    place.weight = 1;
    let stride = count;
    for (let k = 0; k < rules.length; k++) {
      const { places } = rules[k] ?? { places: [] };
      stride /= places.length;
      const chosen = places[Math.floor(n / stride) % places.length];
      values[k] = chosen?.values ?? [];
      place.weight *= chosen?.weight ?? Number.NaN;
    }
    yield place;
  }
}

/** So many places of the product measure drawn by their weights, where all of them are too many. */
export function drawnMeasure(
  coordinates: readonly Coordinate[],
  setting: Setting,
  count: number,
  random: Random,
): ProductMeasure {
  const rules = rulesOf(coordinates, setting);
  const places = Array.from({ length: count }, () => ({
    values: rules.map((rule) => drawn(rule, random())),
    weight: 1 / count,
  }));
  return { inputs: rules.map((r) => r.inputs), places };
}

/** The place at which the weights add up to u. */
function drawn({ places }: Rule, u: number): readonly number[] {
  let sum = 0;
  for (const { values, weight } of places) {
    sum += weight;
    if (sum >= u) return values;
  }
  return places.at(-1)?.values ?? [Number.NaN];
}
