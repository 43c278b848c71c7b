// Exact rational numbers: the coefficients of every expression.

/** n/d in lowest terms with d > 0. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** n/d reduced; `d` must not be zero. */
export function ratio(n: bigint | number, d: bigint | number = 1n): Ratio {
  const top = BigInt(n);
  const bottom = BigInt(d);
  if (bottom === 1n) return { n: top, d: 1n };
  const g = gcd(top, bottom);
  return bottom < 0n ? { n: -top / g, d: -bottom / g } : { n: top / g, d: bottom / g };
}

/** 0. */
export const ratioZero: Ratio = { n: 0n, d: 1n };
/** 1. */
export const ratioOne: Ratio = { n: 1n, d: 1n };

/** a + b. */
export const addRatio = (a: Ratio, b: Ratio): Ratio =>
  a.d === 1n && b.d === 1n ? { n: a.n + b.n, d: 1n } : ratio(a.n * b.d + b.n * a.d, a.d * b.d);
/** a·b. */
export const mulRatio = (a: Ratio, b: Ratio): Ratio =>
  a.d === 1n && b.d === 1n ? { n: a.n * b.n, d: 1n } : ratio(a.n * b.n, a.d * b.d);
/** −a. */
export const negRatio = (a: Ratio): Ratio => ({ n: -a.n, d: a.d });
/** 1/a; `a` must not be zero. */
export const invRatio = (a: Ratio): Ratio => ratio(a.d, a.n);

/** a^k for an integer k (a ≠ 0 when k < 0). */
export function powRatio(a: Ratio, k: bigint): Ratio {
  return k >= 0n ? { n: a.n ** k, d: a.d ** k } : ratio(a.d ** -k, a.n ** -k);
}

/** The nearest double, also where numerator and denominator overflow. */
export function ratioToNumber(a: Ratio): number {
  const direct = Number(a.n) / Number(a.d);
  if (Number.isFinite(direct) && direct !== 0) return direct;
  if (a.n === 0n) return 0;
  const shift = BigInt(bits(a.n) - bits(a.d) - 64);
  const mantissa = shift >= 0n ? a.n / (a.d << shift) : (a.n << -shift) / a.d;
  return Number(mantissa) * 2 ** Number(shift);
}

const bits = (n: bigint): number => (n < 0n ? -n : n).toString(2).length;

/** The exact value of a decimal literal such as `12`, `0.5`, `1.5e-3`. */
export function parseDecimal(text: string): Ratio {
  const match = /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return ratioZero;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction || '0');
  const power = Number(exponent) - fraction.length;
  return power >= 0 ? ratio(digits * 10n ** BigInt(power)) : ratio(digits, 10n ** BigInt(-power));
}

/** The exact value of a finite double. */
export function ratioFromNumber(x: number): Ratio {
  let denominator = 1n;
  let value = x;
  while (!Number.isInteger(value)) {
    value *= 2;
    denominator *= 2n;
  }
  return ratio(BigInt(value), denominator);
}

/** The integer k-th root of n if it is exact. */
export function exactRoot(n: bigint, k: bigint): bigint | undefined {
  if (n < 0n) return undefined;
  if (n < 2n) return n;
  const bits = BigInt(n.toString(16).length * 4);
  if (k >= bits) return undefined;
  // Newton's iteration falls from any power of two above the root, and stops at the whole part of the root.
  let root = 1n << (bits / k + 1n);
  for (;;) {
    const next = ((k - 1n) * root + n / root ** (k - 1n)) / k;
    if (next >= root) break;
    root = next;
  }
  return root ** k === n ? root : undefined;
}
