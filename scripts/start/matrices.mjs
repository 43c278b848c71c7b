// The little linear algebra that five weights need, on arrays of rows.

/** x'y. */
export const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);

/** A x. */
export const apply = (a, x) => a.map((row) => dot(row, x));

const transpose = (a) => a[0].map((_, j) => a.map((row) => row[j]));

/** A B. */
export function multiply(a, b) {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

/** Σᵢ wᵢ xᵢxᵢ' + δ I. */
export const gram = (inputs, weights, delta) =>
  inputs[0].map((_, j) =>
    inputs[0].map((__, k) => inputs.reduce((sum, x, i) => sum + weights[i] * x[j] * x[k], j === k ? delta : 0)),
  );

/** The solution of A x = b, by Gauss–Jordan elimination with pivoting. */
export function solve(a, b) {
  const rows = a.map((row, i) => [...row, b[i]]);
  for (let k = 0; k < rows.length; k += 1) {
    const pivot = rows.reduce((best, row, i) => (i >= k && Math.abs(row[k]) > Math.abs(rows[best][k]) ? i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    const scaled = rows[k].map((value) => value / rows[k][k]);
    for (let i = 0; i < rows.length; i += 1) {
      rows[i] = i === k ? scaled : rows[i].map((value, j) => value - rows[i][k] * scaled[j]);
    }
  }
  return rows.map((row) => row[rows.length]);
}

/** A⁻¹ of a symmetric matrix, column by column. */
export const inverse = (a) =>
  a.map((_, i) =>
    solve(
      a,
      a.map((__, j) => (i === j ? 1 : 0)),
    ),
  );
