// Simplification to what a textbook would print: the shortest of a few equal forms.
import { gatherAngles } from './angle-sums.ts';
import { appendWhole } from './append-whole.ts';
import { add, div, elementwise, mul, neg, pow, splitCoefficient } from './build.ts';
import { expand } from './expand.ts';
import { children, type Expr, minusOne, one, type ProductExpr, rational, type SumExpr, zero } from './expr.ts';
import { literalRows, matrix, type Rows } from './literal.ts';
import { divideExactly, fraction } from './polynomial.ts';
import { isPositive } from './range.ts';
import type { Ratio } from './rational.ts';
import { pullScalars } from './scalars.ts';
import { diagonal, matmul } from './tensor.ts';
import { contains, transform } from './visit.ts';

const costs = new WeakMap<Expr, number>();

/** How long a reader looks at it: the size of the printed tree. */
export function cost(e: Expr): number {
  const known = costs.get(e);
  if (known !== undefined) return known;
  const own =
    e.kind === 'rational' ? (e.value.d === 1n ? 1 : 1.5) : e.kind === 'apply' ? 1.5 : e.kind === 'sum' ? 1.2 : 1;
  const found = Math.min(
    1e9,
    children(e).reduce((n, c) => n + cost(c), own),
  );
  costs.set(e, found);
  return found;
}

const cache = new WeakMap<Expr, Expr>();

/** An equal expression that reads best. */
export function simplify(e: Expr): Expr {
  const known = cache.get(e);
  if (known) return known;
  let current = e;
  for (let i = 0; i < 4; i++) {
    const next = cheapest(transform(current, simplifyNode));
    if (next === current) break;
    current = next;
  }
  cache.set(e, current);
  return current;
}

const cheapest = (e: Expr): Expr => best([e, ...variants(e)]);
const best = (list: readonly Expr[]): Expr => list.reduce((a, b) => (cost(b) < cost(a) ? b : a));

function variants(e: Expr): readonly Expr[] {
  if (cost(e) > 600) return [];
  const expanded = shiftGammas(expand(e));
  const list = [expanded, factorCommon(expanded)];
  if (e.shape.length === 0 && cost(e) < 250) list.push(...rationalForms(e), ...rationalForms(expanded));
  return list;
}

function simplifyNode(node: Expr): Expr {
  const e = node.kind === 'sum' ? gatherEnds(gatherVectors(node)) : node;
  if (e.kind === 'sum')
    return best([e, factorCommon(e), gatherAngles(e), gatherSizes(e), ...(cost(e) < 120 ? [expand(e)] : [])]);
  if (e.kind === 'power') return pow(asFraction(e.base), e.exponent);
  if (e.kind === 'product') return best([e, ...reducedProducts(e)]);
  const [a] = e.kind === 'apply' && e.fn === 'log' ? e.args : [];
  return a ? elementwise('log', complement(a) ?? asFraction(a)) : e;
}

/** (1, 0) + (0, 1) = (1, 1): vectors of numbers are one, and rows of numbers. */
function gatherVectors(e: SumExpr): Expr {
  const numbers = e.terms.map(numbersIn);
  const known = numbers.filter((n) => n !== undefined);
  const [first] = known;
  if (!first || known.length < 2) return e;
  const sums = first.map((row, i) => row.map((_, j) => add(...known.map((n) => n[i]?.[j] ?? zero))));
  const rest = e.terms.filter((_, i) => !numbers[i]);
  return add(...rest, ...(sums.flat().every((x) => x === zero) ? [] : [matrix(sums)]));
}

/** (u, a) + (v, b) = (u + v, a + b), and so as weights in words of matrices: A diag(u, a) B + A diag(v, b) B. */
function gatherEnds(e: Expr): Expr {
  if (e.kind !== 'sum') return e;
  const groups = new Map<string, { readonly places: Ends[]; readonly terms: Expr[] }>();
  for (const term of e.terms) {
    const ends = endsOf(term);
    const group = ends && (groups.get(ends.around) ?? { places: [], terms: [] });
    if (!ends || !group) continue;
    group.places.push(ends);
    group.terms.push(term);
    groups.set(ends.around, group);
  }
  const several = [...groups.values()].filter(({ terms }) => terms.length > 1);
  const gone = several.flatMap(({ terms }) => terms);
  return gone.length === 0 ? e : add(...several.map(joinedEnds), ...e.terms.filter((t) => !gone.includes(t)));
}

/** A vector put together of all entries but the last and the last, and the word in which it stands. */
interface Ends {
  readonly front: Expr;
  readonly end: Expr;
  /** What is around it, by name. */
  readonly around: string;
  readonly within: (vector: Expr) => Expr;
}

function joinedEnds({ places }: { readonly places: readonly Ends[] }): Expr {
  const whole = appendWhole(add(...places.map(({ front }) => front)), add(...places.map(({ end }) => end)));
  return places[0]?.within(whole) ?? whole;
}

/** The parts of c (u, a), or of the first weights of a word c A diag(u, a) B. */
function endsOf(e: Expr): Ends | undefined {
  const { scalar, rest } = pullScalars(e);
  const letters = rest.kind === 'apply' && rest.fn === 'matmul' ? rest.args : [rest];
  const inside = letters.map((l) => (l.kind === 'apply' && l.fn === 'diagonal' ? (l.args[0] ?? l) : l));
  const at = inside.findIndex((l) => l.kind === 'apply' && l.fn === 'append');
  const vector = inside[at];
  const [front, end] = vector?.kind === 'apply' ? vector.args : [];
  if (!vector || !front || !end) return undefined;
  const isWeight = vector !== letters[at];
  const around = letters.map((l, i) => (i === at ? (isWeight ? 'diag' : 'vector') : l.id)).join();
  const within = (v: Expr): Expr => matmul(...letters.map((l, i) => (i !== at ? l : isWeight ? diagonal(v) : v)));
  return { front: mul(scalar, front), end: mul(scalar, end), around, within };
}

/** The rows of a written-out vector of numbers, or of a multiple of one. */
function numbersIn(e: Expr): Rows | undefined {
  const { coefficient, core } = splitCoefficient(e);
  const rows = literalRows(core);
  return rows?.flat().every((x) => x.kind === 'rational')
    ? rows.map((row) => row.map((x) => mul(rational(coefficient), x)))
    : undefined;
}

/** (1 + 1/P)/(P + 1)² = 1/(P(P + 1)): a factor that is a sum of quotients may cancel against a denominator. */
function reducedProducts(e: ProductExpr): readonly Expr[] {
  if (!e.factors.some(dividesBySum)) return [];
  const mixed = e.factors.filter(
    (f) => f.kind === 'sum' && f.shape.length === 0 && cost(f) < 40 && f.terms.some(divides),
  );
  return mixed.map((f) => {
    const { numerator, denominator } = fraction(f);
    return mul(...e.factors.filter((g) => g !== f), numerator, pow(denominator, minusOne));
  });
}

/** x/(P + 1)² + x/(P(P + 1)²) = x/(P(P + 1)): what weighs one term, made of sizes alone, is one fraction. */
function gatherSizes(e: SumExpr): Expr {
  if (!e.terms.some((t) => dividesBySum(t) && factorsOf(t).some((f) => f.kind !== 'rational' && isSize(f)))) return e;
  const weights = new Map<Expr, Expr[]>();
  for (const t of e.terms) {
    const size = sizesIn(t);
    const core = mul(...factorsOf(t).filter((f) => !isSize(f)));
    weights.set(core, [...(weights.get(core) ?? []), size]);
  }
  return add(
    ...[...weights].map(([core, list]) => mul(core, list.length > 1 ? asFraction(add(...list)) : (list[0] ?? one))),
  );
}

const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);
const isSize = (e: Expr): boolean =>
  e.shape.length === 0 && !contains(e, (n) => n.kind === 'symbol' || n.kind === 'apply' || n.kind === 'integral');
const sizesIn = (t: Expr): Expr => mul(...factorsOf(t).filter(isSize));

const divides = (e: Expr): boolean =>
  (e.kind === 'product' ? e.factors : [e]).some(
    (f) => f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n,
  );

/** 1 − 1/(1 + x) = x/(1 + x) for x > 0: under a logarithm it falls into two that cancel nothing. */
function complement(e: Expr): Expr | undefined {
  if (e.kind !== 'sum' || e.terms.length !== 2) return undefined;
  const whole = pow(add(one, neg(e)), minusOne);
  const x = add(whole, minusOne);
  return whole.kind === 'sum' && whole.terms.includes(one) && isPositive(x) ? div(x, whole) : undefined;
}

/** 1 + p/(1 − p) = 1/(1 − p) inside a logarithm or a power, where that reads shorter: the outer forms do not see it. */
function asFraction(e: Expr): Expr {
  if (e.kind !== 'sum' || e.shape.length > 0 || cost(e) > 80) return e;
  return best([e, ...(e.terms.some(dividesBySum) ? rationalForms(e) : [])]);
}

const dividesBySum = (e: Expr): boolean =>
  (e.kind === 'product' ? e.factors : [e]).some(
    (f) => f.kind === 'power' && f.base.kind === 'sum' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n,
  );

/** n/d with exact divisions carried out, n and d each factored. */
function rationalForms(e: Expr): readonly Expr[] {
  if (!contains(e, (n) => n.kind === 'power' && n.exponent.kind === 'rational' && n.exponent.value.n < 0n)) return [];
  const { numerator, denominator } = fraction(e);
  const reduced = cancel(numerator, denominator);
  return [reduced, expand(reduced)];
}

/** Divides numerator and denominator by every factor of the denominator that divides exactly. */
function cancel(numerator: Expr, denominator: Expr): Expr {
  let top = numerator;
  const bottom: Expr[] = [];
  for (const f of denominatorFactors(denominator)) {
    const [base, k] =
      f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.d === 1n
        ? [f.base, Number(f.exponent.value.n)]
        : [f, 1];
    let left = k;
    while (left > 0 && base.kind === 'sum') {
      const quotient = divideExactly(expand(top), expand(base));
      if (!quotient) break;
      top = quotient;
      left--;
    }
    if (left > 0) bottom.push(k === left ? f : pow(base, rational(left)));
  }
  return div(factorCommon(top), mul(...bottom));
}

/** The factors of a denominator, with what the terms of a sum share as factors of their own: x(1 + y) for x + xy. */
const denominatorFactors = (e: Expr): readonly Expr[] =>
  (e.kind === 'product' ? e.factors : [e]).flatMap((f) => {
    const apart = factorCommon(f);
    return apart.kind === 'product' ? apart.factors : [apart];
  });

/** c·g·(Σ …): the common monomial factor pulled out of a sum. */
export function factorCommon(e: Expr): Expr {
  if (e.kind !== 'sum') return e;
  const [first, ...rest] = e.terms.map(powersOf);
  if (!first) return e;
  const common: Expr[] = [];
  for (const [base, k] of first) {
    const exponents = rest.map((m) => m.get(base));
    if (exponents.some((x) => x === undefined)) continue;
    const smallest = [k, ...(exponents as Expr[])].reduce((a, b) => smaller(a, b));
    if (smallest !== zero) common.push(pow(base, smallest));
  }
  const factor = mul(...common);
  if (factor === one) return e;
  const inside = add(...e.terms.map((t) => div(t, factor)));
  return inside.kind === 'sum' ? mul(factor, inside) : mul(factor, inside);
}

function powersOf(term: Expr): ReadonlyMap<Expr, Expr> {
  const { core } = splitCoefficient(term);
  const powers = new Map<Expr, Expr>();
  if (core === one) return powers;
  for (const f of core.kind === 'product' ? core.factors : [core]) {
    if (f.kind === 'power') powers.set(f.base, f.exponent);
    else powers.set(f, one);
  }
  return powers;
}

function smaller(a: Expr, b: Expr): Expr {
  if (a === b) return a;
  if (a.kind !== 'rational' || b.kind !== 'rational') return zero;
  return lessRatio(a.value, b.value) ? a : b;
}

const lessRatio = (a: Ratio, b: Ratio): boolean => a.n * b.d < b.n * a.d;

/** Brings ψ⁽ⁿ⁾(x+k) and log Γ(x+k) of one x to the smallest shift that occurs: ψ(x+1) = ψ(x) + 1/x (DLMF 5.5). */
function shiftGammas(e: Expr): Expr {
  const lowest = new Map<Expr, bigint>();
  contains(e, (n) => {
    const parts = gammaArgument(n);
    if (parts) {
      const known = lowest.get(parts.core);
      if (known === undefined || parts.shift < known) lowest.set(parts.core, parts.shift);
    }
    return false;
  });
  return transform(e, (n) => {
    const parts = gammaArgument(n);
    if (!parts || n.kind !== 'apply') return n;
    const target = lowest.get(parts.core) ?? parts.shift;
    return parts.shift - target > 0n && parts.shift - target <= 6n ? shiftDown(n, parts.core, parts.shift, target) : n;
  });
}

function gammaArgument(n: Expr): { core: Expr; shift: bigint } | undefined {
  if (n.kind !== 'apply' || (n.fn !== 'lgamma' && n.fn !== 'digamma' && n.fn !== 'polygamma')) return undefined;
  const x = n.fn === 'polygamma' ? n.args[1] : n.args[0];
  if (!x || !isPositive(x)) return undefined;
  const terms = x.kind === 'sum' ? x.terms : [x];
  const constant = terms.find((t) => t.kind === 'rational');
  const whole = constant?.kind === 'rational' ? floorRatio(constant.value) : 0n;
  return { core: add(x, rational(-whole)), shift: whole };
}

const floorRatio = (r: Ratio): bigint => (r.n >= 0n ? r.n / r.d : -((-r.n + r.d - 1n) / r.d));

function shiftDown(n: Expr & { kind: 'apply' }, core: Expr, shift: bigint, target: bigint): Expr {
  const lowest = add(core, rational(target));
  if (!isPositive(lowest)) return n;
  const steps = Array.from({ length: Number(shift - target) }, (_, i) => add(lowest, rational(i)));
  if (n.fn === 'lgamma') return add(elementwise('lgamma', lowest), ...steps.map((x) => elementwise('log', x)));
  if (n.fn === 'digamma') return add(elementwise('digamma', lowest), ...steps.map((x) => pow(x, minusOne)));
  const [order = one] = n.args;
  if (order !== one) return n;
  return add(elementwise('polygamma', one, lowest), ...steps.map((x) => mul(minusOne, pow(x, rational(-2)))));
}
