// Where an integrand on one coordinate is not smooth: at the zeros of what stands in |·|, sign, max and min, under powers
// that are not whole, and in logarithms. Quadrature cuts there; beside a zero the value comes from its Taylor series in
// the distance, which stays exact where x itself rounds to the zero.
import { neg, sub } from '../ir/build.ts';
import { derivative, NotDifferentiable } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, isScalar, rational, type SymbolExpr, zero } from '../ir/expr.ts';
import { insidesOf } from '../ir/insides.ts';
import { isNonZero } from '../ir/range.ts';
import { contains, countNodes, transform } from '../ir/visit.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Evaluator } from './evaluator.ts';
import { entry, type Tensor } from './tensors.ts';
import { type RealFunction, zerosOf } from './zeros.ts';

/** A scalar function of the coordinate that vanishes where the integrand is not smooth. */
export interface Bend {
  readonly inside: Expr;
  /** The function and its derivatives, as far as its series goes. */
  readonly derivatives: readonly Expr[];
}

/** A zero, and the bends that vanish at it. */
export interface Seam<N> {
  readonly at: N;
  readonly bends: readonly Bend[];
}

/** Terms of the series beside a zero. */
const order = 7;
const known = new WeakMap<Expr, Map<SymbolExpr, readonly Bend[]>>();

/** The bends of an integrand with short derivatives; those that vanish nowhere on the domain are left out where its range tells. */
export function bendsOf(log: Expr, variable: SymbolExpr): readonly Bend[] {
  const before = known.get(log)?.get(variable);
  if (before) return before;
  const found = insidesOf(log, variable).flatMap((inside) => {
    const derivatives = seriesOf(inside, variable);
    return derivatives ? [{ inside, derivatives }] : [];
  });
  known.set(log, (known.get(log) ?? new Map<SymbolExpr, readonly Bend[]>()).set(variable, found));
  return found;
}

/** Nodes of the longest derivative that is worth its evaluation. */
const longest = 60;

/** The function and its derivatives up to the order, or up to one that is zero; nothing where they grow long. */
function seriesOf(inside: Expr, variable: SymbolExpr): readonly Expr[] | undefined {
  const series = [inside];
  try {
    while (series.length <= order && series.at(-1) !== zero) {
      const last = series.at(-1) ?? zero;
      if (countNodes(last) > longest) return undefined;
      series.push(expand(derivative(last, variable)));
    }
  } catch (problem) {
    if (problem instanceof NotDifferentiable) return undefined;
    throw problem;
  }
  return series;
}

/** The zeros of all bends on [lower, upper], in order; the ends count. */
export function seamsOf<N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  bends: readonly Bend[],
  ends: readonly [N, N],
): readonly Seam<N>[] {
  const { arithmetic: a } = evaluator;
  const seams: { at: N; bends: Bend[] }[] = [];
  const put = (at: N, bend: Bend): void => {
    const place = a.toNumber(at);
    const known = seams.find((seam) => isSamePlace(a.toNumber(seam.at), place));
    if (!known) seams.push({ at, bends: [bend] });
    else if (!known.bends.includes(bend)) known.bends.push(bend);
  };
  // What bends by itself is smooth from one zero of what bends inside it to the next.
  const nested = bends.map((bend) => ({ bend, depth: depthOf(bend.inside) }));
  const isEnd = (at: N): boolean => ends.some((end) => isSamePlace(a.toNumber(end), a.toNumber(at)));
  for (const { bend, depth } of nested.sort((p, q) => p.depth - q.depth)) {
    // What is positive inside vanishes at an end, if anywhere: where it looks like zero, 1 + erf x at −27, it underflows.
    const isPositiveInside = isNonZero(bend.inside);
    if (isPositiveInside && !ends.some(a.isFinite)) continue;
    const pieces = depth > 0 ? piecesBetween(a, seams, ends) : [ends];
    for (const piece of pieces) {
      const functions = functionsOf(
        evaluator,
        variable,
        depth > 0 ? smoothSeries(evaluator, variable, bend, piece) : bend.derivatives,
      );
      for (const at of zerosOf(a, functions, piece)) if (!isPositiveInside || isEnd(at)) put(at, bend);
    }
  }
  return seams.sort((p, q) => a.compare(p.at, q.at));
}

/** How many functions that are not smooth stand in it. */
function depthOf(e: Expr): number {
  const found = new Set<Expr>();
  contains(e, (n) => {
    if (n.kind === 'apply' && kinked.has(n.fn)) found.add(n);
    return false;
  });
  return found.size;
}

const kinked: ReadonlySet<string> = new Set(['abs', 'sign', 'min', 'max']);

/** The parts of an interval between the places found so far. */
function piecesBetween<N>(
  a: Arithmetic<N>,
  seams: readonly Seam<N>[],
  [lower, upper]: readonly [N, N],
): readonly (readonly [N, N])[] {
  const inside = seams.map(({ at }) => at).filter((at) => a.compare(at, lower) > 0 && a.compare(at, upper) < 0);
  const stops = [lower, ...inside.sort(a.compare), upper];
  return stops.slice(1).map((to, i) => [stops[i] ?? lower, to] as const);
}

/** A bend and its derivatives as they are in the middle of a piece. */
function smoothSeries<N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  bend: Bend,
  [from, to]: readonly [N, N],
): readonly Expr[] {
  const { arithmetic: a } = evaluator;
  const one = a.fromNumber(1);
  const middle = a.isFinite(from)
    ? a.isFinite(to)
      ? a.div(a.add(from, to), a.fromNumber(2))
      : a.add(from, one)
    : a.isFinite(to)
      ? a.sub(to, one)
      : a.fromNumber(0);
  return seriesOf(smoothOn(evaluator, variable, bend.inside, middle), variable) ?? bend.derivatives;
}

const isSamePlace = (p: number, q: number): boolean =>
  Math.abs(p - q) <= 1e-13 * Math.max(Math.abs(p), Math.abs(q), 1e-280);

const functionsOf = <N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  derivatives: readonly Expr[],
): readonly RealFunction<N>[] =>
  derivatives.map((e) => {
    const at = evaluator.curry([e], [variable]);
    return (x) => entry(at([{ shape: [], data: [x] }])[0] as Tensor<N>);
  });

/** A function beside one of its zeros, by the signed distance from it: its value, and the logarithm of its size. */
export interface Beside<N> {
  readonly value: (distance: N) => N;
  readonly logSize: (distance: N, logDistance: N) => N;
  /** The distance up to which the series is as good as the function itself. */
  readonly reach: number;
}

/**
 * The Taylor series of a bend around a zero, good on one side of it; undefined where no derivative tells how it leaves it.
 * Where something else bends at the same place the bend is written as it is on that side.
 */
export function besideZero<N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  bend: Bend,
  at: N,
  side: 1 | -1,
): Beside<N> | undefined {
  const told = seriesBeside(evaluator, variable, bend, at, side);
  if (told) return told;
  const inside = smoothOn(
    evaluator,
    variable,
    bend.inside,
    evaluator.arithmetic.add(at, evaluator.arithmetic.fromNumber(side * closest)),
  );
  const derivatives = inside === bend.inside ? undefined : seriesOf(inside, variable);
  return derivatives && seriesBeside(evaluator, variable, { inside, derivatives }, at, side);
}

/** The same function without |·|, sign, max and min, as it is at a place. */
function smoothOn<N>(evaluator: Evaluator<N>, variable: SymbolExpr, e: Expr, place: N): Expr {
  const { arithmetic: a } = evaluator;
  const { value } = evaluator.given([variable], [{ shape: [], data: [place] }]);
  const signOf = (x: Expr): number => Math.sign(a.toNumber(entry(value(x))));
  const smooth = transform(e, (n) => {
    const [x, y] = n.kind === 'apply' ? n.args : [];
    if (n.kind !== 'apply' || !x || !isScalar(x)) return n;
    if (n.fn === 'abs') return signOf(x) < 0 ? neg(x) : x;
    if (n.fn === 'sign') return rational(signOf(x));
    if (!y || (n.fn !== 'max' && n.fn !== 'min')) return n;
    return signOf(sub(x, y)) < 0 === (n.fn === 'max') ? y : x;
  });
  return expand(smooth);
}

function seriesBeside<N>(
  evaluator: Evaluator<N>,
  variable: SymbolExpr,
  { derivatives }: Bend,
  at: N,
  side: 1 | -1,
): Beside<N> | undefined {
  const { arithmetic: a } = evaluator;
  let factorial = 1;
  const coefficients = functionsOf(evaluator, variable, derivatives).map((f, k) => {
    factorial *= Math.max(1, k);
    return k === 0 ? a.fromNumber(0) : a.div(f(at), a.fromNumber(factorial));
  });
  const sizes = coefficients.map((c) => Math.abs(a.toNumber(c)));
  const first = sizes.findIndex((size, k) => size > 1e-9 * Math.max(...sizes.slice(k)));
  const lead = coefficients[first];
  if (first < 1 || !lead || !sizes.every(Number.isFinite)) return undefined;
  const rest = (d: N): N => coefficients.slice(first).reduceRight((sum, c) => a.add(c, a.mul(d, sum)), a.fromNumber(0));
  const value = (d: N): N => a.mul(a.powInteger(d, first), rest(d));
  const reach = seriesReach(sizes, first, a.digits);
  const [f] = functionsOf(evaluator, variable, derivatives.slice(0, 1));
  const leavesAsTold = (d: number): boolean => {
    const [there, told] = [f?.(a.add(at, a.fromNumber(d))), value(a.fromNumber(d))].map((y) =>
      y ? a.toNumber(y) : Number.NaN,
    );
    return !(Math.abs((there ?? 0) - (told ?? 0)) > 1e-3 * Math.abs(told ?? 0));
  };
  if (!leavesAsTold(side * Math.min(reach, closest))) return undefined;
  return {
    value,
    logSize: (d, logDistance) => a.add(a.mul(a.fromNumber(first), logDistance), a.log(a.abs(rest(d)))),
    reach: derivatives.at(-1) === zero ? Number.POSITIVE_INFINITY : reach,
  };
}

/** Where a series is held against its function: one that bends at the zero itself has two slopes there. */
const closest = 1e-4;

/** Where the first term left out, judged by the size of the others, is as small as what rounding takes from the function. */
function seriesReach(sizes: readonly number[], first: number, digits: number): number {
  const lead = sizes[first] ?? 1;
  const radius = sizes.slice(first + 1).reduce((least, size, i) => {
    return size > 0 ? Math.min(least, (lead / size) ** (1 / (i + 1))) : least;
  }, Number.POSITIVE_INFINITY);
  return Math.min(radius, 1e6) * 10 ** (-digits / (order + 1 - first + 1));
}
