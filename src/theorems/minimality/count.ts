// How many free numbers a list of symbols holds, at the sizes used for evidence.
import type { SymbolExpr } from '../../ir/expr.ts';
import { type Declared, sizesOf } from '../../numeric/mixed-differences.ts';
import { sizeOfShape } from '../../numeric/tensors.ts';

/** Free entries: i ≤ j of a symmetric matrix, K−1 of a point of the simplex. */
export function countEntries(model: Declared, symbols: readonly SymbolExpr[]): number {
  const sizes = sizesOf(model, 2);
  return symbols.reduce((n, s) => n + entries(s, sizeOfShape(s.shape, sizes)), 0);
}

function entries(s: SymbolExpr, shape: readonly number[]): number {
  const [rows = 1, columns = 1] = shape;
  if (s.domain.kind === 'spd' || s.domain.kind === 'symmetric') return (rows * (rows + 1)) / 2;
  return s.domain.kind === 'simplex' ? rows - 1 : rows * columns;
}
