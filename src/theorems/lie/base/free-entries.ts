// How many numbers a draw has to itself: of a symmetric matrix its lower half, of shares all but one.
import type { Domain } from '../../../ir/expr.ts';
import { entriesOf } from '../../../numeric/tensors.ts';

export function freeEntries(kind: Domain['kind'], shape: readonly number[]): number {
  const [rows = 1] = shape;
  if (kind === 'simplex') return rows - 1;
  return kind === 'symmetric' || kind === 'spd' || kind === 'lowerTriangular'
    ? (rows * (rows + 1)) / 2
    : entriesOf(shape);
}
