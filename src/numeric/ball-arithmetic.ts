// Decimals that know how wrong they may be: each carries a bound of its error, first order in the errors of the
// operands. So one evaluation tells how many digits of it are right, and a difference that cancelled is seen to have.
// The bounds are those of calculus with a margin, not of a proof.
import type { Decimal } from 'decimal.js';
import type { Arithmetic } from './arithmetic.ts';
import { decimalArithmetic } from './decimal-arithmetic.ts';

/** A number x with |truth − x| ≤ 10^error; error −∞ means exact. */
export interface Ball {
  readonly x: Decimal;
  readonly error: number;
}

const exact = Number.NEGATIVE_INFINITY;
const unknown = Number.POSITIVE_INFINITY;

/** ⌊log₁₀|x|⌋; −∞ for zero. */
const exponentOf = (x: Decimal): number => (x.isZero() ? exact : x.e);
/** A bound of log₁₀|x| from above; what is not finite is not rounded. */
const above = (x: Decimal): number => (x.isZero() || !x.isFinite() ? exact : x.e + 1);

/** log₁₀(10^p + 10^q). */
function plus(p: number, q: number): number {
  if (p === unknown || q === unknown) return unknown;
  const [high, low] = p < q ? [q, p] : [p, q];
  return low === exact || high - low > 17 ? high : high + Math.log10(1 + 10 ** (low - high));
}

/** log₁₀ of the relative error; 0 or more when the ball holds zero. */
export const relativeError = ({ x, error }: Ball): number =>
  error === exact || error === unknown ? error : error - exponentOf(x);
const holdsZero = (b: Ball): boolean => relativeError(b) > -0.5;

/** What the propagated error of a function is, given its operand, that operand's error and its value. */
type Propagation = (ball: Ball, value: Decimal) => number;

/** log₁₀|x| for finite x, at least −300; only used to bound slopes. */
const logSize = (x: Decimal): number => (x.isZero() ? -300 : x.e + 0.5);
const natural = Math.log(10);

/** The exponent of the distance to the nearest integer, where the gamma function has its poles. */
const poleDistance = (x: Decimal): number => (x.isPositive() ? exponentOf(x) : exponentOf(x.minus(x.round())));

/** A bound of log₁₀|ψ(x)|. */
const digammaSize = (x: Decimal): number =>
  0.5 + plus(-poleDistance(x), Math.log10(2 + natural * Math.abs(logSize(x))));

/** A bound of log₁₀|ψ⁽ⁿ⁾(x)|, n ≥ 1, from n!/x^{n+1} + (n−1)!/xⁿ. */
function polygammaSize(n: number, x: Decimal): number {
  let logFactorial = 0;
  for (let k = 2; k <= n; k++) logFactorial += Math.log10(k);
  const d = poleDistance(x);
  return 0.6 + logFactorial + plus(-(n + 1) * d, -n * d);
}

const relative: Propagation = (b) => (holdsZero(b) ? unknown : relativeError(b) + 0.1);

const propagations: { readonly [fn in keyof Unary]: Propagation } = {
  exp: ({ error }, y) => (error > -0.5 ? unknown : error + above(y)),
  log: relative,
  log1p: ({ x, error }) => error - exponentOf(x.plus(1)) + 0.1,
  expm1: ({ error }, y) => (error > -0.5 ? unknown : error + Math.max(above(y), 0) + 0.4),
  sqrt: (b, y) => (holdsZero(b) ? b.error / 2 : relativeError(b) + above(y)),
  sin: ({ error }) => error,
  cos: ({ error }) => error,
  tan: ({ error }, y) => error + 2 * Math.max(above(y), 0) + 0.4,
  asin: nearOne,
  acos: nearOne,
  atan: ({ error }) => error,
  sinh: ({ error }, y) => error + Math.max(above(y), 0) + 0.4,
  cosh: ({ error }, y) => error + above(y),
  asinh: ({ error }) => error,
  tanh: ({ x, error }) => error + 0.7 - 0.868 * Math.abs(x.toNumber()),
  gamma: ({ x, error }, y) => error + above(y) + digammaSize(x),
  lgamma: ({ x, error }) => error + digammaSize(x),
  digamma: ({ x, error }) => error + polygammaSize(1, x),
  erf: ({ x, error }) => error + 0.1 - 0.434 * x.toNumber() ** 2,
  erfc: ({ x, error }) => error + 0.1 - 0.434 * x.toNumber() ** 2,
};

/** The slope of asin and acos grows as 1/√(1 − x²). */
function nearOne({ x, error }: Ball): number {
  const left = exponentOf(x.abs().minus(1));
  return error > left - 1 ? error / 2 + 0.5 : error - left / 2 + 0.3;
}

/** Functions that are exactly 1 at 0. */
const unitAtZero: ReadonlySet<string> = new Set(['exp', 'cos', 'cosh']);

/** Functions of angles: beyond 10^largestAngle, and at infinity, no angle is left of their argument. */
const bounded: ReadonlySet<string> = new Set(['sin', 'cos', 'tan', 'asin', 'acos']);
const largestAngle = 5000;

type Unary = Pick<
  Arithmetic<Ball>,
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'gamma'
  | 'lgamma'
  | 'digamma'
  | 'erf'
  | 'erfc'
>;

/** Decimal arithmetic of so many digits with error bounds. */
export function ballArithmetic(digits: number): Arithmetic<Ball> {
  const d = decimalArithmetic(digits);
  const lost: Ball = { x: d.fromNumber(Number.NaN), error: exact };
  const rounded = (x: Decimal, error: number): Ball => ({ x, error: plus(error, above(x) - digits) });
  const unary = Object.fromEntries(
    Object.entries(propagations).map(([fn, propagate]) => {
      const f = d[fn as keyof Unary];
      const isLost = (x: Decimal): boolean => bounded.has(fn) && !(exponentOf(x) <= largestAngle);
      const isUnit = (b: Ball): boolean => unitAtZero.has(fn) && b.x.isZero() && b.error === exact;
      return [
        fn,
        (b: Ball): Ball => {
          if (b.x.isNaN()) return b;
          if (isUnit(b)) return { x: d.fromNumber(1), error: exact };
          return isLost(b.x) ? lost : applied(f(b.x), b, propagate, rounded);
        },
      ];
    }),
  ) as unknown as Unary;
  return {
    digits,
    ...conversions(d, digits),
    ...algebra(d, rounded),
    ...unary,
    log: (b) => (b.x.eq(1) && b.error === exact ? { x: d.fromNumber(0), error: exact } : unary.log(b)),
    ...binary(d, rounded),
    pi: rounded(d.pi, exact),
    euler: rounded(d.euler, exact),
  };
}

type Rounded = (x: Decimal, error: number) => Ball;

function applied(y: Decimal, b: Ball, propagate: Propagation, rounded: Rounded): Ball {
  if (b.error === exact || b.error === unknown) return rounded(y, b.error);
  return rounded(y, y.isNaN() && mayBeDefined(b) ? unknown : propagate(b, y));
}

/** Near an end of the domain of a logarithm, a root or an arc sine the error alone may have led outside. */
const mayBeDefined = (b: Ball): boolean =>
  holdsZero(b) || b.error >= Math.max(exponentOf(b.x.abs().minus(1)), exponentOf(b.x.minus(b.x.round())));

const vanishes = ({ x, error }: Ball): boolean => error === exact && x.isZero();

type Conversions = Pick<
  Arithmetic<Ball>,
  'fromRational' | 'fromNumber' | 'toNumber' | 'compare' | 'isZero' | 'vanishes' | 'isFinite' | 'sign' | 'min' | 'max'
>;

function conversions(d: Arithmetic<Decimal>, digits: number): Conversions {
  const isWhole = (n: bigint, q: bigint): boolean => q === 1n && n.toString().length <= digits;
  return {
    fromRational: (n, q) => {
      const x = d.fromRational(n, q);
      return { x, error: isWhole(n, q) ? exact : above(x) - digits };
    },
    fromNumber: (x) => ({ x: d.fromNumber(x), error: exact }),
    toNumber: ({ x }) => x.toNumber(),
    compare: (a, b) => d.compare(a.x, b.x),
    isZero: ({ x }) => x.isZero(),
    vanishes,
    isFinite: ({ x }) => x.isFinite(),
    sign: (b) => ({ x: d.sign(b.x), error: b.error === exact || !holdsZero(b) ? exact : 0.4 }),
    min: (a, b) => (areApart(a, b) ? (d.compare(a.x, b.x) < 0 ? a : b) : among(a, b, d.min(a.x, b.x))),
    max: (a, b) => (areApart(a, b) ? (d.compare(a.x, b.x) > 0 ? a : b) : among(a, b, d.max(a.x, b.x))),
  };
}

/** Do the balls leave no doubt which is the larger? Then its own error is that of the maximum. */
const areApart = (a: Ball, b: Ball): boolean => exponentOf(a.x.minus(b.x)) > plus(a.error, b.error);

const among = (a: Ball, b: Ball, x: Decimal): Ball => ({ x, error: Math.max(a.error, b.error) });

type Algebra = Pick<Arithmetic<Ball>, 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'abs' | 'pow' | 'powInteger'>;

/** The exponent of a digit at or below the last one. */
const lowestDigit = (x: Decimal): number => (x.isZero() ? unknown : 7 * (Math.floor(x.e / 7) - wordsOf(x) + 1));

/** 1 or −1 itself, whose powers lose nothing. */
const isSign = ({ x, error }: Ball): boolean => error === exact && x.abs().equals(1);

/** Words of seven digits. */
const wordsOf = (x: Decimal): number => (x.isFinite() ? x.d.length : unknown);

/** Is the sum of two exact numbers exact at so many digits? */
function sumsExactly(a: Ball, b: Ball, digits: number): boolean {
  if (a.error !== exact || b.error !== exact) return false;
  const highest = Math.max(exponentOf(a.x), exponentOf(b.x)) + 1;
  return highest - Math.min(lowestDigit(a.x), lowestDigit(b.x)) <= digits;
}

const multipliesExactly = (a: Ball, b: Ball, digits: number): boolean =>
  a.error === exact && b.error === exact && 7 * (wordsOf(a.x) + wordsOf(b.x)) <= digits;

function algebra(d: Arithmetic<Decimal>, rounded: Rounded): Algebra {
  const { digits } = d;
  const scaled = (size: number, error: number): number => (size === exact || error === exact ? exact : size + error);
  // Zero times what is unknown is not zero: it may be 0 · ∞.
  const product = (a: Ball, b: Ball): number =>
    a.error === unknown || b.error === unknown
      ? unknown
      : plus(plus(scaled(above(a.x), b.error), scaled(above(b.x), a.error)), scaled(a.error, b.error));
  const power = (base: Ball, exponent: Ball): Ball => {
    if (!base.x.isFinite() || !exponent.x.isFinite()) return { x: d.fromNumber(Number.NaN), error: exact };
    const x = d.pow(base.x, exponent.x);
    if (isSign(base) && exponent.error === exact && !x.isNaN()) return { x, error: exact };
    return rounded(x, x.isNaN() && holdsZero(base) && base.error !== exact ? unknown : powerError(base, exponent, x));
  };
  const sum = (a: Ball, b: Ball, x: Decimal): Ball =>
    sumsExactly(a, b, digits) ? { x, error: exact } : rounded(x, plus(a.error, b.error));
  return {
    add: (a, b) => (vanishes(b) ? a : vanishes(a) ? b : sum(a, b, d.add(a.x, b.x))),
    sub: (a, b) => (vanishes(b) ? a : sum(a, b, d.sub(a.x, b.x))),
    mul: (a, b) => {
      const x = d.mul(a.x, b.x);
      return multipliesExactly(a, b, digits) ? { x, error: exact } : rounded(x, product(a, b));
    },
    div: (a, b) => rounded(d.div(a.x, b.x), quotientError(a, b)),
    neg: ({ x, error }) => ({ x: d.neg(x), error }),
    abs: ({ x, error }) => ({ x: x.abs(), error }),
    pow: power,
    powInteger: (base, n) => {
      const x = d.powInteger(base.x, n);
      if (isSign(base)) return { x, error: exact };
      return rounded(x, powerError(base, { x: d.fromNumber(n), error: exact }, x));
    },
  };
}

function quotientError(a: Ball, b: Ball): number {
  if (a.error === exact && b.error === exact) return exact;
  if (holdsZero(b) && b.error !== exact) return unknown;
  const size = above(a.x) - exponentOf(b.x);
  const fromTop = a.error === exact ? exact : a.error - exponentOf(b.x);
  return plus(fromTop, b.error === exact || size === exact ? exact : size + relativeError(b)) + 0.1;
}

/** The relative error of b^c is c·(that of b) + (that of c, absolute)·log b. */
function powerError(base: Ball, exponent: Ball, value: Decimal): number {
  if (base.error === exact && exponent.error === exact) return exact;
  const fromExponent =
    exponent.error === exact ? exact : exponent.error + Math.log10(1 + natural * Math.abs(logSize(base.x)));
  if (base.error === exact) return fromExponent + above(value);
  if (!holdsZero(base)) return plus(above(exponent.x) + relativeError(base), fromExponent) + above(value);
  return exponent.x.isPositive() ? base.error * Math.min(exponent.x.toNumber(), 1e6) : unknown;
}

type Binary = Pick<Arithmetic<Ball>, 'atan2' | 'polygamma' | 'phi' | 'stumpff' | 'besselI' | 'besselIe' | 'besselK'>;

function binary(d: Arithmetic<Decimal>, rounded: Rounded): Binary {
  const bessel =
    (f: (order: Decimal, x: Decimal) => Decimal) =>
    (order: Ball, b: Ball): Ball => {
      const y = f(order.x, b.x);
      return rounded(y, besselError(order, b, y));
    };
  return {
    atan2: (b, a) =>
      rounded(d.atan2(b.x, a.x), plus(a.error, b.error) - Math.max(exponentOf(a.x), exponentOf(b.x)) + 0.1),
    polygamma: (n, b) => applied(d.polygamma(n, b.x), b, ({ x, error }) => error + polygammaSize(n + 1, x), rounded),
    // 0 < φ_k′ ≤ φ_k; |c_k′(z)| ≤ 1 for z ≥ 0 and ≤ c_k(z) for z ≤ 0.
    phi: (k, b) => applied(d.phi(k, b.x), b, ({ error }, y) => (error > -0.5 ? unknown : error + above(y)), rounded),
    stumpff: (k, b) => applied(d.stumpff(k, b.x), b, stumpffError, rounded),
    besselI: bessel(d.besselI),
    besselIe: bessel(d.besselIe),
    besselK: bessel(d.besselK),
  };
}

const stumpffError: Propagation = ({ error }, y) => (error > -0.5 ? unknown : error + Math.max(above(y), 0) + 0.4);

/** |f′| ≤ f·(2 + (|ν| + 1)/x) for I, e^{−x}I and K; in the order |∂f/∂ν| is of the size f·(|log x| + log ν). */
function besselError(order: Ball, b: Ball, value: Decimal): number {
  const inArgument =
    b.error === exact ? exact : b.error + plus(0.4, Math.max(exponentOf(order.x), 0) + 1 - exponentOf(b.x));
  const inOrder =
    order.error === exact
      ? exact
      : order.error + Math.log10(5 + natural * (Math.abs(logSize(b.x)) + Math.abs(logSize(order.x)))) + 0.5;
  return plus(inArgument, inOrder) + above(value);
}
