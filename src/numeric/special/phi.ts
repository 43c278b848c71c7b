// The entire functions of Lie groups in any arithmetic: φ_k(x) = Σ xʲ/(j + k)! and Stumpff's c_k(z) = Σ (−z)ʲ/(k + 2j)!
// (Stumpff 1959; Hochbruck and Ostermann 2010, section 2.1).
import type { Arithmetic } from '../arithmetic.ts';

/** What the two are made of. */
type Elementary<N> = Omit<Arithmetic<N>, 'phi' | 'stumpff'>;

function factorial(n: number): bigint {
  let product = 1n;
  for (let j = 2; j <= n; j++) product *= BigInt(j);
  return product;
}

/** 1/n!. */
export const reciprocalFactorial = <N>(a: Elementary<N>, n: number): N => a.fromRational(1n, factorial(n));

/** Σ of terms, each made from the one before, until they no longer count. */
function series<N>(a: Elementary<N>, first: N, next: (term: N, j: number) => N): N {
  const negligible = a.fromRational(1n, 10n ** BigInt(a.digits + 3));
  let [sum, term] = [first, first];
  for (let j = 1; j < 100_000; j++) {
    term = next(term, j);
    sum = a.add(sum, term);
    if (!(a.compare(a.abs(term), a.mul(negligible, a.abs(sum))) > 0)) break;
  }
  return sum;
}

/** φ_k(x). */
export function phi<N>(a: Elementary<N>, k: number, x: N): N {
  const size = a.toNumber(x);
  if (k === 0) return a.exp(x);
  if (Number.isNaN(size) || size === Number.POSITIVE_INFINITY) return x;
  if (size === Number.NEGATIVE_INFINITY) return a.fromNumber(0);
  if (size > Math.max(700, 3 * a.digits)) return farPhi(a, k, x);
  // (eˣ − 1)/x cancels nothing at any x but 0; the others cancel what they take off.
  if (Math.abs(size) > (k === 1 ? 0 : 2 * k + 2)) return phiFromBelow(a, k, x);
  if (size >= 0) return series(a, reciprocalFactorial(a, k), (t, j) => a.div(a.mul(t, x), a.fromNumber(j + k)));
  return a.mul(a.exp(x), positivePhi(a, k, a.neg(x)));
}

/** e^y φ_k(−y) = Σ yʲ/((k + j) j! (k − 1)!) by Kummer's transformation: no term is negative. */
function positivePhi<N>(a: Elementary<N>, k: number, y: N): N {
  const first = a.fromRational(1n, factorial(k));
  return series(a, first, (t, j) => a.div(a.mul(t, a.mul(y, a.fromNumber(k + j - 1))), a.fromNumber(j * (k + j))));
}

/** φ_k = (φ_{k−1} − 1/(k−1)!)/x, which cancels nothing away from 0. */
function phiFromBelow<N>(a: Elementary<N>, k: number, x: N): N {
  let value = a.div(a.expm1(x), x);
  for (let j = 2; j <= k; j++) value = a.div(a.sub(value, reciprocalFactorial(a, j - 1)), x);
  return value;
}

/** eˣ/xᵏ, in two halves that do not overflow before their product does. */
function farPhi<N>(a: Elementary<N>, k: number, x: N): N {
  const root = a.exp(a.div(x, a.fromNumber(2)));
  return a.mul(a.div(root, a.powInteger(x, k)), root);
}

/** c_k(z). */
export function stumpff<N>(a: Elementary<N>, k: number, z: N): N {
  const size = a.toNumber(z);
  if (Number.isNaN(size) || size === Number.NEGATIVE_INFINITY) return a.abs(z);
  const near = k < 3 ? 1 : ((k + 1) * (k + 2)) / 2;
  if (Math.abs(size) <= near) return stumpffSeries(a, k, z);
  let value = lowStumpff(a, k < 3 ? k : 2 - (k % 2), z);
  for (let j = 2 - (k % 2); j < k; j += 2) value = a.div(a.sub(reciprocalFactorial(a, j), value), z);
  return value;
}

const stumpffSeries = <N>(a: Elementary<N>, k: number, z: N): N =>
  series(a, reciprocalFactorial(a, k), (t, j) =>
    a.neg(a.div(a.mul(t, z), a.fromNumber((k + 2 * j - 1) * (k + 2 * j)))),
  );

/** cos w, sin w / w and 2 sin²(w/2)/w² for w = √z; hyperbolic for z < 0. */
function lowStumpff<N>(a: Elementary<N>, k: number, z: N): N {
  const isTurn = a.compare(z, a.fromNumber(0)) > 0;
  const w = a.sqrt(a.abs(z));
  if (k === 0) return isTurn ? a.cos(w) : a.cosh(w);
  const sine = isTurn ? a.sin : a.sinh;
  if (k === 1) return a.div(sine(w), w);
  const half = a.div(sine(a.div(w, a.fromNumber(2))), w);
  return a.mul(a.fromNumber(2), a.mul(half, half));
}
