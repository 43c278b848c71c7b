// The logarithm of a mass in doubles, where these tell it as well as the search for its humps and its tails asks: that looks
// at many more places than the sum, and at most of them to see that nothing is there.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { contains, dependsOn } from '../ir/visit.ts';
import type { Evaluator } from './evaluator.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { lazily } from './lazily.ts';
import { entry, sizeOfShape } from './tensors.ts';

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
  const terms = log.kind === 'sum' ? log.terms : [log];
  const [moving, still] = [true, false].map((moves) => terms.filter((t) => dependsOn(t, [variable]) === moves));
  // What overflows doubles in a normaliser says nothing of the mass at any count: it is read with all digits, once.
  const level = lazily(() => (still ?? []).map((t) => evaluator.arithmetic.toNumber(entry(evaluator.value(t)))));
  const at = evaluator.inDoubles().curry(moving ?? [], [variable]);
  const shape = sizeOfShape(variable.shape, evaluator.sizes);
  return (k, top) => {
    const parts = [...at([{ shape, data: [k] }]).map((t) => entry(t)), ...level()];
    const value = parts.reduce((sum, part) => sum + part, 0);
    const size = parts.reduce((sum, part) => sum + Math.abs(part), Math.abs(value));
    if (!Number.isFinite(value)) return value < 0 && top > underflow ? value : Number.NaN;
    return relative * size <= Math.max(tolerated, toleratedOfFall * (top - value)) ? value : undefined;
  };
}
