// A loss by which means of draws are compared: bounded, so that every mean exists, and not symmetric about any place.
import { add, div, elementwise, mul, square, sub } from '../../../ir/build.ts';
import { type Expr, half, one, type SymbolExpr } from '../../../ir/expr.ts';
import { total } from '../../../ir/tensor.ts';

/** A loss whose slope falls off faster than any motion grows; periodic on the circle. */
export function boundedLoss(p: SymbolExpr, at: Expr): Expr {
  return p.domain.kind === 'circle'
    ? total(add(elementwise('cos', at), mul(half, elementwise('sin', at))))
    : total(elementwise('atan', add(at, half)));
}

/** Its slope. */
export function boundedSlope(p: SymbolExpr, at: Expr): Expr {
  return p.domain.kind === 'circle'
    ? sub(mul(half, elementwise('cos', at)), elementwise('sin', at))
    : div(one, add(one, square(add(at, half))));
}
