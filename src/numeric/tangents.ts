// A basis of the tangent space of a domain at one of its points, as arrays of numbers.
import type { SymbolExpr } from '../ir/expr.ts';
import type { Tensor } from './tensors.ts';

/** The unit tangents of a symbol's domain at a value of it. */
export function tangentBasis(s: SymbolExpr, at: Tensor<number>): readonly Tensor<number>[] {
  const { shape } = at;
  const n = at.data.length;
  const side = shape[0] ?? 1;
  const unit = (...entries: readonly (readonly [number, number])[]): Tensor<number> => {
    const data = new Array<number>(n).fill(0);
    for (const [i, x] of entries) data[i] = x;
    return { shape, data };
  };
  const pairs = (from: number): readonly (readonly [number, number])[] =>
    Array.from({ length: side }, (_, i) => i).flatMap((i) =>
      Array.from({ length: side }, (_, j) => j).flatMap((j): (readonly [number, number])[] =>
        j - i >= from ? [[i, j]] : [],
      ),
    );
  const skewUnits = (): readonly Tensor<number>[] =>
    pairs(1).map(([i, j]) => unit([i * side + j, -1], [j * side + i, 1]));
  switch (s.domain.kind) {
    case 'simplex':
    case 'zeroSum':
      return Array.from({ length: n - 1 }, (_, i) => unit([i, 1], [n - 1, -1]));
    case 'symmetric':
    case 'spd':
      return pairs(0).map(([i, j]) => unit([i * side + j, 1], [j * side + i, 1]));
    case 'skew':
      return skewUnits();
    case 'rotation':
      return skewUnits().map((t) => ({ shape, data: product(at.data, t.data, side) }));
    case 'lower':
    case 'lowerTriangular':
      return pairs(0).map(([i, j]) => unit([j * side + i, 1]));
    default:
      return Array.from({ length: n }, (_, i) => unit([i, 1]));
  }
}

/** The product of two square matrices, row by row. */
function product(a: readonly number[], b: readonly number[], size: number): readonly number[] {
  return Array.from({ length: size * size }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return Array.from({ length: size }, (__, l) => (a[i * size + l] ?? 0) * (b[l * size + j] ?? 0)).reduce(
      (x, y) => x + y,
      0,
    );
  });
}
