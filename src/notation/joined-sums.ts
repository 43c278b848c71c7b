// Sums over the same entries, Σ f − Σ g, are printed as one where that is shorter: Σ pᵢ log(pᵢ/p̃ᵢ), Σ (aᵢ − ãᵢ) ψ(aᵢ);
// what does not run with a sum stands before it.
import { add, applyNode, mul, neg, pow } from '../ir/build.ts';
import { type Expr, type IntegralExpr, integral, isDiscrete, minusOne, type SymbolExpr } from '../ir/expr.ts';
import { contains, dependsOn } from '../ir/visit.ts';

/** The terms with every two sums joined whose difference `gathered` brings to a single term. */
export function joinedSums(
  terms: readonly Expr[],
  gathered: (inside: readonly Expr[]) => readonly Expr[],
): readonly Expr[] {
  const summed = terms.map(sumIn);
  for (const [i, first] of summed.entries())
    for (const [j, second] of summed.entries()) {
      const joined = i < j && first && second && join(first, second, gathered);
      if (joined)
        return joinedSums([...terms.slice(0, i), joined, ...terms.slice(i + 1, j), ...terms.slice(j + 1)], gathered);
    }
  return terms;
}

/** weight · Σ body. */
interface Summed {
  readonly weight: Expr;
  readonly body: Expr;
  /** What makes two sums run over the same entries. */
  readonly over: string;
  readonly of: (body: Expr) => Expr;
}

function sumIn(term: Expr): Summed | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const sums = factors.filter(isSum);
  const [only] = sums;
  if (!only || sums.length > 1) return undefined;
  const weight = mul(term, pow(only, minusOne));
  if (only.kind === 'integral')
    return { weight, body: only.body, over: `J${only.variable.id}`, of: (body) => integral(only.variable, body) };
  const body = only.kind === 'apply' ? only.args[0] : undefined;
  return body && { weight, body, over: body.shape.join('×'), of: (whole) => applyNode('total', [whole], []) };
}

const isSum = (f: Expr): boolean =>
  (f.kind === 'integral' && isDiscrete(f.variable.domain)) || (f.kind === 'apply' && f.fn === 'total');

function join(first: Summed, second: Summed, gathered: (inside: readonly Expr[]) => readonly Expr[]): Expr | undefined {
  if (first.over !== second.over || first.weight !== neg(second.weight)) return undefined;
  const inside = add(first.body, neg(second.body));
  if (inside.kind !== 'sum') return mul(first.weight, first.of(inside));
  const [only, ...more] = gathered(inside.terms);
  return only && more.length === 0 ? mul(first.weight, first.of(only)) : undefined;
}

/** Σ c f → c Σ f for every factor c of a term that is a sum or an integral over a variable which c does not hold. */
export function outOfSums(term: Expr): Expr {
  const factors = term.kind === 'product' ? term.factors : [term];
  if (!factors.some((f) => f.kind === 'integral')) return term;
  return mul(...factors.flatMap((f) => (f.kind === 'integral' ? constantsOut(f) : [f])));
}

function constantsOut({ variable, body }: IntegralExpr): readonly Expr[] {
  if (body.kind === 'sum' && hasFewTerms(variable) && bindsAgain(body, variable))
    return [add(...body.terms.map((t) => mul(...constantsOut(integral(variable, t)))))];
  const factors = body.kind === 'product' ? body.factors : [body];
  const inside = factors.filter((f) => dependsOn(f, [variable]) || !(isCoefficient(f) || bindsAgain(f, variable)));
  const outside = factors.filter((f) => !inside.includes(f));
  return inside.length === 0 ? [integral(variable, body)] : [...outside, integral(variable, mul(...inside))];
}

/** Has a sum over it finitely many terms, so that it may be split without asking what converges? */
const hasFewTerms = ({ domain }: SymbolExpr): boolean =>
  domain.kind === 'set' || (domain.kind === 'integers' && domain.lower !== undefined && domain.upper !== undefined);

/** Is there a sum over the same letter within it? Beside that sum it reads, inside it would be bound twice. */
const bindsAgain = (e: Expr, variable: SymbolExpr): boolean =>
  contains(e, (n) => n.kind === 'integral' && n.variable === variable);

/** Numbers, letters and their powers; what else does not run, such as e^{−r}, belongs to a density. */
const isCoefficient = (f: Expr): boolean =>
  !contains(
    f,
    (n) => n.kind === 'apply' || n.kind === 'integral' || (n.kind === 'power' && n.exponent.kind !== 'rational'),
  );
