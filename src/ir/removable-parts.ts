// What is no exponential sum over a denominator that vanishes at s = 0: ΣL·(eˢ − 1)/(eˢ − 1) is L, and is 0/0 as it stands.
import { add, mul, pow } from './build.ts';
import { expand } from './expand.ts';
import { factorsOf, multipliedOut, overOne } from './exponential-quotient.ts';
import type { ExponentialSum } from './exponential-sum.ts';
import { type Expr, isScalar, minusOne, one, type SymbolExpr, zero } from './expr.ts';
import { contains, dependsOn } from './visit.ts';

const mostTerms = 60;

/** The sum with all that its denominators cancel of one function cancelled; undefined where they cancel nothing. */
export function cancelledParts(e: Expr, s: SymbolExpr): Expr | undefined {
  const written = isScalar(e) ? distributed(e, s) : undefined;
  const groups = written && groupedBy(written, s);
  if (!groups || (groups.size < 2 && groups.has(one))) return undefined;
  const parts = [...groups].map(([outer, weight]) => ({
    outer,
    weight,
    constant: outer === one ? undefined : constantOf(weight, s),
  }));
  if (parts.every((p) => p.constant === undefined)) return undefined;
  return add(...parts.map(({ outer, weight, constant = weight }) => mul(outer, constant)));
}

const factorsIn = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** The terms, sums that hold more than exponentials multiplied out; undefined where they are too many. */
function distributed(e: Expr, s: SymbolExpr): readonly Expr[] | undefined {
  const done: Expr[] = [];
  const open: Expr[] = [e];
  for (let term = open.pop(); term; term = open.pop()) {
    const factors = factorsIn(term);
    const mixed = factors.find((f) => f.kind === 'sum' && dependsOn(f, [s]) && !factorsOf(f, s));
    const rest = mul(...factors.filter((f) => f !== mixed));
    if (mixed?.kind === 'sum') open.push(...mixed.terms.map((t) => mul(t, rest)));
    else done.push(term);
    if (open.length + done.length > mostTerms) return undefined;
  }
  return done;
}

/** An exponential sum in s, unless it is a function of other symbols alone. */
const isInside = (e: Expr, s: SymbolExpr): boolean =>
  factorsOf(e, s) !== undefined && (dependsOn(e, [s]) || !contains(e, (node) => node.kind === 'apply'));

/** By what is no exponential sum in s: what it is multiplied by in all. */
function groupedBy(terms: readonly Expr[], s: SymbolExpr): ReadonlyMap<Expr, Expr> {
  const found = new Map<Expr, Expr>();
  for (const term of terms) {
    const [outer, weight] = [false, true].map((inside) =>
      mul(...factorsIn(term).filter((f) => isInside(f, s) === inside)),
    );
    if (outer && weight) found.set(outer, add(found.get(outer) ?? zero, weight));
  }
  return found;
}

/** The quotient that does not depend on s, though its parts do. */
function constantOf(weight: Expr, s: SymbolExpr): Expr | undefined {
  if (!dependsOn(weight, [s])) return undefined;
  const [above, ...below] = overOne(weight, s) ?? [];
  const denominator = multipliedOut(below.map((f) => ({ ...f, power: -f.power })));
  return above && denominator && multipleOf(above.sum, denominator);
}

/** c where the one sum is c times the other, term by term. */
function multipleOf(above: ExponentialSum, below: ExponentialSum): Expr | undefined {
  const [first] = below;
  if (!first || above.length !== below.length) return above.length === 0 ? zero : undefined;
  const factorIn = (t: typeof first): Expr | undefined =>
    above.find((u) => u.degree === t.degree && u.rate === t.rate)?.factor;
  const ratio = mul(factorIn(first) ?? zero, pow(first.factor, minusOne));
  const agrees = below.every((t) => expand(add(factorIn(t) ?? zero, mul(minusOne, ratio, t.factor))) === zero);
  return agrees && ratio !== zero ? ratio : undefined;
}
