// Two factors that change sign at one place, x/sinh x: their product is a density, though neither of them is one.
import { mul, pow } from '../ir/build.ts';
import { type Expr, minusOne, one, rational, type SymbolExpr } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { dependsOn } from '../ir/visit.ts';

/** Functions with the sign of their argument, and no other zero than it has. */
const signed: ReadonlySet<string> = new Set(['sinh', 'tanh', 'asinh', 'atan', 'expm1']);

/** x f(c x)⁻¹ of factors xⁿ and f(c x)⁻¹, with c > 0, as one factor; xⁿ⁻¹ stays. Other factors are as they were. */
export function withOddPair(factors: readonly Expr[], x: SymbolExpr): readonly Expr[] {
  const quotient = factors.find((f) => f.kind === 'power' && f.exponent === minusOne && hasSignOf(x, f.base));
  const raised = quotient && factors.find((f) => wholePower(f, x) > 0);
  if (!quotient || !raised) return factors;
  const left = pow(x, rational(wholePower(raised, x) - 1));
  const others = factors.filter((f) => f !== quotient && f !== raised);
  return [mul(x, quotient), ...others, ...(left === one ? [] : [left])];
}

/** Is this factor such a pair? It is positive but for the place itself, where its limit is. */
export const isOddPair = (f: Expr, x: SymbolExpr): boolean =>
  f.kind === 'product' &&
  f.factors.length === 2 &&
  f.factors.includes(x) &&
  f.factors.some((q) => q.kind === 'power' && q.exponent === minusOne && hasSignOf(x, q.base));

/** What is positive everywhere is a density without a partner. */
const hasSignOf = (x: SymbolExpr, e: Expr): boolean => {
  const [inside] = e.kind === 'apply' && signed.has(e.fn) ? e.args : [];
  if (!inside || !dependsOn(inside, [x]) || isPositive(e)) return false;
  const scale = inside.kind === 'product' ? mul(...inside.factors.filter((f) => f !== x)) : one;
  return mul(scale, x) === inside && isPositive(scale) && !dependsOn(scale, [x]);
};

const wholePower = (e: Expr, x: SymbolExpr): number => {
  if (e === x) return 1;
  const isWhole = e.kind === 'power' && e.base === x && e.exponent.kind === 'rational' && e.exponent.value.d === 1n;
  return isWhole && e.exponent.kind === 'rational' ? Number(e.exponent.value.n) : 0;
};
