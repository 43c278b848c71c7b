// Elementary functions on fixed-point numbers: the bigint v stands for v / 2^bits. All have absolute error of a few
// units in the last place; callers carry guard bits and ask for more when a result comes out small.

/** A value that depends on the precision only, computed once for each. */
export function perPrecision<T>(compute: (bits: number) => T): (bits: number) => T {
  const known = new Map<number, T>();
  return (bits) => {
    const found = known.get(bits);
    if (found !== undefined) return found;
    const value = compute(bits);
    known.set(bits, value);
    return value;
  };
}

/** The number of bits of |v|, 0 for v = 0. */
export function bitLength(v: bigint): number {
  if (v === 0n) return 0;
  const hex = (v < 0n ? -v : v).toString(16);
  return hex.length * 4 + 28 - Math.clz32(Number.parseInt(hex.charAt(0), 16));
}

/** The double nearest to v / 2^bits, to about 53 bits. */
function fixedToNumber(v: bigint, bits: number): number {
  const drop = Math.max(0, bitLength(v) - 64);
  return Number(v >> BigInt(drop)) * 2 ** (drop - bits);
}

/** A double of moderate size as fixed point, to 2^−52 at worst. */
function fixedFromNumber(x: number, bits: number): bigint {
  const rounded = BigInt(Math.round(x * 2 ** 50));
  return bits >= 50 ? rounded << BigInt(bits - 50) : rounded >> BigInt(50 - bits);
}

// Σ_k sign^k / ((2k+1) n^(2k+1)): atan(1/n) for sign −1, atanh(1/n) for sign +1.
function inverseTangentOfReciprocal(n: bigint, sign: 1n | -1n, bits: number): bigint {
  let power = (1n << BigInt(bits)) / n;
  let sum = power;
  for (let k = 3n, s: bigint = sign; power !== 0n; k += 2n, s *= sign) {
    power /= n * n;
    sum += (s * power) / k;
  }
  return sum;
}

function combination(terms: readonly (readonly [bigint, bigint])[], sign: 1n | -1n): (bits: number) => bigint {
  return perPrecision((bits) => {
    const guarded = bits + 24;
    let sum = 0n;
    for (const [factor, n] of terms) sum += factor * inverseTangentOfReciprocal(n, sign, guarded);
    return sum >> 24n;
  });
}

/** π = 16 atan(1/5) − 4 atan(1/239). */
export const fixedPi: (bits: number) => bigint = combination(
  [
    [16n, 5n],
    [-4n, 239n],
  ],
  -1n,
);

/** log 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749). */
const fixedLog2: (bits: number) => bigint = combination(
  [
    [18n, 26n],
    [-2n, 4801n],
    [8n, 8749n],
  ],
  1n,
);

/** log 10 = 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161). */
export const fixedLog10: (bits: number) => bigint = combination(
  [
    [46n, 31n],
    [34n, 49n],
    [20n, 161n],
  ],
  1n,
);

/** The Euler–Mascheroni constant by the algorithm of Brent and McMillan: U/V with error exp(−4n). */
export const fixedEuler: (bits: number) => bigint = perPrecision((bits) => {
  const n = BigInt(Math.ceil(((bits + 16) * Math.LN2) / 4) + 2);
  const work = bits + 32 + 2 * bitLength(n);
  let a = -fixedLog(n << BigInt(work), work);
  let b = 1n << BigInt(work);
  let u = a;
  let v = b;
  for (let k = 1n; b !== 0n; k += 1n) {
    b = (b * n * n) / (k * k);
    a = ((a * n * n) / k + b) / k;
    u += a;
    v += b;
  }
  return (u << BigInt(bits)) / v;
});

/** exp(x) for x < 8 (callers take powers of ten out first). */
export function fixedExp(x: bigint, bits: number): bigint {
  const work = bits + 16;
  const log2 = fixedLog2(work);
  const shift = floorDivide(x << 16n, log2);
  const result = expOfReduced((x << 16n) - shift * log2, work);
  return shift >= 16n ? result << (shift - 16n) : result >> (16n - shift);
}

// Taylor's series at x / 2^halvings, then squarings; |x| < 1.
function expOfReduced(x: bigint, bits: number): bigint {
  const halvings = Math.ceil(Math.sqrt(bits) * 0.6);
  const work = BigInt(bits + 2 * halvings + 8);
  const one = 1n << work;
  const small = (x << (work - BigInt(bits))) >> BigInt(halvings);
  let sum = one + small;
  let term = small;
  for (let k = 2n; term !== 0n; k += 1n) {
    term = ((term * small) >> work) / k;
    sum += term;
  }
  for (let i = 0; i < halvings; i++) sum = (sum * sum) >> work;
  return sum >> (work - BigInt(bits));
}

/** log(x) for x > 0: a float64 start y, then log x = y + 2 atanh(t / (2 + t)) with 1 + t = x exp(−y). */
export function fixedLog(x: bigint, bits: number): bigint {
  const scale = bitLength(x) - bits;
  const work = bits + 8;
  const mantissa = scale >= 8 ? x >> BigInt(scale - 8) : x << BigInt(8 - scale);
  const start = fixedFromNumber(Math.log(fixedToNumber(mantissa, work)), work);
  const one = 1n << BigInt(work);
  const t = ((mantissa * fixedExp(-start, work)) >> BigInt(work)) - one;
  const log = start + 2n * atanhSeries((t << BigInt(work)) / (2n * one + t), 1n, work);
  return (log + BigInt(scale) * fixedLog2(work)) >> 8n;
}

// Σ sign^k x^(2k+1) / (2k+1) for small x.
function atanhSeries(x: bigint, sign: 1n | -1n, bits: number): bigint {
  const shift = BigInt(bits);
  const square = (sign * x * x) >> shift;
  let power = x;
  let sum = x;
  for (let k = 3n; power !== 0n && power !== -1n; k += 2n) {
    power = (power * square) >> shift;
    sum += power / k;
  }
  return sum;
}

/** sin(x) and cos(x), any x, to the absolute precision of the argument. */
export function fixedSinCos(x: bigint, bits: number): readonly [bigint, bigint] {
  const extra = Math.max(8, 64 * Math.ceil((bitLength(x) - bits + 8) / 64));
  const half = fixedPi(bits + extra) >> 1n;
  const scaled = x << BigInt(extra);
  const quarter = floorDivide(2n * scaled + half, 2n * half);
  const [s, c] = sinCosSeries((scaled - quarter * half) >> BigInt(extra), bits);
  switch (((quarter % 4n) + 4n) % 4n) {
    case 0n:
      return [s, c];
    case 1n:
      return [c, -s];
    case 2n:
      return [-s, -c];
    default:
      return [-c, s];
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const q = a / b;
  return q * b > a ? q - 1n : q;
}

function sinCosSeries(x: bigint, bits: number): readonly [bigint, bigint] {
  const work = BigInt(bits + 8);
  const square = -(((x << 8n) * (x << 8n)) >> work);
  let cosine = 1n << work;
  let sine = x << 8n;
  let even = cosine;
  let odd = sine;
  for (let k = 2n; even !== 0n || odd !== 0n; k += 2n) {
    even = ((even * square) >> work) / (k * (k - 1n));
    odd = ((odd * square) >> work) / (k * (k + 1n));
    cosine += even;
    sine += odd;
  }
  return [sine >> 8n, cosine >> 8n];
}

/** atan(x) for |x| ≤ 1: a float64 start y, then the series at tan(atan x − y). */
export function fixedAtan(x: bigint, bits: number): bigint {
  const work = bits + 8;
  const wide = x << 8n;
  const start = fixedFromNumber(Math.atan(fixedToNumber(wide, work)), work);
  const [s, c] = sinCosSeries(start, work);
  const shift = BigInt(work);
  const rest = (wide * c - (s << shift)) / (c + ((wide * s) >> shift));
  return (start + atanhSeries(rest, -1n, work)) >> 8n;
}

/** √x for x ≥ 0. */
export function fixedSqrt(x: bigint, bits: number): bigint {
  const target = x << BigInt(bits);
  if (target === 0n) return 0n;
  let root = 1n << BigInt(Math.ceil(bitLength(target) / 2));
  for (;;) {
    const next = (root + target / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
