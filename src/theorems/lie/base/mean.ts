// E over the draws of a base by product quadrature: the road by which what is derived of a base is checked.
import type { BaseLaw, CoordinateLaw } from '../../../derivation/orbit-findings.ts';
import { add, mul } from '../../../ir/build.ts';
import { type Expr, isScalar, realLine, type SymbolExpr, symbol } from '../../../ir/expr.ts';
import { substitute, symbolsOf } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { type Point, samplePoint } from '../../../numeric/points.ts';
import {
  type Coordinate,
  drawnMeasure,
  mostCoordinates,
  type Place,
  productMeasure,
} from '../../../numeric/product-measure.ts';
import { randomStream } from '../../../numeric/random.ts';
import { entriesOf, type Sizes, sizeOfShape, type Tensor } from '../../../numeric/tensors.ts';
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
  const coordinates = sites.flatMap((site, i) => {
    const { coordinate, noise } = site;
    return Array.from(
      { length: counts[i] ?? 0 },
      (_, k) =>
        coordinate && {
          ...ofCoordinate(coordinate, k),
          ...(growing ? { growing: alongEntry(growing, noise, coordinate.variable, k) } : {}),
        },
    );
  });
  const known = coordinates.filter((c) => c !== undefined);
  if (known.length < coordinates.length) return drawnRule(base, sizes, constants) ?? jointRule(base, sizes, constants);
  if (fineness === 'product' && known.length > mostCoordinates) return undefined;
  const noise = sites.map((s) => s.noise);
  const setting = { symbols: new Map([...entriesApart(noise, sizes), ...constants]), sizes };
  const places =
    fineness === 'product'
      ? productMeasure(known, setting)
      : drawnMeasure(known, setting, fineness.drawn, randomStream(fineness.seed));
  return { draws: places.map((p) => ({ values: arranged(p, noise, shapes), weight: p.weight })) };
}

/** A symbol that is one at the k-th entry of a draw, and one that stands for the others. */
const unit = (noise: SymbolExpr, k: number): SymbolExpr =>
  symbol(`⟨${noise.name} = ${String(k + 1)}⟩`, realLine, noise.shape);
const rest = (noise: SymbolExpr, k: number): SymbolExpr =>
  symbol(`⟨${noise.name} ≠ ${String(k + 1)}⟩`, realLine, noise.shape);

/** A function of a draw along its k-th entry. */
const alongEntry = (e: Expr, noise: SymbolExpr, variable: SymbolExpr, k: number): Expr =>
  substitute(e, new Map([[noise, isScalar(noise) ? variable : add(rest(noise, k), mul(variable, unit(noise, k)))]]));

/** Values of draws at which they stand still, and of the symbols that take their entries apart. */
const entriesApart = (noise: readonly SymbolExpr[], sizes: Sizes): Point =>
  new Map(
    [...samplePoint(noise, sizes, randomStream(13))].flatMap(([s, t]) => [
      [s, t] as const,
      ...t.data.flatMap((_, k) => [
        [unit(s, k), { ...t, data: t.data.map((__, i) => (i === k ? 1 : 0)) }] as const,
        [rest(s, k), { ...t, data: t.data.map((x, i) => (i === k ? 0 : x)) }] as const,
      ]),
    ]),
  );

/** The law of one coordinate at its own values. */
const ofCoordinate = ({ variable, logDensity, varying }: CoordinateLaw, k: number): Coordinate => ({
  variable,
  logDensity: atCoordinate(logDensity, varying, k),
});

function arranged({ values }: Place, noise: readonly SymbolExpr[], shapes: readonly (readonly number[])[]): Point {
  let from = 0;
  return new Map(
    noise.map((n, i): [SymbolExpr, Tensor<number>] => {
      const shape = shapes[i] ?? [];
      const data = values.slice(from, from + entriesOf(shape));
      from += data.length;
      return [n, { shape, data }];
    }),
  );
}

/** The means of expressions, flattened one after the other. */
export function meanOver(rule: BaseRule, expressions: readonly Expr[], fixed: Point, sizes: Sizes): readonly number[] {
  const sums: number[] = [];
  const inputs = [...(rule.draws[0]?.values.keys() ?? [])];
  const evaluator = evaluatorOf({ symbols: fixed, sizes }, floatArithmetic);
  const at = evaluator.curry(expressions, inputs);
  for (const { values, weight } of rule.draws)
    at(inputs.map((s) => values.get(s) ?? { shape: [], data: [Number.NaN] }))
      .flatMap((t) => t.data)
      .forEach((x, i) => {
        sums[i] = (sums[i] ?? 0) + weight * x;
      });
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
