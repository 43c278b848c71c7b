// Removable singularities: quotients of sums of sᵖeᵃˢ that vanish together at s = 0, written so that nothing cancels near it.
import { add, div, elementwise, exp, log, mul, neg, pow, sub } from './build.ts';
import {
  logarithmFar,
  type Place,
  placed,
  quotientFar,
  rulingOf,
  type Side,
  type SumPower,
  scaledFar,
  splitFar,
} from './dominant.ts';
import { expand } from './expand.ts';
import { type Factor, factorsOf, multipliedOut, overOne } from './exponential-quotient.ts';
import { type Leading, leading, powerOf } from './exponential-sum.ts';
import { type Expr, half, isScalar, one, rational, type SymbolExpr, zero } from './expr.ts';
import { exponentialsFor } from './hyperbolic.ts';
import { isPositive } from './range.ts';
import { cancelledParts } from './removable-parts.ts';
import { composedScales, type Scale, symbolScales } from './removable-scale.ts';
import { sideOf } from './removable-sides.ts';
import { contains, dependsOn, mapChildren, substitute } from './visit.ts';

/** The same value with all the digits it has near the removable singularities in its scalar symbols, and far from them. */
export function withoutSingularities(e: Expr): Expr {
  const composed = composedScales(e).reduce(filledIn, e);
  return symbolScales(composed).reduce(filledThrough, composed);
}

/** Do digits cancel in e where the scalar x vanishes? */
export const isSingularAt = (e: Expr, x: Expr): boolean =>
  symbolScales(e).some((scale) => scale.x === x && filledThrough(e, scale) !== e);

/** The whole expression is read in the scale; what does not change returns as it was. */
function filledThrough(e: Expr, scale: Scale): Expr {
  const given = scale.into(e);
  const found = filled(given, scale, new Map());
  return found === given ? e : resolved(found, scale);
}

/** In a composed scale, only parts that can be read in it completely. */
function filledIn(e: Expr, scale: Scale): Expr {
  const go = (part: Expr): Expr => {
    if (!dependsOn(part, [scale.x])) return part;
    const isWhole = isScalar(part) && part !== scale.value;
    const found = isWhole ? filledNode(scale.into(part), scale, undefined) : undefined;
    return found ? resolved(found, scale) : mapChildren(part, go);
  };
  return go(e);
}

/** The scalar by its value. */
const resolved = (e: Expr, { s, value }: Scale): Expr => (s === value ? e : substitute(e, new Map([[s, value]])));

function filled(e: Expr, scale: Scale, done: Map<Expr, Expr>): Expr {
  const known = done.get(e);
  if (known) return known;
  const go = (part: Expr): Expr => filled(part, scale, done);
  const closed = e.kind === 'symbol' || !dependsOn(e, [scale.s]);
  const found = closed ? e : (filledNode(e, scale, go) ?? mapChildren(e, go));
  done.set(e, found);
  return found;
}

/** How parts that are no exponential sums are filled; undefined where there must be none. */
type Others = ((e: Expr) => Expr) | undefined;

const filledNode = (e: Expr, scale: Scale, go: Others): Expr | undefined =>
  isScalar(e)
    ? (filledParts(e, scale, go) ??
      filledSum(e, scale, go) ??
      filledInverse(e, scale.s) ??
      filledProduct(e, scale.s, go) ??
      filledLogarithm(e, scale))
    : undefined;

/** Functions that stand over a denominator and need none, first. */
function filledParts(e: Expr, scale: Scale, go: Others): Expr | undefined {
  const better = e.kind === 'sum' || e.kind === 'product' ? cancelledParts(e, scale.s) : undefined;
  return better && (filledNode(better, scale, go) ?? (go ? mapChildren(better, go) : undefined));
}

/** The terms that are quotients of exponential sums, over one denominator; the others stay. */
function filledSum(e: Expr, scale: Scale, go: Others): Expr | undefined {
  if (e.kind !== 'sum') return undefined;
  const { s } = scale;
  const isInside = (term: Expr): boolean => !isApart(term, s) && factorsOf(term, s) !== undefined;
  const others = e.terms.filter((t) => !isInside(t));
  const kept = others.map((t) => (dependsOn(t, [s]) ? (filledMultiple(t, scale) ?? go?.(t)) : t));
  const known = kept.filter((t) => t !== undefined);
  const factors = overOne(add(...e.terms.filter(isInside)), s);
  const better = factors && regular(factors, s, others.some((t, i) => kept[i] !== t) ? { apart: scale.value } : {});
  return better && known.length === others.length ? add(better, ...known) : undefined;
}

/** A multiple of the logarithm of a quotient. */
function filledMultiple(e: Expr, scale: Scale): Expr | undefined {
  const factors = e.kind === 'product' ? e.factors : [e];
  const [inside, ...more] = factors.filter((f) => dependsOn(f, [scale.s]));
  const better = inside && more.length === 0 ? filledLogarithm(inside, scale) : undefined;
  const weight = mul(...factors.filter((f) => f !== inside));
  return better && add(...(better.kind === 'sum' ? better.terms : [better]).map((t) => mul(t, weight)));
}

/** Functions of other symbols cancel nothing in the quotients. */
const isApart = (e: Expr, s: SymbolExpr): boolean => !dependsOn(e, [s]) && contains(e, (node) => node.kind === 'apply');

/** The factors that are exponential sums as one quotient; the others stay, exponentials in each of its pieces. */
function filledProduct(e: Expr, s: SymbolExpr, go: Others): Expr | undefined {
  if (e.kind !== 'product') return undefined;
  const parts = e.factors.map((whole) => ({ whole, factors: factorsOf(whole, s) }));
  const others = parts.flatMap(({ whole, factors }) => (factors ? [] : [whole]));
  if (!go && others.length > 0) return undefined;
  const kept = others.map((whole) => go?.(whole) ?? whole);
  const inside = parts.flatMap(({ factors }) => factors ?? []);
  const better = regular(inside, s, { beside: mul(...kept.filter(isExponential)) });
  return better && mul(better, ...kept.filter((f) => !isExponential(f)));
}

const isExponential = (e: Expr): boolean =>
  e.kind === 'power' ? e.exponent.kind !== 'rational' : e.kind === 'apply' && e.fn === 'exp';

/** Up to where the largest of the exponents counts as near: beyond, e⁸ outweighs what cancels. */
const reach = rational(8);

/** A quotient of exponential sums near s = 0: what is left of each, and the zeros that are taken out. */
interface Near {
  readonly factors: readonly (SumPower & Leading)[];
  readonly order: number;
  readonly centre: Expr;
  readonly edge: Expr;
}

function nearOf(factors: readonly SumPower[], s: SymbolExpr): Near | undefined {
  const rates = [...new Set(factors.flatMap((f) => f.sum.map((t) => t.rate)))].filter((r) => r !== zero);
  const known = factors.flatMap((f) => {
    const found = leading(f.sum, s);
    return found ? [{ ...f, ...found }] : [];
  });
  if (rates.length === 0 || known.length < factors.length) return undefined;
  const order = known.reduce((total, f) => total + f.order * f.power, 0);
  const centre = expand(add(...known.map((f) => mul(rational(f.power), f.centre))));
  const widest = rates.map((r) => elementwise('abs', r)).reduce((a, b) => elementwise('max', a, b));
  return { factors: known, order, centre, edge: div(reach, widest) };
}

const rests = ({ factors, order }: Near, s: SymbolExpr): Expr =>
  mul(order === 0 ? one : pow(s, rational(order)), ...factors.map((f) => pow(f.rest, rational(f.power))));

/** Do digits cancel at s = 0: above and below at once, or more of them than a difference of two loses? */
function cancels({ factors }: Near): boolean {
  const vanishing = [1, -1].every((side) => factors.some((f) => f.order > 0 && f.power * side > 0));
  return vanishing || factors.some((f) => f.order > 0 && isMixed(f) && (f.order > 1 || f.sum.length > 2));
}

const isMixed = (f: SumPower): boolean => f.sum.some((t) => t.rate !== f.sum[0]?.rate);

/** What else is known of a quotient. */
interface Setting {
  /** The value of s where it stands beside logarithms: the polynomial that it tends to stands apart, and cancels theirs. */
  readonly apart?: Expr;
  /** An exponential factor: it must not overflow where the quotient vanishes. */
  readonly beside?: Expr;
}

/**
 * The quotient far from s = 0 by its ruling exponentials, and near it by what its factors leave when their zeros are taken
 * out.
 */
function regular(factors: readonly SumPower[], s: SymbolExpr, { apart, beside = one }: Setting): Expr | undefined {
  const near = nearOf(factors, s);
  if (!near?.factors.some((f) => f.order > 0 && isMixed(f))) return undefined;
  if (!cancels(near)) return mul(quotientFar(factors, everywhere(s)), beside);
  const close = at(mul(exp(mul(near.centre, s)), rests(near, s), beside), s);
  const split = apart ? splitOf(factors, s) : undefined;
  const far = (p: Place): Expr => mul(quotientFar(factors, p), at(beside, s)(placed(p)));
  if (!apart || !split) return pieced(far, close, s, near.edge);
  const left = (place: Expr): Expr => sub(close(place), split.polynomial(place, s));
  return add(expand(split.polynomial(apart, apart)), pieced(split.far, left, s, near.edge));
}

/** An expression in s as a function of the place. */
const at =
  (e: Expr, s: SymbolExpr) =>
  (place: Expr): Expr =>
    substitute(e, new Map([[s, place]]));

interface Apart {
  /** Its value at a place on the side of another one. */
  polynomial(place: Expr, of: Expr): Expr;
  far(p: Place): Expr;
}

/** The numerator's polynomial of either side taken out. */
function splitOf(factors: readonly SumPower[], s: SymbolExpr): Apart | undefined {
  const below = factors.filter((f) => f.power < 0);
  const numerator = multipliedOut(factors.filter((f) => f.power > 0));
  const sides: readonly Side[] = isPositive(s) ? ['above'] : ['above', 'below'];
  const found = sides.map((side) => numerator && splitFar(numerator, below, s, side));
  const known = found.filter((f) => f !== undefined);
  if (known.length < sides.length) return undefined;
  const weighed = (p: Pick<Place, Side>, value: (f: (typeof known)[number]) => Expr): Expr =>
    add(...known.map((f, i) => mul(p[sides[i] ?? 'above'], value(f))));
  return {
    polynomial: (place, of) => weighed(sidesOf(of), (f) => at(f.polynomial, s)(place)),
    far: (p) =>
      mul(
        weighed(p, (f) => f.numerator(p)),
        ...below.map((f) => pow(scaledFar(f.sum, p), rational(f.power))),
      ),
  };
}

/** log of a quotient: the straight line that its ruling exponentials give, and what is left. */
function filledLogarithm(e: Expr, { s, value }: Scale): Expr | undefined {
  const inside = e.kind === 'apply' && e.fn === 'log' ? e.args[0] : undefined;
  const factors = inside && (factorsOf(inside, s) ?? overOne(inside, s));
  const near = factors && nearOf(factors, s);
  if (!near?.factors.some((f) => f.order > 0 && isMixed(f))) return undefined;
  const rate = (of: Expr): Expr => rulingAt(near.factors, sidesOf(of));
  const close = (place: Expr): Expr => add(at(log(rests(near, s)), s)(place), mul(place, sub(near.centre, rate(s))));
  return add(
    expand(mul(value, rate(value))),
    pieced((p) => logarithmFar(near.factors, p), close, s, near.edge),
  );
}

/** q·(log F)ⁿ where F(0) = 1, as when a distribution function is inverted: log F = x/φ₁(log(1 + x)) with x = F − 1. */
function filledInverse(e: Expr, s: SymbolExpr): Expr | undefined {
  const logarithm = e.kind === 'product' ? e.factors.find((f) => logarithmOf(f, s)) : undefined;
  const { inside, power: n = 0 } = (logarithm && logarithmOf(logarithm, s)) ?? {};
  if (e.kind !== 'product' || !inside) return undefined;
  const inner = exponentialsFor(inside);
  const read = (part: Expr): readonly Factor[] | undefined => factorsOf(part, s) ?? overOne(part, s);
  const outside = factorsOf(mul(...e.factors.filter((f) => f !== logarithm)), s);
  const [whole, excess] = [read(inner), read(sub(inner, one))];
  const x = excess && nearOf(excess, s);
  const raised = excess?.map((f) => ({ ...f, power: f.power * n }));
  const near = raised && outside && nearOf([...raised, ...outside], s);
  if (!x || !near || !whole || !outside || x.order < 1 || n * x.order <= near.order || near.order < 0) return undefined;
  const valued = (m: Near): Expr => mul(exp(mul(m.centre, s)), rests(m, s));
  const close = mul(valued(near), pow(elementwise('phi', one, log(add(one, valued(x)))), rational(-n)));
  const farLogarithm = (p: Place): Expr => add(logarithmFar(whole, p), mul(placed(p), rulingAt(whole, p)));
  const far = (p: Place): Expr => mul(quotientFar(outside, p), powerOf(farLogarithm(p), n));
  return pieced(far, at(close, s), s, near.edge);
}

/** The inside and the power of a power of a logarithm. */
function logarithmOf(e: Expr, s: SymbolExpr): { readonly inside: Expr; readonly power: number } | undefined {
  const { base, exponent } = e.kind === 'power' ? e : { base: e, exponent: one };
  const inside = base.kind === 'apply' && base.fn === 'log' && dependsOn(base, [s]) ? base.args[0] : undefined;
  if (!inside || exponent.kind !== 'rational' || exponent.value.d !== 1n || exponent.value.n < 1n) return undefined;
  return { inside, power: Number(exponent.value.n) };
}

/** The rate that rules on the side of a place. */
const rulingAt = (factors: readonly SumPower[], { above, below }: Pick<Place, Side>): Expr =>
  add(mul(above, rulingOf(factors, 'above')), mul(below, rulingOf(factors, 'below')));

/** How much s counts as above and as below 0. */
function sidesOf(s: Expr): Pick<Place, Side> {
  const side = sideOf(s);
  return { above: mul(half, add(one, side)), below: mul(half, sub(one, side)) };
}

const everywhere = (s: SymbolExpr): Place => ({
  ...sidesOf(s),
  distance: isPositive(s) ? s : elementwise('abs', s),
});

/** Each piece is asked at places of its own only, so that neither ever lacks a value. */
function pieced(far: (p: Place) => Expr, near: (place: Expr) => Expr, s: SymbolExpr, edge: Expr): Expr {
  const inner = elementwise('max', neg(edge), elementwise('min', s, edge));
  const { distance, ...sides } = everywhere(s);
  const outside = elementwise('sign', sub(distance, edge));
  const out = far({ ...sides, distance: elementwise('max', distance, edge) });
  return add(mul(half, add(one, outside), out), mul(half, sub(one, outside), near(inner)));
}
