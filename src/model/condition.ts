// Whether a condition of a natural domain holds for a value: entry by entry, or as a definite matrix.
import { cholesky } from '../numeric/dense.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { mapTensor, type Tensor } from '../numeric/tensors.ts';
import type { Condition } from './exponential-family.ts';

/** Has a symmetric matrix only positive eigenvalues? Reads its lower half. */
export function isPositiveDefinite({ shape, data }: Tensor<number>): boolean {
  const n = shape[0] ?? 1;
  const rows = Array.from({ length: n }, (_, i) => data.slice(i * n, (i + 1) * n));
  return cholesky(floatArithmetic, rows) !== undefined;
}

/** Does the value of a condition satisfy its relation? */
export function satisfies(value: Tensor<number>, relation: Condition['relation']): boolean {
  switch (relation) {
    case '>':
      return value.data.every((x) => x > 0);
    case '<':
      return value.data.every((x) => x < 0);
    case 'positive-definite':
      return isPositiveDefinite(value);
    case 'negative-definite':
      return isPositiveDefinite(mapTensor(value, (x) => -x));
  }
}
