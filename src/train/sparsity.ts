// How much of a filter is concentrated in few weights: Hoyer's measure $(\sqrt n-\|w\|_1/\|w\|_2)/(\sqrt n-1)$, from 0
// (all weights equal in size) to 1 (a single one). Hoyer, Non-negative matrix factorization with sparseness constraints,
// JMLR 5 (2004), p. 1460.

/** The mean over units of the sparsity of their incoming weights; `weights` is inputs × units, row by row. */
export function filterSparsity(weights: ArrayLike<number>, inputs: number, units: number): number {
  let sum = 0;
  for (let unit = 0; unit < units; unit += 1) {
    sum += hoyer(Float64Array.from({ length: inputs }, (_, i) => weights[i * units + unit] ?? 0));
  }
  return sum / units;
}

/** The sparsity of one vector; a vector of zeros has none. */
export function hoyer(vector: ArrayLike<number>): number {
  let absolute = 0;
  let square = 0;
  for (let i = 0; i < vector.length; i += 1) {
    absolute += Math.abs(vector[i] ?? 0);
    square += (vector[i] ?? 0) ** 2;
  }
  if (square === 0 || vector.length < 2) return 0;
  const root = Math.sqrt(vector.length);
  return (root - absolute / Math.sqrt(square)) / (root - 1);
}
