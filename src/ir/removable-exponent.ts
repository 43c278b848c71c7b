// Exponential sums in a polynomial u(x), as e^{−(x³ + x)} over x³ + x: u is read as one scalar s, and the powers of x by their
// u-adic expansion Σ qⱼ(x)uʲ with deg qⱼ < deg u, whose x is another symbol, so that nothing but s vanishes.
import { add, mul, pow } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, isScalar, minusOne, one, rational, type SymbolExpr, symbol, zero } from './expr.ts';
import { coefficientsIn } from './polynomial.ts';
import { range } from './range.ts';
import { ratioToNumber } from './rational.ts';
import type { Scale } from './removable-scale.ts';
import { contains, dependsOn, mapChildren, substitute } from './visit.ts';

/** s = u(x) where every exponential in x is one of u, and u reaches 0. */
export function exponentScales(e: Expr, x: SymbolExpr): readonly Scale[] {
  const exponents = [...exponentsIn(e, x)];
  const found = exponents.length > 0 ? [...denominatorsIn(e, x), ...exponents.flatMap((a) => rising(a, x))] : [];
  const read = found.filter((u) => reachesZero(u) && exponents.every((a) => writtenIn(a, u, x)));
  const own = read.filter((u, i) => !read.slice(0, i).some((v) => writtenIn(u, v, x)?.[0] === zero));
  return own.map((value) => scaleOf(value, x));
}

const reachesZero = (u: Expr): boolean => range(u).lo <= 0 && range(u).hi >= 0;

/** The exponent as of leading coefficient 1, and that without its constant; nothing where it is affine in x. */
function rising(exponent: Expr, x: SymbolExpr): readonly Expr[] {
  const [constant = zero, ...coefficients] = polynomial(exponent, x) ?? [];
  if (coefficients.length < 2) return [];
  const unit = pow(coefficients.at(-1) ?? one, minusOne);
  const whole = [constant, ...coefficients].map((c, i) => mul(c, unit, powerOf(x, i)));
  return [expand(add(...whole)), expand(add(...whole.slice(1)))];
}

function exponentsIn(e: Expr, x: SymbolExpr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  contains(e, (n) => {
    const [a] = n.kind === 'apply' && n.fn === 'exp' ? n.args : [];
    if (a && isScalar(a) && dependsOn(a, [x])) found.add(a);
    return false;
  });
  return found;
}

/** Polynomials of degree 2 and more below a fraction bar. */
function denominatorsIn(e: Expr, x: SymbolExpr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  contains(e, (n) => {
    const isBelow = n.kind === 'power' && n.exponent.kind === 'rational' && n.exponent.value.n < 0n && isScalar(n);
    if (isBelow && (polynomial(n.base, x)?.length ?? 0) > 2) found.add(n.base);
    return false;
  });
  return found;
}

/** The coefficients in x, lowest first, none of which depends on x. */
function polynomial(e: Expr, x: SymbolExpr): readonly Expr[] | undefined {
  const found = coefficientsIn(e, x);
  return found?.some((c) => dependsOn(c, [x])) ? undefined : found;
}

/** c and r of c + r·u. */
function writtenIn(e: Expr, u: Expr, x: SymbolExpr): readonly [Expr, Expr] | undefined {
  const [own, other] = [polynomial(e, x), polynomial(u, x)];
  const [top, lead] = [own?.at(-1), other?.at(-1)];
  if (!top || !lead || own?.length !== other?.length) return undefined;
  const r = mul(top, pow(lead, minusOne));
  const c = expand(add(e, mul(minusOne, r, u)));
  return dependsOn(c, [x]) ? undefined : [c, r];
}

function scaleOf(value: Expr, x: SymbolExpr): Scale {
  const s = symbol(`⟨${value.id}⟩`, { kind: 'interval' });
  const held = symbol(`⟨held ${x.id}⟩`, x.domain);
  const reader = { u: value, x, s, held };
  return { x, s, value, held, into: (e) => inScale(expand(e), reader) };
}

interface Reader {
  readonly u: Expr;
  readonly x: SymbolExpr;
  readonly s: SymbolExpr;
  readonly held: SymbolExpr;
}

function inScale(e: Expr, r: Reader): Expr {
  if (!dependsOn(e, [r.x])) return e;
  const direct = isScalar(e) ? polynomial(e, r.x) : undefined;
  if (direct) return adic(direct, r);
  if (e.kind === 'product') return productInScale(e.factors, r);
  if (e.kind === 'sum' && isScalar(e)) return sumInScale(e.terms, r);
  if (e.kind === 'apply' && e.fn === 'exp' && e.args[0]) {
    const read = writtenIn(e.args[0], r.u, r.x);
    if (read) return mapChildren(e, () => add(read[0], mul(read[1], r.s)));
  }
  return mapChildren(e, (part) => inScale(part, r));
}

/** The powers of x together, as their expansion is not that of each of them. */
function productInScale(factors: readonly Expr[], r: Reader): Expr {
  const above = factors.filter((f) => isScalar(f) && polynomial(f, r.x) !== undefined);
  const rest = factors.filter((f) => !above.includes(f));
  const direct = polynomial(expand(mul(...above)), r.x);
  return direct ? mul(adic(direct, r), ...rest.map((f) => inScale(f, r))) : mul(...factors.map((f) => inScale(f, r)));
}

/** By what is no power of x: all its powers of x together, over the lowest of the whole sum. */
function sumInScale(terms: readonly Expr[], r: Reader): Expr {
  const isPower = (f: Expr): boolean => f === r.x || (f.kind === 'power' && f.base === r.x);
  const parts = terms.map((t) => (t.kind === 'product' ? t.factors : [t]));
  const depth = Math.max(0, ...parts.flat().map((f) => (isPower(f) ? -degreeOf(f) : 0)));
  const found = new Map<Expr, Expr>();
  for (const factors of parts) {
    const outer = mul(...factors.filter((f) => !isPower(f) && dependsOn(f, [r.x])));
    const inner = mul(powerOf(r.x, depth), ...factors.filter((f) => isPower(f) || !dependsOn(f, [r.x])));
    found.set(outer, add(found.get(outer) ?? zero, inner));
  }
  const read = [...found].map(([outer, inner]) => productInScale([inner, ...factorsOf(outer)], r));
  return depth === 0 ? add(...read) : mul(powerOf(r.held, -depth), expand(add(...read)));
}

const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);
const degreeOf = (e: Expr): number =>
  e.kind === 'power' && e.exponent.kind === 'rational' ? Math.floor(ratioToNumber(e.exponent.value)) : 1;

/** Σ qⱼ(x)sʲ by division with remainder, again and again. */
function adic(coefficients: readonly Expr[], r: Reader): Expr {
  const digits: Expr[] = [];
  for (let left = coefficients; left.some((c) => c !== zero); ) {
    const { quotient, remainder } = divided(left, polynomial(r.u, r.x) ?? [one]);
    digits.push(substitute(add(...remainder.map((c, i) => mul(c, powerOf(r.x, i)))), new Map([[r.x, r.held]])));
    left = quotient;
  }
  return add(...digits.map((q, j) => mul(q, powerOf(r.s, j))));
}

const powerOf = (e: Expr, n: number): Expr => (n === 0 ? one : pow(e, rational(n)));

/** Division by a polynomial of positive degree. */
function divided(above: readonly Expr[], below: readonly Expr[]): { quotient: Expr[]; remainder: Expr[] } {
  const remainder = [...above];
  const quotient: Expr[] = [];
  const lead = pow(below.at(-1) ?? one, minusOne);
  for (let at = above.length - below.length; at >= 0; at--) {
    const factor = expand(mul(remainder[at + below.length - 1] ?? zero, lead));
    quotient[at] = factor;
    below.forEach((b, i) => {
      remainder[at + i] = expand(add(remainder[at + i] ?? zero, mul(minusOne, factor, b)));
    });
  }
  return { quotient, remainder: remainder.slice(0, below.length - 1) };
}
