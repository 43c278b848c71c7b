// Basis tangents of the declared parameters, in the order of the Fisher matrix's rows.
import type { Flat } from './batch.ts';

/** How one parameter is flattened. */
export interface Coordinates {
  readonly kind: 'scalar' | 'full' | 'symmetric' | 'lower' | 'simplex';
  /** Number of entries, or of rows of a symmetric or lower matrix. */
  readonly size: number;
}

/** One tangent for each row of the Fisher matrix: for every parameter its part of it. */
export function basisTangents(parameters: readonly Coordinates[]): Flat[][] {
  const still = parameters.map(
    ({ kind, size }): Flat =>
      kind === 'scalar' ? 0 : new Float64Array(kind === 'symmetric' || kind === 'lower' ? size * size : size),
  );
  return parameters.flatMap((coordinates, k) =>
    directions(coordinates).map((direction) => still.map((zero, other) => (other === k ? direction : zero))),
  );
}

/** The directions of one parameter: entries, those i ≤ j of a symmetric and i ≥ j of a lower matrix, exchanges with the last class. */
function directions({ kind, size }: Coordinates): Flat[] {
  if (kind === 'scalar') return [1];
  const count = kind === 'symmetric' || kind === 'lower' ? size * size : size;
  const at = (...entries: readonly (readonly [number, number])[]): Float64Array => {
    const direction = new Float64Array(count);
    for (const [i, value] of entries) direction[i] = value;
    return direction;
  };
  if (kind === 'full') return Array.from({ length: size }, (_, i) => at([i, 1]));
  if (kind === 'simplex') return Array.from({ length: size - 1 }, (_, i) => at([i, 1], [size - 1, -1]));
  const found: Flat[] = [];
  if (kind === 'lower') {
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) found.push(at([i * size + j, 1]));
    return found;
  }
  for (let i = 0; i < size; i++) for (let j = i; j < size; j++) found.push(at([i * size + j, 1], [j * size + i, 1]));
  return found;
}

/** The matrix of a bilinear form over the basis tangents, row by row. */
export function formMatrix(
  parameters: readonly Coordinates[],
  form: (left: readonly Flat[], right: readonly Flat[]) => number,
): Float64Array {
  const basis = basisTangents(parameters);
  const n = basis.length;
  const out = new Float64Array(n * n);
  basis.forEach((left, i) => {
    basis.slice(i).forEach((right, k) => {
      const value = form(left, right);
      out[i * n + i + k] = value;
      out[(i + k) * n + i] = value;
    });
  });
  return out;
}
