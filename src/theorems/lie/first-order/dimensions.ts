// How many dimensions an orbit has among natural parameters, and how many these span: an orbit of fewer is curved.
import type { ComputedClaim } from '../../../derivation/claim.ts';
import type { OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { required } from '../../../derivation/theorem.ts';
import { directional } from '../../../ir/differentiate.ts';
import type { Expr, SymbolExpr } from '../../../ir/expr.ts';
import { symbolsOf } from '../../../ir/visit.ts';
import type { Block } from '../../../model/exponential-family.ts';
import { rank } from '../../../numeric/dense.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../../numeric/points.ts';
import { randomStream } from '../../../numeric/random.ts';
import { type Sizes, Unevaluable } from '../../../numeric/tensors.ts';
import { pairUp } from '../group-maps.ts';

/** The dimension of the orbit, and that of the smallest flat space of natural parameters that holds it. */
export interface OrbitDimensions {
  readonly orbit: number;
  readonly hull: number;
  /** Is a dimension with a name taken as 2? */
  readonly hasNames: boolean;
}

const tolerance = 1e-8;

/** Ranks of rates and of differences of the natural parameters at random elements. */
export const orbitDimensions = (known: OrbitFindings, blocks: readonly Block[]): OrbitDimensions =>
  ranksAt(known, blocks, 300);

/** The same ranks at other elements. */
export const dimensionsClaim = (
  known: OrbitFindings,
  blocks: readonly Block[],
  found: OrbitDimensions,
): ComputedClaim => ({
  kind: 'computed',
  text: 'the rates of the natural parameters and their differences have these ranks at other elements',
  live: false,
  road: 'rank',
  tolerance: 0,
  points: 2,
  error: (seed) => {
    const { orbit, hull } = ranksAt(known, blocks, 7000 * seed);
    return { error: Math.abs(orbit - found.orbit) + Math.abs(hull - found.hull), at: { seed } };
  },
});

function ranksAt(known: OrbitFindings, blocks: readonly Block[], seed: number): OrbitDimensions {
  const { elements, algebra, point } = known.group.model;
  const natural = blocks.map((b) => b.natural);
  const field = required(known.group, 'invariantField');
  const rates = natural.map((n) => directional(n, pairUp(elements, field)));
  const symbols = [...new Set([...natural, ...rates].flatMap((e) => [...symbolsOf(e)]))];
  const { names, counts } = dimensionsOf([...symbols, ...elements, ...algebra, ...point]);
  const sizes = sizesFor(names, 2, counts);
  const [here, ...others] = [...pointsOf(symbols, elements, sizes, seed)].map((p) => valuesAt(natural, p, sizes));
  const size = here?.length ?? 0;
  const constants = samplePoint(symbols, sizes, randomStream(seed), { moderate: true });
  const motions = Array.from({ length: 2 * size + 2 }, (_, k) => {
    const tangent = samplePoint(algebra, sizes, randomStream(seed + 1 + k), { moderate: true });
    return valuesAt(rates, new Map([...constants, ...tangent]), sizes);
  });
  const differences = others.map((row) => row.map((x, i) => x - (here?.[i] ?? 0)));
  return {
    orbit: rank(scaled(motions), tolerance),
    hull: rank(scaled(differences), tolerance),
    hasNames: names.size > 0,
  };
}

/** Elements enough to span, the constants being the same for all. */
function pointsOf(
  symbols: readonly SymbolExpr[],
  elements: readonly SymbolExpr[],
  sizes: Sizes,
  seed: number,
): readonly Point[] {
  const constants = symbols.filter((s) => !elements.includes(s));
  const fixed = samplePoint(constants, sizes, randomStream(seed), { moderate: true });
  return Array.from({ length: 40 }, (_, k) =>
    samplePoint([...constants, ...elements], sizes, randomStream(seed + k), { moderate: true, fixed }),
  );
}

/** Has the log-partition second derivatives on the orbit, or is the orbit the edge of what can be normalised? */
export function hasMetric(metric: Expr): boolean {
  const symbols = [...symbolsOf(metric)];
  const { names, counts } = dimensionsOf(symbols);
  const sizes = sizesFor(names, 2, counts);
  return [1, 2, 3].some((seed) => {
    try {
      return valuesAt([metric], samplePoint(symbols, sizes, randomStream(seed), { moderate: true }), sizes).every(
        Number.isFinite,
      );
    } catch (thrown) {
      if (thrown instanceof Unevaluable) return false;
      throw thrown;
    }
  });
}

const valuesAt = (list: readonly Expr[], symbols: Point, sizes: Sizes): readonly number[] => {
  const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
  return list.flatMap((e) => evaluator.value(e).data);
};

/** Each row in units of its largest entry. */
const scaled = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  rows.flatMap((row) => {
    const size = Math.max(...row.map(Math.abs));
    return size > 0 && Number.isFinite(size) ? [row.map((x) => x / size)] : [];
  });
