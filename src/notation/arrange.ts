// The order in which a reader expects terms and factors, and the signs and rational factors pulled out of them.
import { add, applyNode, mul, neg, primitivePart, splitCoefficient } from '../ir/build.ts';
import type { Expr, SumExpr } from '../ir/expr.ts';
import { integral, isScalar, one, rational } from '../ir/expr.ts';
import { compare } from '../ir/order.ts';
import { mulRatio, type Ratio, ratioOne } from '../ir/rational.ts';
import { cost, factorCommon } from '../ir/simplify.ts';
import { stirlingPartOf } from '../ir/stirling.ts';
import { rowsOf, transpose } from '../ir/tensor.ts';
import { contains, symbolsOf } from '../ir/visit.ts';
import { namesFunction } from './abbreviate.ts';
import { completedSums } from './completed-sums.ts';
import { binomialLogarithms } from './factorials.ts';
import { joinedSums, outOfSums } from './joined-sums.ts';
import { mergedLogarithms } from './logarithms.ts';
import type { Lead } from './printing.ts';
import { besideOneStep, overOneNumber } from './shared-numbers.ts';
import { weightedDifferences } from './shared-weights.ts';
import { absolute, plainTerm, type SignedTerm } from './signed-term.ts';
import { isStepSize, weighted } from './step-sizes.ts';
import { comparedTerms } from './two-members.ts';

/** A term taken apart: all-negative factors give their sign away, (p − 1) log(1 − p) is −(1 − p) log(1 − p), and in a quotient a factor's own number joins the others. */
export function signedTerm(term: Expr): SignedTerm {
  const { negative: minus, coefficient, factors: given } = plainTerm(outOfSums(term));
  let negative = minus;
  let scale = coefficient;
  const quotient = given.some(isDenominator);
  const factors = given.map((whole) => {
    if (given.some((f) => f.kind === 'apply' && f.fn === 'log' && f.args[0] === neg(whole))) {
      negative = !negative;
      return neg(whole);
    }
    const body = whole.kind === 'integral' ? signedTerm(whole.body) : undefined;
    if (whole.kind === 'integral' && body?.negative) {
      negative = !negative;
      return integral(whole.variable, mul(rational(body.coefficient), ...body.factors));
    }
    const own = whole.kind === 'sum' ? pulledNumber(whole, quotient, given.length > 1) : ratioOne;
    scale = mulRatio(scale, own);
    const f = mul(rational({ n: own.d, d: own.n }), whole);
    const form = alignedForm(f);
    if (form) {
      negative = !negative;
      return form;
    }
    if (f.kind !== 'sum' || !f.terms.every(isNegativeTerm)) return f;
    negative = !negative;
    return neg(f);
  });
  return { negative, coefficient: scale, factors };
}

/** What a bracket gives to the number before a product: n·½(a + b) is n/2 (a + b). */
function pulledNumber(sum: SumExpr, quotient: boolean, among: boolean): Ratio {
  if (quotient) return ownNumber(sum);
  const common = among ? commonFactor(sum) : undefined;
  return common && !common.simple ? common.factor : ratioOne;
}

/** The number in front of a sum whose terms then have whole coefficients: ¼ for λ²/4 − μ/2. */
function ownNumber(sum: SumExpr): Ratio {
  const below = sum.terms.map((t) => splitCoefficient(t).coefficient.d);
  const common = below.reduce((a, b) => (a * b) / divisor(a, b), 1n);
  return commonFactor(sum)?.factor ?? { n: 1n, d: common };
}

const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));

/** (θ − m)ᵀS(m − θ) as the negative of (θ − m)ᵀS(θ − m). */
function alignedForm(f: Expr): Expr | undefined {
  if (f.kind !== 'apply' || f.fn !== 'trace') return undefined;
  const row = f.args.find((a) => rowsOf(a) === '1');
  const column = f.args.find((a) => a.shape.length === 1);
  if (!row || column?.kind !== 'sum' || neg(transpose(row)) !== column) return undefined;
  return applyNode(
    'trace',
    f.args.map((a) => (a === column ? transpose(row) : a)),
    [],
  );
}

const isNegativeTerm = (t: Expr): boolean => splitCoefficient(t).coefficient.n < 0n;

/** The terms of a sum in reading order, with what shares a function or a denominator brought together. */
export const arrangedTerms = (sum: SumExpr): readonly Expr[] => ordered(gathered(sum.terms));

/** What compares two members, what is weighted by step sizes, and what shares a function is brought together. */
const gathered = (terms: readonly Expr[]): readonly Expr[] => {
  const weighed = besideOneStep(weighted(comparedTerms(completedSums(terms))));
  const together = joinedSums(weightedDifferences(collected(overOneDenominator(weighed))), gathered);
  return overOneNumber(binomialLogarithms(together));
};

/** The terms of a sum in reading order, each as it stands. */
export const plainTerms = (sum: SumExpr): readonly Expr[] => ordered(sum.terms);

/** A positive term first, functions last, polynomials by degree; what stands over one number comes after them. */
function ordered(given: readonly Expr[]): readonly Expr[] {
  const fractions = given.filter((t) => t.kind === 'sum');
  const terms = given.filter((t) => t.kind !== 'sum');
  if (fractions.length > 0) return [...ordered(terms), ...fractions];
  const constant = terms.find((t) => t.kind === 'rational');
  const others = mergedLogarithms(terms.filter((t) => t.kind !== 'rational'));
  const degrees = others.map(degreeInOneSymbol);
  const polynomial = others.length > 1 && new Set(degrees.map((d) => d?.symbol)).size === 1 && degrees[0];
  const sorted = polynomial
    ? others
        .map((t, i) => ({ t, k: degrees[i]?.degree ?? 0 }))
        .sort((a, b) => b.k - a.k)
        .map(({ t }) => t)
    : [...others].sort(byReading);
  const list = positiveFirst(sorted);
  if (constant?.kind !== 'rational') return list;
  const [first] = list;
  const letters = first && !isNegativeTerm(first) && list.every((t) => isLetter(splitCoefficient(t).core));
  if (!polynomial && constant.value.n >= 0n && !letters) {
    const steps = sorted.filter(isOfSteps);
    return [constant, ...steps, ...positiveFirst(sorted.filter((t) => !steps.includes(t)))];
  }
  const functions = list.findIndex(isFunctional);
  return functions > 0 ? list.toSpliced(functions, 0, constant) : [...list, constant];
}

/** The terms in the order of their rank, where the printing has one; a positive term stays first. */
export const led = (terms: readonly Expr[], rank: Lead): readonly Expr[] =>
  rank ? positiveFirst([...terms].sort((a, b) => rank(a) - rank(b))) : terms;

/** The terms of a sum under an even power: (m − θ)² is read as (θ − m)², the variable first. */
export function evenBase(sum: SumExpr): readonly Expr[] {
  const terms = arrangedTerms(sum);
  const [first, second, ...more] = terms;
  const turned = first && second && more.length === 0 && holdsVariable(second) && !holdsVariable(first);
  return turned && signedTerm(second).negative ? [neg(second), neg(first)] : terms;
}

/** The letters that specifications give to variables by custom. */
export const holdsVariable = (e: Expr): boolean => [...symbolsOf(e)].some((s) => /^[θxyz](?!_)/iu.test(s.name));

/** 2ρab − 2ρc → 2ρ(ab − c). */
function factored(e: Expr): Expr {
  const apart = factorCommon(e);
  const factors = apart.kind === 'product' ? apart.factors : [apart];
  return mul(
    ...factors.flatMap((f) => {
      if (f.kind !== 'sum' || !isScalar(f)) return [f];
      const { content, primitive } = primitivePart(f);
      return [rational(absolute(content)), content.n < 0n ? neg(primitive) : primitive];
    }),
  );
}

/** a/(b + c) − d/(b + c) → (a − d)/(b + c): terms over the same sum stand over one bar. */
function overOneDenominator(terms: readonly Expr[]): readonly Expr[] {
  const groups = new Map<Expr, Expr[]>();
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const below = factors.filter((f) => f.kind === 'power' && f.base.kind === 'sum' && isDenominator(f));
    const denominator = mul(...below);
    groups.set(denominator, [...(groups.get(denominator) ?? []), mul(...factors.filter((f) => !below.includes(f)))]);
  }
  return [...groups].flatMap(([denominator, above]) =>
    denominator === one || above.length < 2
      ? above.map((a) => mul(a, denominator))
      : [mul(factored(add(...above)), denominator)],
  );
}

/** νf − Pf − f → (ν − P − 1)f for a function f, and the same for a denominator. */
function collected(terms: readonly Expr[]): readonly Expr[] {
  const groups = new Map<Expr, Expr[]>();
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const shared = factors.some((f) => isFunctional(f) && !isPlainTotal(f));
    const weighed = factors.some((f) => [...symbolsOf(f)].some(isStepSize));
    const inCore = (f: Expr): boolean => isFunctional(f) && !(shared && isPlainTotal(f)) && !(weighed && isMatrix(f));
    const core = mul(...factors.filter(inCore));
    const weight = mul(...factors.filter((f) => !inCore(f)));
    groups.set(core, [...(groups.get(core) ?? []), weight]);
  }
  return [...groups].flatMap(([core, weights]) =>
    core === one || weights.length < 2 ? weights.map((w) => mul(w, core)) : [mul(factored(add(...weights)), core)],
  );
}

const isMatrix = (e: Expr): boolean => e.shape.length > 1;

/** Σ aᵢ of letters, which is a weight of a function as a letter is. */
const isPlainTotal = (e: Expr): boolean =>
  e.kind === 'apply' && e.fn === 'total' && e.args.every((a) => !isFunctional(a));

const isLetter = (e: Expr): boolean => e.kind === 'symbol' || e.kind === 'dimension' || e.kind === 'constant';

function degreeInOneSymbol(term: Expr): { symbol: Expr; degree: number } | undefined {
  const { core } = splitCoefficient(term);
  if (core.kind === 'symbol') return { symbol: core, degree: 1 };
  if (core.kind !== 'power' || core.base.kind !== 'symbol' || core.exponent.kind !== 'rational') return undefined;
  return { symbol: core.base, degree: Number(core.exponent.value.n) / Number(core.exponent.value.d) };
}

const isFunctional = (e: Expr): boolean =>
  contains(
    e,
    (n) =>
      (n.kind === 'apply' && n.fn !== 'transpose') ||
      n.kind === 'integral' ||
      namesFunction(n) ||
      stirlingPartOf(n) !== undefined,
  );

/** A function, or a power whose exponent is no number. */
const isLate = (e: Expr): boolean =>
  isFunctional(e) || contains(e, (n) => n.kind === 'power' && n.exponent.kind !== 'rational');

/** Polynomials before functions, short before long, then the canonical order. */
function byReading(a: Expr, b: Expr): number {
  const byKind = Number(hasWeight(b)) - Number(hasWeight(a)) || Number(isLate(a)) - Number(isLate(b));
  if (byKind !== 0) return byKind;
  const byIdentity = isFunctional(a) ? Number(isOfIdentity(b)) - Number(isOfIdentity(a)) : 0;
  if (byIdentity !== 0) return byIdentity;
  const difference = cost(splitCoefficient(a).core) - cost(splitCoefficient(b).core);
  const byVariable =
    a.kind === 'symbol' && b.kind === 'symbol' ? Number(holdsVariable(a)) - Number(holdsVariable(b)) : 0;
  if (byVariable !== 0) return byVariable;
  return Math.abs(difference) > 2.5 ? difference : compare(splitCoefficient(a).core, splitCoefficient(b).core);
}

/** ρτ, which stays beside the 1 that it is taken from. */
const isOfSteps = (t: Expr): boolean => plainTerm(t).factors.every(isStepSize);

/** c₀ I, the first term of a series in a matrix. */
const isOfIdentity = (t: Expr): boolean => (t.kind === 'product' ? t.factors : [t]).some((f) => f.kind === 'identity');

/** (1 − ρτ)λ: the old value with its weight comes before what is added to it. */
const hasWeight = (t: Expr): boolean =>
  t.kind === 'product' &&
  t.factors.some((f) => f.kind === 'sum' && symbolsOf(f).size > 0 && [...symbolsOf(f)].every(isStepSize));

function positiveFirst(terms: readonly Expr[]): readonly Expr[] {
  const [first] = terms;
  if (first && hasWeight(first)) return terms;
  const at = terms.findIndex((t) => !signedTerm(t).negative);
  const lead = terms[at];
  return at > 0 && lead ? [lead, ...terms.slice(0, at), ...terms.slice(at + 1)] : terms;
}

/** c·(…): the positive factor c that a reader expects in front of a sum. */
export interface CommonFactor {
  readonly factor: Ratio;
  readonly inside: readonly Expr[];
  /** Short enough to stand above a fraction bar. */
  readonly simple: boolean;
}

/** A denominator that all terms share, or an integer that all coefficients equal. */
export function commonFactor(sum: SumExpr): CommonFactor | undefined {
  const terms = gathered(sum.terms);
  const coefficients = terms.map((t) => absolute(splitCoefficient(t).coefficient));
  const [first = ratioOne] = coefficients;
  const simple = terms.every((t) => !isFunctional(t) && !hasDenominator(t));
  const sameBelow = first.d !== 1n && coefficients.every((c) => c.d === first.d);
  const sameAbove = coefficients.every((c) => c.n === first.n && c.d === first.d) && first.n !== 1n;
  if (!(sameBelow && (simple || terms.length > 2)) && !(sameAbove && simple)) return undefined;
  const factor = sameAbove ? first : { n: 1n, d: first.d };
  const inverse = rational({ n: factor.d, d: factor.n });
  return {
    factor,
    inside: ordered(terms.map((t) => mul(inverse, t))),
    simple: simple && isScalar(sum) && factor.n === 1n,
  };
}

const isDenominator = (e: Expr): boolean =>
  e.kind === 'power' && e.exponent.kind === 'rational' && e.exponent.value.n < 0n;

const hasDenominator = (t: Expr): boolean => contains(t, isDenominator);

/** e^λ, e^{−2λ}: read as a power; a longer exponential is read last. */
export const isShortExponential = (f: Expr): boolean => f.kind === 'apply' && f.fn === 'exp' && cost(f) <= 4.5;

/** ℓ′ and ∇ℓ come last: before a bracket they would be read as taken at what it holds. */
const isSlope = (name: string): boolean => /^∇?ℓ/u.test(name);

/** Where a factor stands in a product. */
function rank(f: Expr, product: readonly Expr[]): number {
  switch (f.kind) {
    case 'rational':
      return 0;
    case 'constant':
      return 1;
    case 'dimension':
      return 2;
    case 'symbol':
      return stirlingPartOf(f) ? 6 : isStepSize(f) ? 2 : isSlope(f.name) ? 7 : 4;
    case 'power':
      if (isStepSize(f)) return 2;
      return f.base.kind === 'rational' || f.base.kind === 'constant'
        ? 1
        : f.base.kind === 'sum'
          ? 5
          : f.base.kind === 'apply' || stirlingPartOf(f.base)
            ? 6
            : 4;
    case 'sum':
      return leadsProduct(f, product) ? 3 : 5;
    case 'apply':
      return f.fn === 'exp'
        ? isShortExponential(f)
          ? 5.5
          : 9
        : f.fn === 'total' || f.fn === 'prod' || f.fn === 'logsumexp'
          ? 8
          : 6;
    case 'integral':
      return 8;
    default:
      return 5;
  }
}

/** (1 − ρτ)λ, but p(1 − p) and ν(a + b). */
function leadsProduct(sum: SumExpr, product: readonly Expr[]): boolean {
  if (!sum.terms.some((t) => t.kind === 'rational') || cost(sum) > 7) return false;
  const inside = symbolsOf(sum);
  return product.every((f) => f === sum || [...symbolsOf(f)].every((s) => !inside.has(s)));
}

/** Step sizes are read as coefficients and come first; what they scale comes before draws, a gradient or a statistic last. */
function letterRank(e: Expr): number {
  const name = e.kind === 'symbol' ? e.name : e.kind === 'power' && e.base.kind === 'symbol' ? e.base.name : '';
  if (/^[ρτ]$/u.test(name)) return 0;
  if (e.kind === 'sum' && [...symbolsOf(e)].every((s) => /^[ρτ]$/u.test(s.name))) return 0;
  if (/^[εϵ]/u.test(name)) return 3;
  if (/^[GT]/.test(name)) return 4;
  return /^[A-Z]/.test(name) || !isScalar(e) ? 2 : 1;
}

/** The factors of a product in reading order. */
export function arrangedFactors(factors: readonly Expr[]): readonly Expr[] {
  return factors
    .map((f, i) => ({ f, i, key: rank(f, factors) }))
    .sort((a, b) => a.key - b.key || letterRank(a.f) - letterRank(b.f) || a.i - b.i)
    .map(({ f }) => f);
}
