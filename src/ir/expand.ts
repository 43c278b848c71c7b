// Expansion: products over sums, powers of sums, words and totals over sums, split exponentials on request.
import { add, elementwise, exp, fill, mul, neg, pow } from './build.ts';
import { type Expr, isScalar, one, rational } from './expr.ts';
import { diagonal, matmul, total, trace } from './tensor.ts';
import { transform } from './visit.ts';

/** More terms than this are not expanded: the expression stays factored. */
const termLimit = 400;

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** All products of one term from each list, or undefined when there are too many. */
function combinations(lists: readonly (readonly Expr[])[]): readonly (readonly Expr[])[] | undefined {
  const count = lists.reduce((n, l) => n * l.length, 1);
  if (count > termLimit) return undefined;
  return lists.reduce<readonly (readonly Expr[])[]>(
    (sofar, list) => sofar.flatMap((p) => list.map((t) => [...p, t])),
    [[]],
  );
}

/** The terms in the shape of the sum: a number in a sum of vectors stands for the vector of that number. */
const spreadTerms = (e: Expr): readonly Expr[] => termsOf(e).map((t) => (isScalar(t) ? fill(t, e.shape) : t));

function distribute(e: Expr, parts: readonly Expr[], make: (...args: readonly Expr[]) => Expr): Expr {
  if (!parts.some((p) => p.kind === 'sum')) return e;
  const all = combinations(parts.map(spreadTerms));
  return all ? add(...all.map((p) => make(...p)), ...(e.shape.length ? [fill(rational(0), e.shape)] : [])) : e;
}

function expandNode(e: Expr): Expr {
  if (e.kind === 'product') return distribute(e, e.factors, mul);
  if (e.kind === 'power') return expandPower(e.base, e.exponent, e);
  if (e.kind !== 'apply') return e;
  if (e.fn === 'matmul') return distribute(e, e.args, matmul);
  if (e.fn === 'trace') return distribute(e, e.args, trace);
  const [a] = e.args;
  if (e.fn === 'diagonal' && a?.kind === 'sum')
    return add(...a.terms.map((t) => diagonal(isScalar(t) ? fill(t, a.shape) : t)));
  return e.fn === 'total' && a ? total(a) : e;
}

function expandPower(base: Expr, exponent: Expr, whole: Expr): Expr {
  if (base.kind !== 'sum' || exponent.kind !== 'rational' || exponent.value.d !== 1n) return whole;
  const k = exponent.value.n;
  if (k < 2n || k > 12n || BigInt(base.terms.length) ** k > BigInt(termLimit)) return whole;
  let result: Expr = base;
  for (let i = 1n; i < k; i++) result = distribute(mul(result, one), [result, base], mul);
  return k === 2n && result.kind !== 'sum' ? add(...squareTerms(base.terms)) : distributeAgain(base, Number(k));
}

const squareTerms = (terms: readonly Expr[]): Expr[] => terms.flatMap((a) => terms.map((b) => mul(a, b)));

/** (Σ tᵢ)^k multiplied out term by term (the product of equal sums would only be collected to a power again). */
function distributeAgain(base: Expr & { kind: 'sum' }, k: number): Expr {
  let terms: readonly Expr[] = base.terms;
  for (let i = 1; i < k; i++) terms = termsOf(add(...terms.flatMap((a) => base.terms.map((b) => mul(a, b)))));
  return add(...terms);
}

const cache = new WeakMap<Expr, Expr>();

/** e with every product, integer power, word and total multiplied out. */
export function expand(e: Expr): Expr {
  const known = cache.get(e);
  if (known) return known;
  let current = e;
  for (let i = 0; i < 6; i++) {
    const next = transform(current, expandNode);
    if (next === current) break;
    current = next;
  }
  cache.set(e, current);
  return current;
}

/** Splits functions of sums: e^{a+b} = e^a e^b, (ab)^c, cos(a±b), sin(a±b), cosh(a), sinh(a); `splits` says which sums to split. */
export function splitFunctions(e: Expr, splits: (argument: Expr) => boolean): Expr {
  return transform(e, (node) => {
    if (node.kind === 'power' && node.exponent.kind === 'sum' && splits(node.exponent))
      return mul(...node.exponent.terms.map((t) => pow(node.base, t)));
    if (node.kind !== 'apply') return node;
    const [a] = node.args;
    if (!a || !splits(a)) return node;
    if (node.fn === 'cos' || node.fn === 'sin') return angleAddition(node.fn, a);
    if (node.fn === 'cosh' || node.fn === 'sinh') return halves(node.fn, a);
    return node;
  });
}

/** cosh a = (eᵃ + e⁻ᵃ)/2, sinh a = (eᵃ − e⁻ᵃ)/2: exponentials of sums split further, and what they become inverts. */
const halves = (fn: 'cosh' | 'sinh', a: Expr): Expr =>
  mul(rational(1, 2), add(exp(a), mul(rational(fn === 'cosh' ? 1 : -1), exp(neg(a)))));

/** cos(a + b) = cos a cos b − sin a sin b; sin(a + b) = sin a cos b + cos a sin b (DLMF 4.21.2). */
function angleAddition(fn: 'cos' | 'sin', argument: Expr): Expr {
  const [a, ...rest] = termsOf(argument);
  if (!a || rest.length === 0) return elementwise(fn, argument);
  const b = add(...rest);
  const [ca, sa] = [elementwise('cos', a), elementwise('sin', a)];
  const [cb, sb] = [angleAddition('cos', b), angleAddition('sin', b)];
  return fn === 'cos' ? add(mul(ca, cb), mul(rational(-1), sa, sb)) : add(mul(sa, cb), mul(ca, sb));
}
