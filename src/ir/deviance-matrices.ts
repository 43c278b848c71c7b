// Deviances of matrices: Σⱼ log Γ(w + dⱼ) over n indices is n·log Γ(w) and what the others rise above it, and of w·log det of a
// scaled word V⁻¹X what is left of its trace is w·(log det M − tr M + n), which has one sign and is of second order in M − I.
import { add, mul } from './build.ts';
import { expand } from './expand.ts';
import { dimension, type Expr, integral, minusOne, one } from './expr.ts';
import { coefficientsIn } from './polynomial.ts';
import { isPositive } from './range.ts';
import { determinantGapOf, lgammaRiseOf } from './stirling.ts';
import { inverse, trace } from './tensor.ts';

/** n log Γ(w), and the sum of what the others rise. */
export interface IndexedGamma {
  readonly w: Expr;
  readonly count: Expr;
  readonly rises: Expr;
}

/** A sum of log Γ(w + dⱼ) over indices up to a size; undefined for anything else. */
export function indexedGamma(e: Expr): IndexedGamma | undefined {
  if (e.kind !== 'integral' || e.body.kind !== 'apply' || e.body.fn !== 'lgamma') return undefined;
  const [argument = one] = e.body.args;
  const { domain } = e.variable;
  const { lower, upper } = domain.kind === 'integers' ? domain : {};
  const [fixed, slope, ...higher] = coefficientsIn(argument, e.variable) ?? [];
  if (!lower || upper?.kind !== 'dimension' || !fixed || slope?.kind !== 'rational' || higher.length > 0)
    return undefined;
  const terms = fixed.kind === 'sum' ? fixed.terms : [fixed];
  const w = add(...terms.filter((t) => t.kind !== 'rational'));
  const d = add(mul(slope, e.variable), ...terms.filter((t) => t.kind === 'rational'));
  if (!isPositive(w)) return undefined;
  const count = expand(add(upper, mul(minusOne, lower), one));
  return { w, count, rises: integral(e.variable, lgammaRiseOf(argument, w, d)) };
}

/** log det of a matrix, so many times. */
export interface Determinant {
  readonly matrix: Expr;
  readonly times: Expr;
}

/** V⁻¹X, or X alone. */
export interface Word {
  readonly upper: Expr;
  readonly lower: Expr | undefined;
  readonly times: Expr;
}

/** The word whose log det this is, where its scale counts once for every row: weight = times·n. */
export function wordOf(determinants: readonly Determinant[], weight: Expr): Word | undefined {
  const [upper, ...more] = determinants.filter((d) => d.times.kind === 'rational' && d.times.value.n > 0n);
  const [lower, ...others] = determinants.filter((d) => d !== upper);
  const rows = upper?.matrix.shape[0];
  if (!upper || rows === undefined || more.length + others.length > 0) return undefined;
  if (lower && lower.times !== mul(minusOne, upper.times)) return undefined;
  if (mul(upper.times, dimension(rows)) !== weight) return undefined;
  return { upper: upper.matrix, lower: lower?.matrix, times: upper.times };
}

/** tr(V⁻¹X). */
export const traceOf = ({ upper, lower }: Word): Expr => (lower ? trace(upper, inverse(lower)) : trace(upper));

/** log det M − tr M + n of M = scale·V⁻¹X, as often as it counts. */
export const wordGap = ({ upper, lower, times }: Word, scale: Expr): Expr =>
  mul(times, determinantGapOf(mul(scale, upper), lower));
