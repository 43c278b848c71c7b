// How far a function has risen since a place, f(c + y) − f(c), without the cancellation of that difference: the calculus of
// finite differences, in which each rule is exact. `stableForm` writes its exponentials and logarithms by expm1 and log1p.
import { add, div, elementwise, exp, mul, pow, sqrt, sub } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, half, one, rational, type SymbolExpr, two, zero } from './expr.ts';
import { dependsOn, substitute } from './visit.ts';

/** f(c + y) − f(c) in the distance y, in which no digits cancel near c; undefined where no rule tells it. */
export function riseOf(f: Expr, x: SymbolExpr, from: Expr, distance: Expr): Expr | undefined {
  const at = (e: Expr): Expr => substitute(e, new Map([[x, from]]));
  const rise = (e: Expr): Expr | undefined => {
    if (!dependsOn(e, [x])) return zero;
    if (e === x) return distance;
    if (e.kind === 'sum') return all(e.terms, rise, (...rises) => add(...rises));
    if (e.kind === 'product') return ofProduct(e.factors);
    if (e.kind === 'power') return ofPower(e.base, e.exponent);
    return e.kind === 'apply' && e.args.length === 1 && e.args[0] ? ofFunction(e.fn, e.args[0]) : undefined;
  };
  const ofProduct = ([first, ...others]: readonly Expr[]): Expr | undefined => {
    if (!first) return zero;
    const rest = mul(...others);
    return all([first, rest], rise, (a, b) =>
      add(mul(a, substitute(rest, new Map([[x, add(from, distance)]]))), mul(at(first), b)),
    );
  };
  const ofPower = (base: Expr, exponent: Expr): Expr | undefined => {
    const before = at(base);
    if (dependsOn(exponent, [x])) return undefined;
    if (isSmallWhole(exponent))
      return all([base], rise, (r) => expand(sub(pow(add(before, r), exponent), pow(before, exponent))));
    if (before === zero || exponent !== half) return undefined;
    return all([base], rise, (r) => div(r, add(sqrt(before), sqrt(add(before, r)))));
  };
  const ofFunction = (fn: string, inner: Expr): Expr | undefined => {
    const before = at(inner);
    const middle = (r: Expr): Expr => add(before, mul(half, r));
    const chord = (r: Expr): Expr => mul(two, elementwise('sin', mul(half, r)));
    switch (fn) {
      case 'exp':
      case 'expm1':
        return all([inner], rise, (r) => mul(exp(before), elementwise('expm1', r)));
      case 'log':
        return before === zero ? undefined : all([inner], rise, (r) => elementwise('log1p', div(r, before)));
      case 'log1p':
        return all([inner], rise, (r) => elementwise('log1p', div(r, add(one, before))));
      case 'sin':
        return all([inner], rise, (r) => mul(chord(r), elementwise('cos', middle(r))));
      case 'cos':
        return all([inner], rise, (r) => mul(rational(-1), chord(r), elementwise('sin', middle(r))));
      default:
        return undefined;
    }
  };
  return rise(f);
}

const isSmallWhole = (e: Expr): boolean =>
  e.kind === 'rational' && e.value.d === 1n && e.value.n > 0n && e.value.n <= 8n;

/** What is made of the rises of some parts, where all are known. */
function all(
  parts: readonly Expr[],
  rise: (e: Expr) => Expr | undefined,
  made: (...rises: [Expr, ...Expr[]]) => Expr,
): Expr | undefined {
  const rises = parts.map(rise).filter((r) => r !== undefined);
  const [first, ...others] = rises;
  return first && rises.length === parts.length ? made(first, ...others) : undefined;
}
