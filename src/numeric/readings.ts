// What a place of quadrature tells better than its number: distances from the ends of the domain and from places where the
// integrand is not smooth, functions that vanish there, and the logarithms of these.
import { add, applyNode, elementwise, neg, sub } from '../ir/build.ts';
import { type Expr, one, type SymbolExpr } from '../ir/expr.ts';
import type { Point } from './coordinate.ts';
import type { Evaluator } from './evaluator.ts';
import { latest } from './lazily.ts';
import { type Bend, type Beside, besideZero, type Seam } from './seams.ts';
import { entry, type Tensor } from './tensors.ts';

/** A part of the domain, from one place where the integrand is not smooth to the next. */
export interface Piece<N> {
  readonly from: Seam<N>;
  readonly to: Seam<N>;
}

type Read<N> = (point: Point<N>) => N;

/** A node whose value at a place is known better than by computing it from the variable. */
export interface Reading<N> {
  readonly node: Expr;
  /** Its value at the points of a piece. */
  readonly on: (piece: Piece<N>) => Read<N>;
}

/** x itself, its distances from the ends, the functions that vanish somewhere, and logarithms. */
export function readingsOf<N>(evaluator: Evaluator<N>, x: SymbolExpr, bends: readonly Bend[]): readonly Reading<N>[] {
  const { arithmetic: a } = evaluator;
  const found = new Map<Expr, Reading<N>>();
  const put = (node: Expr, on: Reading<N>['on']): void => {
    if (!found.has(node) && node.kind !== 'rational') found.set(node, { node, on });
  };
  put(x, () => (point) => point.x);
  for (const { node, log, opposite, distance, logarithm } of distancesOf(evaluator, x)) {
    put(node, distance);
    const known = once(logarithm);
    put(log, known);
    put(logOfRest(node), known);
    put(opposite, (piece) => {
      const read = distance(piece);
      return (point) => a.neg(read(point));
    });
  }
  for (const bend of bends) {
    const { value, logSize } = functionOn(evaluator, x, bend);
    put(bend.inside, value);
    const known = once(logSize);
    put(elementwise('log', elementwise('abs', bend.inside)), known);
    put(logOfRest(bend.inside), known);
  }
  return [...found.values()];
}

/** One reading for two nodes: they are read at the same point, one after the other. */
function once<N>(on: Reading<N>['on']): Reading<N>['on'] {
  let last: { readonly piece: Piece<N>; readonly read: Read<N> } | undefined;
  return (piece) => {
    if (last?.piece !== piece) last = { piece, read: latest(on(piece)) };
    return last.read;
  };
}

/** log e as stable forms have it, by what e exceeds 1. */
const logOfRest = (e: Expr): Expr => applyNode('log1p', [sub(e, one)], []);

/** An end of the domain with the distance from it, its logarithm and its opposite, as they stand in expressions. */
interface End {
  readonly end: Expr;
  readonly isUpper: boolean;
  readonly node: Expr;
  readonly log: Expr;
  readonly opposite: Expr;
}

const made = new WeakMap<SymbolExpr, readonly End[]>();

/** They are asked for at every evaluation of an integral. */
function endsOf(x: SymbolExpr): readonly End[] {
  const known = made.get(x);
  if (known) return known;
  const from = (end: Expr | undefined, isUpper: boolean): readonly End[] => {
    if (!end) return [];
    const node = isUpper ? add(end, neg(x)) : add(x, neg(end));
    return [{ end, isUpper, node, log: elementwise('log', node), opposite: neg(node) }];
  };
  const found = x.domain.kind === 'interval' ? [...from(x.domain.lower, false), ...from(x.domain.upper, true)] : [];
  made.set(x, found);
  return found;
}

interface Distance<N> extends End {
  readonly distance: (piece: Piece<N>) => Read<N>;
  readonly logarithm: (piece: Piece<N>) => Read<N>;
}

/** x − a and b − x; on a piece that does not reach the end they are differences. */
const distancesOf = <N>({ arithmetic: a, value }: Evaluator<N>, x: SymbolExpr): readonly Distance<N>[] =>
  endsOf(x).map((found) => {
    const { end, isUpper } = found;
    const at = entry(value(end));
    const reaches = ({ from, to }: Piece<N>): boolean => a.compare((isUpper ? to : from).at, at) === 0;
    const apart: Read<N> = (p) => (isUpper ? a.sub(at, p.x) : a.sub(p.x, at));
    return {
      ...found,
      distance: (piece) => (reaches(piece) ? (p) => (isUpper ? p.fromUpper : p.fromLower) : apart),
      logarithm: (piece) =>
        reaches(piece) ? (p) => (isUpper ? p.logFromUpper : p.logFromLower) : (p) => a.log(apart(p)),
    };
  });

/** A function that vanishes at some ends of pieces: beside them by its series, else as it stands. */
function functionOn<N>(
  evaluator: Evaluator<N>,
  x: SymbolExpr,
  bend: Bend,
): { readonly value: Reading<N>['on']; readonly logSize: Reading<N>['on'] } {
  const { arithmetic: a } = evaluator;
  const at = evaluator.curry([bend.inside], [x]);
  // Its value and the logarithm of that are read at one place after the other.
  const plain = latest((point: Point<N>): N => entry(at([{ shape: [], data: [point.x] }])[0] as Tensor<N>));
  const choose =
    (below: Side<N>, above: Side<N>, otherwise: Read<N>): Read<N> =>
    (point) => {
      const [d, e] = [a.toNumber(point.fromLower), a.toNumber(point.fromUpper)];
      if (below.near && d <= below.near.reach && !(above.near && e < d)) return below.read(below.near, point);
      return above.near && e <= above.near.reach ? above.read(above.near, point) : otherwise(point);
    };
  const nearOf = (seam: Seam<N>): Beside<N> | undefined =>
    seam.bends.includes(bend) ? besideZero(evaluator, x, bend, seam.at) : undefined;
  return {
    value: ({ from, to }) =>
      choose(
        { near: nearOf(from), read: (near, p) => near.value(p.fromLower) },
        { near: nearOf(to), read: (near, p) => near.value(a.neg(p.fromUpper)) },
        plain,
      ),
    logSize: ({ from, to }) =>
      choose(
        { near: nearOf(from), read: (near, p) => near.logSize(p.fromLower, p.logFromLower) },
        { near: nearOf(to), read: (near, p) => near.logSize(a.neg(p.fromUpper), p.logFromUpper) },
        (p) => a.log(a.abs(plain(p))),
      ),
  };
}

interface Side<N> {
  readonly near: Beside<N> | undefined;
  readonly read: (near: Beside<N>, point: Point<N>) => N;
}
