// Words of matrices that end in a vector with weights, w∘(X v): their canonical form, and words that undo a part of themselves.
import { mul } from './build.ts';
import { type Expr, identity, zero } from './expr.ts';

/** The constructors that words are made with. */
export interface Products {
  readonly matmul: (...letters: readonly Expr[]) => Expr;
  readonly total: (e: Expr) => Expr;
  readonly transpose: (e: Expr) => Expr;
  readonly diagonal: (e: Expr) => Expr;
}

const isProduct = (e: Expr): boolean => e.kind === 'apply' && e.fn === 'matmul';

/** A matrix product, or a power of its entries. */
export const isWord = (e: Expr): boolean => isProduct(e) || (e.kind === 'power' && isProduct(e.base));

/** A product of vectors, entry by entry, of which one is a matrix product. */
const weighsWord = (e: Expr): boolean => e.kind === 'product' && e.shape.length === 1 && e.factors.some(isWord);

/** (w∘Xu)ᵀ Y v as Σ w∘(Xu)∘(Yv): so written, it does not tell which of the two carries the weights. */
export function weighedWord(letters: readonly Expr[], { matmul, total, transpose }: Products): Expr | undefined {
  const start = letters.findIndex((l) => l.shape[0] === '1');
  const [row, ...rest] = [...letters.slice(start), ...letters.slice(0, start)];
  const column = rest.at(-1);
  if (start < 0 || !row || !column) return undefined;
  if (weighsWord(transpose(row))) return total(mul(transpose(row), matmul(...rest)));
  return weighsWord(column) ? total(mul(column, transpose(matmul(row, ...rest.slice(0, -1))))) : undefined;
}

/** The word without (A B)⁻¹ A B, or with v in the place of (A diag(w) B)⁻¹ A (w∘(B v)); undefined where nothing is undone. */
export function undone(word: readonly Expr[], { matmul, diagonal }: Products): Expr | undefined {
  for (const [i, letter] of word.entries()) {
    const inside = letter.kind === 'apply' && letter.fn === 'inverse' ? letter.args[0] : undefined;
    if (inside?.kind !== 'apply' || inside.fn !== 'matmul') continue;
    const run = inside.args;
    const [before, after] = [word.slice(0, i), word.slice(i + 1)];
    const opened = [...after.slice(0, -1), ...(after.length > 0 ? openWeights(after.at(-1) ?? zero, diagonal) : [])];
    const rest = before.length - run.length;
    const none = identity(letter.shape[0] ?? '1');
    if (run.every((l, k) => opened[k] === l)) return matmul(...before, none, ...opened.slice(run.length));
    if (rest >= 0 && run.every((l, k) => before[rest + k] === l))
      return matmul(...before.slice(0, rest), none, ...after);
  }
  return undefined;
}

/** The letters of diag(w) X v for w∘(X v). */
function openWeights(e: Expr, diagonal: Products['diagonal']): readonly Expr[] {
  const inside = e.kind === 'product' && e.shape.length === 1 ? e.factors.find(isProduct) : undefined;
  if (e.kind !== 'product' || inside?.kind !== 'apply') return [e];
  return [diagonal(mul(...e.factors.filter((f) => f !== inside))), ...inside.args];
}
