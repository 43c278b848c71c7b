// Removable singularities: quotients of sums of sᵖeᵃˢ that vanish together at s = 0, written so that nothing cancels near it.
import { add, div, elementwise, exp, log, mul, neg, pow, sub } from './build.ts';
import { expand } from './expand.ts';
import { type ExponentialSum, gathered, leading, multiplied, readSum, type Scale } from './exponential-sum.ts';
import { type Expr, half, isScalar, minusOne, one, rational, zero } from './expr.ts';
import { isPositive, range } from './range.ts';
import { contains, dependsOn, mapChildren, substitute, symbolsOf } from './visit.ts';

/** A whole power of an exponential sum. */
interface Factor {
  readonly base: Expr;
  readonly sum: ExponentialSum;
  readonly power: number;
}

/** The same value with all the digits it has near the removable singularities in its scalar symbols. */
export const withoutSingularities = (e: Expr): Expr =>
  scalesOf(e).reduce((sofar, scale) => filled(sofar, scale, new Map()), e);

/** s = λ where the domain of λ reaches 0, s = log q where that of q holds 1 inside. */
function scalesOf(e: Expr): readonly Scale[] {
  return [...symbolsOf(e)].flatMap((symbol): readonly Scale[] => {
    if (!isScalar(symbol) || symbol.domain.kind !== 'interval') return [];
    const { lo, hi } = range(symbol);
    const line: Scale = { symbol, s: symbol, ratio: false };
    const ratio: Scale = { symbol, s: log(symbol), ratio: true };
    return [...(lo <= 0 && hi >= 0 ? [line] : []), ...(lo >= 0 && lo < 1 && hi > 1 ? [ratio] : [])];
  });
}

function filled(e: Expr, scale: Scale, done: Map<Expr, Expr>): Expr {
  const known = done.get(e);
  if (known) return known;
  const go = (part: Expr): Expr => filled(part, scale, done);
  const closed = e.kind === 'integral' || e.kind === 'symbol' || !dependsOn(e, [scale.symbol]);
  const found = closed ? e : (filledSum(e, scale, go) ?? filledProduct(e, scale, go) ?? mapChildren(e, go));
  done.set(e, found);
  return found;
}

/** The terms that are quotients of exponential sums, over one denominator; the others stay. */
function filledSum(e: Expr, scale: Scale, go: (e: Expr) => Expr): Expr | undefined {
  if (e.kind !== 'sum' || !isScalar(e)) return undefined;
  const isInside = (term: Expr): boolean => !isApart(term, scale) && factorsOf(term, scale) !== undefined;
  const quotient = add(...e.terms.filter(isInside));
  const factors = overOne(quotient, scale);
  const better = factors && regular(quotient, factors, scale);
  return better && add(better, ...e.terms.filter((t) => !isInside(t)).map(go));
}

/** A sum of quotients as one: its numerator and the powers below it. */
function overOne(e: Expr, scale: Scale): readonly Factor[] | undefined {
  if (e.kind !== 'sum' || !isScalar(e)) return undefined;
  const terms = e.terms.map((t) => factorsOf(t, scale)).filter((t) => t !== undefined);
  const below = deepest(terms.flat().filter((f) => f.power < 0));
  const above = terms.map((factors) => numerator(factors, below)).filter((n) => n !== undefined);
  if (below.length === 0 || above.length < e.terms.length) return undefined;
  return [{ base: e, sum: gathered(above), power: 1 }, ...below];
}

/** Functions of other symbols cancel nothing in the quotients. */
const isApart = (e: Expr, { symbol }: Scale): boolean =>
  !dependsOn(e, [symbol]) && contains(e, (node) => node.kind === 'apply');

/** Each base once, at its lowest power. */
function deepest(factors: readonly Factor[]): readonly Factor[] {
  const found = new Map<Expr, Factor>();
  for (const f of factors) if (f.power < (found.get(f.base)?.power ?? 0)) found.set(f.base, f);
  return [...found.values()];
}

/** A term times the common denominator. */
function numerator(factors: readonly Factor[], below: readonly Factor[]): ExponentialSum | undefined {
  const missing = below.map((b) => {
    const own = factors.find((f) => f.power < 0 && f.base === b.base);
    return { ...b, power: (own?.power ?? 0) - b.power };
  });
  const above = [...factors.filter((f) => f.power > 0), ...missing];
  return multiplied(above.flatMap((f) => Array.from({ length: f.power }, () => f.sum)));
}

/** The factors that are exponential sums as one quotient; the others stay. */
function filledProduct(e: Expr, scale: Scale, go: (e: Expr) => Expr): Expr | undefined {
  if (e.kind !== 'product' || !isScalar(e)) return undefined;
  const parts = e.factors.map((whole) => ({ whole, factors: factorsOf(whole, scale) }));
  const inside = parts.flatMap(({ factors }) => factors ?? []);
  const quotient = mul(...parts.flatMap(({ whole, factors }) => (factors ? [whole] : [])));
  const better = regular(quotient, inside, scale);
  return better && mul(better, ...parts.flatMap(({ whole, factors }) => (factors ? [] : [go(whole)])));
}

/** A product of whole powers of exponential sums, of either sign; undefined where it is none. */
function factorsOf(e: Expr, scale: Scale): readonly Factor[] | undefined {
  const found = (e.kind === 'product' ? e.factors : [e]).map((f) => factorOf(f, scale));
  const known = found.filter((f) => f !== undefined);
  return known.length === found.length ? known.flat() : undefined;
}

function factorOf(e: Expr, scale: Scale): readonly Factor[] | undefined {
  const plain = readSum(e, scale);
  if (plain) return [{ base: e, sum: plain, power: 1 }];
  const { exponent = one, base: raised = e } = e.kind === 'power' ? e : {};
  if (exponent.kind !== 'rational' || exponent.value.d !== 1n) return undefined;
  const power = Number(exponent.value.n);
  const turned = neg(raised).id < raised.id;
  const base = turned ? neg(raised) : raised;
  const sign = readSum(turned && power % 2 !== 0 ? minusOne : one, scale);
  const sum = power < -6 ? undefined : readSum(base, scale);
  const parts = sum ? [{ base, sum, power: 1 }] : power < -6 ? undefined : overOne(base, scale);
  return sign && parts && [{ base: one, sum: sign, power: 1 }, ...parts.map((f) => ({ ...f, power: f.power * power }))];
}

/** Up to where the largest of the exponents counts as near: beyond, e⁸ outweighs what cancels. */
const reach = rational(8);

/** The quotient read far from s = 0 as it stands, and near it by what its factors leave when their zeros are taken out. */
function regular(quotient: Expr, factors: readonly Factor[], { symbol, s, ratio }: Scale): Expr | undefined {
  const rates = [...new Set(factors.flatMap((f) => f.sum.map((t) => t.rate)))].filter((r) => r !== zero);
  const parts = factors.map(({ sum, power }) => ({ ...leading(sum, s), power }));
  const known = parts.flatMap(({ order, centre, rest, power }) =>
    order === undefined || !centre || !rest ? [] : [{ order, centre, rest, power }],
  );
  const vanishing = [1, -1].every((side) => known.some((f) => f.order > 0 && f.power * side > 0));
  const order = known.reduce((sum, f) => sum + f.order * f.power, 0);
  if (rates.length === 0 || known.length < parts.length || !vanishing) return undefined;
  const centre = expand(add(...known.map((f) => mul(rational(f.power), f.centre))));
  const near = mul(
    order === 0 ? one : pow(s, rational(order)),
    exp(mul(centre, s)),
    ...known.map((f) => pow(f.rest, rational(f.power))),
  );
  const edge = div(
    reach,
    rates.map((r) => elementwise('abs', r)).reduce((a, b) => elementwise('max', a, b)),
  );
  return pieced(quotient, near, { symbol, s, ratio }, edge);
}

/** Each side is asked at places of its own only, so that neither ever lacks a value. */
function pieced(far: Expr, near: Expr, { symbol, s, ratio }: Scale, edge: Expr): Expr {
  const at = (e: Expr, place: Expr): Expr => substitute(e, new Map([[symbol, ratio ? exp(place) : place]]));
  const inner = elementwise('max', neg(edge), elementwise('min', s, edge));
  const side = isPositive(s) ? one : elementwise('sign', add(elementwise('sign', s), half));
  const size = isPositive(s) ? s : elementwise('abs', s);
  const outer = mul(side, elementwise('max', size, edge));
  const outside = elementwise('sign', sub(size, edge));
  return add(mul(half, add(one, outside), at(far, outer)), mul(half, sub(one, outside), at(near, inner)));
}
