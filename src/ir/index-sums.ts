// Sums over indices up to a size, Σⱼ cf(j) + Σⱼ g(j) + nh, as one sum Σⱼ (cf(j) + g(j) + h): what cancels does so index by index.
import { add, mul, pow } from './build.ts';
import { type Expr, type IntegralExpr, integral, minusOne } from './expr.ts';
import { dependsOn, substitute, symbolsOf } from './visit.ts';

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** Is it a sum over the indices of a dimension? */
function isIndexed(e: Expr): e is IntegralExpr {
  if (e.kind !== 'integral') return false;
  const { domain } = e.variable;
  return domain.kind === 'integers' && domain.upper?.kind === 'dimension';
}

/** The form of what stands under the indices, where there are such sums; else of the whole. */
export function underIndices(e: Expr, form: (e: Expr) => Expr): Expr {
  const terms = termsOf(e);
  const summed = terms.flatMap((t) => {
    const sum = factorsOf(t).find(isIndexed);
    return sum ? [{ t, sum, factor: mul(...factorsOf(t).filter((f) => f !== sum)) }] : [];
  });
  const [first] = summed;
  if (!first) return form(e);
  const { variable } = first.sum;
  const same = summed.filter((s) => s.sum.variable.domain === variable.domain);
  const bodies = same.map(({ sum, factor }) => mul(factor, substitute(sum.body, new Map([[sum.variable, variable]]))));
  const known = symbolsOf(add(...bodies));
  const size = sizeOf(first.sum);
  const others = terms.filter((t) => !same.some((s) => s.t === t));
  const shared = others.filter((t) => size && factorsOf(t).includes(size) && isWithin(t, known));
  const counted = shared.map((t) => mul(t, pow(size ?? t, minusOne)));
  return add(...others.filter((t) => !shared.includes(t)), integral(variable, form(add(...bodies, ...counted))));
}

/** A function of the same symbols. */
const isWithin = (t: Expr, known: ReadonlySet<Expr>): boolean =>
  dependsOn(t, known) && [...symbolsOf(t)].every((s) => known.has(s));

/** How many indices there are. */
function sizeOf(e: IntegralExpr): Expr | undefined {
  const { lower, upper } = e.variable.domain.kind === 'integers' ? e.variable.domain : {};
  return lower?.kind === 'rational' && lower.value.n === 1n && lower.value.d === 1n ? upper : undefined;
}
