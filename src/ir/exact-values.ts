// Exact values and normal forms of the elementwise functions: what each function does with a special argument.
import {
  type ElementwisePrimitive,
  type Expr,
  euler,
  isScalar,
  minusOne,
  one,
  pi,
  rational,
  two,
  zero,
} from './expr.ts';
import { isInteger, isNegative, isNonNegative, isNonPositive, isPositive, range } from './range.ts';
import { exactRoot, negRatio, type Ratio, ratio } from './rational.ts';

/** The constructors a rule may use (handed in, so that this file stands below `build.ts`). */
interface Constructors {
  add(...args: readonly Expr[]): Expr;
  mul(...args: readonly Expr[]): Expr;
  pow(base: Expr, exponent: Expr): Expr;
  elementwise(fn: ElementwisePrimitive, ...args: readonly Expr[]): Expr;
}

type Rule = (args: readonly Expr[], c: Constructors) => Expr | undefined;

const isApply = <F extends ElementwisePrimitive>(e: Expr, fn: F): e is Expr & { kind: 'apply'; fn: F } =>
  e.kind === 'apply' && e.fn === fn;

/** The sign that can be pulled out of an argument: −1 for −x, −2x, (−a−b …). */
function negated(e: Expr, c: Constructors): Expr | undefined {
  if (e.kind === 'rational') return e.value.n < 0n ? rational(negRatio(e.value)) : undefined;
  if (e.kind === 'product' && e.factors[0]?.kind === 'rational' && e.factors[0].value.n < 0n) return c.mul(minusOne, e);
  if (e.kind === 'sum' && e.terms[0] && negated(e.terms[0], c)) return c.mul(minusOne, e);
  return undefined;
}

const odd =
  (fn: ElementwisePrimitive): Rule =>
  ([x], c) => {
    if (!x) return undefined;
    if (x === zero) return zero;
    const positive = negated(x, c);
    return positive ? c.mul(minusOne, c.elementwise(fn, positive)) : undefined;
  };

const even =
  (fn: ElementwisePrimitive, atZero: Expr): Rule =>
  ([x], c) => {
    if (!x) return undefined;
    if (x === zero) return atZero;
    const positive = negated(x, c);
    return positive ? c.elementwise(fn, positive) : undefined;
  };

/** exp(a + c·log x) = x^c·exp(a). */
const expRule: Rule = ([x], c) => {
  if (!x) return undefined;
  if (x === zero) return one;
  const powers: Expr[] = [];
  const rest: Expr[] = [];
  for (const term of x.kind === 'sum' ? x.terms : [x]) {
    const split = logFactor(term, c);
    if (split) powers.push(c.pow(split.argument, split.coefficient));
    else rest.push(term);
  }
  if (powers.length === 0) return undefined;
  return c.mul(...powers, ...(rest.length ? [c.elementwise('exp', c.add(...rest))] : []));
};

/** A term c·log(x) with exactly one scalar-compatible logarithm; logs of numbers stay for the exponent. */
function logFactor(term: Expr, c: Constructors): { coefficient: Expr; argument: Expr } | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const logs = factors.filter((f) => isApply(f, 'log'));
  const [only] = logs;
  if (logs.length !== 1 || only?.kind !== 'apply' || !only.args[0]) return undefined;
  return { coefficient: c.mul(...factors.filter((f) => f !== only)), argument: only.args[0] };
}

const logRule: Rule = ([x], c) => {
  if (!x) return undefined;
  if (x.kind === 'rational') return logRational(x.value, c);
  if (isApply(x, 'exp')) return x.args[0];
  if (isApply(x, 'gamma') && x.args[0] && isPositive(x.args[0])) return c.elementwise('lgamma', x.args[0]);
  if (x.kind === 'power') return logPower(x.base, x.exponent, c);
  if (x.kind === 'product') return logProduct(x.factors, c);
  return logBesideTanh(x, c);
};

/** log(1 ± tanh u) = ±u − log cosh u. */
function logBesideTanh(x: Expr, c: Constructors): Expr | undefined {
  const parted = x.kind === 'sum' && x.terms.includes(one) ? c.add(x, minusOne) : zero;
  const mirrored = c.mul(minusOne, parted);
  const [sign, found] = isApply(parted, 'tanh') ? [one, parted] : [minusOne, mirrored];
  const [u] = isApply(found, 'tanh') ? found.args : [];
  return u && c.add(c.mul(sign, u), c.mul(minusOne, c.elementwise('log', c.elementwise('cosh', u))));
}

/** An odd power has a logarithm only where its base has one. */
function logPower(base: Expr, exponent: Expr, c: Constructors): Expr | undefined {
  if (isNonNegative(base) || isOdd(exponent)) return c.mul(exponent, c.elementwise('log', base));
  return isEvenPower(exponent) ? c.mul(exponent, c.elementwise('log', c.elementwise('abs', base))) : undefined;
}

/** log ∏ = Σ log over the factors surely ≥ 0; one factor of open sign may stay inside. */
function logProduct(factors: readonly Expr[], c: Constructors): Expr | undefined {
  const free = factors.filter((f) => isNonNegative(f) || (f.kind === 'power' && isEvenPower(f.exponent)));
  const rest = factors.filter((f) => !free.includes(f));
  const [a, b] = rest;
  if (rest.length === 2 && a && b && a !== minusOne && isNonPositive(a) && isNonPositive(b)) {
    const logOfNegative = (x: Expr): Expr => c.elementwise('log', c.mul(minusOne, x));
    return c.add(...free.map((f) => c.elementwise('log', f)), logOfNegative(a), logOfNegative(b));
  }
  if (rest.length === 2 && a === minusOne && b?.kind === 'power' && isOdd(b.exponent) && isNonPositive(b.base))
    return c.add(
      ...free.map((f) => c.elementwise('log', f)),
      c.mul(b.exponent, c.elementwise('log', c.mul(minusOne, b.base))),
    );
  if (free.length === 0) return undefined;
  const kept = rest.length ? [c.elementwise('log', c.mul(...rest))] : [];
  return c.add(...free.map((f) => c.elementwise('log', f)), ...kept);
}

const isOdd = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n % 2n !== 0n;
const isEvenPower = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n % 2n === 0n;

/** log of a positive rational by its prime factors, as far as they are small. */
function logRational(value: Ratio, c: Constructors): Expr | undefined {
  if (value.n <= 0n) return undefined;
  if (value.n === 1n && value.d === 1n) return zero;
  const primes = [...primeFactors(value.n, 1n), ...primeFactors(value.d, -1n)];
  if (primes.length === 1 && primes[0]?.prime === value.n && primes[0].power === 1n) return undefined;
  return c.add(...primes.map(({ prime, power }) => c.mul(rational(power), c.elementwise('log', rational(prime)))));
}

function primeFactors(n: bigint, sign: bigint): { prime: bigint; power: bigint }[] {
  const found: { prime: bigint; power: bigint }[] = [];
  let rest = n;
  for (let p = 2n; p * p <= rest && p < 2000n; p++) {
    let power = 0n;
    while (rest % p === 0n) {
      rest /= p;
      power++;
    }
    if (power > 0n) found.push({ prime: p, power: sign * power });
  }
  if (rest > 1n) found.push({ prime: rest, power: sign });
  return found;
}

const absRule: Rule = ([x], c) => {
  if (!x) return undefined;
  if (isNonNegative(x)) return x;
  if (isNonPositive(x)) return c.mul(minusOne, x);
  if (isApply(x, 'abs')) return x;
  if (x.kind === 'product') {
    const known = x.factors.filter((f) => isNonNegative(f) || isNonPositive(f));
    if (known.length > 0) {
      const rest = x.factors.filter((f) => !known.includes(f));
      return c.mul(
        ...known.map((f) => c.elementwise('abs', f)),
        ...(rest.length ? [c.elementwise('abs', c.mul(...rest))] : []),
      );
    }
  }
  const positive = x.kind === 'sum' ? negated(x, c) : undefined;
  return positive ? c.elementwise('abs', positive) : undefined;
};

const signRule: Rule = ([x]) => {
  if (!x) return undefined;
  if (isPositive(x)) return one;
  if (isNegative(x)) return minusOne;
  return x === zero ? zero : undefined;
};

const integerValue = (e: Expr | undefined): bigint | undefined =>
  e?.kind === 'rational' && e.value.d === 1n ? e.value.n : undefined;
const isHalf = (e: Expr | undefined): boolean => e?.kind === 'rational' && e.value.n === 1n && e.value.d === 2n;

function factorial(n: bigint): bigint {
  let product = 1n;
  for (let k = 2n; k <= n; k++) product *= k;
  return product;
}

const lgammaRule: Rule = ([x], c) => {
  const n = integerValue(x);
  if (n !== undefined && n >= 1n && n <= 30n) return c.elementwise('log', rational(factorial(n - 1n)));
  return isHalf(x) ? c.mul(rational(1, 2), c.elementwise('log', pi)) : halfInteger(x, c);
};

/** lgamma(k + ½) for small k by the recurrence. */
function halfInteger(x: Expr | undefined, c: Constructors): Expr | undefined {
  if (x?.kind !== 'rational' || x.value.d !== 2n || x.value.n < 0n || x.value.n > 60n) return undefined;
  const below = rational(ratio(x.value.n - 2n, 2n));
  return c.add(c.elementwise('log', below), c.elementwise('lgamma', below));
}

const gammaRule: Rule = ([x], c) => (x && isPositive(x) ? c.elementwise('exp', c.elementwise('lgamma', x)) : undefined);

const digammaRule: Rule = ([x], c) => {
  const n = integerValue(x);
  if (n !== undefined && n >= 1n && n <= 30n) {
    const harmonic = Array.from({ length: Number(n) - 1 }, (_, k) => rational(1, k + 1));
    return c.add(c.mul(minusOne, euler), ...harmonic);
  }
  if (isHalf(x)) return c.add(c.mul(minusOne, euler), c.mul(rational(-2), c.elementwise('log', two)));
  if (x?.kind !== 'rational' || x.value.d !== 2n || x.value.n < 0n || x.value.n > 60n) return undefined;
  const below = rational(ratio(x.value.n - 2n, 2n));
  return c.add(c.pow(below, minusOne), c.elementwise('digamma', below));
};

const polygammaRule: Rule = ([n, x], c) => {
  if (n === zero && x) return c.elementwise('digamma', x);
  if (n === one && x === one) return c.mul(rational(1, 6), c.pow(pi, two));
  if (n === one && isHalf(x)) return c.mul(rational(1, 2), c.pow(pi, two));
  if (n !== one || x?.kind !== 'rational' || x.value.d > 2n || x.value.n <= 0n || x.value.n > 60n) return undefined;
  const below = rational(ratio(x.value.n - x.value.d, x.value.d));
  return c.add(c.elementwise('polygamma', one, below), c.mul(minusOne, c.pow(below, rational(-2))));
};

const sine: Rule = (args, c) => quarterTurn(args[0], 'sin') ?? (halfTurns(args[0], c) ? zero : odd('sin')(args, c));
const cosine: Rule = (args, c) =>
  quarterTurn(args[0], 'cos') ?? parity(halfTurns(args[0], c), c) ?? even('cos', one)(args, c);

/** The whole number n where x = nπ. */
function halfTurns(x: Expr | undefined, c: Constructors): Expr | undefined {
  if (x?.kind !== 'product' || !x.factors.includes(pi)) return undefined;
  const turns = c.mul(...x.factors.filter((f) => f !== pi));
  return isInteger(turns) ? turns : undefined;
}

/** (−1)ⁿ, which is 1 for an even n; an odd number in front of n says nothing. */
function parity(n: Expr | undefined, c: Constructors): Expr | undefined {
  if (!n) return undefined;
  const front = n.kind === 'product' && n.factors[0]?.kind === 'rational' ? n.factors[0] : one;
  if (front.value.d === 1n && front.value.n % 2n === 0n) return one;
  return c.pow(minusOne, front.value.d === 1n ? c.mul(n, c.pow(front, minusOne)) : n);
}

/** sin and cos of kπ/2. */
function quarterTurn(x: Expr | undefined, fn: 'sin' | 'cos'): Expr | undefined {
  const turns =
    x === pi
      ? ratio(1)
      : x?.kind === 'product' && x.factors.length === 2 && x.factors[1] === pi && x.factors[0]?.kind === 'rational'
        ? x.factors[0].value
        : undefined;
  if (!turns || (turns.d !== 1n && turns.d !== 2n)) return undefined;
  const quarters = (((turns.n * (2n / turns.d)) % 4n) + 4n) % 4n;
  return rational([0n, 1n, 0n, -1n][Number(fn === 'sin' ? quarters : (quarters + 1n) % 4n)] ?? 0n);
}

/** min and max where the ranges decide; of 1 and a count k, min says whether k is beyond zero, as its sign does. */
const extremum =
  (pick: 'min' | 'max'): Rule =>
  ([a, b], c) => {
    if (!a || !b) return a;
    if (a === b) return a;
    const count = a === one ? b : b === one ? a : undefined;
    if (pick === 'min' && count && isInteger(count) && isNonNegative(count)) return c.elementwise('sign', count);
    const [x, y] = [range(a), range(b)];
    if (x.hi <= y.lo) return pick === 'min' ? a : b;
    return y.hi <= x.lo ? (pick === 'min' ? b : a) : undefined;
  };

/** K_{n+½}(x) = √(π/(2x)) e^{−x} Σₖ (n+k)!/(k! (n−k)!) (2x)^{−k} (DLMF 10.49.12); K is even in its order. */
const besselKRule: Rule = ([order, x], c) => {
  if (order?.kind !== 'rational' || !x) return undefined;
  const { n, d } = order.value;
  if (n < 0n) return c.elementwise('besselK', rational(negRatio(order.value)), x);
  if (d !== 2n || n > 21n) return undefined;
  const whole = (n - 1n) / 2n;
  const terms = Array.from({ length: Number(whole) + 1 }, (_, i) => {
    const k = BigInt(i);
    const weight = rational(ratio(factorial(whole + k), factorial(k) * factorial(whole - k) * 2n ** k));
    return c.mul(weight, c.pow(x, rational(-k)));
  });
  const front = c.mul(c.pow(rational(1, 2), rational(1, 2)), c.pow(pi, rational(1, 2)), c.pow(x, rational(-1, 2)));
  return c.mul(front, c.elementwise('exp', c.mul(minusOne, x)), c.add(...terms));
};

/** φ₀(x) = eˣ, φ_k(0) = 1/k!. */
const phiRule: Rule = ([k, x], c) => {
  const order = integerValue(k);
  if (order === undefined || order < 0n || !x) return undefined;
  if (order === 0n) return c.elementwise('exp', x);
  return x === zero ? rational(1, factorial(order)) : undefined;
};

/** c_k(0) = 1/k!, c₀(w²) = cos w, c₀(−w²) = cosh w. */
const stumpffRule: Rule = ([k, z], c) => {
  const order = integerValue(k);
  if (order === undefined || order < 0n || !z) return undefined;
  if (z === zero) return rational(1, factorial(order));
  if (order > 0n) return undefined;
  const w = evenRoot(z, c);
  if (w) return c.elementwise('cos', w);
  const v = evenRoot(c.mul(minusOne, z), c);
  return v && c.elementwise('cosh', v);
};

/** A w with w² = z, of either sign, where z is a product of even powers. */
function evenRoot(z: Expr, c: Constructors): Expr | undefined {
  if (z.kind === 'product') {
    const roots = z.factors.map((f) => evenRoot(f, c)).filter((f) => f !== undefined);
    return roots.length === z.factors.length ? c.mul(...roots) : undefined;
  }
  if (z.kind === 'power' && isEvenPower(z.exponent)) return c.pow(z.base, c.mul(rational(1, 2), z.exponent));
  if (z.kind !== 'rational' || z.value.n < 0n) return undefined;
  const [top, bottom] = [exactRoot(z.value.n, 2n), exactRoot(z.value.d, 2n)];
  return top !== undefined && bottom !== undefined ? rational(top, bottom) : undefined;
}

/** f(g(x)) = x for the inverse g of f; else by another rule. */
const undoing =
  (inverse: ElementwisePrimitive, otherwise: Rule): Rule =>
  ([x, ...more], c) =>
    x?.kind === 'apply' && x.fn === inverse ? x.args[0] : otherwise(x ? [x, ...more] : more, c);

/** cosh(asinh x) = √(1 + x²), cosh(2 asinh x) = 1 + 2x². */
const hyperbolicCosine: Rule = (args, c) => {
  const [x] = args;
  if (x?.kind === 'apply' && x.fn === 'asinh' && x.args[0])
    return c.pow(c.add(one, c.pow(x.args[0], two)), rational(1, 2));
  const inner = x && multipleOfArcSine(x, 2n);
  return inner ? c.add(one, c.mul(two, c.pow(inner, two))) : even('cosh', one)(args, c);
};

/** z where e = k asinh z. */
function multipleOfArcSine(e: Expr, k: bigint): Expr | undefined {
  const [count, inner, ...more] = e.kind === 'product' ? e.factors : [];
  const isMultiple = count?.kind === 'rational' && count.value.n === k && count.value.d === 1n && more.length === 0;
  return isMultiple && inner?.kind === 'apply' && inner.fn === 'asinh' ? inner.args[0] : undefined;
}

/** sinh(asinh x) = x, sinh(3 asinh x) = 3x + 4x³. */
const hyperbolicSine: Rule = (args, c) => {
  const [x] = args;
  const inner = x && multipleOfArcSine(x, 3n);
  return inner
    ? c.add(c.mul(rational(3), inner), c.mul(rational(4), c.pow(inner, rational(3))))
    : undoing('asinh', odd('sinh'))(args, c);
};

/** asinh sinh v = v, and asinh x = |v|/2 where x ≥ 0 and 1 + 2x² = cosh v. */
const inverseHyperbolicSine: Rule = (args, c) => {
  const [x] = args;
  const twice = x && isNonNegative(x) ? c.add(one, c.mul(two, c.pow(x, two))) : zero;
  const angle = isApply(twice, 'cosh') ? twice.args[0] : undefined;
  return angle ? c.mul(rational(1, 2), c.elementwise('abs', angle)) : undoing('sinh', odd('asinh'))(args, c);
};

/** tanh(½ log a − ½ log b) = (a − b)/(a + b). */
const hyperbolicTangent: Rule = (args, c) => {
  const [x] = args;
  const terms = x?.kind === 'sum' && x.terms.length === 2 ? x.terms : [];
  const of = (weight: Expr): Expr | undefined => {
    const inner = terms.map((t) => c.mul(weight, t)).find((t) => isApply(t, 'log'));
    return inner && isApply(inner, 'log') ? inner.args[0] : undefined;
  };
  const [a, b] = [of(two), of(rational(-2))];
  if (!a || !b) return odd('tanh')(args, c);
  return c.mul(c.add(a, c.mul(minusOne, b)), c.pow(c.add(a, b), minusOne));
};

const rules: { readonly [fn in ElementwisePrimitive]: Rule } = {
  exp: expRule,
  log: logRule,
  log1p: ([x], c) => x && c.elementwise('log', c.add(one, x)),
  expm1: ([x], c) => x && c.add(c.elementwise('exp', x), minusOne),
  softplus: ([x], c) => x && c.elementwise('log', c.add(one, c.elementwise('exp', x))),
  sin: sine,
  cos: cosine,
  tan: undoing('atan', odd('tan')),
  asin: odd('asin'),
  acos: () => undefined,
  atan: odd('atan'),
  atan2: () => undefined,
  sinh: hyperbolicSine,
  cosh: hyperbolicCosine,
  tanh: hyperbolicTangent,
  asinh: inverseHyperbolicSine,
  abs: absRule,
  sign: signRule,
  min: extremum('min'),
  max: extremum('max'),
  gamma: gammaRule,
  lgamma: lgammaRule,
  digamma: digammaRule,
  polygamma: polygammaRule,
  erf: odd('erf'),
  besselI: ([n, x]) => (x === zero ? (n === zero ? one : zero) : undefined),
  besselIe: ([n, x]) => (x === zero ? (n === zero ? one : zero) : undefined),
  besselK: besselKRule,
  phi: phiRule,
  stumpff: stumpffRule,
};

/** The normal form of fn(args), or undefined where the application stands as it is. */
export const applyRule = (fn: ElementwisePrimitive, args: readonly Expr[], c: Constructors): Expr | undefined => {
  const ruled = rules[fn](args, c);
  return ruled && args.some((a) => !isScalar(a)) && isScalar(ruled) && ruled.kind !== 'rational' ? undefined : ruled;
};
