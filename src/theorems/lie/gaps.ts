// A place where maps have no value, found by numbers: signs at random and round places, and a zero between two signs.
import type { Domain, Expr, SymbolExpr } from '../../ir/expr.ts';
import { boundsOf, symbolsOf } from '../../ir/visit.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import type { Sizes, Tensor } from '../../numeric/tensors.ts';
import { type Demand, demandsOf } from './demands.ts';

/** What is missing, and where. */
export interface Gap {
  readonly demand: Demand;
  readonly at: Point;
}

const draws = 48;
/** Beyond this, relative to its largest summand, a negative number is no rounding. */
const rounding = 1e-9;

interface Search {
  readonly sizes: Sizes;
  readonly places: readonly Point[];
}

/** The first gap in a list of expressions; undefined where each has a value at every place tried. */
export function gapIn(expressions: readonly Expr[]): Gap | undefined {
  const symbols = new Set(expressions.flatMap((e) => [...symbolsOf(e)]));
  const { names, counts } = dimensionsOf(symbols);
  const sizes = sizesFor(names, 2, counts);
  const drawn = Array.from({ length: draws }, (_, i) =>
    samplePoint(symbols, sizes, randomStream(900 + i), { moderate: i % 2 === 0 }),
  );
  const search = {
    sizes,
    places: [...drawn, ...drawn.map((p) => round(p, Math.round)), ...drawn.slice(0, 1).map((p) => round(p, () => 0))],
  };
  for (const e of expressions)
    for (const demand of demandsOf(e)) {
      const at = demand.kind === 'not negative' ? negativePlace(demand.value, search) : pole(e, demand.value, search);
      if (at) return { demand, at };
    }
  return undefined;
}

const valueAt = (e: Expr, symbols: Point, sizes: Sizes): readonly number[] =>
  evaluatorOf({ symbols, sizes }, floatArithmetic).value(e).data;

function negativePlace(e: Expr, { sizes, places }: Search): Point | undefined {
  const terms = e.kind === 'sum' ? e.terms : [e];
  return places.find((place) => {
    const scale = Math.max(...terms.flatMap((t) => valueAt(t, place, sizes).map(Math.abs)));
    return valueAt(e, place, sizes).some((x) => x < -rounding * scale);
  });
}

/** Where `divisor` vanishes and `e` grows beyond all bounds: a quotient may well have a limit there. */
function pole(e: Expr, divisor: Expr, search: Search): Point | undefined {
  const { sizes, places } = search;
  const values = places.map((p) => valueAt(divisor, p, sizes));
  const others = places.filter((_, i) => i % 5 === 0);
  const hits = places.filter((_, i) => values[i]?.some((x) => x === 0));
  const exact = hits.find((p) => others.some((q) => growsNear(e, p, q, sizes)));
  if (exact) return exact;
  if (![...symbolsOf(divisor)].every((s) => isConvex(s.domain))) return undefined;
  for (const entry of values[0]?.keys() ?? []) {
    const above = places.find((_, i) => (values[i]?.[entry] ?? 0) > 0);
    const below = places.find((_, i) => (values[i]?.[entry] ?? 0) < 0);
    const at = above && below && zeroBetween(divisor, entry, above, below, sizes);
    if (at && growsNear(e, at, above, sizes)) return at;
  }
  return undefined;
}

/** A zero of one entry on the segment between a place where it is positive and one where it is negative. */
function zeroBetween(e: Expr, entry: number, above: Point, below: Point, sizes: Sizes): Point {
  let [lo, hi] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (lo + hi) / 2;
    if ((valueAt(e, between(above, below, middle), sizes)[entry] ?? 0) > 0) lo = middle;
    else hi = middle;
  }
  return between(above, below, hi);
}

/** At a thousandth of the distance a pole is about a thousand times as large; a value with a limit is not. */
function growsNear(e: Expr, at: Point, towards: Point, sizes: Sizes): boolean {
  const size = (t: number): number => Math.max(...valueAt(e, between(at, towards, t), sizes).map(Math.abs));
  return size(1e-7) > 10 * size(1e-4);
}

/** (1 − t) a + t b for what lies in a convex domain; the rest as in a. */
const between = (a: Point, b: Point, t: number): Point =>
  new Map(
    [...a].map(([s, x]): [SymbolExpr, Tensor<number>] => {
      const y = b.get(s);
      if (!y || !isConvex(s.domain)) return [s, x];
      return [s, { shape: x.shape, data: x.data.map((v, i) => v + t * ((y.data[i] ?? v) - v)) }];
    }),
  );

const isConvex = ({ kind }: Domain): boolean => kind !== 'rotation' && kind !== 'invertible';

/** Whole numbers, or zeros, in place of the coordinates that may be any number and bound no other. */
function round(place: Point, nearest: (x: number) => number): Point {
  const bounding = new Set([...place.keys()].flatMap((s) => boundsOf(s).flatMap((b) => [...symbolsOf(b)])));
  return new Map(
    [...place].map(([s, x]): [SymbolExpr, Tensor<number>] =>
      isFree(s.domain) && !bounding.has(s) ? [s, { shape: x.shape, data: x.data.map((v) => nearest(v) + 0) }] : [s, x],
    ),
  );
}

const isFree = (domain: Domain): boolean =>
  domain.kind === 'circle' ||
  domain.kind === 'matrix' ||
  (domain.kind === 'interval' && domain.lower === undefined && domain.upper === undefined);
