// Sums over coordinates that hold a matrix times a vector, Σᵢ wᵢ uᵢ (M v)ᵢ, as words uᵀ diag(w) M v: letters of words separate.
import { add, fill, mul } from './build.ts';
import { type Expr, isScalar, zero } from './expr.ts';
import { diagonal, trace, transpose } from './tensor.ts';
import { contains, dependsOn, transform } from './visit.ts';

/** The same expression, its sums over coordinates as words that begin and end in what depends on θ. */
export const sumsAsWords = (e: Expr, theta: readonly Expr[]): Expr => transform(e, (n) => wordOf(n, theta));

const isWord = (e: Expr): boolean => contains(e, (n) => n.kind === 'apply' && n.fn === 'matmul');

function wordOf(n: Expr, theta: readonly Expr[]): Expr {
  const [inside] = n.kind === 'apply' && n.fn === 'total' ? n.args : [];
  if (inside?.shape.length !== 1) return n;
  const factors = (inside.kind === 'product' ? inside.factors : [inside]).flatMap(twice);
  const ends = factors.filter((f) => !isScalar(f) && dependsOn(f, theta));
  const [u, v] = [...ends.filter(isWord), ...ends.filter((f) => !isWord(f))];
  if (!u || ends.length > 2 || !isWord(u)) return n;
  const rest = factors.filter((f) => !ends.includes(f));
  const scalars = rest.filter(isScalar);
  const weights = rest.filter((f) => !isScalar(f));
  if (!v) return mul(...scalars, trace(transpose(add(fill(zero, inside.shape), mul(...weights))), u));
  const middle = weights.length > 0 ? [diagonal(mul(...weights))] : [];
  return mul(...scalars, trace(transpose(v), ...middle, u));
}

/** A square as two factors. */
const twice = (f: Expr): readonly Expr[] =>
  f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.n === 2n && f.exponent.value.d === 1n
    ? [f.base, f.base]
    : [f];
