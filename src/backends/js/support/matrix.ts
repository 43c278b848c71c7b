// Small matrix words that the linear algebra of the runtime does not have.

/** Mx for a flat rows × columns matrix. */
export function applyMatrix(matrix: ArrayLike<number>, vector: ArrayLike<number>, rows: number): Float64Array {
  const columns = vector.length;
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += (matrix[i * columns + j] ?? 0) * (vector[j] ?? 0);
    out[i] = sum;
  }
  return out;
}

/** Is ±A positive definite? Decided by elimination without square roots. */
export function isDefinite(matrix: ArrayLike<number>, size: number, sign: number): boolean {
  const a = Float64Array.from(matrix, (value) => sign * value);
  for (let k = 0; k < size; k++) {
    const pivot = a[k * size + k] ?? Number.NaN;
    if (!(pivot > 0)) return false;
    for (let i = k + 1; i < size; i++) {
      const factor = (a[i * size + k] ?? 0) / pivot;
      for (let j = k; j < size; j++) a[i * size + j] = (a[i * size + j] ?? 0) - factor * (a[k * size + j] ?? 0);
    }
  }
  return true;
}

/** v with one more entry. */
export function appended(vector: ArrayLike<number>, last: number): Float64Array {
  const out = new Float64Array(vector.length + 1);
  out.set(vector);
  out[vector.length] = last;
  return out;
}

/** The sign of the first entry: that of a definite matrix. */
export function leadingSign(matrix: ArrayLike<number>): number {
  return Math.sign(matrix[0] ?? 0);
}

/** A flat array of one value. */
export function filled(value: number, size: number): Float64Array {
  return new Float64Array(size).fill(value);
}
