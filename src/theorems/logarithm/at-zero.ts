// A count with an indicator of zero: log q = (1 − sign k) log q(0) + sign k · log q with sign 1. So the logarithm of a sum
// that has one term at zero only, as of a law with surplus zeros, is no logarithm of a sum beyond zero.
import { add, elementwise, log, mul, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isDiscrete, one, type SymbolExpr, zero } from '../../ir/expr.ts';
import { isNonNegative } from '../../ir/range.ts';
import { separate } from '../../ir/separate.ts';
import { contains, substitute } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** A log-density that mixes θ and ξ through an indicator of θ = 0, parted there. */
export function partAtZero(model: DensityModel, logDensity: Expr): Expr {
  const [v, ...more] = model.variables;
  if (!v || more.length > 0 || v.shape.length > 0 || !isDiscrete(v.domain) || !isNonNegative(v)) return logDensity;
  const indicator = elementwise('sign', v);
  if (!contains(logDensity, (e) => e === indicator) || separate(logDensity, [v], model.parameters).ok)
    return logDensity;
  const atZero = expand(log(substitute(model.density, new Map([[v, zero]]))));
  const beyond = expand(log(substitute(model.density, new Map([[indicator, one]]))));
  const terms = beyond.kind === 'sum' ? beyond.terms : [beyond];
  return expand(add(mul(sub(one, indicator), atZero), ...terms.map((t) => (vanishes(t, v) ? t : mul(indicator, t)))));
}

/** Zero at zero: an indicator beside it says nothing. */
const vanishes = (e: Expr, v: SymbolExpr): boolean => expand(substitute(e, new Map([[v, zero]]))) === zero;
