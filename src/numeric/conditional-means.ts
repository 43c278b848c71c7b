// Sums over a few values inside an integral: Σ g w/Σ w, the mean of g under masses w, grows no faster than g, however fast they do.
import { mul, pow } from '../ir/build.ts';
import { type Expr, type IntegralExpr, integral, minusOne, one, type SymbolExpr } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { contains, dependsOn } from '../ir/visit.ts';

/** A sum as its masses times a mean under them: Σ g w = Σ w · Σ g w/Σ w. */
export interface UnderMasses {
  readonly masses: Expr;
  readonly mean: Expr;
}

/** Undefined for what is no such sum, and where its terms have no positive factor in common that moves with what is summed over. */
export function underMasses(e: Expr): UnderMasses | undefined {
  const weights = isShortSum(e) ? weightsIn(e) : [];
  if (!isShortSum(e) || weights.length === 0) return undefined;
  const masses = integral(e.variable, mul(...weights));
  return { masses, mean: masses === e ? one : integral(e.variable, mul(e.body, pow(masses, minusOne))) };
}

/**
 * By which power of the masses that it is divided by an expression outgrows what grows like a power: 0 for a mean under them, 1
 * for Σ g w alone, infinite where something else in it is not tame.
 */
export function powerOfMasses(e: Expr, variable: SymbolExpr, isTame: (part: Expr) => boolean): number {
  const masses: IntegralExpr[] = [];
  contains(e, (n) => {
    if (n.kind === 'power' && isNegativeWhole(n.exponent) && isShortSum(n.base)) masses.push(n.base);
    return false;
  });
  const wholeIn = (factors: readonly Expr[]): readonly Expr[] =>
    masses.map(weightsIn).find((weights) => weights.length > 0 && weights.every((w) => factors.includes(w))) ?? [];
  const of = (part: Expr): number => {
    if (!dependsOn(part, [variable]) || (!contains(part, isShortSum) && isTame(part))) return 0;
    if (part.kind === 'sum') return Math.max(...part.terms.map(of));
    if (isShortSum(part)) return of(part.body);
    if (part.kind === 'power' && part.exponent.kind === 'rational' && part.exponent.value.d === 1n) {
      const count = Number(part.exponent.value.n);
      return count > 0 || masses.includes(part.base as IntegralExpr) ? count * of(part.base) : Number.POSITIVE_INFINITY;
    }
    const factors = factorsOf(part);
    const whole = wholeIn(factors);
    const others = factors.filter((f) => !whole.includes(f));
    if (others.includes(part)) return Number.POSITIVE_INFINITY;
    return others.reduce((sum, f) => sum + of(f), whole.length > 0 ? 1 : 0);
  };
  return of(e);
}

/** A sum over finitely many values that are written out. */
export const isShortSum = (e: Expr): e is IntegralExpr => e.kind === 'integral' && hasFewValues(e.variable);

const hasFewValues = ({ domain }: SymbolExpr): boolean =>
  domain.kind === 'set' ||
  domain.kind === 'onehot' ||
  (domain.kind === 'integers' && domain.lower !== undefined && domain.upper !== undefined);

const isNegativeWhole = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n < 0n;

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** The positive factors of every term that move with what is summed over; its own powers are for a mean to hold. */
function weightsIn({ variable, body }: IntegralExpr): readonly Expr[] {
  const [first = [], ...more] = termsOf(body).map(factorsOf);
  const isWeight = (f: Expr): boolean => isPositive(f) && dependsOn(f, [variable]) && !isPowerOf(variable, f);
  return first.filter((f) => isWeight(f) && more.every((all) => all.includes(f)));
}

const isPowerOf = (x: SymbolExpr, e: Expr): boolean =>
  e === x || (e.kind === 'power' && e.base === x && e.exponent.kind === 'rational');
