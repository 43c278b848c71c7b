// What the value of a node costs, in operations on doubles: so that evaluation is counted wherever it happens.
import { children, type Expr } from '../ir/expr.ts';
import { isElementwise } from '../ir/tensor.ts';

/** Operations for the value of a node whose parts are known, by the entries it has. */
export function workOf(e: Expr, entries: number): number {
  const terms = Math.max(1, children(e).length) * Math.max(1, entries);
  return e.kind === 'apply' && !isElementwise(e.fn) ? terms * Math.ceil(Math.sqrt(entries)) : terms;
}

/** How much longer an operation takes where numbers have so many digits and no tape is recorded. */
export const effortOf = (digits: number): number => (digits > 31 ? 12 * digits : digits > 16 ? 60 : 10);
