// The steps of a tape for products, traces and determinants: flat loops over places that are made once.
import type { TensorPrimitive } from '../ir/expr.ts';

/** A tensor whose entries a step of the tape overwrites. */
export interface Place {
  readonly shape: readonly number[];
  readonly data: number[];
}

/** One operation of a tape. */
export type Step = () => void;

const rowsOf = ({ shape }: Place): number => shape[0] ?? 1;
const columnsOf = ({ shape }: Place): number => shape[1] ?? 1;
const placeOf = (rows: number, columns: number): Place => ({
  shape: [rows, columns],
  data: new Array(rows * columns).fill(0.5),
});

/** Steps of the functions that loops over numbers do well; the others have none. */
export const tensorSteps: { readonly [fn in TensorPrimitive]?: (target: Place, args: readonly Place[]) => Step } = {
  total: totalStep,
  matmul: wordStep,
  trace: traceStep,
  transpose: transposeStep,
  logdet: logDeterminantStep,
};

function totalStep({ data }: Place, [from]: readonly Place[]): Step {
  const source = from?.data ?? [];
  return () => {
    let sum = 0;
    for (let i = 0; i < source.length; i++) sum += source[i] ?? 0;
    data[0] = sum;
  };
}

/** The product of two matrices. */
function productStep(target: Place, left: Place, right: Place): Step {
  const [rows, inner, columns] = [rowsOf(left), columnsOf(left), columnsOf(right)];
  const { data } = target;
  const [a, b] = [left.data, right.data];
  return () => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += (a[i * inner + k] ?? 0) * (b[k * columns + j] ?? 0);
        data[i * columns + j] = sum;
      }
  };
}

/** A word from the right, where the columns stand; the last product lands in the target. */
function wordStep(target: Place, letters: readonly Place[]): Step {
  const steps: Step[] = [];
  let right = letters.at(-1) ?? target;
  for (let i = letters.length - 2; i >= 0; i--) {
    const left = letters[i] ?? target;
    const product = i === 0 ? target : placeOf(rowsOf(left), columnsOf(right));
    steps.push(productStep(product, left, right));
    right = product;
  }
  return () => {
    for (const step of steps) step();
  };
}

/** tr(A·rest) = Σ Aᵢⱼ restⱼᵢ. */
function traceStep(target: Place, letters: readonly Place[]): Step {
  const [first = target, ...others] = letters;
  if (others.length === 0) return diagonalSumStep(target, first);
  const [second = target] = others;
  const rest = others.length === 1 ? second : placeOf(rowsOf(second), columnsOf(others.at(-1) ?? second));
  const before = others.length === 1 ? undefined : wordStep(rest, others);
  const [rows, columns] = [rowsOf(first), columnsOf(first)];
  const [a, b] = [first.data, rest.data];
  return () => {
    before?.();
    let sum = 0;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) sum += (a[i * columns + j] ?? 0) * (b[j * rows + i] ?? 0);
    target.data[0] = sum;
  };
}

function diagonalSumStep({ data }: Place, from: Place): Step {
  const size = rowsOf(from);
  return () => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += from.data[i * (size + 1)] ?? 0;
    data[0] = sum;
  };
}

function transposeStep({ data }: Place, [from]: readonly Place[]): Step {
  if (!from) return () => {};
  const [rows, columns] = [rowsOf(from), columnsOf(from)];
  return () => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) data[j * rows + i] = from.data[i * columns + j] ?? 0;
  };
}

/** log |det A| by elimination with partial pivots, in a scratch copy. */
function logDeterminantStep({ data }: Place, [from]: readonly Place[]): Step {
  if (!from) return () => {};
  const size = rowsOf(from);
  const rows = Array.from({ length: size }, () => new Array<number>(size).fill(0.5));
  return () => {
    rows.forEach((row, i) => {
      for (let j = 0; j < size; j++) row[j] = from.data[i * size + j] ?? 0;
    });
    data[0] = eliminated(rows);
  };
}

function eliminated(rows: number[][]): number {
  let logs = 0;
  for (let k = 0; k < rows.length; k++) {
    const best = largestBelow(rows, k);
    const pivot = rows[best] ?? [];
    [rows[k], rows[best]] = [pivot, rows[k] ?? []];
    const head = pivot[k] ?? 0;
    logs += Math.log(Math.abs(head));
    for (let i = k + 1; i < rows.length; i++) {
      const row = rows[i] ?? [];
      const factor = (row[k] ?? 0) / head;
      for (let j = k + 1; j < row.length; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return logs;
}

function largestBelow(rows: readonly (readonly number[])[], k: number): number {
  let best = k;
  for (let i = k + 1; i < rows.length; i++) if (Math.abs(rows[i]?.[k] ?? 0) > Math.abs(rows[best]?.[k] ?? 0)) best = i;
  return best;
}
