// The same value with fewer lost digits: log1p, expm1, softplus, log-sum-exp, scaled Bessel functions, r − 1 − log r.
import { add, applyNode, elementwise, mul, neg, pow, splitCoefficient, sub } from './build.ts';
import { expand } from './expand.ts';
import {
  type ApplyExpr,
  children,
  dimension,
  type ElementwisePrimitive,
  type Expr,
  type IntegralExpr,
  integral,
  isDiscrete,
  isScalar,
  minusOne,
  one,
  type Primitive,
  rational,
  two,
  zero,
} from './expr.ts';
import { logHyperbolic } from './hyperbolic.ts';
import { isNegative, isPositive } from './range.ts';
import { addRatio, negRatio, type Ratio, ratio } from './rational.ts';
import { scaleBessel } from './stable-bessel.ts';
import { closeLogarithms, logarithmsFromOne } from './stable-logarithms.ts';
import { chanceOfBoth } from './stable-logistic.ts';
import { logarithmicShares } from './stable-shares.ts';
import { closeSquare } from './stable-squares.ts';
import { normalisedTotals } from './stable-totals.ts';

/** Rewrites an expression for evaluation in floating point; its value as a function stays the same. */
export function stableForm(e: Expr): Expr {
  const done = new Map<Expr, Expr>();
  const go = (node: Expr): Expr => {
    const known = done.get(node);
    if (known) return known;
    const parts = children(node).map(go);
    const result = improveFully(parts.every((p, i) => p === children(node)[i]) ? node : keep(node, parts));
    done.set(node, result);
    return result;
  };
  return go(scaleBessel(e));
}

/** The node over new parts; a function is not evaluated again, or it would fall back to its canonical form. */
function keep(e: Expr, parts: readonly Expr[]): Expr {
  const [a = zero, b = zero] = parts;
  switch (e.kind) {
    case 'sum':
      return add(...parts);
    case 'product':
      return mul(...parts);
    case 'power':
      return pow(a, b);
    case 'apply':
      return applyNode(e.fn, parts, e.shape);
    case 'integral':
      return integral((e as IntegralExpr).variable, a);
    default:
      return e;
  }
}

/** One improvement may open the way for the next. */
function improveFully(e: Expr): Expr {
  let current = e;
  for (let i = 0; i < 12; i++) {
    const next = improve(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function improve(e: Expr): Expr {
  switch (e.kind) {
    case 'sum':
      return improveSum(e.terms) ?? e;
    case 'product':
      return improveProduct(e.factors) ?? e;
    case 'power':
      return improvePower(e.base, e.exponent) ?? e;
    case 'apply':
      if (e.fn === 'log') return improveLog(e.args[0] ?? one) ?? e;
      return e.fn === 'exp' ? (improveExp(e.args[0] ?? zero) ?? e) : e;
    default:
      return e;
  }
}

const isFn = (e: Expr | undefined, fn: Primitive): e is ApplyExpr => e?.kind === 'apply' && e.fn === fn;
const node = (fn: ElementwisePrimitive, x: Expr): Expr => applyNode(fn, [x], x.shape);
const argument = (e: ApplyExpr): Expr => e.args[0] ?? zero;

/** The exponent of a positive multiple of eˣ: x + log c. */
function exponentOf(e: Expr): Expr | undefined {
  const factors = e.kind === 'product' ? e.factors : [e];
  const exponential = factors.find((f) => isFn(f, 'exp'));
  if (!isFn(exponential, 'exp')) return undefined;
  const rest = mul(...factors.filter((f) => f !== exponential));
  if (rest === one) return argument(exponential);
  return isPositive(rest) ? add(argument(exponential), elementwise('log', rest)) : undefined;
}

/** The constant 1 and the other terms, where the sum holds it. */
function oneAndRest(e: Expr): readonly Expr[] | undefined {
  if (e.kind !== 'sum' || !e.terms.includes(one)) return undefined;
  return e.terms.filter((t) => t !== one);
}

/** The vector v of total(eᵛ). */
const summedExponent = (e: Expr): Expr | undefined =>
  isFn(e, 'total') && isFn(e.args[0], 'exp') && argument(e).shape.length === 1 ? argument(e.args[0]) : undefined;

/** log of 1 + eˣ, of 1 + Σ eᵛ, of Σ eˣ; undefined where e is no such sum. */
function logOfExponentials(e: Expr): Expr | undefined {
  const rest = oneAndRest(e);
  const [only, ...more] = rest ?? [];
  const exponents = (rest ?? (e.kind === 'sum' ? e.terms : [])).map(exponentOf);
  const known = exponents.filter((x) => x !== undefined);
  if (rest && only && more.length === 0) {
    const [x] = known;
    if (x) return node('softplus', x);
    const v = summedExponent(only);
    return v ? applyNode('logsumexp', [lengthened(v)], []) : undefined;
  }
  const whole = summedExponent(e);
  if (whole) return applyNode('logsumexp', [whole], []);
  if (known.length < 2 || known.length < exponents.length || !known.every(isScalar)) return undefined;
  const entries = rest ? [zero, ...known] : known;
  return applyNode('logsumexp', [applyNode('stack', entries, [String(entries.length)])], []);
}

/** (v, 0). */
function lengthened(v: Expr): Expr {
  const [dim = '1'] = v.shape;
  const shorter = /^(.+)-1$/.exec(dim);
  const longer = shorter?.[1] ?? (/^\d+$/.test(dim) ? String(Number(dim) + 1) : `${dim}+1`);
  return applyNode('append', [v, zero], [longer]);
}

function improveLog(e: Expr): Expr | undefined {
  if (e.kind === 'power' && e.exponent.kind === 'rational' && isPositive(e.base))
    return mul(e.exponent, improveLog(e.base) ?? node('log', e.base));
  const exponentials = logOfExponentials(e);
  if (exponentials) return exponentials;
  for (const pick of ['min', 'max'] as const)
    if (isFn(e, pick) && e.args.every(isPositive))
      return elementwise(pick, ...e.args.map((x) => improveLog(x) ?? elementwise('log', x)));
  const hyperbolic = logHyperbolic(node('log', e));
  if (hyperbolic) return stableForm(hyperbolic);
  const rest = oneAndRest(e);
  return rest ? node('log1p', add(...rest)) : undefined;
}

/** e^{kx − k softplus(x)} = e^{−k softplus(−x)}. */
function improveExp(x: Expr): Expr | undefined {
  if (x.kind !== 'sum') return undefined;
  for (const t of x.terms) {
    const { coefficient, core } = splitCoefficient(neg(t));
    if (!isFn(core, 'softplus')) continue;
    const k = rational(coefficient);
    if (sub(x, t) === mul(k, argument(core))) return node('exp', neg(mul(k, node('softplus', neg(argument(core))))));
  }
  return undefined;
}

/** (1 + eˣ)^{−k} = e^{−k softplus(x)}, (Σ eᵛ)^{−k} = e^{−k logsumexp(v)}. */
function improvePower(base: Expr, exponent: Expr): Expr | undefined {
  if (exponent.kind !== 'rational' || exponent.value.n >= 0n) return undefined;
  const logarithm = logOfExponentials(base);
  return logarithm ? node('exp', mul(exponent, logarithm)) : undefined;
}

function improveProduct(factors: readonly Expr[]): Expr | undefined {
  const joined = joinPowers(factors) ?? logarithmicShares(factors) ?? normalisedTotals(factors);
  if (joined) return joined;
  const only = factors.find((f) => isFn(f, 'exp'));
  const better = isFn(only, 'exp') ? improveExp(argument(only)) : undefined;
  return better && mul(...factors.map((f) => (f === only ? better : f)));
}

/** log of (1 + x)ʸ > 0 for an exponent that is no number, and of powers of an exponential that is bounded. */
function logarithmOfPower(e: Expr): Expr | undefined {
  const [base, exponent] = e.kind === 'power' ? [e.base, e.exponent] : [e, one];
  if ((isFn(base, 'max') || isFn(base, 'min')) && base.args.some((x) => isFn(x, 'exp')) && isPositive(base))
    return mul(exponent, improveLog(base) ?? node('log', base));
  if (e.kind !== 'power' || e.exponent.kind === 'rational' || !isPositive(e.base)) return undefined;
  const logarithm = improveLog(e.base);
  return logarithm && mul(e.exponent, logarithm);
}

/** (1 + x)ʸ·eᶻ = e^{y log(1 + x) + z}; powers of x itself are joined when they are lowered. */
function joinPowers(factors: readonly Expr[]): Expr | undefined {
  const powers = factors.filter((f) => logarithmOfPower(f));
  const joined = factors.filter((f) => powers.includes(f) || isFn(f, 'exp'));
  if (powers.length === 0 || joined.length < 2) return undefined;
  const exponent = add(...joined.map((f) => logarithmOfPower(f) ?? (isFn(f, 'exp') ? argument(f) : zero)));
  return mul(...factors.filter((f) => !joined.includes(f)), node('exp', improveFully(exponent)));
}

const improveSum = (terms: readonly Expr[]): Expr | undefined =>
  logarithmicGap(terms) ??
  closeLogarithms(terms) ??
  logarithmsFromOne(terms) ??
  chanceOfBoth(terms) ??
  oneSided(terms) ??
  exponentialGap(terms) ??
  oppositeSoftplus(terms) ??
  cosineOfDifference(terms) ??
  cosineGap(terms) ??
  closeSquare(terms) ??
  oneFraction(terms);

/** The sum over a denominator that is a sum itself, where the numerator becomes a single term: 1 + p/(1 − p) = 1/(1 − p). */
function oneFraction(terms: readonly Expr[]): Expr | undefined {
  if (terms.length > 6) return undefined;
  for (const t of terms)
    for (const f of t.kind === 'product' ? t.factors : [t]) {
      if (f.kind !== 'power' || f.exponent !== minusOne || f.base.kind !== 'sum') continue;
      const numerator = expand(add(...terms.map((other) => mul(other, f.base))));
      if (numerator.kind !== 'sum') return mul(numerator, f);
    }
  return undefined;
}

/** c·eˣ − d·eˣ + r = (c − d)·eˣ + r, where then no two terms differ in sign: two that overflow leave no number apart. */
function oneSided(terms: readonly Expr[]): Expr | undefined {
  const factorsOf = (t: Expr): readonly Expr[] => (t.kind === 'product' ? t.factors : [t]);
  for (const exponential of new Set(terms.flatMap(factorsOf))) {
    if (!isFn(exponential, 'exp') || !isScalar(exponential)) continue;
    const along = terms.filter((t) => factorsOf(t).includes(exponential));
    if (along.length < 2) continue;
    const rest = along.map((t) => mul(...factorsOf(t).filter((f) => f !== exponential)));
    if (!rest.some(isPositive) || !rest.some(isNegative)) continue;
    const gathered = [add(...rest), ...terms.filter((t) => !along.includes(t))];
    if (gathered.every(isPositive) || gathered.every(isNegative))
      return add(mul(add(...rest), exponential), ...gathered.slice(1));
  }
  return undefined;
}

/** c·eˣ − c = c·expm1(x), and of a power (1 + x)ʸ likewise. */
function exponentialGap(terms: readonly Expr[]): Expr | undefined {
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [];
    const exponential = factors.find((f) => isFn(f, 'exp'));
    const rest = mul(...factors.filter((f) => f !== exponential));
    const partners = (rest.kind === 'sum' ? rest.terms : [rest]).map(neg);
    if (!isFn(exponential, 'exp') || rest.kind === 'rational' || !partners.every((p) => terms.includes(p))) continue;
    const others = terms.filter((o) => o !== t && !partners.includes(o));
    return add(mul(rest, node('expm1', argument(exponential))), ...others);
  }
  return rationalGap(terms) ?? countedGap(terms);
}

/** k·c − c = (k − 1)·c for a count k. */
function countedGap(terms: readonly Expr[]): Expr | undefined {
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [];
    const count = factors.find((f) => f.kind === 'symbol' && isDiscrete(f.domain) && isScalar(f));
    const rest = mul(...factors.filter((f) => f !== count));
    if (!count || rest.kind === 'rational' || !terms.includes(neg(rest))) continue;
    return add(mul(add(count, minusOne), rest), ...terms.filter((o) => o !== t && o !== neg(rest)));
  }
  return undefined;
}

/** The same for a number c. */
function rationalGap(terms: readonly Expr[]): Expr | undefined {
  const constant = terms.find((t) => t.kind === 'rational');
  if (constant?.kind !== 'rational') return undefined;
  for (const t of terms) {
    const { coefficient, core } = splitCoefficient(t);
    const exponent = isFn(core, 'exp') ? argument(core) : logarithmOfPower(core);
    if (!exponent || addRatio(coefficient, constant.value).n !== 0n) continue;
    const others = terms.filter((o) => o !== t && o !== constant);
    return add(mul(rational(coefficient), node('expm1', exponent)), ...others);
  }
  return undefined;
}

/** c·log(1 + eˣ) − c·log(1 + e⁻ˣ) = c·x. */
function oppositeSoftplus(terms: readonly Expr[]): Expr | undefined {
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const soft = factors.find((f) => isFn(f, 'softplus'));
    if (!isFn(soft, 'softplus')) continue;
    const rest = mul(...factors.filter((f) => f !== soft));
    const partner = neg(mul(rest, node('softplus', neg(argument(soft)))));
    if (terms.includes(partner))
      return add(...terms.filter((o) => o !== t && o !== partner), mul(rest, argument(soft)));
  }
  return undefined;
}

/** c·cos u·cos v ± c·sin u·sin v = c·cos(u ∓ v). */
function cosineOfDifference(terms: readonly Expr[]): Expr | undefined {
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [];
    const [u, v] = factors.filter((f): f is ApplyExpr => isFn(f, 'cos'));
    if (!u || !v) continue;
    const rest = mul(...factors.filter((f) => f !== u && f !== v));
    const sines = mul(rest, elementwise('sin', argument(u)), elementwise('sin', argument(v)));
    const partner = terms.find((o) => o === sines || o === neg(sines));
    if (!partner) continue;
    const angle = add(argument(u), partner === sines ? neg(argument(v)) : argument(v));
    return add(...terms.filter((o) => o !== t && o !== partner), mul(rest, elementwise('cos', angle)));
  }
  return undefined;
}

/** a·cos u − a = −2a·sin²(u/2). */
function cosineGap(terms: readonly Expr[]): Expr | undefined {
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const cosine = factors.find((f) => isFn(f, 'cos'));
    if (!isFn(cosine, 'cos')) continue;
    const amplitude = mul(...factors.filter((f) => f !== cosine));
    const partner = neg(amplitude);
    if (!terms.includes(partner)) continue;
    const sine = elementwise('sin', mul(rational(1, 2), argument(cosine)));
    return add(...terms.filter((o) => o !== t && o !== partner), mul(rational(-2), amplitude, pow(sine, two)));
  }
  return undefined;
}

interface Monomial {
  readonly base: Expr;
  readonly exponent: Ratio;
}

/** c·r − c·log r for a quotient r, entry by entry or summed: written so that it keeps its digits near r = 1. */
function logarithmicGap(terms: readonly Expr[]): Expr | undefined {
  for (const t of terms) {
    const { coefficient, core } = splitCoefficient(t);
    const summed = isFn(core, 'total');
    const inside = summed ? argument(core) : core;
    const monomials = quotient(inside);
    if (!monomials) continue;
    const wrap = (e: Expr): Expr => (summed ? applyNode('total', [e], []) : e);
    const logarithms = monomials.map(({ base, exponent }) =>
      mul(rational(negRatio(coefficient)), rational(exponent), wrap(elementwise('log', base))),
    );
    if (!logarithms.every((l) => terms.includes(l))) continue;
    const others = terms.filter((o) => o !== t && !logarithms.includes(o));
    const count = summed ? mul(...inside.shape.map(dimension)) : one;
    return add(...others, mul(rational(coefficient), count), mul(rational(coefficient), wrap(gap(monomials))));
  }
  return undefined;
}

/** The powers of a product of positive factors that has both a numerator and a denominator. */
function quotient(e: Expr): readonly Monomial[] | undefined {
  if (e.kind !== 'product') return undefined;
  const monomials = e.factors.map((f): Monomial | undefined => {
    const [base, exponent] = f.kind === 'power' ? [f.base, f.exponent] : [f, one];
    return exponent.kind === 'rational' && isPositive(base) ? { base, exponent: exponent.value } : undefined;
  });
  const known = monomials.filter((m) => m !== undefined);
  const ratioLike = known.some((m) => m.exponent.n > 0n) && known.some((m) => m.exponent.n < 0n);
  return known.length === monomials.length && ratioLike ? known : undefined;
}

/** r − 1 − log r with r = (1 + δ)ᵏ: δ is a difference of neighbours, hence exact near r = 1. */
function gap(monomials: readonly Monomial[]): Expr {
  const k = monomials.map((m) => m.exponent).reduce(commonDivisor);
  const powers = monomials.map(({ base, exponent }) => pow(base, rational(ratio(exponent.n * k.d, exponent.d * k.n))));
  const top = mul(...powers.filter((_, i) => (monomials[i]?.exponent.n ?? 0n) > 0n));
  const bottom = pow(mul(...powers.filter((_, i) => (monomials[i]?.exponent.n ?? 0n) < 0n)), minusOne);
  const delta = mul(add(top, neg(bottom)), pow(bottom, minusOne));
  const logarithm = mul(rational(k), node('log1p', delta));
  const first = k.n === k.d ? delta : node('expm1', logarithm);
  return add(first, neg(logarithm));
}

function commonDivisor(a: Ratio, b: Ratio): Ratio {
  const gcd = (x: bigint, y: bigint): bigint => (y === 0n ? (x < 0n ? -x : x) : gcd(y, x % y));
  return ratio(gcd(a.n * b.d, b.n * a.d), a.d * b.d);
}
