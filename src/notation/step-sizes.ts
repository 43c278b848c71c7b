// The learning rule keeps a share of the old value: S − ρτS is printed (1 − ρτ)S, the weight made of step sizes alone.
import { add, div, mul } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, one, type ProductExpr, rational, type SumExpr } from '../ir/expr.ts';
import { negRatio } from '../ir/rational.ts';
import { plainTerm } from './signed-term.ts';

/** S − ρτS → (1 − ρτ)S: the old value keeps one weight, made of step sizes. */
export function weighted(terms: readonly Expr[]): readonly Expr[] {
  const groups = new Map<Expr, { term: Expr; weight: Expr }[]>();
  for (const term of terms) {
    const { coefficient, factors, negative } = plainTerm(term);
    const steps = factors.filter(isStepSize);
    const core = mul(...factors.filter((f) => !steps.includes(f)));
    const weight = mul(rational(negative ? negRatio(coefficient) : coefficient), ...steps);
    groups.set(core, [...(groups.get(core) ?? []), { term, weight }]);
  }
  return [...groups].flatMap(([core, members]) => {
    const kept = members.find(({ weight }) => weight.kind === 'rational')?.weight;
    if (core === one || members.length < 2 || !kept) return members.map(({ term }) => term);
    return [mul(kept, add(...members.map(({ weight }) => div(weight, kept))), core)];
  });
}

/** ρ or τ, or a power of one. */
export const isStepSize = (f: Expr): boolean =>
  (f.kind === 'symbol' && /^[ρϱτ]$/u.test(f.name)) || (f.kind === 'power' && isStepSize(f.base));

/** s(1 − ρτ − 2ρsG) → s − ρτs − 2ρs²G, so that the old value can keep one weight; others as they stand. */
export function distributed(e: ProductExpr): Expr {
  const weighing = e.factors.some((f) => f.kind === 'sum' && f.terms.some(isNumber) && mixesSteps(f));
  return weighing ? expand(e) : e;
}

const isNumber = (t: Expr): boolean => t.kind === 'rational';

/** Does the sum hold terms of step sizes alone, and others too? */
function mixesSteps(sum: SumExpr): boolean {
  const others = sum.terms.filter((t) => !isNumber(t));
  const alone = others.filter((t) => plainTerm(t).factors.every(isStepSize));
  return alone.length > 0 && alone.length < others.length;
}
