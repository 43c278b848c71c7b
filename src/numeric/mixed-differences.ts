// Evidence by numbers: the rank of the mixed differences of a log-density, and of its scores.
import { add } from '../ir/build.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { ratioToNumber } from '../ir/rational.ts';
import { contains, dependsOn, symbolsOf } from '../ir/visit.ts';
import { rank } from './dense.ts';
import { evaluate, evaluatorOf } from './evaluate.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { dimensionsOf, type Point, type PointOptions, samplePoint, sizesFor } from './points.ts';
import { randomStream } from './random.ts';
import { tangentBasis } from './tangents.ts';
import { entriesOf, type Sizes, sizeOfShape, type Tensor } from './tensors.ts';

/** What these routines need to know of a model. */
export interface Declared {
  readonly variables: readonly SymbolExpr[];
  readonly parameters: readonly SymbolExpr[];
  readonly constants: readonly SymbolExpr[];
}

/** The size every dimension gets here. */
const evidenceSize = 2;

/** How many numbers these variables are, every open dimension at the size that evidence is taken at. */
export function coordinateCount(variables: readonly SymbolExpr[]): number {
  const { names, counts } = dimensionsOf(variables);
  const sizes = sizesFor(names, evidenceSize, counts);
  return variables.reduce((n, v) => n + entriesOf(sizeOfShape(v.shape, sizes)), 0);
}

const symbolsOfModel = (m: Declared): readonly SymbolExpr[] => [...m.constants, ...m.parameters, ...m.variables];

/**
 * Sizes for the dimensions of a model: those of its parameters first, so that as many observations as parameters (the
 * rows of a known design) can tell them apart; with fewer, parameters that are free in general would look tied.
 */
export function sizesOf(model: Declared, size: number): Sizes {
  const { names, counts } = dimensionsOf(symbolsOfModel(model));
  const free = dimensionsOf(model.parameters).names;
  const own = sizesFor(
    [...names].filter((n) => free.has(n)),
    size,
    counts,
  );
  const room = [...own.values()].reduce((sum, n) => sum + n, 0);
  const others = [...names].filter((n) => !free.has(n));
  return new Map([...own, ...sizesFor(others, Math.max(size + own.size, room), counts)]);
}

/** The sizes at which evidence is taken. */
export const evidenceSizes = (model: Declared): Sizes => sizesOf(model, evidenceSize);

/** The value of a scalar expression in double precision; NaN where it is undefined. */
export function valueAt(e: Expr, symbols: Point, sizes: Sizes): number {
  try {
    return evaluate(e, { symbols, sizes }, floatArithmetic).data[0] ?? Number.NaN;
  } catch {
    return Number.NaN;
  }
}

/** A scalar by the values of its symbols. */
export type ScalarOver = (given: (s: SymbolExpr) => Tensor<number> | undefined) => number;

/** The same as a function of the values of its symbols, for many points. */
export function scalarOver(e: Expr, sizes: Sizes): ScalarOver {
  const symbols = [...symbolsOf(e)];
  const nowhere: Tensor<number> = { shape: [], data: [Number.NaN] };
  if (contains(e, (node) => node.kind === 'integral'))
    return (given) => valueAt(e, new Map(symbols.map((s) => [s, given(s) ?? nowhere])), sizes);
  try {
    const at = evaluatorOf({ symbols: new Map(), sizes }, floatArithmetic).curry([e], symbols);
    return (given) => {
      try {
        return at(symbols.map((s) => given(s) ?? nowhere))[0]?.data[0] ?? Number.NaN;
      } catch {
        return Number.NaN;
      }
    };
  } catch {
    return () => Number.NaN;
  }
}

/** Ordinary points: constants first, then parameters, then variables. */
export function modelPoint(model: Declared, sizes: Sizes, seed: number, fixed: Point = new Map()): Point {
  return samplePoint(symbolsOfModel(model), sizes, randomStream(seed), { moderate: true, fixed });
}

const restrict = (values: Point, symbols: readonly SymbolExpr[]): Point =>
  new Map([...values].filter(([s]) => symbols.includes(s)));

/** A numeric rank; definite when singular values drop at once, not by and by as for a function without finite rank. */
export interface DifferenceRank {
  readonly rank: number;
  readonly definite: boolean;
  /** At so many values of the variables. */
  readonly rows: number;
}

/**
 * The numeric rank of the doubly centred matrix log q(θᵢ | ξⱼ), i, j ≤ n: for an exponential family it is the
 * number of minimal statistics. Undefined where the density cannot be evaluated at enough points. `reach` says how far
 * the values of the variables lie.
 */
export function mixedDifferenceRank(
  model: Declared,
  logDensity: Expr,
  n: number,
  reach: PointOptions = { moderate: true },
): DifferenceRank | undefined {
  const draws = model.constants.length > 0 && model.variables.some(isBoundedInteger) ? constantDraws : 1;
  const tied = termsThat(logDensity, (t) => dependsOn(t, model.parameters) && dependsOn(t, model.variables));
  const found = Array.from({ length: draws }, (_, k) => rankAtConstants(model, tied, n, 1 + k, reach));
  return found.reduce((best, next) => (next && (!best || next.rank > best.rank) ? next : best), undefined);
}

/** Ranges whose ends are constants may hold two integers only; the widest of a few shows the rank. */
const constantDraws = 6;
const isBoundedInteger = ({ domain }: SymbolExpr): boolean => domain.kind === 'integers' && domain.upper !== undefined;

function rankAtConstants(
  model: Declared,
  logDensity: Expr,
  n: number,
  seed: number,
  reach: PointOptions,
): DifferenceRank | undefined {
  const sizes = evidenceSizes(model);
  const first = modelPoint(model, sizes, seed);
  const fixed = restrict(first, model.constants);
  const columns = Array.from({ length: n }, (_, j) =>
    restrict(modelPoint(model, sizes, 100 + j, fixed), model.parameters),
  );
  const rows: number[][] = [];
  const few = model.variables.every(isFiniteSet);
  const wanted = model.variables.some(isFiniteSet) ? rowsPerValue * n : n;
  const at = scalarOver(logDensity, sizes);
  const met = new Set<string>();
  for (let i = 0; few ? i < confirming : rows.length < wanted && i < 6 * wanted; i++) {
    const drawn = samplePoint(symbolsOfModel(model), sizes, randomStream(1000 + i), { ...reach, fixed });
    const theta = spreadOut(restrict(drawn, model.variables), i);
    if (few && !isNew(met, theta)) continue;
    const row = columns.map((xi) => at((s) => theta.get(s) ?? xi.get(s) ?? fixed.get(s)));
    if (row.every(Number.isFinite)) rows.push(row);
  }
  if (rows.length < (few ? 1 : wanted)) return undefined;
  const matrix = centred(rows, true);
  const noise = roundingOf(rows, matrix);
  const coarse = rank(matrix, Math.max(1e-9, noise));
  return { rank: coarse, definite: coarse === rank(matrix, Math.max(1e-13, noise)), rows: rows.length };
}

/** What rounding leaves of large terms that centring takes away, as a part of what is left: log n! of a billion has seven digits after the point. */
function roundingOf(before: readonly (readonly number[])[], after: readonly (readonly number[])[]): number {
  const norm = (matrix: readonly (readonly number[])[]): number => Math.hypot(...matrix.map((r) => Math.hypot(...r)));
  return (8 * Number.EPSILON * norm(before)) / norm(after);
}

/** Beside a variable of finitely many values, so that each of these meets several values of the others: y x says nothing of x where y = 0. */
const rowsPerValue = 4;

/** Of finitely many values every one that many draws meet is looked at: a statistic may move on a rare one only. */
const isFiniteSet = ({ domain }: SymbolExpr): boolean =>
  domain.kind === 'set' ||
  domain.kind === 'onehot' ||
  (domain.kind === 'integers' && isShort(domain.lower, domain.upper));

/** So many integers are all met by the draws that confirm. */
const short = 32;

const isShort = (lower: Expr | undefined, upper: Expr | undefined): boolean =>
  lower?.kind === 'rational' &&
  upper?.kind === 'rational' &&
  ratioToNumber(upper.value) - ratioToNumber(lower.value) < short;

function isNew(met: Set<string>, theta: Point): boolean {
  const key = [...theta.values()].map((t) => t.data.join()).join(';');
  const fresh = !met.has(key);
  met.add(key);
  return fresh;
}

/** Counts without an upper end: one after the other from the smallest, since a few drawn ones would bound the rank by their own number. */
const spreadOut = (theta: Point, row: number): Point =>
  new Map(
    [...theta].map(([v, t]) => {
      const { domain } = v;
      const first = domain.kind === 'integers' && domain.upper === undefined ? domain.lower : undefined;
      if (first?.kind !== 'rational') return [v, t];
      const alone = t.data.length === 1 && theta.size === 1;
      const moved = (x: number): number => (alone ? ratioToNumber(first.value) : x) + row;
      return [v, { shape: t.shape, data: t.data.map(moved) }];
    }),
  );

/** The rank of the centred scores ∂ log q/∂ξⱼ at random θ, the number of parameters, and those that move nothing alone. */
export interface ScoreRank {
  readonly rank: number;
  readonly parameters: number;
  /** Parameters whose removal keeps the rank: they take part in a gauge. */
  readonly involved: readonly SymbolExpr[];
  /** Do singular values go on below those that count? Of a gauge they are zero, of near dependence they fade. */
  readonly fades: boolean;
  /** Are scores beyond the doubles? Their rank tells nothing then. */
  readonly overflows: boolean;
}

/** A gauge is believed only where so many points show it, near and far: a statistic may move on a rare part of the support. */
const confirming = 256;

/** The rank of the scores at the interior point that a seed picks, by central differences in every free coordinate. */
export function scoreRank(model: Declared, logDensity: Expr, seed = 3): ScoreRank | undefined {
  const moved = termsThat(logDensity, (t) => dependsOn(t, model.parameters) && dependsOn(t, model.variables));
  const few = scoreRankAt(model, moved, 0, seed, { moderate: true });
  if (!few || few.rank === few.parameters) return few;
  const [near, far] = [{ moderate: true }, { wide: true }].map((reach) =>
    scoreRankAt(model, moved, confirming, seed, reach),
  );
  return near && far && far.rank > near.rank ? far : near;
}

/** Some of the terms of a logarithm: those that nothing moves would take the digits of those that something does. */
const termsThat = (e: Expr, moves: (term: Expr) => boolean): Expr =>
  add(...(e.kind === 'sum' ? e.terms : [e]).filter(moves));

function scoreRankAt(
  model: Declared,
  logDensity: Expr,
  least: number,
  seed: number,
  reach: PointOptions,
): ScoreRank | undefined {
  const sizes = evidenceSizes(model);
  const here = modelPoint(model, sizes, seed);
  const directions = model.parameters.flatMap((p) => directionsAt(p, here.get(p)).map((move) => ({ p, move })));
  const rows: number[][] = [];
  const at = scalarOver(logDensity, sizes);
  const wanted = Math.max(least, Math.min(4 * directions.length + 8, directions.length + 64));
  for (let i = 0; rows.length < wanted && i < 400 + 4 * least; i++) {
    const fixed = restrict(here, [...model.constants, ...model.parameters]);
    const drawn = samplePoint(symbolsOfModel(model), sizes, randomStream(2000 + i), { ...reach, fixed });
    const theta = restrict(drawn, model.variables);
    const base = new Map([...here, ...theta]);
    const row = directions.map(({ p, move }) => slope(at, base, p, move));
    if (row.every(Number.isFinite)) rows.push(row);
  }
  if (rows.length < directions.length + 2) return undefined;
  const norms = columnNorms(rows);
  const scaled = unitColumns(centred(rows, false), norms);
  const whole = rank(scaled, 1e-6);
  const rankWithout = (p: SymbolExpr): number =>
    rank(
      scaled.map((row) => row.filter((_, j) => directions[j]?.p !== p)),
      1e-6,
    );
  const involved = model.parameters.filter((p) => {
    const own = directions.filter((d) => d.p === p).length;
    return whole - (own === directions.length ? 0 : rankWithout(p)) < own;
  });
  return {
    rank: whole,
    parameters: directions.length,
    involved,
    fades: rank(scaled, 1e-8) >= whole + 2,
    overflows: !norms.every(Number.isFinite),
  };
}

type Move = (t: Tensor<number>, h: number) => Tensor<number>;

/** The free coordinates of a parameter's domain as moves by a step h. */
function directionsAt(p: SymbolExpr, value: Tensor<number> | undefined): readonly Move[] {
  if (!value) return [];
  return tangentBasis(p, value).map(
    (tangent): Move =>
      (t, h) => ({ shape: t.shape, data: t.data.map((x, i) => x + h * (tangent.data[i] ?? 0)) }),
  );
}

function slope(f: ScalarOver, base: Point, p: SymbolExpr, move: Move): number {
  const here = base.get(p);
  if (!here) return Number.NaN;
  const scale = Math.max(1e-3, Math.min(...here.data.map((x) => (x === 0 ? 1 : Math.abs(x)))));
  const h = 1e-4 * Math.min(1, scale);
  const at = (step: number): number => {
    const moved = move(here, step);
    return f((s) => (s === p ? moved : base.get(s)));
  };
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

const columnNorms = (matrix: readonly (readonly number[])[]): readonly number[] =>
  (matrix[0] ?? []).map((_, j) => Math.hypot(...matrix.map((r) => r[j] ?? 0)));

/** Columns of length one; what centring left of a column of so many times its size is rounding, and counts as zero. */
function unitColumns(matrix: readonly (readonly number[])[], before: readonly number[]): number[][] {
  const norms = columnNorms(matrix).map((n, j) => (n > 1e-13 * (before[j] ?? 0) ? n : 0));
  const largest = Math.max(...norms, 1e-300);
  return matrix.map((r) => r.map((x, j) => ((norms[j] ?? 0) > 1e-7 * largest ? x / (norms[j] ?? 1) : 0)));
}

function centred(matrix: readonly (readonly number[])[], both: boolean): number[][] {
  const n = matrix.length;
  const rowMeans = matrix.map((r) => (both ? r.reduce((a, b) => a + b, 0) / r.length : 0));
  const columnMeans = (matrix[0] ?? []).map((_, j) => matrix.reduce((a, r) => a + (r[j] ?? 0), 0) / n);
  const mean = both ? rowMeans.reduce((a, b) => a + b, 0) / n : 0;
  return matrix.map((r, i) => r.map((x, j) => x - (rowMeans[i] ?? 0) - (columnMeans[j] ?? 0) + mean));
}
