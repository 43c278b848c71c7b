// Whether a matrix is symmetric, decided by its structure: words that read the same transposed, sums of mirrored words.
import type { ApplyExpr, Expr } from './expr.ts';

/** Symmetric as a matrix? Decided by structure. */
export function isSymmetric(e: Expr): boolean {
  switch (e.kind) {
    case 'identity':
      return true;
    case 'symbol':
      return e.domain.kind === 'symmetric' || e.domain.kind === 'spd';
    case 'sum':
      return e.terms.every((t) => t.shape.length === 0 || isSymmetric(t) || e.terms.some((u) => areMirrored(t, u)));
    case 'product':
      return e.factors.every((f) => f.shape.length === 0 || isSymmetric(f));
    case 'apply':
      if (e.fn === 'inverse') return e.args.every(isSymmetric);
      if (e.fn === 'diagonal') return true;
      if (e.fn === 'matrixPhi') return e.args.slice(1).every(isSymmetric);
      if (e.fn === 'matrix') return entriesReturn(e);
      return e.fn === 'matmul' && isPalindrome(e.args);
    default:
      return e.shape.length === 0;
  }
}

/** Are the entries written out the same when rows and columns trade places? */
function entriesReturn({ args, shape }: ApplyExpr): boolean {
  const size = Number(shape[0]);
  return shape[0] === shape[1] && args.every((a, k) => a === args[(k % size) * size + Math.floor(k / size)]);
}

/** A word that reads the same transposed and reversed: x xᵀ, A S Aᵀ. */
const isPalindrome = (letters: readonly Expr[]): boolean => readsBackAs(letters, letters);

/** Is the second word the first one transposed, as x mᵀ and m xᵀ are? */
const readsBackAs = (word: readonly Expr[], mirror: readonly Expr[]): boolean =>
  word.length === mirror.length &&
  word.every((a, i) => {
    const b = mirror[mirror.length - 1 - i];
    return b !== undefined && (a === b ? isSymmetric(a) : isTransposePair(a, b));
  });

/** Two terms of a sum, equal in all but a word that one has transposed. */
function areMirrored(a: Expr, b: Expr): boolean {
  const [one, other] = [a, b].map((e) => (e.kind === 'product' ? e.factors : [e]));
  const [word, ...more] = (one ?? []).filter((f) => !other?.includes(f));
  const [mirror, ...further] = (other ?? []).filter((f) => !one?.includes(f));
  if (word?.kind !== 'apply' || mirror?.kind !== 'apply' || more.length > 0 || further.length > 0) return false;
  return word.fn === 'matmul' && mirror.fn === 'matmul' && readsBackAs(word.args, mirror.args);
}

function isTransposePair(a: Expr, b: Expr): boolean {
  if (a.kind === 'apply' && a.fn === 'inverse' && b.kind === 'apply' && b.fn === 'inverse') {
    const [x, y] = [a.args[0], b.args[0]];
    return x !== undefined && y !== undefined && isTransposePair(x, y);
  }
  return isTransposeOf(a, b) || isTransposeOf(b, a);
}

const isTransposeOf = (a: Expr, b: Expr): boolean => a.kind === 'apply' && a.fn === 'transpose' && a.args[0] === b;
