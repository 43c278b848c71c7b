// A divergence compares two members of a family: it is printed in their ratios and differences, log(σ/σ̃) and (m − m̃)².
import { applyNode, mul, neg, pow, splitCoefficient, sub } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, minusOne, rational, type SymbolExpr } from '../ir/expr.ts';
import { substitute, symbolsOf } from '../ir/visit.ts';

const copyMark = '\u0303';

/** The terms of a sum over a member and its copy (σ and σ̃) as a reader compares them; other sums as they stand. */
export function comparedTerms(terms: readonly Expr[]): readonly Expr[] {
  const symbols = [...new Set(terms.flatMap((t) => [...symbolsOf(t)]))];
  const pairs = symbols.flatMap((copy) => symbols.filter((s) => isCopyOf(copy, s)).map((s) => [s, copy] as const));
  if (pairs.length === 0) return terms;
  const squared = pairs.reduce<readonly Expr[]>((list, [x, copy]) => completed(list, x, copy), terms);
  return paired(squared, new Map<Expr, Expr>(pairs));
}

const isCopyOf = (copy: SymbolExpr, s: SymbolExpr): boolean => copy.name === `${s.name}${copyMark}`;

/** w x² − 2w x x̃ + w x̃² → w (x − x̃)²; quadratic forms and traces likewise. */
function completed(terms: readonly Expr[], x: SymbolExpr, copy: SymbolExpr): readonly Expr[] {
  const difference = new Map<Expr, Expr>([[x, sub(x, copy)]]);
  for (const term of terms) {
    if (!symbolsOf(term).has(x) || symbolsOf(term).has(copy)) continue;
    const whole = substitute(term, difference);
    const apart = expand(whole);
    if (apart.kind !== 'sum' || apart.terms.length < 3 || !apart.terms.every((t) => terms.includes(t))) continue;
    return [...terms.filter((t) => !apart.terms.includes(t)), whole];
  }
  return terms;
}

/** w log f(x) − w log f(x̃) → w log(f(x)/f(x̃)), for log, log Γ and log det. */
function paired(terms: readonly Expr[], copies: ReadonlyMap<Expr, Expr>): readonly Expr[] {
  return terms.reduce<readonly Expr[]>((list, term) => {
    const found = list.includes(term) ? logarithm(term) : undefined;
    const other = found && list.find((t) => t !== term && t === neg(mul(found.weight, substitute(found.log, copies))));
    if (!found || !other) return list;
    const ratio = mul(found.argument, pow(substitute(found.argument, copies), minusOne));
    const merged = mul(found.weight, applyNode('log', [ratio], ratio.shape));
    return list.filter((t) => t !== other).map((t) => (t === term ? merged : t));
  }, terms);
}

const argumentNames: Readonly<Record<string, 'gamma' | 'det'>> = { lgamma: 'gamma', logdet: 'det' };

/** weight · log(argument). */
function logarithm(term: Expr): { readonly weight: Expr; readonly log: Expr; readonly argument: Expr } | undefined {
  const { coefficient, core } = splitCoefficient(term);
  const factors = core.kind === 'product' ? core.factors : [core];
  const [log, ...more] = factors.filter(
    (f) => f.kind === 'apply' && f.shape.length < 2 && /^log$|^lgamma$|^logdet$/.test(f.fn),
  );
  if (log?.kind !== 'apply' || more.length > 0) return undefined;
  const [inside = log] = log.args;
  const name = argumentNames[log.fn];
  return {
    weight: mul(rational(coefficient), ...factors.filter((f) => f !== log)),
    log,
    argument: name ? applyNode(name, [inside], log.shape) : inside,
  };
}
