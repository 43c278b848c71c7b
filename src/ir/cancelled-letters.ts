// A product beside its own inverse: letters of a word of matrices that are one together, as in Xᵀ X (Xᵀ X)⁻¹.
import type { Expr } from './expr.ts';

/** How many letters at the end of a word are one, as Xᵀ X (Xᵀ X)⁻¹ and its like are. */
export function cancelledAtEnd(word: readonly Expr[]): number {
  const before = lettersUnder(word.at(-1));
  if (before && endsWith(word.slice(0, -1), before)) return before.length + 1;
  for (let i = word.length - 3; i >= 0; i--) {
    const after = lettersUnder(word[i]);
    if (after && after.length === word.length - 1 - i && endsWith(word, after)) return after.length + 1;
  }
  return 0;
}

/** A and B of (A B)⁻¹. */
export function lettersUnder(e: Expr | undefined): readonly Expr[] | undefined {
  const [inside] = e?.kind === 'apply' && e.fn === 'inverse' ? e.args : [];
  return inside?.kind === 'apply' && inside.fn === 'matmul' ? inside.args : undefined;
}

const endsWith = (word: readonly Expr[], end: readonly Expr[]): boolean =>
  end.length <= word.length && end.every((e, i) => word[word.length - end.length + i] === e);
