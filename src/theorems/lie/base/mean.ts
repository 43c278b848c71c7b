// E over the draws of a base by product quadrature: the road by which what is derived of a base is checked.
import type { BaseLaw, CoordinateLaw } from '../../../derivation/orbit-findings.ts';
import { withEndFactors } from '../../../ir/end-factors.ts';
import type { Expr, SymbolExpr } from '../../../ir/expr.ts';
import { substitute, symbolsOf } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { meanOfProduct } from '../../../numeric/interactions.ts';
import type { Point } from '../../../numeric/points.ts';
import {
  type Coordinate,
  drawnMeasure,
  mostCoordinates,
  type ProductMeasure,
  productMeasure,
  rulesOf,
  type Setting,
} from '../../../numeric/product-measure.ts';
import { randomStream } from '../../../numeric/random.ts';
import { entriesOf, type Sizes, sizeOfShape } from '../../../numeric/tensors.ts';
import { alongEntry, entriesApart } from './along-entry.ts';
import { drawnRule } from './drawn-rule.ts';
import { freeEntries } from './free-entries.ts';
import { jointRule } from './joint-rule.ts';
import type { BaseRule } from './rule.ts';
import { atCoordinate } from './site-moment.ts';

/** How a rule is found: all places of a product of fine rules, or a number of them drawn by weight. */
export type Fineness = 'product' | { readonly drawn: number; readonly seed: number };

/**
 * A rule for all coordinates of all draws; undefined where they are too many for a product. What `growing` names is a
 * function of the draws whose square has its mean taken.
 */
export function baseRule(
  base: BaseLaw,
  sizes: Sizes,
  constants: Point,
  fineness: Fineness = 'product',
  growing?: Expr,
): BaseRule | undefined {
  const found = independent(base, sizes, constants, growing);
  if (!found) return drawnRule(base, sizes, constants) ?? jointRule(base, sizes, constants);
  const { coordinates, setting } = found;
  if (fineness === 'product' && coordinates.length > mostCoordinates) return undefined;
  const places =
    fineness === 'product'
      ? productMeasure(coordinates, setting)
      : drawnMeasure(coordinates, setting, fineness.drawn, randomStream(fineness.seed));
  return places && arranged(places, found);
}

/** Draws whose coordinates are independent: the law of each coordinate, and where its functions are evaluated. */
interface Independent {
  readonly coordinates: readonly Coordinate[];
  readonly setting: Setting;
  readonly noise: readonly SymbolExpr[];
  readonly shapes: readonly (readonly number[])[];
}

/** Undefined where draws depend on each other. */
function independent(base: BaseLaw, sizes: Sizes, constants: Point, growing?: Expr): Independent | undefined {
  const { sites } = base;
  const noise = sites.map((s) => s.noise);
  const shapes = noise.map((n) => sizeOfShape(n.shape, sizes));
  const bySite = sites.map(({ coordinate }, i) =>
    Array.from({ length: entriesOf(shapes[i] ?? []) }, (_, k) => coordinate && ofCoordinate(coordinate, k)),
  );
  const own = bySite.map((list) => list.filter((c) => c !== undefined));
  if (own.flat().length < bySite.flat().length) return undefined;
  const apart = growing ? noise.flatMap((n, i) => [...entriesApart(n, own[i] ?? [], constants, sizes)]) : [];
  const coordinates = own.flatMap((list, i) =>
    list.map((c, k) => (growing ? { ...c, growing: alongEntry(growing, noise[i] ?? c.variable, c, k) } : c)),
  );
  return { coordinates, setting: { symbols: new Map([...apart, ...constants]), sizes }, noise, shapes };
}

/**
 * E[f g] for two functions of independent coordinates, by rules for one coordinate and for two, each as fine as for one
 * alone; undefined where draws depend on each other, or three coordinates act together.
 */
export function meanOfPair(
  base: BaseLaw,
  sizes: Sizes,
  fixed: Point,
  [f, g]: readonly [Expr, Expr],
): number | undefined {
  const found = independent(base, sizes, fixed, atEnds(f, base));
  if (!found) return undefined;
  const functions = [f, g].map((e) => atEnds(e, base));
  const rules = rulesOf(found.coordinates, found.setting, 1);
  const inputs = rules.map((r) => r.inputs);
  const evaluator = evaluatorOf({ symbols: fixed, sizes }, floatArithmetic);
  return meanOfProduct({
    weights: rules.map((r) => r.places.map((p) => p.weight)),
    *ask(wheres) {
      const places = mapped(wheres, (where) => ({
        values: where.map((k, i) => rules[i]?.places[k]?.values ?? []),
        weight: 1,
      }));
      const rule = arranged({ inputs, places }, found);
      const at = evaluator.curry(functions, rule.inputs);
      for (const { values } of rule.draws) {
        const [x, y] = at(values).map((t) => t.data[0] ?? Number.NaN);
        yield [x ?? Number.NaN, y ?? Number.NaN];
      }
    },
  });
}

/** A function of the draws by distances from the ends of their supports. */
const atEnds = (f: Expr, { sites }: BaseLaw): Expr => sites.reduce((e, { noise }) => withEndFactors(e, noise), f);

function* mapped<A, B>(list: Iterable<A>, f: (a: A) => B): Generator<B> {
  for (const a of list) yield f(a);
}

/** The law of one coordinate at its own values. */
const ofCoordinate = ({ variable, logDensity, varying }: CoordinateLaw, k: number): Coordinate => ({
  variable,
  logDensity: withEndFactors(atCoordinate(logDensity, varying, k), variable),
});

/** The draws of a product, made one by one: there may be millions. */
function arranged({ inputs, places }: ProductMeasure, { coordinates, noise, shapes }: Independent): BaseRule {
  let from = 0;
  const parts = noise.map((n, i) => {
    const shape = shapes[i] ?? [];
    const own = Array.from({ length: entriesOf(shape) }, () => from++);
    const [first = [], ...others] = own.map((k) => inputs[k] ?? []);
    const shared = others.every((o) => o.length === first.length && o.every((e, j) => e === first[j]));
    const variable = coordinates[own[0] ?? 0]?.variable ?? n;
    const nodes = (shared ? first : first.slice(0, 1)).map((e) => substitute(e, new Map([[variable, n]])));
    return { shape, own, nodes };
  });
  const slots = parts.flatMap(({ shape, own, nodes }) => nodes.map((_, j) => ({ shape, own, j })));
  return {
    inputs: parts.flatMap(({ nodes }) => nodes),
    draws: {
      *[Symbol.iterator]() {
        const told = slots.map(({ shape, own }) => ({ shape, data: own.map(() => Number.NaN) }));
        for (const { values, weight } of places) {
          slots.forEach(({ own, j }, i) => {
            const { data } = told[i] ?? { data: [] };
            for (let n = 0; n < own.length; n++) data[n] = values[own[n] ?? 0]?.[j] ?? Number.NaN;
          });
          yield { weight, values: told };
        }
      },
    },
  };
}

/** The means of expressions, flattened one after the other. */
export function meanOver(rule: BaseRule, expressions: readonly Expr[], fixed: Point, sizes: Sizes): readonly number[] {
  const sums: number[] = [];
  const at = evaluatorOf({ symbols: fixed, sizes }, floatArithmetic).curry(expressions, rule.inputs);
  for (const { values, weight } of rule.draws) {
    let i = 0;
    for (const { data } of at(values))
      for (const x of data) {
        sums[i] = (sums[i] ?? 0) + weight * x;
        i++;
      }
  }
  return sums;
}

/** The mean of a number over samples, and its standard error. */
export function sampledMean(rule: BaseRule, e: Expr, fixed: Point, sizes: Sizes): { mean: number; error: number } {
  const at = evaluatorOf({ symbols: fixed, sizes }, floatArithmetic).curry([e], rule.inputs);
  let [sum, squares, count] = [0, 0, 0];
  for (const { values, weight } of rule.draws) {
    const share = weight * (at(values)[0]?.data[0] ?? Number.NaN);
    sum += share;
    squares += share ** 2;
    count++;
  }
  return { mean: sum, error: Math.sqrt(squares - sum ** 2 / count) };
}

/** The free symbols of expressions beside the draws. */
export const freeSymbols = (expressions: readonly Expr[], { sites }: BaseLaw): readonly SymbolExpr[] => {
  const noise = sites.map((s) => s.noise);
  return [...new Set(expressions.flatMap((e) => [...symbolsOf(e)]))].filter((s) => !noise.includes(s));
};

/** How many coordinates the draws have together. */
export const coordinatesOf = ({ sites }: BaseLaw, sizes: Sizes): number =>
  sites.reduce((n, { noise }) => n + freeEntries(noise.domain.kind, sizeOfShape(noise.shape, sizes)), 0);

/** Every dimension of the same size. */
export const evenSizes = (names: Iterable<string>, size: number): Sizes => new Map([...names].map((n) => [n, size]));
