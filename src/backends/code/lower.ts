// From equations to terms: quotients, roots and signs as a programmer writes them; matrices in `words.ts`.
import { CompilerBug } from '../../diagnostics.ts';
import { add, applyNode, log as logarithm, mul, neg, pow, splitCoefficient } from '../../ir/build.ts';
import { complementOf } from '../../ir/complement-logarithms.ts';
import { type ApplyExpr, type Expr, one, type PowerExpr, rational } from '../../ir/expr.ts';
import { isNonNegative } from '../../ir/range.ts';
import { mulRatio, powRatio, type Ratio, ratioOne } from '../../ir/rational.ts';
import { stirlingPartOf } from '../../ir/stirling.ts';
import { contains } from '../../ir/visit.ts';
import { type FunctionForm, matchFunction, matchSum, type SumForm } from './forms.ts';
import { lowerIntegral, lowerLogIntegral } from './integrals.ts';
import { elementwise, type Lowering } from './lowering.ts';
import type { Names } from './names.ts';
import { type ElementwiseOperation, isHost, type Term, type TermTable } from './term.ts';
import { lowerDeterminantGap, lowerTensor } from './words.ts';

/** A lowering with the given symbols bound to terms. */
export function createLowering(
  table: TermTable,
  names: Names,
  environment: Map<Expr, Term>,
  differentiable: boolean,
): Lowering {
  const done = new Map<Expr, Term>();
  const self: Lowering = {
    table,
    names,
    environment,
    differentiable,
    lower(e) {
      const known = environment.get(e) ?? done.get(e);
      if (known) return known;
      const made = lowerNode(e, self);
      done.set(e, made);
      return made;
    },
    remember: (e, term) => done.set(e, term),
    within: (bindings) => createLowering(table, names, new Map([...environment, ...bindings]), differentiable),
  };
  return self;
}

function lowerNode(e: Expr, l: Lowering): Term {
  switch (e.kind) {
    case 'rational':
      return lowerRatio(e.value, l);
    case 'constant':
      return l.table.number(e.name);
    case 'dimension':
      return l.table.size(e.dim);
    case 'identity':
      return l.table.call('identity', [], e.shape);
    case 'symbol': {
      const part = stirlingPartOf(e);
      if (part?.name === 'determinantGap') return lowerDeterminantGap(part.arguments, l);
      if (part?.name === 'choose') return lowerChoice(part.arguments, l);
      if (part) return elementwise(l, part.name, ...part.arguments.map(l.lower));
      const complement = complementOf(e);
      if (complement) return elementwise(l, 'logHalfErfc', l.lower(complement));
      const known = lowerLogIntegral(e, l);
      if (known) return known;
      throw new CompilerBug(`the symbol ${e.name} has no value here`);
    }
    case 'sum':
      return lowerSum(e.terms, l);
    case 'product':
      return lowerProduct(e.factors, l);
    case 'power':
      return lowerPower(e, l);
    case 'integral':
      return lowerIntegral(e, l);
    case 'apply':
      return lowerApply(e, l);
  }
}

/** One of two forms by the sign of a place. Differentiated, each reads inputs through which nothing passes where it is not taken. */
function lowerChoice([place = one, above = one, below = one]: readonly Expr[], l: Lowering): Term {
  const at = l.lower(place);
  const form = (side: number, e: Expr): Term =>
    l.differentiable && contains(e, mayOverflow) ? l.within(passing(side, at, l)).lower(e) : l.lower(e);
  return elementwise(l, 'choose', at, form(1, above), form(-1, below));
}

function passing(side: number, place: Term, l: Lowering): ReadonlyMap<Expr, Term> {
  const read = [...l.environment].filter(([, t]) => !isHost(t) && (place.shape.length === 0 || t.shape.length > 0));
  return new Map(read.map(([e, t]) => [e, elementwise(l, 'passing', l.table.number(side), place, t)]));
}

const overflowing: ReadonlySet<string> = new Set(['exp', 'expm1', 'sinh', 'cosh', 'gamma', 'besselI']);

const mayOverflow = (e: Expr): boolean =>
  (e.kind === 'apply' && overflowing.has(e.fn)) ||
  (e.kind === 'power' && e.exponent.kind !== 'rational') ||
  (stirlingPartOf(e)?.arguments.some((a) => contains(a, mayOverflow)) ?? false);

function lowerRatio(value: Ratio, l: Lowering): Term {
  const magnitude = value.n < 0n ? -value.n : value.n;
  const top = l.table.number(Number(magnitude));
  const positive = value.d === 1n ? top : elementwise(l, 'divide', top, l.table.number(Number(value.d)));
  return value.n < 0n ? elementwise(l, 'negate', positive) : positive;
}

interface Signed {
  readonly negative: boolean;
  readonly term: Term;
}

/** |e| and the sign of its leading coefficient. */
function signed(e: Expr, l: Lowering): Signed {
  const negative = splitCoefficient(e).coefficient.n < 0n;
  return { negative, term: l.lower(negative ? neg(e) : e) };
}

function lowerSum(given: readonly Expr[], l: Lowering): Term {
  const terms = joinLogarithms(given, l);
  const parts = signedParts(terms, l);
  const scalars = parts.filter((p) => p.term.shape.length === 0);
  const tensors = parts.filter((p) => p.term.shape.length > 0);
  if (scalars.length === 0 || tensors.length === 0) return addSigned(parts, l);
  return addSigned([addUp(scalars, l), ...tensors], l);
}

/** The terms of a sum; those that are one function together come as one. */
function signedParts(terms: readonly Expr[], l: Lowering): readonly Signed[] {
  const form = matchSum(terms);
  if (!form) return terms.map((t) => signed(t, l));
  return [{ negative: form.negative, term: lowerForm(form, l) }, ...signedParts(restOf(form.rest), l)];
}

/** a·log 2 + a·log π as a·log 2π: the logarithms of numbers with one factor become one. */
function joinLogarithms(terms: readonly Expr[], l: Lowering): readonly Expr[] {
  const groups = new Map<Expr, Expr[]>();
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const number = factors.map(loggedNumber).find((x) => x !== undefined);
    if (!number) continue;
    const rest = mul(...factors.filter((f) => loggedNumber(f) !== number));
    groups.set(rest, [...(groups.get(rest) ?? []), number]);
  }
  return [...groups].reduce<readonly Expr[]>((left, [rest, numbers]) => {
    if (numbers.length < 2) return left;
    const used = numbers.map((n) => mul(rest, logarithm(n)));
    const joined = mul(...numbers);
    const whole = applyNode('log', [joined], []);
    l.remember(whole, elementwise(l, 'log', l.lower(joined)));
    return [...left.filter((t) => !used.includes(t)), rest === one ? whole : mul(rest, whole)];
  }, terms);
}

/** The number whose logarithm this is. */
function loggedNumber(e: Expr): Expr | undefined {
  if (e.kind !== 'apply' || e.fn !== 'log') return undefined;
  const [x] = e.args;
  return x?.kind === 'rational' || x?.kind === 'constant' ? x : undefined;
}

const restOf = (rest: Expr): readonly Expr[] =>
  rest.kind === 'sum' ? rest.terms : rest.kind === 'rational' && rest.value.n === 0n ? [] : [rest];

function lowerForm(form: SumForm, l: Lowering): Term {
  const value = elementwise(l, form.operation, ...form.arguments.map(l.lower));
  return form.factor === one ? value : elementwise(l, 'multiply', l.lower(form.factor), value);
}

/** The scalars of a sum as one signed term. */
function addUp(parts: readonly Signed[], l: Lowering): Signed {
  if (parts.every((p) => p.negative)) {
    return {
      negative: true,
      term: addSigned(
        parts.map((p) => ({ ...p, negative: false })),
        l,
      ),
    };
  }
  return { negative: false, term: addSigned(parts, l) };
}

/** a + b − c, beginning with a positive term where there is one. */
function addSigned(parts: readonly Signed[], l: Lowering): Term {
  const ordered = [...parts.filter((p) => !p.negative), ...parts.filter((p) => p.negative)];
  const [first, ...rest] = ordered;
  if (!first) return l.table.number(0);
  const start = first.negative ? elementwise(l, 'negate', first.term) : first.term;
  return rest.reduce((sum, p) => elementwise(l, p.negative ? 'subtract' : 'add', sum, p.term), start);
}

/** Numerators and denominators, numbers split between them. */
function lowerProduct(factors: readonly Expr[], l: Lowering): Term {
  const numerators: Expr[] = [];
  const denominators: Expr[] = [];
  const joined = joinedPowers(factors, l);
  const root = combinedRoot(joined?.rest ?? factors, l);
  let negative = false;
  for (const f of matchFunctionPairs(root?.rest ?? joined?.rest ?? factors, l, numerators)) {
    if (f.kind === 'rational') {
      negative = f.value.n < 0n;
      const top = negative ? -f.value.n : f.value.n;
      if (top !== 1n) numerators.unshift(rational(top));
      if (f.value.d !== 1n) denominators.unshift(rational(f.value.d));
    } else if (f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n) {
      denominators.push(pow(f.base, neg(f.exponent)));
    } else numerators.push(f);
  }
  const over = [
    ...numerators.map(l.lower),
    ...(joined ? [joined.term] : []),
    ...(root && !root.inverted ? [root.term] : []),
  ];
  const under = [...denominators.map(l.lower), ...(root?.inverted ? [root.term] : [])];
  const quotient = divide(over, under, l);
  return negative ? elementwise(l, 'negate', quotient) : quotient;
}

/** xʸ·eᶻ = e^{y log x + z} for x ≥ 0 and an exponent that is no number: neither factor overflows alone. */
function joinedPowers(factors: readonly Expr[], l: Lowering): { term: Term; rest: readonly Expr[] } | undefined {
  const exponents = factors.flatMap((f): readonly { readonly f: Expr; readonly exponent: Expr }[] => {
    const bessel = logarithmOfBesselK(f);
    if (bessel) return [{ f, exponent: bessel }];
    if (f.kind === 'power' && f.exponent.kind !== 'rational' && isNonNegative(f.base))
      return [{ f, exponent: mul(f.exponent, logarithm(f.base)) }];
    return f.kind === 'apply' && f.fn === 'exp' && f.args[0] ? [{ f, exponent: f.args[0] }] : [];
  });
  if (exponents.length < 2 || exponents.every(({ f }) => f.kind === 'apply')) return undefined;
  const term = elementwise(l, 'exp', l.lower(add(...exponents.map(({ exponent }) => exponent))));
  return { term, rest: factors.filter((f) => !exponents.some((e) => e.f === f)) };
}

/** k·log K_ν(x) of K_ν(x)ᵏ: quotients of such functions stay where each of them underflows. */
function logarithmOfBesselK(f: Expr): Expr | undefined {
  const [base, exponent] = f.kind === 'power' ? [f.base, f.exponent] : [f, one];
  const isBessel = base.kind === 'apply' && base.fn === 'besselK';
  return isBessel ? mul(exponent, applyNode('log', [base], base.shape)) : undefined;
}

interface Root {
  readonly term: Term;
  readonly inverted: boolean;
  /** The other factors; a rational among them is ±1. */
  readonly rest: readonly Expr[];
}

/** c·√r·√x = ±√(c²r·x) for rational c and r, where small numbers come out: one root instead of two. */
function combinedRoot(factors: readonly Expr[], l: Lowering): Root | undefined {
  const roots = factors.filter((f): f is PowerExpr => f.kind === 'power' && isHalf(f.exponent));
  const [number, root] = roots;
  if (roots.length !== 2 || number?.base.kind !== 'rational' || !root || root.base.kind === 'rational')
    return undefined;
  const [first] = factors;
  const scale = first?.kind === 'rational' ? first.value : ratioOne;
  const square = mulRatio(mulRatio(scale, scale), powRatio(number.base.value, signOf(number.exponent)));
  if (square.n > 1000n || square.d > 1000n) return undefined;
  const inverted = signOf(root.exponent) < 0n;
  const under = mul(rational(inverted ? powRatio(square, -1n) : square), root.base);
  const others = factors.filter((f) => f !== number && f !== root && f.kind !== 'rational');
  const rest = scale.n < 0n ? [rational(-1), ...others] : others;
  return { term: elementwise(l, 'sqrt', l.lower(under)), inverted, rest };
}

const isHalf = (e: Expr): boolean =>
  e.kind === 'rational' && e.value.d === 2n && (e.value.n === 1n || e.value.n === -1n);
const signOf = (e: Expr): bigint => (e.kind === 'rational' && e.value.n < 0n ? -1n : 1n);

const formTerm = ({ operation, arguments: given, power = 1 }: FunctionForm, l: Lowering): Term =>
  rationalPower(elementwise(l, operation, ...given.map(l.lower)), power, 1, l);

/** Pairs of factors that are one function together (a ratio of Bessel functions) are remembered as one node. */
function matchFunctionPairs(factors: readonly Expr[], l: Lowering, numerators: Expr[]): readonly Expr[] {
  const pair = matchFunction(factors);
  if (!pair) return factors;
  const whole = mul(...pair.used);
  l.remember(whole, formTerm(pair, l));
  numerators.push(whole);
  const rest = factors.filter((f) => !pair.used.includes(f));
  return matchFunctionPairs(rest, l, numerators);
}

const isScalarTerm = (t: Term): boolean => t.shape.length === 0;

function divide(numerators: readonly Term[], denominators: readonly Term[], l: Lowering): Term {
  const scalar = quotient(numerators.filter(isScalarTerm), denominators.filter(isScalarTerm), l);
  const tensor = quotient(
    numerators.filter((t) => !isScalarTerm(t)),
    denominators.filter((t) => !isScalarTerm(t)),
    l,
  );
  if (!tensor.top && !tensor.bottom) return join(scalar, l);
  if (!tensor.top && tensor.bottom) {
    const bottom = scalar.bottom ? elementwise(l, 'multiply', scalar.bottom, tensor.bottom) : tensor.bottom;
    return elementwise(l, 'divide', scalar.top ?? l.table.number(1), bottom);
  }
  const value = join(tensor, l);
  if (scalar.top) return elementwise(l, 'multiply', join(scalar, l), value);
  return scalar.bottom ? elementwise(l, 'divide', value, scalar.bottom) : value;
}

interface Quotient {
  readonly top: Term | undefined;
  readonly bottom: Term | undefined;
}

const quotient = (top: readonly Term[], bottom: readonly Term[], l: Lowering): Quotient => ({
  top: multiplyAll(top, l),
  bottom: multiplyAll(bottom, l),
});

const multiplyAll = (terms: readonly Term[], l: Lowering): Term | undefined =>
  terms.length === 0 ? undefined : terms.reduce((a, b) => elementwise(l, 'multiply', a, b));

function join({ top, bottom }: Quotient, l: Lowering): Term {
  const one1 = l.table.number(1);
  if (!bottom) return top ?? one1;
  return elementwise(l, 'divide', top ?? one1, bottom);
}

function lowerPower(e: PowerExpr, l: Lowering): Term {
  const base = l.lower(e.base);
  if (e.exponent.kind !== 'rational') return elementwise(l, 'power', base, l.lower(e.exponent));
  const { n, d } = e.exponent.value;
  if (n < 0n) return elementwise(l, 'divide', l.table.number(1), l.lower(pow(e.base, neg(e.exponent))));
  return rationalPower(base, Number(n), Number(d), l);
}

function rationalPower(base: Term, n: number, d: number, l: Lowering): Term {
  if (d === 2) {
    const root = elementwise(l, 'sqrt', base);
    return n === 1 ? root : elementwise(l, 'multiply', rationalPower(base, (n - 1) / 2, 1, l), root);
  }
  if (d !== 1) return elementwise(l, 'power', base, elementwise(l, 'divide', l.table.number(n), l.table.number(d)));
  if (n === 1) return base;
  if (n === 2) return elementwise(l, 'square', base);
  if (n === 3) return elementwise(l, 'multiply', elementwise(l, 'square', base), base);
  if (n === 4) return elementwise(l, 'square', elementwise(l, 'square', base));
  return elementwise(l, 'power', base, l.table.number(n));
}

function lowerApply(e: ApplyExpr, l: Lowering): Term {
  const form = matchFunction([e]);
  if (form) return formTerm(form, l);
  if (e.fn === 'polygamma' && e.args[0] === one && e.args[1]) return elementwise(l, 'trigamma', l.lower(e.args[1]));
  if (e.fn === 'phi' && e.args[0] === one && e.args[1]) return elementwise(l, 'phi1', l.lower(e.args[1]));
  const tensor = lowerTensor(e, l);
  return tensor ?? elementwise(l, e.fn as ElementwiseOperation, ...e.args.map(l.lower));
}
