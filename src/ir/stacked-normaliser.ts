// Means under the weights of a few written-out members: Σ c·eˣ times e^{−k·logsumexp(x₁, …, xₙ)} term by term, so that nothing overflows.
import { add, exp, mul } from './build.ts';
import { type ApplyExpr, type Expr, type Primitive, zero } from './expr.ts';
import { contains, transform } from './visit.ts';

const isFn = (e: Expr | undefined, fn: Primitive): e is ApplyExpr => e?.kind === 'apply' && e.fn === fn;
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** Each sum of exponentials with the normaliser that stands beside it inside them. */
export const normalisedSums = (e: Expr): Expr => transform(e, normalised);

function normalised(e: Expr): Expr {
  if (e.kind !== 'product') return e;
  const normaliser = e.factors.find((f) => isFn(f, 'exp') && contains(f, isStacked));
  const sum = e.factors.find((f) => f.kind === 'sum' && f.terms.every(isExponential));
  if (!normaliser || sum?.kind !== 'sum') return e;
  const rest = e.factors.filter((f) => f !== normaliser && f !== sum);
  return mul(...rest, add(...sum.terms.map((t) => joined(t, normaliser))));
}

const isStacked = (e: Expr): boolean => isFn(e, 'logsumexp') && isFn(e.args[0], 'stack');
const isExponential = (t: Expr): boolean => factorsOf(t).some((f) => isFn(f, 'exp'));

/** c·eˣ·eʸ = c·e^{x + y}. */
function joined(term: Expr, normaliser: Expr): Expr {
  const all = [...factorsOf(term), normaliser];
  const exponents = all.flatMap((f) => (isFn(f, 'exp') ? [f.args[0] ?? zero] : []));
  return mul(...all.filter((f) => !isFn(f, 'exp')), exp(add(...exponents)));
}
