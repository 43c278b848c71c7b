// Angles that lie in (−π, π]: an expression brought there by whole turns, read back, and a number brought there.
import { elementwise } from '../ir/build.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';

/** Are the values angles? */
export const isAngle = (s: SymbolExpr): boolean => s.domain.kind === 'circle';

/** The same angle in (−π, π]. */
export const turnedBack = (e: Expr): Expr => elementwise('atan2', elementwise('sin', e), elementwise('cos', e));

/** The same angle in (−π, π], where a symbol of an angle lies already. */
export const principalAngle = (e: Expr): Expr => (e.kind === 'symbol' ? e : turnedBack(e));

/** e, where an expression is the principal angle of e. */
export function beforeTurning(e: Expr): Expr {
  const [sine] = e.kind === 'apply' && e.fn === 'atan2' ? e.args : [];
  const [inside] = sine?.kind === 'apply' && sine.fn === 'sin' ? sine.args : [];
  return inside && turnedBack(inside) === e ? inside : e;
}

/** A number brought into (−π, π] by whole turns; one that lies there stays as it is. */
export const principalNumber = (x: number): number =>
  x > -Math.PI && x <= Math.PI ? x : x - 2 * Math.PI * Math.ceil((x - Math.PI) / (2 * Math.PI));
