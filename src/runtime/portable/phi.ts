// The functions that exponentials of Lie groups need, of numbers and of flat row-major matrices.

/** $\varphi_k(x)=\sum_j\frac{x^j}{(j+k)!}$. */
export function phi(k: number, x: number): number {
  if (k === 0) return Math.exp(x);
  if (x > 700) return (Math.exp(x / 2) / x ** k) * Math.exp(x / 2);
  let factorial = 1;
  if (Math.abs(x) > 2 * k + 2) {
    // The recurrence $\varphi_j=(\varphi_{j-1}-\frac1{(j-1)!})/x$ cancels nothing away from 0.
    let value = Math.expm1(x) / x;
    for (let j = 2; j <= k; j += 1) {
      factorial *= j - 1;
      value = (value - 1 / factorial) / x;
    }
    return value;
  }
  for (let j = 2; j <= k; j += 1) factorial *= j;
  // Kummer's transformation, $e^{x}\sum_j\frac{k\,(-x)^j}{(k+j)\,j!}/k!$ for x < 0: no term of either series is negative.
  const size = Math.abs(x);
  let term = 1 / factorial;
  let sum = term;
  for (let j = 1; term > 1e-17 * sum; j += 1) {
    term *= x < 0 ? (size * (k + j - 1)) / (j * (k + j)) : size / (k + j);
    sum += term;
  }
  return x < 0 ? Math.exp(x) * sum : sum;
}

/** Stumpff's $c_k(z)=\sum_j\frac{(-z)^j}{(k+2j)!}$: $\cos\sqrt z$, $\sin\sqrt z/\sqrt z$, …. */
export function stumpff(k: number, z: number): number {
  let factorial = 1;
  if (Math.abs(z) <= Math.max(1, k < 3 ? 1 : ((k + 1) * (k + 2)) / 2)) {
    for (let j = 2; j <= k; j += 1) factorial *= j;
    let term = 1 / factorial;
    let sum = term;
    for (let j = 1; Math.abs(term) > 1e-17 * Math.abs(sum); j += 1) {
      term *= -z / ((k + 2 * j - 1) * (k + 2 * j));
      sum += term;
    }
    return sum;
  }
  const w = Math.sqrt(Math.abs(z));
  if (k === 0) return z > 0 ? Math.cos(w) : Math.cosh(w);
  const low = 2 - (k % 2);
  const half = (z > 0 ? Math.sin(w / low) : Math.sinh(w / low)) / w;
  let value = low === 1 ? half : 2 * half * half;
  for (let j = low; j < k; j += 2) {
    if (j > 2) factorial *= (j - 1) * j;
    else factorial = j;
    value = (1 / factorial - value) / z;
  }
  return value;
}

/** $\varphi_k(M)$ of a flat size × size matrix: Taylor's series of $M/2^s$ and s doublings, without an inverse. */
export function matrixPhi(k: number, matrix: ArrayLike<number>, size: number): Float64Array {
  let norm = 0;
  for (let j = 0; j < size; j += 1) {
    let sum = 0;
    for (let i = 0; i < size; i += 1) sum += Math.abs(matrix[i * size + j] ?? 0);
    norm = sum > norm || Number.isNaN(sum) ? sum : norm;
  }
  if (!Number.isFinite(norm)) return new Float64Array(size * size).fill(Number.NaN);
  const halvings = norm > 0.5 ? Math.ceil(Math.log2(norm)) + 1 : 0;
  const small = Float64Array.from(matrix, (x) => x * 2 ** -halvings);
  let values = phiOfSmall(k, small, size);
  for (let s = 0; s < halvings; s += 1) values = phiOfTwice(values, size);
  return values[k] ?? small;
}

/** $\varphi_0(B),…,\varphi_k(B)$ for $\|B\|\le\frac12$: the highest by Horner's rule, the others from it. */
export function phiOfSmall(k: number, matrix: Float64Array, size: number): Float64Array[] {
  const weights = [1];
  for (let j = 1; j <= k + 16; j += 1) weights.push((weights[j - 1] ?? 1) / j);
  let highest = plusIdentity(new Float64Array(size * size), weights[k + 16] ?? 0, size);
  for (let j = k + 15; j >= k; j -= 1)
    highest = plusIdentity(squareProduct(matrix, highest, size), weights[j] ?? 0, size);
  const values = [highest];
  for (let j = k; j > 0; j -= 1) {
    values.unshift(plusIdentity(squareProduct(matrix, values[0] ?? matrix, size), weights[j - 1] ?? 1, size));
  }
  return values;
}

/** $\varphi_j(2B)=2^{-j}\bigl(\varphi_0(B)\varphi_j(B)+\sum_{i=1}^{j}\frac{\varphi_i(B)}{(j-i)!}\bigr)$. */
export function phiOfTwice(values: readonly Float64Array[], size: number): Float64Array[] {
  const exponential = values[0] ?? new Float64Array(0);
  return values.map((value, j) => {
    const sum = squareProduct(exponential, value, size);
    let factorial = 1;
    for (let i = j; i >= 1; i -= 1) {
      const term = values[i] ?? sum;
      for (let e = 0; e < sum.length; e += 1) sum[e] = (sum[e] ?? 0) + (term[e] ?? 0) / factorial;
      factorial *= j - i + 1;
    }
    return sum.map((x) => x * 2 ** -j);
  });
}

/** The product of two flat size × size matrices. */
export function squareProduct(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      let sum = 0;
      for (let l = 0; l < size; l += 1) sum += (a[i * size + l] ?? 0) * (b[l * size + j] ?? 0);
      out[i * size + j] = sum;
    }
  }
  return out;
}

/** $M+cI$, in place. */
export function plusIdentity(matrix: Float64Array, c: number, size: number): Float64Array {
  for (let i = 0; i < size; i += 1) matrix[i * (size + 1)] = (matrix[i * (size + 1)] ?? 0) + c;
  return matrix;
}

/** A flat matrix with zeros above its diagonal. */
export function lowerPart(matrix: ArrayLike<number>, size: number): Float64Array {
  return Float64Array.from(matrix, (x, e) => (e % size > Math.floor(e / size) ? 0 : x));
}
