// Σ over all entries but the last, beside the same term of the last one, is printed as the whole sum: Σᵢ pᵢ log pᵢ.
import { applyNode, mul } from '../ir/build.ts';
import type { ApplyExpr, Expr } from '../ir/expr.ts';
import { last } from '../ir/tensor.ts';
import { contains, substitute } from '../ir/visit.ts';

/** w Σ_{i<K} f(xᵢ) + w f(x_K) → w Σ_{i≤K} f(xᵢ). */
export function completedSums(terms: readonly Expr[]): readonly Expr[] {
  return terms.reduce<readonly Expr[]>((list, term) => {
    const found = list.includes(term) ? partialSum(term) : undefined;
    const end = found && list.find((t) => t === found.end);
    return found && end ? list.filter((t) => t !== end).map((t) => (t === term ? found.whole : t)) : list;
  }, terms);
}

/** What a sum over all entries but the last lacks, and the whole. */
function partialSum(term: Expr): { readonly end: Expr; readonly whole: Expr } | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const sums = factors.filter((f): f is ApplyExpr => f.kind === 'apply' && f.fn === 'total');
  const [sum] = sums;
  const [body] = sum?.args ?? [];
  if (!sum || !body || sums.length > 1) return undefined;
  const heads = headsIn(body);
  if (heads.length === 0 || hasOwnEntries(body, body.shape[0])) return undefined;
  const full = substitute(body, new Map(heads.map((h): [Expr, Expr] => [h, h.args[0] ?? h])));
  const [shape = []] = heads.map((h) => h.args[0]?.shape);
  const consistent = full.shape.length === 1 && full.shape[0] === shape[0] && !hasShape(full, body.shape[0]);
  if (!consistent) return undefined;
  const rest = factors.filter((f) => f !== sum);
  const end = substitute(body, new Map(heads.map((h): [Expr, Expr] => [h, last(h.args[0] ?? h)])));
  return { end: mul(...rest, end), whole: mul(...rest, applyNode('total', [full], [])) };
}

/** Is there a vector that has no last entry to add, as a natural parameter of K − 1 numbers? */
const hasOwnEntries = (e: Expr, dim: string | undefined): boolean =>
  contains(e, (n) => n.shape[0] === dim && headsIn(n).length === 0);

function headsIn(e: Expr): readonly ApplyExpr[] {
  const found: ApplyExpr[] = [];
  contains(e, (n) => {
    if (n.kind === 'apply' && n.fn === 'head') found.push(n);
    return false;
  });
  return found;
}

/** Is something left that runs over fewer entries? */
const hasShape = (e: Expr, dim: string | undefined): boolean => contains(e, (n) => n.shape[0] === dim);
