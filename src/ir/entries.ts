// Expressions in vectors and matrices of known sizes, written out in their entries.
import { entry } from './entry.ts';
import type { Expr } from './expr.ts';
import { matrix } from './literal.ts';
import { total, trace } from './tensor.ts';
import { transform } from './visit.ts';

const isNumber = (dim: string): boolean => /^\d+$/.test(dim);

/** The same with every vector and matrix of a known size written out. */
export const inEntries = (e: Expr): Expr => transform(e, (n) => reduced(writtenOut(n)));

function writtenOut(e: Expr): Expr {
  const [rows = '', columns = '1'] = e.shape;
  if (!isNumber(rows) || !isNumber(columns)) return e;
  const places = (n: string): readonly number[] => Array.from({ length: Number(n) }, (_, i) => i);
  return matrix(places(rows).map((i) => places(columns).map((j) => entry(e, i, j))));
}

/** Sums over entries that stand there by now. */
function reduced(e: Expr): Expr {
  const [a] = e.kind === 'apply' ? e.args : [];
  if (e.kind !== 'apply' || !a) return e;
  if (e.fn === 'total') return total(a);
  return e.fn === 'trace' ? trace(...e.args) : e;
}
