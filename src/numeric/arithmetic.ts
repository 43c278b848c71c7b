// One vocabulary of operations, so that a formula can be evaluated fast (float64) or to any number of digits.

/**
 * The operations an evaluator needs over a number type N.
 *
 * Undefined results (a root or logarithm of a negative number, a division by zero, a pole of gamma or digamma)
 * are NaN and never throw. Limits that a density needs are kept: log 0 = −∞, exp(−∞) = 0, lgamma = +∞ at its poles.
 */
export interface Arithmetic<N> {
  /** Decimal digits that results carry. */
  readonly digits: number;
  readonly fromRational: (numerator: bigint, denominator: bigint) => N;
  /** The exact value of the double. */
  readonly fromNumber: (x: number) => N;
  /** The nearest double; beyond the range ±Infinity or 0. */
  readonly toNumber: (x: N) => number;
  readonly add: (a: N, b: N) => N;
  readonly sub: (a: N, b: N) => N;
  readonly mul: (a: N, b: N) => N;
  readonly div: (a: N, b: N) => N;
  readonly neg: (a: N) => N;
  /** Real power; NaN for a negative base with an exponent that is no integer. */
  readonly pow: (base: N, exponent: N) => N;
  readonly powInteger: (base: N, exponent: number) => N;
  readonly exp: (x: N) => N;
  readonly log: (x: N) => N;
  readonly log1p: (x: N) => N;
  readonly expm1: (x: N) => N;
  readonly sqrt: (x: N) => N;
  readonly sin: (x: N) => N;
  readonly cos: (x: N) => N;
  readonly tan: (x: N) => N;
  readonly asin: (x: N) => N;
  readonly acos: (x: N) => N;
  readonly atan: (x: N) => N;
  readonly atan2: (y: N, x: N) => N;
  readonly sinh: (x: N) => N;
  readonly cosh: (x: N) => N;
  readonly tanh: (x: N) => N;
  readonly asinh: (x: N) => N;
  readonly abs: (x: N) => N;
  readonly sign: (x: N) => N;
  readonly min: (a: N, b: N) => N;
  readonly max: (a: N, b: N) => N;
  /** Negative, zero or positive as a < b, a = b, a > b; NaN when one of them is NaN. */
  readonly compare: (a: N, b: N) => number;
  readonly isZero: (x: N) => boolean;
  /** Zero without any error: a finite number times it is zero as well. */
  readonly vanishes: (x: N) => boolean;
  readonly isFinite: (x: N) => boolean;
  readonly pi: N;
  /** The Euler–Mascheroni constant. */
  readonly euler: N;
  readonly gamma: (x: N) => N;
  /** log |Γ(x)|. */
  readonly lgamma: (x: N) => N;
  readonly digamma: (x: N) => N;
  /** The derivative of order n of digamma, n ≥ 0. */
  readonly polygamma: (n: number, x: N) => N;
  readonly erf: (x: N) => N;
  readonly erfc: (x: N) => N;
  /** The modified Bessel function I_ν(x). */
  readonly besselI: (order: N, x: N) => N;
  /** exp(−|x|) I_ν(x), which does not overflow. */
  readonly besselIe: (order: N, x: N) => N;
  /** The modified Bessel function K_ν(x), x > 0. */
  readonly besselK: (order: N, x: N) => N;
  /** φ_k(x) = Σ xʲ/(j + k)!, k ≥ 0. */
  readonly phi: (k: number, x: N) => N;
  /** Stumpff's c_k(z) = Σ (−z)ʲ/(k + 2j)!, k ≥ 0. */
  readonly stumpff: (k: number, z: N) => N;
}

/** base^exponent for an integer exponent by repeated squaring, with the given product and reciprocal. */
export function powerBySquaring<N>(
  arithmetic: Pick<Arithmetic<N>, 'mul' | 'div' | 'fromNumber'>,
  base: N,
  exponent: number,
): N {
  const one = arithmetic.fromNumber(1);
  let result = one;
  let square = base;
  for (let k = Math.abs(exponent); k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result = arithmetic.mul(result, square);
    if (k > 1) square = arithmetic.mul(square, square);
  }
  return exponent < 0 ? arithmetic.div(one, result) : result;
}
