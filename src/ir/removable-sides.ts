// The side of 0 on which a number lies, ±1 as an expression; differences of sides stay together, so that they vanish exactly.
import { add, elementwise, mul, neg } from './build.ts';
import { type Expr, half, isScalar, one } from './expr.ts';
import { isPositive } from './range.ts';

/** 1 for s ≥ 0, else −1. */
export const sideOf = (s: Expr): Expr => (isPositive(s) ? one : elementwise('sign', add(elementwise('sign', s), half)));

const isSide = (e: Expr): boolean =>
  e.kind === 'apply' && e.fn === 'sign' && e.args[0]?.kind === 'sum' && e.args[0].terms.includes(half);

const isSign = (e: Expr): boolean => e.kind === 'apply' && e.fn === 'sign' && isScalar(e);
const isEven = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n % 2n === 0n;

/** σ² = 1, at 0 too, where it is what its neighbours are; c·σ₁ − c·σ₂ = c·(σ₁ − σ₂) in a sum. */
export function joinSides(e: Expr): Expr {
  if (e.kind === 'power') return isSign(e.base) && isEven(e.exponent) ? one : e;
  if (e.kind !== 'sum') return e;
  const read = e.terms.flatMap((term) => {
    const [side, ...more] = term.kind === 'product' ? term.factors.filter(isSide) : [];
    if (term.kind !== 'product' || !side || more.length > 0) return [];
    return [{ term, side, rest: mul(...term.factors.filter((f) => f !== side)) }];
  });
  for (const a of read) {
    const b = read.find((other) => other.rest === neg(a.rest));
    if (!b) continue;
    const others = e.terms.filter((t) => t !== a.term && t !== b.term);
    const joined = add(...others, mul(a.rest, add(a.side, neg(b.side))));
    // A number times a sum is that sum again.
    if (joined !== e) return joinSides(joined);
  }
  return e;
}
