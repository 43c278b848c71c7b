// Flat coordinates: symmetric matrices by their entries i ≤ j, points of the simplex and their tangents by the first K−1, lower triangular
// matrices by their entries i ≥ j, skew ones by the angle, the axis vector or their entries i > j.
import type { SymbolExpr } from '../ir/expr.ts';
import type { Sizes, Tensor } from '../numeric/tensors.ts';
import { sizeOfShape } from '../numeric/tensors.ts';

/** How off-diagonal entries of a symmetric matrix count: once (a value) or twice (a natural parameter, paired with one entry). */
export type Kind = 'value' | 'natural';

const isSymmetric = (s: SymbolExpr): boolean => s.domain.kind === 'spd' || s.domain.kind === 'symmetric';

const isLower = (s: SymbolExpr): boolean => s.domain.kind === 'lower' || s.domain.kind === 'lowerTriangular';

/** Are the entries tied by their sum? */
const isTied = (s: SymbolExpr): boolean => s.domain.kind === 'simplex' || s.domain.kind === 'zeroSum';

/** The free coordinates of a tensor. */
export function flatten(s: SymbolExpr, t: Tensor<number>, kind: Kind): number[] {
  const n = t.shape[0] ?? 1;
  if (isSymmetric(s))
    return upperTriangle(n).map(([i, j]) => (t.data[i * n + j] ?? Number.NaN) * (kind === 'natural' && i < j ? 2 : 1));
  if (isLower(s)) return lowerTriangle(n).map(([i, j]) => t.data[i * n + j] ?? Number.NaN);
  if (s.domain.kind === 'skew') return skewPlaces(n).map(([i, j]) => t.data[i * n + j] ?? Number.NaN);
  return isTied(s) ? t.data.slice(0, -1) : [...t.data];
}

/** The tensor of free coordinates. */
export function unflatten(s: SymbolExpr, flat: readonly number[], sizes: Sizes, kind: Kind): Tensor<number> {
  const shape = [...sizeOfShape(s.shape, sizes)];
  const n = shape[0] ?? 1;
  if (isTied(s)) {
    const sum = s.domain.kind === 'simplex' ? 1 : 0;
    return { shape, data: [...flat, sum - flat.reduce((a, b) => a + b, 0)] };
  }
  const data = new Array<number>(n * n).fill(0);
  if (s.domain.kind === 'skew') return { shape, data: skewMatrix(n, flat) };
  if (isLower(s)) {
    lowerTriangle(n).forEach(([i, j], k) => {
      data[i * n + j] = flat[k] ?? 0;
    });
    return { shape, data };
  }
  if (!isSymmetric(s)) return { shape, data: [...flat] };
  upperTriangle(n).forEach(([i, j], k) => {
    const x = (flat[k] ?? 0) / (kind === 'natural' && i < j ? 2 : 1);
    data[i * n + j] = x;
    data[j * n + i] = x;
  });
  return { shape, data };
}

/** How many free coordinates a symbol has. */
export function coordinateCount(s: SymbolExpr, sizes: Sizes): number {
  const shape = sizeOfShape(s.shape, sizes);
  const [n = 1] = shape;
  if (isSymmetric(s) || isLower(s)) return (n * (n + 1)) / 2;
  if (s.domain.kind === 'skew') return (n * (n - 1)) / 2;
  return isTied(s) ? n - 1 : shape.reduce((a, b) => a * b, 1);
}

/** The tangent along one free coordinate. */
export function basisTangent(s: SymbolExpr, index: number, sizes: Sizes, kind: Kind): Tensor<number> {
  const flat = Array.from({ length: coordinateCount(s, sizes) }, (_, i) => (i === index ? 1 : 0));
  const t = unflatten(s, flat, sizes, kind);
  if (s.domain.kind === 'simplex')
    return { shape: t.shape, data: t.data.map((x, i) => (i === t.data.length - 1 ? -1 : x)) };
  return t;
}

/** A gradient tensor paired with the basis tangents of a symbol. */
export function flattenGradient(s: SymbolExpr, t: Tensor<number>, kind: Kind): number[] {
  const n = t.shape[0] ?? 1;
  const at = (i: number, j: number): number => t.data[i * n + j] ?? Number.NaN;
  if (isSymmetric(s))
    return upperTriangle(n).map(([i, j]) =>
      i === j ? at(i, i) : kind === 'natural' ? (at(i, j) + at(j, i)) / 2 : at(i, j) + at(j, i),
    );
  if (s.domain.kind === 'skew') return skewPlaces(n).map(([i, j]) => at(i, j) - at(j, i));
  if (isTied(s)) return t.data.slice(0, -1).map((x) => x - (t.data.at(-1) ?? Number.NaN));
  return flatten(s, t, kind);
}

/** Pairs i ≤ j, row by row. */
const upperTriangle = (n: number): readonly (readonly [number, number])[] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n - i }, (_, k) => [i, i + k] as const)).flat();

/** Pairs i ≥ j, row by row. */
const lowerTriangle = (n: number): readonly (readonly [number, number])[] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: i + 1 }, (__, j) => [i, j] as const)).flat();

/** Where the coordinates of a skew matrix stand: Ω₃₂, Ω₁₃, Ω₂₁ for the axis vector of space, else the entries i > j. */
const skewPlaces = (n: number): readonly (readonly [number, number])[] =>
  n === 3
    ? [
        [2, 1],
        [0, 2],
        [1, 0],
      ]
    : lowerTriangle(n).filter(([i, j]) => i > j);

/** The entries of the skew matrix with these coordinates (the hat map). */
export function skewMatrix(n: number, flat: readonly number[]): number[] {
  const data = new Array<number>(n * n).fill(0);
  skewPlaces(n).forEach(([i, j], k) => {
    data[i * n + j] = flat[k] ?? 0;
    data[j * n + i] = -(flat[k] ?? 0);
  });
  return data;
}

/** A tensor as nested arrays for JSON; non-finite numbers by name. */
export function toJson(t: Tensor<number>): unknown {
  if (t.shape.length === 0) return numberToJson(t.data[0] ?? Number.NaN);
  const [n = 0, ...rest] = t.shape;
  const size = rest.reduce((a, b) => a * b, 1);
  return Array.from({ length: n }, (_, i) => toJson({ shape: rest, data: t.data.slice(i * size, (i + 1) * size) }));
}

/** Full doubles; ±∞ and NaN as strings. */
export const numberToJson = (x: number): number | string => (Number.isFinite(x) ? x : String(x));
