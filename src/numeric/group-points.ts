// Random elements of matrix groups and of their algebras, near the identity and far from it; row by row.
import { matmul, transpose } from './dense.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { matrixPhi } from './matrix-phi.ts';
import { normal, type Random } from './random.ts';

type Entries = readonly number[];

/** How far from the origin of the algebra: most often about 1, at times 10⁻⁶ … 10⁻¹ or about 3. */
function spread(random: Random, moderate: boolean): number {
  if (moderate) return 0.7;
  const kind = random();
  if (kind < 0.2) return 10 ** (-1 - 5 * random());
  return kind < 0.8 ? 0.7 : 2.5;
}

const square = (size: number, entry: (i: number, j: number) => number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => entry(i, j)));

const lowerRows = (size: number, random: Random, scale: number, diagonal: (x: number) => number): number[][] =>
  square(size, (i, j) => (j > i ? 0 : i === j ? diagonal(scale * normal(random)) : scale * normal(random)));

/** Lower triangular, of either sign on the diagonal. */
export const drawLower = (size: number, random: Random, moderate: boolean): Entries =>
  lowerRows(size, random, spread(random, moderate), (x) => x).flat();

/** Lower triangular with a positive diagonal. */
export const drawLowerTriangular = (size: number, random: Random, moderate: boolean): Entries =>
  lowerRows(size, random, spread(random, moderate), (x) => Math.exp(x / 2)).flat();

/** Ωᵀ = −Ω. */
export function drawSkew(size: number, random: Random, moderate: boolean): Entries {
  const scale = spread(random, moderate);
  const below = lowerRows(size, random, scale, () => 0);
  return square(size, (i, j) => (i > j ? (below[i]?.[j] ?? 0) : -(below[j]?.[i] ?? 0)))
    .flat()
    .map((x) => (x === 0 ? 0 : x));
}

const rotationRows = (size: number, random: Random, moderate: boolean): readonly (readonly number[])[] => {
  const skew = drawSkew(size, random, moderate);
  return matrixPhi(
    floatArithmetic,
    0,
    square(size, (i, j) => skew[i * size + j] ?? 0),
  );
};

/** e^Ω: orthogonal, of determinant 1. */
export const drawRotation = (size: number, random: Random, moderate: boolean): Entries =>
  rotationRows(size, random, moderate).flat();

/** L Rᵀ with a rotation R, its first row turned over half the time: both signs of the determinant, none near 0. */
export function drawInvertible(size: number, random: Random, moderate: boolean): Entries {
  const lower = lowerRows(size, random, moderate ? 0.35 : spread(random, moderate) / 2, (x) => Math.exp(x));
  const product = matmul(floatArithmetic, lower, transpose(rotationRows(size, random, moderate)));
  const sign = random() < 0.5 ? -1 : 1;
  return product.flatMap((row, i) => row.map((x) => (i === 0 ? sign * x : x)));
}
