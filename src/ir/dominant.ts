// Exponential sums far from s = 0, each divided by its largest exponential there: nothing overflows, and tails keep digits.
import { add, elementwise, exp, log, mul, neg, pow, sub } from './build.ts';
import { expand } from './expand.ts';
import { type ExponentialSum, gathered, multiplied, powerOf, readSum } from './exponential-sum.ts';
import { type Expr, minusOne, one, rational, type SymbolExpr, zero } from './expr.ts';
import { isNonNegative } from './range.ts';

/** A place s ≠ 0: |s|, and how much it counts as above and as below 0, which is 1 and 0 or 0 and 1. */
export interface Place {
  readonly distance: Expr;
  readonly above: Expr;
  readonly below: Expr;
}

/** A whole power of an exponential sum. */
export interface SumPower {
  readonly sum: ExponentialSum;
  readonly power: number;
}

/** Above or below s = 0. */
export type Side = 'above' | 'below';

const sum = (...terms: readonly Expr[]): Expr => expand(add(...terms));
const gap = (a: Expr, b: Expr): Expr => expand(sub(a, b));

function outermost(a: Expr, b: Expr, side: Side): Expr {
  const [over, under] = side === 'above' ? [a, b] : [b, a];
  if (isNonNegative(gap(over, under))) return a;
  return isNonNegative(gap(under, over)) ? b : elementwise(side === 'above' ? 'max' : 'min', a, b);
}

/** The rate that rules above or below 0: the largest there, the smallest here. */
const ruling = (terms: ExponentialSum, side: Side): Expr =>
  terms.map((t) => t.rate).reduce((a, b) => outermost(a, b, side));

/** The rate that rules a product of powers. */
export const rulingOf = (factors: readonly SumPower[], side: Side): Expr =>
  sum(...factors.map((f) => mul(rational(f.power), ruling(f.sum, side))));

const signed = ({ distance }: Place, side: Side): Expr => (side === 'above' ? distance : neg(distance));

/** e^{as} over the exponential of the ruling rate; the distance from rate to rate is never negative. */
function decay(rate: Expr, above: Expr, below: Expr, p: Place): Expr {
  return exp(neg(mul(p.distance, add(mul(p.above, gap(above, rate)), mul(p.below, gap(rate, below))))));
}

/** The place s itself. */
export const placed = (p: Place): Expr => mul(p.distance, sub(p.above, p.below));

/** A sum over its ruling exponential. */
export function scaledFar(terms: ExponentialSum, p: Place): Expr {
  const [above, below] = [ruling(terms, 'above'), ruling(terms, 'below')];
  return add(...terms.map((t) => mul(t.factor, powerOf(placed(p), t.degree), decay(t.rate, above, below, p))));
}

/** A product of powers far out. */
export function quotientFar(factors: readonly SumPower[], p: Place): Expr {
  const exponent = add(
    mul(p.above, p.distance, rulingOf(factors, 'above')),
    neg(mul(p.below, p.distance, rulingOf(factors, 'below'))),
  );
  return mul(exp(exponent), ...factors.map((f) => pow(scaledFar(f.sum, p), rational(f.power))));
}

/** The logarithm of a product of powers far out, less what its ruling exponentials say. */
export function logarithmFar(factors: readonly SumPower[], p: Place): Expr {
  return add(...factors.map(({ sum: terms, power }) => mul(rational(power), logarithm(terms, p))));
}

/** log |G| of G = c·(1 + r), with r what the ruling term leaves. */
function logarithm(terms: ExponentialSum, p: Place): Expr {
  const [above, below] = [ruling(terms, 'above'), ruling(terms, 'below')];
  const highest = terms.filter((t) => t.rate === above);
  const lowest = terms.filter((t) => t.rate === below);
  const [high, ...higher] = highest;
  const [low, ...lower] = lowest;
  const size = (e: Expr): Expr => log(elementwise('abs', e));
  if (!high || !low || higher.length > 0 || lower.length > 0 || high === low) return size(scaledFar(terms, p));
  const at = (t: typeof high): Expr => mul(t.factor, powerOf(placed(p), t.degree));
  const ruler = add(mul(p.above, at(high)), mul(p.below, at(low)));
  const between = terms.filter((t) => t !== high && t !== low);
  const other = mul(add(mul(p.below, at(high)), mul(p.above, at(low))), exp(neg(mul(p.distance, gap(above, below)))));
  const rest = add(other, ...between.map((t) => mul(at(t), decay(t.rate, above, below, p))));
  return add(size(ruler), log(add(one, mul(rest, pow(ruler, minusOne)))));
}

/** N/D = P + (N − PD)/D far out on one side, with P the polynomial part there. */
export interface Split {
  readonly polynomial: Expr;
  /** N − PD over the denominator's ruling exponential. */
  numerator(p: Place): Expr;
}

/** The split on one side; undefined where N outgrows D. */
export function splitFar(n: ExponentialSum, below: readonly SumPower[], s: SymbolExpr, side: Side): Split | undefined {
  const upside = below.map((f) => ({ ...f, power: -f.power }));
  const whole = multiplied(upside.flatMap((f) => Array.from({ length: f.power }, () => f.sum)));
  const rate = rulingOf(upside, side);
  const polynomial = whole && limit(n, whole, rate, side, s);
  const subtracted = polynomial && readSum(neg(polynomial), s);
  const product = whole && subtracted && multiplied([subtracted, whole]);
  if (!polynomial || !product) return undefined;
  const left = gathered([n, product]);
  return { polynomial, numerator: (p) => leftOver(left, rate, side, p) };
}

/** The terms on one side over the exponential of the given rate. */
const leftOver = (terms: ExponentialSum, rate: Expr, side: Side, p: Place): Expr =>
  add(
    ...terms.map((t) => {
      const distance = side === 'above' ? gap(rate, t.rate) : gap(t.rate, rate);
      return mul(t.factor, powerOf(signed(p, side), t.degree), exp(neg(mul(p.distance, distance))));
    }),
  );

/** The polynomial part of N/D where D's ruling term is one power of s. */
function limit(n: ExponentialSum, d: ExponentialSum, rate: Expr, side: Side, s: SymbolExpr): Expr | undefined {
  const bounded = n.every((t) => isNonNegative(side === 'above' ? gap(rate, t.rate) : gap(t.rate, rate)));
  const [ruler, ...more] = d.filter((t) => t.rate === rate);
  if (!bounded || !ruler || more.length > 0) return undefined;
  const kept = n.filter((t) => t.rate === rate && t.degree >= ruler.degree);
  return sum(...kept.map((t) => mul(t.factor, pow(ruler.factor, minusOne), powerOf(s, t.degree - ruler.degree))), zero);
}
