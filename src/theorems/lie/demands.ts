// What an expression asks for to have a value: logarithms and roots ask for a sign, divisions for a number other than zero.
import { add, elementwise, sub } from '../../ir/build.ts';
import { type Expr, isScalar, one } from '../../ir/expr.ts';
import { isPositive } from '../../ir/range.ts';
import { det } from '../../ir/tensor.ts';
import { contains } from '../../ir/visit.ts';

/** A part of an expression that must not be negative, or must not vanish. */
export interface Demand {
  readonly value: Expr;
  readonly kind: 'not negative' | 'not zero';
}

/** Everything that an expression asks for, as far as signs known beforehand do not grant it. */
export function demandsOf(e: Expr): readonly Demand[] {
  const found = new Map<Expr, Demand>();
  contains(e, (node) => {
    const demand = demandOf(node);
    if (demand && !isPositive(demand.value)) found.set(demand.value, demand);
    return false;
  });
  return [...found.values()];
}

function demandOf(e: Expr): Demand | undefined {
  if (e.kind === 'power') return demandOfPower(e.base, e.exponent);
  if (e.kind !== 'apply') return undefined;
  const [a = one] = e.args;
  switch (e.fn) {
    case 'log':
      return { value: a, kind: 'not negative' };
    case 'log1p':
      return { value: add(one, a), kind: 'not negative' };
    case 'asin':
    case 'acos':
      return { value: sub(one, elementwise('abs', a)), kind: 'not negative' };
    case 'tan':
      return { value: elementwise('cos', a), kind: 'not zero' };
    case 'inverse':
      return { value: det(a), kind: 'not zero' };
    default:
      return undefined;
  }
}

function demandOfPower(base: Expr, exponent: Expr): Demand | undefined {
  if (exponent.kind !== 'rational' || !isScalar(exponent)) return { value: base, kind: 'not negative' };
  const { n, d } = exponent.value;
  if (d !== 1n) return { value: base, kind: 'not negative' };
  return n < 0n ? { value: base, kind: 'not zero' } : undefined;
}
