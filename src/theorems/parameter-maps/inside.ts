// Points inside the domain of a symbol, and the domain as conditions on it.
import { add, div, fill, mul, pow, sub } from '../../ir/build.ts';
import {
  type Domain,
  dimension,
  type Expr,
  half,
  identity,
  minusOne,
  one,
  rational,
  type SymbolExpr,
  two,
  zero,
} from '../../ir/expr.ts';
import { diagonalPart } from '../../ir/tensor.ts';
import type { Condition } from '../../model/exponential-family.ts';

/** Some point inside a symbol's domain. */
export function insidePoint(s: SymbolExpr): Expr {
  const d = s.domain;
  if (d.kind === 'spd' || d.kind === 'lowerTriangular') return identity(s.shape[0] ?? '1');
  if (d.kind === 'symmetric') return mul(minusOne, half, identity(s.shape[0] ?? '1'));
  if (d.kind === 'simplex') return fill(pow(dimension(s.shape[0] ?? '1'), minusOne), s.shape);
  return fill(intervalPoint(d), s.shape);
}

function intervalPoint(d: Domain): Expr {
  if (d.kind !== 'interval') return zero;
  if (d.lower && d.upper) return div(add(d.lower, d.upper), two);
  return d.lower ? add(d.lower, one) : d.upper ? sub(d.upper, one) : rational(1, 10);
}

/** The domain of a symbol as conditions on it. */
export function domainConditions(s: SymbolExpr): readonly Condition[] {
  const d = s.domain;
  if (d.kind === 'spd') return [{ value: s, relation: 'positive-definite' }];
  if (d.kind === 'lowerTriangular') return [{ value: diagonalPart(s), relation: '>' }];
  if (d.kind !== 'interval') return [];
  return [
    ...(d.lower ? [{ value: sub(s, d.lower), relation: '>' as const }] : []),
    ...(d.upper ? [{ value: sub(d.upper, s), relation: '>' as const }] : []),
  ];
}
