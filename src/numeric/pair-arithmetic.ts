// Pairs of doubles that know how wrong they may be: some 31 digits, sums and products many times faster than of decimals;
// every other function goes through decimals. Dekker 1971, "A floating-point technique for extending the available precision".
import type { Arithmetic } from './arithmetic.ts';
import { type Ball, ballArithmetic } from './ball-arithmetic.ts';

/** The number hi + lo, with |truth − hi − lo| ≤ error; an infinite error says that nothing is known. */
export interface Pair {
  readonly hi: number;
  readonly lo: number;
  readonly error: number;
}

/** Digits of the decimals behind the pairs: more than a pair holds. */
const digits = 34;

/** Relative rounding errors of one sum and of one product of pairs, with a margin. */
const sumRounding = 2 ** -102;
const productRounding = 2 ** -100;

/** Products smaller than this would lose the digits of their second double to underflow. */
const smallest = 1e-270;
/** Larger numbers cannot be split into halves. */
const largest = 1e290;

const isExactDouble = ({ lo, error }: Pair): boolean => lo === 0 && error === 0;
const vanishes = ({ hi, error }: Pair): boolean => hi === 0 && error === 0;

/** A pair from a rounded number and what is left beside it; where that leaves the range of doubles nothing is known. */
function renormalised(rounded: number, rest: number, error: number): Pair {
  const hi = rounded + rest;
  return Number.isFinite(hi)
    ? { hi, lo: rest - (hi - rounded), error }
    : { hi, lo: 0, error: Number.POSITIVE_INFINITY };
}

function add(a: Pair, b: Pair): Pair {
  if (vanishes(a)) return b;
  if (vanishes(b)) return a;
  const s = a.hi + b.hi;
  const part = s - a.hi;
  const rest = a.hi - (s - part) + (b.hi - part);
  const rounding = isExactDouble(a) && isExactDouble(b) ? 0 : sumRounding * (Math.abs(a.hi) + Math.abs(b.hi));
  return renormalised(s, rest + (a.lo + b.lo), a.error + b.error + rounding);
}

const splitter = 2 ** 27 + 1;

/** What the rounded product of two doubles lacks (Veltkamp's halves, Dekker's product). */
function productRest(a: number, b: number, product: number): number {
  const [u, v] = [splitter * a, splitter * b];
  const [a1, b1] = [u - (u - a), v - (v - b)];
  const [a2, b2] = [a - a1, b - b1];
  return a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2);
}

function mul(a: Pair, b: Pair): Pair {
  if ((vanishes(a) && Number.isFinite(b.hi)) || (vanishes(b) && Number.isFinite(a.hi))) return zero;
  const product = a.hi * b.hi;
  const [sizeA, sizeB, size] = [Math.abs(a.hi), Math.abs(b.hi), Math.abs(product)];
  if (!(size > smallest && size < largest && sizeA < largest && sizeB < largest)) return unknown(product);
  const rest = productRest(a.hi, b.hi, product) + (a.hi * b.lo + a.lo * b.hi);
  const error = 1.001 * (sizeA * b.error + sizeB * a.error) + a.error * b.error;
  const isExact = isExactDouble(a) && isExactDouble(b);
  return renormalised(product, rest, isExact ? 0 : error + productRounding * size);
}

const zero: Pair = { hi: 0, lo: 0, error: 0 };
const unknown = (hi: number): Pair => ({ hi, lo: 0, error: Number.POSITIVE_INFINITY });

const neg = ({ hi, lo, error }: Pair): Pair => ({ hi: -hi, lo: -lo, error });

/** The pair nearest to a ball. */
export function pairOfBall(b: Ball): Pair {
  const balls = ballArithmetic(digits);
  const hi = balls.toNumber(b);
  // A number below the doubles is no zero: a factor beyond them may stand beside it.
  if (!Number.isFinite(hi) || (Math.abs(hi) < smallest && !balls.vanishes(b))) return unknown(hi);
  const rest = balls.sub(b, balls.fromNumber(hi));
  const lo = balls.toNumber(rest);
  const left = balls.sub(rest, balls.fromNumber(lo));
  return { hi, lo, error: Math.abs(balls.toNumber(left)) + 10 ** left.error };
}

function ballOfPair({ hi, lo, error }: Pair): Ball {
  const balls = ballArithmetic(digits);
  const sum = balls.add(balls.fromNumber(hi), balls.fromNumber(lo));
  return { x: sum.x, error: Math.log10(10 ** sum.error + error) };
}

type Unary = (x: Ball) => Ball;
type Binary = (x: Ball, y: Ball) => Ball;

/** The arithmetic of pairs. */
export function pairArithmetic(): Arithmetic<Pair> {
  const balls = ballArithmetic(digits);
  const one =
    (f: Unary) =>
    (x: Pair): Pair =>
      pairOfBall(f(ballOfPair(x)));
  const two =
    (f: Binary) =>
    (x: Pair, y: Pair): Pair =>
      pairOfBall(f(ballOfPair(x), ballOfPair(y)));
  return {
    digits: 31,
    fromRational: (n, d) => pairOfBall(balls.fromRational(n, d)),
    fromNumber: (x) => (x === 0 ? zero : Number.isFinite(x) ? { hi: x, lo: 0, error: 0 } : unknown(x)),
    toNumber: ({ hi }) => hi,
    add,
    sub: (a, b) => add(a, neg(b)),
    mul,
    div: two(balls.div),
    neg,
    pow: two(balls.pow),
    powInteger: (x, n) => pairOfBall(balls.powInteger(ballOfPair(x), n)),
    ...ordering,
    ...unaryOf(balls, one),
    atan2: two(balls.atan2),
    polygamma: (n, x) => pairOfBall(balls.polygamma(n, ballOfPair(x))),
    besselI: two(balls.besselI),
    besselIe: two(balls.besselIe),
    besselK: two(balls.besselK),
    phi: (k, x) => pairOfBall(balls.phi(k, ballOfPair(x))),
    stumpff: (k, x) => pairOfBall(balls.stumpff(k, ballOfPair(x))),
    pi: pairOfBall(balls.pi),
    euler: pairOfBall(balls.euler),
  };
}

/** A sign, or an order, that the errors leave open is not known. */
const signOf = ({ hi, error }: Pair): Pair =>
  Math.abs(hi) > error || error === 0 ? { hi: Math.sign(hi), lo: 0, error: 0 } : unknown(Math.sign(hi));

const compare = (a: Pair, b: Pair): number => add(a, neg(b)).hi;

/** One of two numbers: with its own error where they are further apart than both are wrong. */
const among = (a: Pair, b: Pair, picked: Pair): Pair =>
  Math.abs(compare(a, b)) > 2 * (a.error + b.error) ? picked : { ...picked, error: Math.max(a.error, b.error) };

const ordering: Pick<
  Arithmetic<Pair>,
  'abs' | 'sign' | 'min' | 'max' | 'compare' | 'isZero' | 'vanishes' | 'isFinite'
> = {
  abs: (x) => (x.hi < 0 ? neg(x) : x),
  sign: signOf,
  min: (a, b) => among(a, b, compare(a, b) <= 0 ? a : b),
  max: (a, b) => among(a, b, compare(a, b) >= 0 ? a : b),
  compare,
  isZero: ({ hi }) => hi === 0,
  vanishes,
  isFinite: ({ hi }) => Number.isFinite(hi),
};

type UnaryName =
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
  | 'asinh'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'gamma'
  | 'lgamma'
  | 'digamma'
  | 'erf'
  | 'erfc';

function unaryOf(b: Arithmetic<Ball>, one: (f: Unary) => (x: Pair) => Pair): Pick<Arithmetic<Pair>, UnaryName> {
  return {
    exp: one(b.exp),
    log: one(b.log),
    log1p: one(b.log1p),
    expm1: one(b.expm1),
    sqrt: one(b.sqrt),
    sin: one(b.sin),
    cos: one(b.cos),
    tan: one(b.tan),
    asin: one(b.asin),
    acos: one(b.acos),
    atan: one(b.atan),
    asinh: one(b.asinh),
    sinh: one(b.sinh),
    cosh: one(b.cosh),
    tanh: one(b.tanh),
    gamma: one(b.gamma),
    lgamma: one(b.lgamma),
    digamma: one(b.digamma),
    erf: one(b.erf),
    erfc: one(b.erfc),
  };
}

/** Is every digit of the double nearest to the pair right? */
export const isSettledPair = ({ hi, error }: Pair): boolean =>
  error === 0 ? Number.isFinite(hi) : error <= 1e-19 * Math.abs(hi);
