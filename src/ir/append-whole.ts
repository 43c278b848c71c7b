// A vector put together from what was taken apart: f(head x) with f(last x) behind it is f(x).
import { add, elementwise, mul, pow } from './build.ts';
import { type Expr, isScalar, one } from './expr.ts';
import { append, isElementwise, last } from './tensor.ts';

/** (f(x₁) … f(x_{K−1})) with f(x_K) behind is f(x). */
export const appendWhole = (v: Expr, s: Expr): Expr => {
  const whole = headUndone(v);
  return whole && last(whole) === s ? whole : append(v, s);
};

/** f(x) of f(head x), entry by entry. */
function headUndone(e: Expr): Expr | undefined {
  if (isScalar(e)) return e;
  if (e.kind === 'apply' && e.fn === 'head') return e.args[0];
  const all = (parts: readonly Expr[], make: (...parts: readonly Expr[]) => Expr): Expr | undefined => {
    const found = parts.map(headUndone);
    return found.every((p) => p !== undefined) ? make(...found) : undefined;
  };
  if (e.kind === 'sum') return all(e.terms, add);
  if (e.kind === 'product') return all(e.factors, mul);
  if (e.kind === 'power') return all([e.base, e.exponent], (base = e, exponent = one) => pow(base, exponent));
  const { fn, args } = e.kind === 'apply' ? e : {};
  return fn && args && isElementwise(fn) ? all(args, (...parts) => elementwise(fn, ...parts)) : undefined;
}
