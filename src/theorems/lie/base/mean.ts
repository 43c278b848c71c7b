// E over the draws of a base by product quadrature: the road by which what is derived of a base is checked.
import type { BaseLaw, CoordinateLaw } from '../../../derivation/orbit-findings.ts';
import type { Expr, SymbolExpr } from '../../../ir/expr.ts';
import { substitute, symbolsOf } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import type { Point } from '../../../numeric/points.ts';
import {
  type Coordinate,
  drawnMeasure,
  mostCoordinates,
  type ProductMeasure,
  productMeasure,
} from '../../../numeric/product-measure.ts';
import { randomStream } from '../../../numeric/random.ts';
import { entriesOf, type Sizes, sizeOfShape } from '../../../numeric/tensors.ts';
import { alongEntry, entriesApart } from './along-entry.ts';
import { drawnRule } from './drawn-rule.ts';
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
  const { sites } = base;
  const shapes = sites.map((s) => sizeOfShape(s.noise.shape, sizes));
  const counts = shapes.map(entriesOf);
  const bySite = sites.map(({ coordinate }, i) =>
    Array.from({ length: counts[i] ?? 0 }, (_, k) => coordinate && ofCoordinate(coordinate, k)),
  );
  const coordinates = bySite.flat();
  const known = coordinates.filter((c) => c !== undefined);
  if (known.length < coordinates.length) return drawnRule(base, sizes, constants) ?? jointRule(base, sizes, constants);
  if (fineness === 'product' && known.length > mostCoordinates) return undefined;
  const noise = sites.map((s) => s.noise);
  const own = bySite.map((list) => list.filter((c) => c !== undefined));
  const apart = growing ? noise.flatMap((n, i) => [...entriesApart(n, own[i] ?? [], constants, sizes)]) : [];
  const setting = { symbols: new Map([...apart, ...constants]), sizes };
  const reaching = own.flatMap((list, i) =>
    list.map((c, k) => (growing ? { ...c, growing: alongEntry(growing, noise[i] ?? c.variable, c, k) } : c)),
  );
  const places =
    fineness === 'product'
      ? productMeasure(reaching, setting)
      : drawnMeasure(reaching, setting, fineness.drawn, randomStream(fineness.seed));
  return places && arranged(places, known, noise, shapes);
}

/** The law of one coordinate at its own values. */
const ofCoordinate = ({ variable, logDensity, varying }: CoordinateLaw, k: number): Coordinate => ({
  variable,
  logDensity: atCoordinate(logDensity, varying, k),
});

/** The draws of a product, made one by one: there may be millions. */
function arranged(
  { inputs, places }: ProductMeasure,
  coordinates: readonly Coordinate[],
  noise: readonly SymbolExpr[],
  shapes: readonly (readonly number[])[],
): BaseRule {
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

/** The free symbols of expressions beside the draws. */
export const freeSymbols = (expressions: readonly Expr[], { sites }: BaseLaw): readonly SymbolExpr[] => {
  const noise = sites.map((s) => s.noise);
  return [...new Set(expressions.flatMap((e) => [...symbolsOf(e)]))].filter((s) => !noise.includes(s));
};

/** How many coordinates the draws have together. */
export const coordinatesOf = ({ sites }: BaseLaw, sizes: Sizes): number =>
  sites.reduce((n, s) => n + entriesOf(sizeOfShape(s.noise.shape, sizes)), 0);

/** Every dimension of the same size. */
export const evenSizes = (names: Iterable<string>, size: number): Sizes => new Map([...names].map((n) => [n, size]));
