// What the value of a node costs, in operations on doubles: so that evaluation is counted wherever it happens.
import { children, type Expr, type Primitive } from '../ir/expr.ts';
import { isElementwise } from '../ir/tensor.ts';

/** How many sums a function takes as long as, in doubles or, beside sums of decimals, in decimals; others take few. */
const sums: { readonly [P in Primitive]?: number } = {
  erf: 3,
  lgamma: 8,
  digamma: 8,
  besselI: 12,
  besselIe: 12,
  polygamma: 25,
  gamma: 30,
  phi: 30,
  stumpff: 30,
  matrixPhi: 30,
  besselK: 150,
};

/** Operations for the value of a node whose parts are known, by the entries it has. */
export function workOf(e: Expr, entries: number): number {
  const terms = Math.max(1, children(e).length) * Math.max(1, entries);
  if (e.kind !== 'apply') return terms;
  const each = isElementwise(e.fn) ? 1 : Math.ceil(Math.sqrt(entries));
  return terms * each * (sums[e.fn] ?? 1);
}

/** How much longer an operation takes where numbers have so many digits and no tape is recorded. */
export const effortOf = (digits: number): number => (digits > 31 ? 12 * digits : digits > 16 ? 60 : 10);
