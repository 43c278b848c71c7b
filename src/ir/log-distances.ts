// An integral over an interval with an end, by the logarithm of the distance from it: x = a + eᵘ, or a + (b − a)/(1 + e⁻ᵘ)
// between two ends. What counts there may lie closer to an end than the smallest number; its logarithm tells it still.
import { add, applyNode, elementwise, exp, log, mul, neg, pow, sub } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, minusOne, one, positiveLine, realLine, type SymbolExpr, symbol } from './expr.ts';
import { stableForm } from './stable.ts';
import { contains, dependsOn, substitute, symbolsOf, transform } from './visit.ts';

/** An integral over the line, and what the symbols of its body stand for beside its variable. */
export interface Unfolded {
  readonly variable: SymbolExpr;
  readonly body: Expr;
  readonly values: ReadonlyMap<SymbolExpr, Expr>;
}

/** x, its distances from the ends that it has, and dx/du, at u. */
interface Place {
  readonly x: Expr;
  readonly below?: Expr;
  readonly above?: Expr;
  readonly slope: Expr;
  readonly values: readonly (readonly [SymbolExpr, Expr])[];
}

/** ∫ of the body, or of its exponential, over the line; nothing where no logarithm of a distance occurs in it. */
export function alongLogarithms(x: SymbolExpr, body: Expr, isExponent: boolean): Unfolded | undefined {
  if (x.domain.kind !== 'interval' || x.shape.length > 0) return undefined;
  const { lower, upper } = x.domain;
  const [fromLower, fromUpper] = [lower && sub(x, lower), upper && sub(upper, x)];
  const distances = [fromLower, fromUpper].filter((d) => d !== undefined);
  if (!contains(body, (e) => distances.some((d) => isLogarithmic(e, d)))) return undefined;
  const u = symbol(`the logarithm of the distance of ${x.id}`, realLine);
  const place = placeAt(u, lower, upper);
  const known = new Map<Expr, Expr>();
  const say = (distance: Expr | undefined, is: Expr | undefined): void => {
    if (!distance || !is || distance === x) return;
    known
      .set(distance, is)
      .set(neg(distance), neg(is))
      .set(applyNode('log1p', [sub(distance, one)], []), log(is));
  };
  say(fromLower, place.below);
  say(fromUpper, place.above);
  if (fromLower && fromUpper && place.below && place.above)
    known.set(expand(mul(fromLower, fromUpper)), mul(place.below, place.above));
  known.set(x, place.x);
  const moved = substitute(
    distances.reduce((e, d) => vanishingWith(d, e), body),
    known,
  );
  const whole = isExponent ? add(moved, log(place.slope)) : mul(moved, place.slope);
  return { variable: u, body: stableForm(whole), values: new Map([...place.values, [x, place.x]]) };
}

/** e^g − 1 = g (e^g − 1)/g, where g is a multiple of a power of the distance: its logarithm is told where it underflows. */
function vanishingWith(d: Expr, body: Expr): Expr {
  const isMultiple = (g: Expr): boolean =>
    !dependsOn(mul(g, pow(powerIn(g, d), minusOne)), symbolsOf(d)) && dependsOn(g, symbolsOf(d));
  return transform(body, (e) => {
    const [g] = e.kind === 'apply' ? e.args : [];
    if (e.kind !== 'apply' || !g) return e;
    if (e.fn === 'expm1') return isMultiple(g) ? mul(g, elementwise('phi', one, g)) : e;
    const power = e.fn === 'log' ? powerIn(g, d) : one;
    return power === one ? e : add(log(mul(g, pow(power, minusOne))), log(power));
  });
}

/** The factor of a product that is a power of the distance; 1 where there is none. */
const powerIn = (e: Expr, d: Expr): Expr =>
  (e.kind === 'product' ? e.factors : [e]).find((f) => f === d || (f.kind === 'power' && f.base === d)) ?? one;

/** log d, or d to a power that is no number. */
const isLogarithmic = (e: Expr, d: Expr): boolean =>
  (e.kind === 'power' && e.base === d && e.exponent.kind !== 'rational') ||
  (e.kind === 'apply' && e.fn === 'log' && e.args[0] === d) ||
  (e.kind === 'apply' && e.fn === 'log1p' && e.args[0] === sub(d, one));

function placeAt(u: SymbolExpr, lower?: Expr, upper?: Expr): Place {
  const far = exp(u);
  if (lower && upper) {
    const exact = sub(upper, lower);
    const width = exact.kind === 'rational' ? exact : symbol(`the width of ${exact.id}`, positiveLine);
    const below = mul(width, pow(add(one, exp(neg(u))), minusOne));
    const above = mul(width, pow(add(one, far), minusOne));
    const slope = mul(below, above, pow(width, minusOne));
    return { x: add(lower, below), below, above, slope, values: width.kind === 'symbol' ? [[width, exact]] : [] };
  }
  if (lower) return { x: add(lower, far), below: far, slope: far, values: [] };
  return upper ? { x: sub(upper, far), above: far, slope: far, values: [] } : { x: u, slope: one, values: [] };
}
