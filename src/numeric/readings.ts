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

/** A node whose value at the points of a piece is known better than by computing it from the variable. */
export interface Reading<N> {
  readonly node: Expr;
  readonly read: Read<N>;
}

/** x itself, its distances from the ends of the domain, the functions that vanish at an end of the piece, and logarithms. */
export function readingsOf<N>(evaluator: Evaluator<N>, x: SymbolExpr, piece: Piece<N>): readonly Reading<N>[] {
  const { arithmetic: a } = evaluator;
  const found = new Map<Expr, Reading<N>>();
  const put = (node: Expr, read: Read<N>): void => {
    if (!found.has(node) && node.kind !== 'rational') found.set(node, { node, read });
  };
  put(x, (point) => point.x);
  for (const { node, log, opposite, distance, logarithm } of distancesOf(evaluator, x, piece)) {
    put(node, distance);
    // One reading for two nodes: they are read at the same point, one after the other.
    const known = latest(logarithm);
    put(log, known);
    put(logOfRest(node), known);
    put(opposite, (point) => a.neg(distance(point)));
  }
  for (const bend of new Set([...piece.from.bends, ...piece.to.bends])) {
    const { value, logSize } = functionOn(evaluator, x, bend, piece);
    put(bend.inside, value);
    const known = latest(logSize);
    put(elementwise('log', elementwise('abs', bend.inside)), known);
    put(logOfRest(bend.inside), known);
  }
  return [...found.values()];
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
  readonly distance: Read<N>;
  readonly logarithm: Read<N>;
}

/** x − a and b − x; on a piece that does not reach the end they are differences. */
const distancesOf = <N>(
  { arithmetic: a, value }: Evaluator<N>,
  x: SymbolExpr,
  { from, to }: Piece<N>,
): readonly Distance<N>[] =>
  endsOf(x).map((found) => {
    const { end, isUpper } = found;
    const at = entry(value(end));
    if (a.compare((isUpper ? to : from).at, at) === 0)
      return isUpper
        ? { ...found, distance: (p) => p.fromUpper, logarithm: (p) => p.logFromUpper }
        : { ...found, distance: (p) => p.fromLower, logarithm: (p) => p.logFromLower };
    const apart: Read<N> = (p) => (isUpper ? a.sub(at, p.x) : a.sub(p.x, at));
    return { ...found, distance: apart, logarithm: (p) => a.log(apart(p)) };
  });

/** A function that vanishes at an end of a piece: beside it by its series, else as it stands. */
function functionOn<N>(
  evaluator: Evaluator<N>,
  x: SymbolExpr,
  bend: Bend,
  { from, to }: Piece<N>,
): { readonly value: Read<N>; readonly logSize: Read<N> } {
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
  const besideOf = ({ at: zero, bends }: Seam<N>, side: 1 | -1): Beside<N> | undefined =>
    bends.includes(bend) ? besideZero(evaluator, x, bend, zero, side) : undefined;
  const [below, above] = [besideOf(from, 1), besideOf(to, -1)];
  return {
    value: choose(
      { near: below, read: (near, p) => near.value(p.fromLower) },
      { near: above, read: (near, p) => near.value(a.neg(p.fromUpper)) },
      plain,
    ),
    logSize: choose(
      { near: below, read: (near, p) => near.logSize(p.fromLower, p.logFromLower) },
      { near: above, read: (near, p) => near.logSize(a.neg(p.fromUpper), p.logFromUpper) },
      (p) => a.log(a.abs(plain(p))),
    ),
  };
}

interface Side<N> {
  readonly near: Beside<N> | undefined;
  readonly read: (near: Beside<N>, point: Point<N>) => N;
}
