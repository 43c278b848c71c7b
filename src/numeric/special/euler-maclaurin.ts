// The numbers of the Euler–Maclaurin formula, Bernoulli's B_2, B_4, … as exact fractions: every asymptotic series of the
// gamma family needs them.

/** An exact fraction in lowest terms, with a positive denominator. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** n/d in lowest terms. */
function fraction(n: bigint, d: bigint): Fraction {
  const g = greatestCommonDivisor(n, d) * (d < 0n ? -1n : 1n);
  return { numerator: n / g, denominator: d / g };
}

// Tangent numbers T_1 … T_n by the triangle of Brent and Harvey (2011), algorithm TangentNumbers: integers only.
function tangentNumbers(n: number): bigint[] {
  const t: bigint[] = [1n];
  for (let k = 1; k < n; k++) t.push(BigInt(k) * (t[k - 1] ?? 0n));
  for (let k = 1; k < n; k++) {
    for (let j = k; j < n; j++) t[j] = BigInt(j - k) * (t[j - 1] ?? 0n) + BigInt(j - k + 2) * (t[j] ?? 0n);
  }
  return t;
}

// B_{2k} = (−1)^(k−1) 2k T_k / (4^k (4^k − 1)).
function fromTangent(tangent: bigint, index: number): Fraction {
  const k = BigInt(index + 1);
  const power = 4n ** k;
  return fraction((index % 2 === 0 ? 1n : -1n) * 2n * k * tangent, power * (power - 1n));
}

let known: readonly Fraction[] = [];

/** B_{2k+2}, k = 0, 1, …. */
export function eulerMaclaurinNumber(k: number): Fraction {
  if (known.length <= k) known = tangentNumbers(Math.max(32, 2 ** Math.ceil(Math.log2(k + 1)))).map(fromTangent);
  const found = known[k];
  if (found === undefined) throw new RangeError(`there is no number ${k}`);
  return found;
}
