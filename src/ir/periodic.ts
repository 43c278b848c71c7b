// Is an expression of an angle the same after a whole turn? Where it is, equal steps around the circle integrate it best.

import { splitCoefficient } from './build.ts';
import type { Expr, SymbolExpr } from './expr.ts';
import { children } from './expr.ts';
import { dependsOn } from './visit.ts';

/** Does the angle stand in sines and cosines of whole multiples of it only? What is periodic in another way is not seen. */
export function isPeriodic(e: Expr, angle: SymbolExpr): boolean {
  if (e === angle) return false;
  if (!dependsOn(e, [angle])) return true;
  const [inside] = e.kind === 'apply' && (e.fn === 'sin' || e.fn === 'cos') ? e.args : [];
  return (inside !== undefined && turnsWhole(inside, angle)) || children(e).every((c) => isPeriodic(c, angle));
}

/** n φ + c with a whole n. */
function turnsWhole(e: Expr, angle: SymbolExpr): boolean {
  const terms = e.kind === 'sum' ? e.terms : [e];
  return terms.every((t) => {
    const { coefficient, core } = splitCoefficient(t);
    return (core === angle && coefficient.d === 1n) || !dependsOn(t, [angle]);
  });
}
