// A function of a vector's length is integrated over the length alone: ∫ f(‖x‖) dx = S ∫ r^{P−1} f(r) dr over r > 0, where
// S = 2 π^{P/2}/Γ(P/2) is the area of the unit sphere (Folland 1999, theorem 2.49).
import { add, elementwise, log, mul, neg, pow, sub } from '../../ir/build.ts';
import { dimension, type Expr, half, one, pi, type SymbolExpr, symbol, two, zero } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { total } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';

/** The length of a vector in its place. */
export interface Radius {
  readonly variable: SymbolExpr;
  /** A function of the vector as one of its length; undefined where it is none. */
  readonly of: (e: Expr) => Expr | undefined;
  /** log S + (P − 1) log r. */
  readonly logMeasure: Expr;
}

/** The length of a vector without ends. */
export function radiusOf(v: SymbolExpr): Radius | undefined {
  const { domain, shape } = v;
  const [size, ...more] = shape;
  if (size === undefined || more.length > 0 || domain.kind !== 'interval' || domain.lower || domain.upper)
    return undefined;
  // Declared letters come in later: none of them is spelled so.
  const variable = symbol(`‖${v.name}‖`, { kind: 'interval', lower: zero });
  const square = new Map<Expr, Expr>([[total(pow(v, two)), pow(variable, two)]]);
  const P = dimension(size);
  const area = add(log(two), mul(half, P, log(pi)), neg(elementwise('lgamma', mul(half, P))));
  return {
    variable,
    of: (e) => {
      const found = simplify(substitute(e, square));
      return dependsOn(found, [v]) ? undefined : found;
    },
    logMeasure: add(area, mul(sub(P, one), log(variable))),
  };
}
