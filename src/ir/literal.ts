// Vectors and matrices written out entry by entry: their sizes are numbers, so that small algebra can be carried out.
import { add, applyNode, elementwise, fill, log, mul, neg, pow } from './build.ts';
import { type Expr, identity, minusOne, one, zero } from './expr.ts';

/** Entries by rows. */
export type Rows = readonly (readonly Expr[])[];

/** A vector from scalars. */
export const stack = (...entries: readonly Expr[]): Expr =>
  entries.every((e) => e === zero)
    ? fill(zero, [String(entries.length)])
    : applyNode('stack', entries, [String(entries.length)]);

/** A matrix from the scalars of its rows; one column is a vector, one row a transposed vector, 1×1 a scalar. */
export function matrix(rows: Rows): Expr {
  const [first = []] = rows;
  const [height, width] = [String(rows.length), String(first.length)];
  const entries = rows.flat();
  if (entries.length === 1) return entries[0] ?? zero;
  if (width === '1') return stack(...entries);
  if (entries.every((e) => e === zero)) return fill(zero, [height, width]);
  if (height === '1') return applyNode('transpose', [stack(...entries)], [height, width]);
  if (height === width && rows.every((row, i) => row.every((e, j) => e === (i === j ? one : zero))))
    return identity(height);
  return applyNode('matrix', entries, [height, width]);
}

/** The entries of a vector or matrix that is written out; undefined for any other. */
export function literalRows(e: Expr): Rows | undefined {
  if (e.kind !== 'apply') return undefined;
  const [a] = e.args;
  if (e.fn === 'stack') return e.args.map((x) => [x]);
  if (e.fn === 'transpose') return a?.kind === 'apply' && a.fn === 'stack' ? [a.args] : undefined;
  if (e.fn !== 'matrix') return undefined;
  const width = Number(e.shape[1]);
  return Array.from({ length: Number(e.shape[0]) }, (_, i) => e.args.slice(i * width, (i + 1) * width));
}

/** The same entries with rows as columns. */
export const turned = (rows: Rows): Rows => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? zero));

/** The product of two that are written out. */
export const rowsProduct = (a: Rows, b: Rows): Rows =>
  a.map((row) => turned(b).map((column) => add(...row.map((x, k) => mul(x, column[k] ?? zero)))));

/** The sum of the diagonal. */
export const rowsTrace = (a: Rows): Expr => add(...a.map((row, i) => row[i] ?? zero));

/** The determinant up to size 3; undefined beyond. */
export function rowsDeterminant(a: Rows): Expr | undefined {
  if (a.length > 3) return undefined;
  const [first = []] = a;
  if (a.length === 1) return first[0];
  const minors = first.map((x, j) => {
    const minor = rowsDeterminant(a.slice(1).map((row) => row.filter((_, k) => k !== j)));
    return mul(j % 2 === 0 ? one : minusOne, x, minor ?? zero);
  });
  return add(...minors);
}

/** log |det| up to size 3. */
export function rowsLogdet(a: Rows): Expr | undefined {
  const found = rowsDeterminant(a);
  return found && log(elementwise('abs', found));
}

/** The inverse of a 2×2 matrix by its determinant; undefined for larger ones. */
export function rowsInverse(rows: Rows): Expr | undefined {
  const [[a = zero, b = zero] = [], [c = zero, d = zero] = []] = rows;
  const found = rows.length === 2 ? rowsDeterminant(rows) : undefined;
  return (
    found &&
    mul(
      pow(found, minusOne),
      matrix([
        [d, neg(b)],
        [neg(c), a],
      ]),
    )
  );
}
