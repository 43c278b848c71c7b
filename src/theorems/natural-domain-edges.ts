// The edges of a natural domain, tried by another road than the table: slopes towards the ends of the support, inside of each
// edge, on it and beyond.
import type { ComputedClaim } from '../derivation/claim.ts';
import { type Expr, isScalar, one, rational, type SymbolExpr, zero } from '../ir/expr.ts';
import { stableForm } from '../ir/stable.ts';
import { dependsOn, substitute } from '../ir/visit.ts';
import type { Condition, Separation } from '../model/exponential-family.ts';
import { modelPoint, sizesOf, valueAt } from '../numeric/mixed-differences.ts';
import type { Point } from '../numeric/points.ts';
import { scalarTensor } from '../numeric/tensors.ts';
import { edgeOf } from './natural-domain.ts';
import { outcomeAt } from './proper-density/ends.ts';

/** Places of the parameters tried, and how far beyond an edge. */
const [places, beyond] = [4, 0.5];

/** Natural parameters are tried at multiples of 1/1024, so that sums of them are exact; edges at fractions of these. */
const [grid, digits] = [2 ** 10, 2 ** 20];

/** Where a natural parameter lies inside, on the edge of a condition, and outside. */
interface Across {
  readonly at: Point;
  readonly block: SymbolExpr;
  readonly values: readonly [inside: number, edge: number, outside: number];
}

/** A claim for each condition of one number in natural parameters that are numbers; none of what has no such places. */
export function claimsOfEdges(
  found: Separation,
  domain: readonly Condition[],
  logIntegrand: Expr,
): readonly ComputedClaim[] {
  const [v, ...more] = found.model.variables;
  if (!v || more.length > 0 || !isTellable(v) || !found.blocks.every((b) => isScalar(b.symbol))) return [];
  const plain = stableForm(logIntegrand);
  // On the edge, as a number: what is multiplied by 0 is gone, and no longer 0 · ∞ far out.
  const isInfinite = (point: Point, on?: ReadonlyMap<Expr, Expr>): boolean =>
    outcomeAt(found.model, on ? stableForm(substitute(logIntegrand, on)) : plain, v, point).infinite;
  return domain.flatMap((c) => {
    const across = Array.from({ length: places }, (_, i) => acrossAt(found, domain, c, i));
    return across.some((a) => a) ? [edgeClaim(found, c, domain, across, isInfinite)] : [];
  });
}

/** Next to other ends than these the distance has too few digits for an exponent that must be told from −1. */
function isTellable({ shape, domain }: SymbolExpr): boolean {
  if (shape.length > 0) return false;
  if (domain.kind !== 'interval') return true;
  return [domain.lower, domain.upper].every((end) => !end || end === zero || end === one);
}

function edgeClaim(
  found: Separation,
  c: Condition,
  domain: readonly Condition[],
  across: readonly (Across | undefined)[],
  isInfinite: (point: Point, on?: ReadonlyMap<Expr, Expr>) => boolean,
): ComputedClaim {
  const edge = edgeOf(c, domain);
  const holds = (condition: Condition, point: Point): boolean =>
    signed(condition, valueAt(condition.value, point, sizesOf(found.model, 2))) > 0;
  return {
    kind: 'computed',
    text: 'the integral is finite inside an edge of the natural domain, infinite beyond it, and on it as said',
    live: false,
    road: 'evaluation',
    tolerance: 0,
    points: places,
    error: (seed) => {
      const here = across[seed % places];
      if (!here) return undefined;
      const { at, block, values } = here;
      const [inside, on, outside] = values.map((x): Point => new Map([...at, [block, scalarTensor(x)]]));
      if (!inside || !on || !outside) return undefined;
      const isIn = edge === 'in' || (edge !== 'out' && edge.every((e) => holds(e, on)));
      const wrong = [
        isInfinite(inside),
        isInfinite(on, new Map([[block, dyadic(values[1])]])) === isIn,
        !isInfinite(outside),
      ].filter((x) => x);
      return { error: wrong.length, at: { [block.name]: values[1] } };
    },
  };
}

/** A number of few binary digits, as a fraction. */
const dyadic = (x: number): Expr => rational(Math.round(x * digits), digits);

const signed = ({ relation }: Condition, x: number): number => (relation === '<' ? -x : x);

/** Along one natural parameter, in which a condition is affine, from a declared place to where it is exactly 0 and beyond. */
function acrossAt(
  { model, blocks }: Separation,
  domain: readonly Condition[],
  c: Condition,
  seed: number,
): Across | undefined {
  const sizes = sizesOf(model, 2);
  const point = modelPoint(model, sizes, 8800 + seed);
  const block = blocks.find((b) => dependsOn(c.value, [b.symbol]))?.symbol;
  if (!block || (c.relation !== '>' && c.relation !== '<')) return undefined;
  const at: Point = new Map([
    ...point,
    ...blocks.map((b) => [b.symbol, scalarTensor(Math.round(valueAt(b.natural, point, sizes) * grid) / grid)] as const),
  ]);
  const value = (e: Expr, x: number): number => valueAt(e, new Map([...at, [block, scalarTensor(x)]]), sizes);
  const inside = at.get(block)?.data[0] ?? Number.NaN;
  const [here, further] = [value(c.value, inside), value(c.value, inside + 1)];
  const edge = inside - here / (further - here);
  const outside = edge + beyond * Math.sign(edge - inside);
  const others = domain.filter((d) => d !== c);
  const stays = others.every((d) => signed(d, value(d.value, edge)) > 0);
  const isDyadic = Number.isInteger(edge * digits);
  return stays &&
    isDyadic &&
    signed(c, here) > 0 &&
    value(c.value, edge) === 0 &&
    signed(c, value(c.value, outside)) < 0
    ? { at, block, values: [inside, edge, outside] }
    : undefined;
}
