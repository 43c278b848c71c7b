// The logarithm of a mass in doubles, where these tell it as well as the search for its humps and its tails asks: that looks
// at many more places than the sum, and at most of them to see that nothing is there.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { contains } from '../ir/visit.ts';
import type { Evaluator } from './evaluator.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { sizeOfShape } from './tensors.ts';

/** The logarithm at a count, beside the largest met so far; NaN where doubles have none, nothing where theirs is too rough. */
export type RoughHeight = (k: number, top: number) => number | undefined;

/** What a value in doubles may lack, relative to the terms it is the sum of; terms within an integral are not seen. */
const rounding = { closed: 1e-14, open: 1e-11 };
/** Errors, in natural logarithms, that move neither a hump nor the end of a tail. */
const tolerated = 1e-6;
/** Far below the top only the size of the fall counts. */
const toleratedOfFall = 1e-3;
/** Beside a top from here on, a mass that is zero in doubles is lost by hundreds of natural logarithms. */
const underflow = -300;

/** The height of exp(log) for an arithmetic of many digits; doubles are rough themselves. */
export function roughHeight<N>(evaluator: Evaluator<N>, variable: SymbolExpr, log: Expr): RoughHeight | undefined {
  if (evaluator.arithmetic.digits <= floatArithmetic.digits) return undefined;
  const relative = contains(log, (e) => e.kind === 'integral') ? rounding.open : rounding.closed;
  const at = evaluator.inDoubles().curry([log, ...(log.kind === 'sum' ? log.terms : [])], [variable]);
  const shape = sizeOfShape(variable.shape, evaluator.sizes);
  return (k, top) => {
    const [value = Number.NaN, ...terms] = at([{ shape, data: [k] }]).map((t) => t.data[0] ?? Number.NaN);
    const size = terms.reduce((sum, term) => sum + Math.abs(term), Math.abs(value));
    if (!Number.isFinite(value)) return value < 0 && top > underflow ? value : Number.NaN;
    return relative * size <= Math.max(tolerated, toleratedOfFall * (top - value)) ? value : undefined;
  };
}
