// What a tr(V⁻¹X) − an − b log det(V⁻¹X) cancels where X is near V: log det M = tr M − n + gap(M) leaves (a − b)(tr M − n) − b·gap.
import { add, mul } from './build.ts';
import { expand } from './expand.ts';
import { dimension, type Expr, minusOne, zero } from './expr.ts';
import { isPositiveDefinite } from './range.ts';
import { determinantGapOf } from './stirling.ts';
import { logdet } from './tensor.ts';

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** The sum with its first such trace written so; as it is where nothing cancels. */
export function traceGaps(e: Expr): Expr {
  const terms = termsOf(expand(e));
  for (const t of terms) {
    const found = factorsOf(t)
      .map(quotientIn)
      .find((q) => q !== undefined);
    const made = found && written(terms, t, found);
    if (made) return made;
  }
  return e;
}

/** tr(V⁻¹X) of two definite matrices. */
interface Quotient {
  readonly whole: Expr;
  readonly x: Expr;
  readonly v: Expr;
}

function quotientIn(f: Expr): Quotient | undefined {
  const args = f.kind === 'apply' && f.fn === 'trace' && f.args.length === 2 ? f.args : [];
  const inverse = args.find((a) => a.kind === 'apply' && a.fn === 'inverse');
  const x = args.find((a) => a !== inverse);
  const [v] = inverse?.kind === 'apply' ? inverse.args : [];
  return x && v && isPositiveDefinite(x) && isPositiveDefinite(v) ? { whole: f, x, v } : undefined;
}

function written(terms: readonly Expr[], own: Expr, { whole, x, v }: Quotient): Expr | undefined {
  const holds = (t: Expr, f: Expr): boolean => factorsOf(t).includes(f);
  const coefficient = (f: Expr): Expr =>
    add(...terms.filter((t) => holds(t, f)).map((t) => mul(...factorsOf(t).filter((g) => g !== f))));
  const [above, below] = [logdet(x), logdet(v)];
  const [a, b] = [coefficient(whole), mul(minusOne, coefficient(above))];
  if (b === zero || expand(add(coefficient(below), mul(minusOne, b))) !== zero) return undefined;
  const others = terms.filter((t) => t !== own && ![whole, above, below].some((f) => holds(t, f)));
  const size = dimension(x.shape[0] ?? '1');
  const rest = termsOf(expand(add(...others, mul(a, size))));
  if (rest.length >= others.length && !(others.length === 1 && rest[0] === zero)) return undefined;
  const excess = mul(expand(add(a, mul(minusOne, b))), add(whole, mul(minusOne, size)));
  return add(...rest, excess, mul(minusOne, b, determinantGapOf(x, v)));
}
