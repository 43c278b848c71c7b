// Shares of weights that hold exponentials: w∘eᵛ/Σ w∘eᵛ = e^{u − logsumexp(u)} with u = log w + v, in which nothing overflows.
import { add, applyNode, elementwise, mul, neg } from './build.ts';
import { type ApplyExpr, type Expr, isScalar, minusOne, type Primitive, zero } from './expr.ts';
import { isPositive } from './range.ts';

const isFn = (e: Expr | undefined, fn: Primitive): e is ApplyExpr => e?.kind === 'apply' && e.fn === fn;

/** The product with shares among its factors by their logarithms; undefined where it holds none. */
export function logarithmicShares(factors: readonly Expr[]): Expr | undefined {
  for (const f of factors) {
    const weights = f.kind === 'power' && f.exponent === minusOne ? weightsUnder(f.base) : undefined;
    if (!weights?.every((w) => factors.includes(w))) continue;
    const u = logarithmOf(weights);
    const others = factors.filter((o) => o !== f && !weights.includes(o));
    return u && mul(...others, applyNode('exp', [add(u, neg(applyNode('logsumexp', [u], [])))], u.shape));
  }
  return undefined;
}

/** The factors of the vector whose entries are added up. */
function weightsUnder(e: Expr): readonly Expr[] | undefined {
  const weight = isFn(e, 'total') ? e.args[0] : undefined;
  return weight?.kind === 'product' && weight.shape.length === 1 ? weight.factors : undefined;
}

/** log of a product of positive vectors and exponentials, one of these at least. */
function logarithmOf(weights: readonly Expr[]): Expr | undefined {
  const rest = weights.filter((w) => !isFn(w, 'exp'));
  if (rest.length === weights.length || weights.some(isScalar) || !rest.every(isPositive)) return undefined;
  const exponents = weights.flatMap((w) => (isFn(w, 'exp') ? [w.args[0] ?? zero] : []));
  return add(...exponents, ...rest.map((w) => elementwise('log', w)));
}
