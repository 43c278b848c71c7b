// Random points of declared domains: ordinary magnitudes mixed with points that approach the edges, never on them.
import { children, type Domain, type Expr, type SymbolExpr } from '../ir/expr.ts';
import { symbolsOf } from '../ir/visit.ts';
import { evaluate } from './evaluate.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { drawInvertible, drawLower, drawLowerTriangular, drawRotation, drawSkew } from './group-points.ts';
import { normal, type Random, randomStream } from './random.ts';
import { entriesOf, entry, type Sizes, sizeOfShape, type Tensor, Unevaluable } from './tensors.ts';

/** Values of symbols. */
export type Point = ReadonlyMap<SymbolExpr, Tensor<number>>;

/** What kind of points are wanted. */
export interface PointOptions {
  /** Keep to ordinary magnitudes, where quadrature is at its best. */
  readonly moderate?: boolean;
  /** Spread numbers evenly over the decades from a fortieth of a unit, or a two hundredth of an interval, to a hundred units. */
  readonly wide?: boolean;
  /** Values that are fixed. */
  readonly fixed?: Point;
}

/** How far numbers reach. */
type Reach = 'any' | 'moderate' | 'wide';

const reachOf = ({ moderate, wide }: PointOptions): Reach => (wide ? 'wide' : moderate ? 'moderate' : 'any');

/** The point that a seed picks, with some values given. */
export const drawPoint = (symbols: Iterable<SymbolExpr>, sizes: Sizes, seed: number, fixed?: Point): Point =>
  samplePoint(symbols, sizes, randomStream(seed), fixed ? { fixed } : {});

/** A random point of the domains of the symbols, and of the symbols that their bounds name. */
export function samplePoint(
  symbols: Iterable<SymbolExpr>,
  sizes: Sizes,
  random: Random,
  options: PointOptions = {},
): Map<SymbolExpr, Tensor<number>> {
  const values = new Map<SymbolExpr, Tensor<number>>(options.fixed);
  const visit = (s: SymbolExpr, waiting: ReadonlySet<SymbolExpr>): void => {
    if (values.has(s)) return;
    if (waiting.has(s)) throw new Unevaluable(`the bounds of ${s.name} depend on ${s.name}`);
    for (const b of boundsOf(s.domain)) for (const t of symbolsOf(b)) visit(t, new Set([...waiting, s]));
    values.set(s, sampleSymbol(s, values, sizes, random, reachOf(options)));
  };
  for (const s of symbols) visit(s, new Set());
  return values;
}

/** The bounds, or members, that a domain names. */
export const boundsOf = (domain: Domain): readonly Expr[] =>
  domain.kind === 'set'
    ? domain.values
    : domain.kind === 'interval' || domain.kind === 'integers'
      ? [domain.lower, domain.upper].filter((b) => b !== undefined)
      : [];

/** One draw of a symbol, of whatever shape. */
function sampleSymbol(s: SymbolExpr, symbols: Point, sizes: Sizes, random: Random, reach: Reach): Tensor<number> {
  const shape = sizeOfShape(s.shape, sizes);
  const bound = (e: Expr | undefined, absent: number): number => {
    if (e?.kind === 'rational') return floatArithmetic.fromRational(e.value.n, e.value.d);
    return e ? entry(evaluate(e, { symbols, sizes }, floatArithmetic)) : absent;
  };
  const each = (draw: () => number): Tensor<number> => ({
    shape,
    data: Array.from({ length: entriesOf(shape) }, draw),
  });
  const { domain } = s;
  switch (domain.kind) {
    case 'interval': {
      const [a, b] = [bound(domain.lower, Number.NEGATIVE_INFINITY), bound(domain.upper, Number.POSITIVE_INFINITY)];
      return each(() => inInterval(a, b, random, reach));
    }
    case 'integers': {
      const [a, b] = [bound(domain.lower, Number.NEGATIVE_INFINITY), bound(domain.upper, Number.POSITIVE_INFINITY)];
      return each(() => integerBetween(Math.ceil(a), Math.floor(b), random));
    }
    case 'set':
      return each(() =>
        pick(
          domain.values.map((v) => bound(v, Number.NaN)),
          random,
        ),
      );
    case 'circle':
      return each(() => inInterval(-Math.PI, Math.PI, random, reach));
    case 'matrix':
      return each(() => (reach === 'any' ? inInterval(-Infinity, Infinity, random, reach) : normal(random)));
    default:
      return { shape, data: wholeDraws[domain.kind](shape, random, reach !== 'any') };
  }
}

const pick = (values: readonly number[], random: Random): number =>
  values[Math.floor(random() * values.length)] ?? Number.NaN;

type WholeDraw = (shape: readonly number[], random: Random, moderate: boolean) => readonly number[];

type WholeDomain = Exclude<Domain['kind'], 'interval' | 'integers' | 'set' | 'circle' | 'matrix'>;

const wholeDraws: { readonly [kind in WholeDomain]: WholeDraw } = {
  onehot: ([size = 1], random) => {
    const hot = Math.floor(random() * size);
    return Array.from({ length: size }, (_, i) => (i === hot ? 1 : 0));
  },
  simplex: ([size = 1], random, moderate) => {
    const spread = moderate || random() < 0.7 ? 0.7 : 4;
    const weights = Array.from({ length: size }, () => Math.exp(spread * normal(random)));
    const total = weights.reduce((s, w) => s + w, 0);
    return weights.map((w) => w / total);
  },
  symmetric: ([size = 1], random) => symmetricFrom(size, () => normal(random)),
  spd: positiveDefinite,
  invertible: (shape, random, moderate) => drawInvertible(shape[0] ?? 1, random, moderate),
  lowerTriangular: (shape, random, moderate) => drawLowerTriangular(shape[0] ?? 1, random, moderate),
  rotation: (shape, random, moderate) => drawRotation(shape[0] ?? 1, random, moderate),
  zeroSum: ([size = 1], random, moderate) => {
    const entries = Array.from({ length: size }, () =>
      moderate ? normal(random) : inInterval(-Infinity, Infinity, random, 'any'),
    );
    const mean = entries.reduce((s, x) => s + x, 0) / size;
    return entries.map((x) => x - mean);
  },
  skew: (shape, random, moderate) => drawSkew(shape[0] ?? 1, random, moderate),
  lower: (shape, random, moderate) => drawLower(shape[0] ?? 1, random, moderate),
};

function symmetricFrom(size: number, draw: (i: number, j: number) => number): readonly number[] {
  const data = new Array<number>(size * size).fill(0);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      data[i * size + j] = draw(i, j);
      data[j * size + i] = data[i * size + j] ?? 0;
    }
  return data;
}

/** LLᵀ with L's diagonal spread over magnitudes. */
function positiveDefinite([size = 1]: readonly number[], random: Random, moderate: boolean): readonly number[] {
  const spread = moderate || random() < 0.7 ? 0.35 : 1.2;
  const factor = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) =>
      j > i ? 0 : i === j ? Math.exp(spread * normal(random)) : 0.5 * normal(random),
    ),
  );
  return symmetricFrom(size, (i, j) => dotProduct(factor[i] ?? [], factor[j] ?? []));
}

const dotProduct = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

/** Counts stay small. */
function integerBetween(lower: number, upper: number, random: Random): number {
  const reach = random() < 0.7 ? 6 : 24;
  const low = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? upper - reach : -reach;
  const high = Number.isFinite(upper)
    ? Math.min(upper, Math.max(low + reach, low))
    : (Number.isFinite(lower) ? low : 0) + reach;
  const last = Number.isFinite(upper) && random() < 0.2 ? upper : high;
  return Math.min(last, low + Math.floor(random() * (last - low + 1)));
}

/** Inside an open interval: mostly where its middle is, at times within 10^−6 of an end or out to 10^3. */
function inInterval(lower: number, upper: number, random: Random, reach: Reach): number {
  const x = draw(lower, upper, random, reach);
  return x > lower && x < upper ? x : Number.isFinite(lower) && Number.isFinite(upper) ? (lower + upper) / 2 : 1;
}

function draw(lower: number, upper: number, random: Random, reach: Reach): number {
  if (reach === 'wide') return drawWide(lower, upper, random);
  const moderate = reach === 'moderate';
  const extreme = moderate ? 1 : random();
  const nearness = 10 ** (-1 - 5 * random());
  if (Number.isFinite(lower) && Number.isFinite(upper)) {
    const middle = moderate ? 0.15 + 0.7 * random() : random();
    if (extreme < 0.15) return lower + (upper - lower) * nearness;
    return extreme < 0.3 ? upper - (upper - lower) * nearness : lower + (upper - lower) * middle;
  }
  if (Number.isFinite(lower)) return lower + distance(extreme, nearness, random, moderate);
  if (Number.isFinite(upper)) return upper - distance(extreme, nearness, random, moderate);
  const sign = random() < 0.5 ? -1 : 1;
  if (extreme < 0.1) return sign * nearness;
  return extreme < 0.25 ? sign * 10 ** (3 * random()) : (moderate ? 1 : 2) * normal(random);
}

function drawWide(lower: number, upper: number, random: Random): number {
  const share = random();
  const fromLower = Number.isFinite(lower) && (!Number.isFinite(upper) || random() < 0.5);
  const bounded = Number.isFinite(lower) && Number.isFinite(upper);
  const away = bounded ? ((upper - lower) / 2) * 10 ** (-2 * share) : 10 ** (-1.6 + 3.6 * share);
  if (Number.isFinite(lower) || Number.isFinite(upper)) return fromLower ? lower + away : upper - away;
  return random() < 0.5 ? -away : away;
}

/** A distance from the end of a half-line. */
function distance(extreme: number, nearness: number, random: Random, moderate: boolean): number {
  if (extreme < 0.15) return nearness;
  if (extreme < 0.3) return 10 ** (3 * random());
  return moderate ? 0.7 + 2.8 * random() : Math.exp(normal(random));
}

/**
 * Sizes for dimensions by name: the first is as large as asked, each further one larger by one, so that a transposed
 * matrix is noticed; the dimensions of `counts` (classes) have at least two entries.
 */
export function sizesFor(names: Iterable<string>, size: number, counts: ReadonlySet<string> = new Set()): Sizes {
  return new Map([...names].map((name, i) => [name, size + i + (counts.has(name) ? 1 : 0)]));
}

/** The dimensions that a formula names as numbers. */
const dimensionsIn = (e: Expr): readonly string[] =>
  e.kind === 'dimension' ? [e.dim] : children(e).flatMap(dimensionsIn);

/** The named dimensions of symbols, in their shapes and bounds, and which of them count classes (a one-hot or simplex of one entry is no choice). */
export function dimensionsOf(symbols: Iterable<SymbolExpr>): {
  readonly names: ReadonlySet<string>;
  readonly counts: ReadonlySet<string>;
} {
  const names = new Set<string>();
  const counts = new Set<string>();
  for (const symbol of symbols)
    for (const dim of [...symbol.shape, ...boundsOf(symbol.domain).flatMap(dimensionsIn)]) {
      const name = dim.replace(/[+-]\d+$/, '');
      if (/^\d+$/.test(name)) continue;
      names.add(name);
      if (symbol.domain.kind === 'onehot' || symbol.domain.kind === 'simplex') counts.add(name);
    }
  return { names, counts };
}
