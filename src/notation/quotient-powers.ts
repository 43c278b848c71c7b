// xᵏ y⁻ᵏ is printed as (x/y)ᵏ, though the canonical form keeps the powers apart.
import { mul, neg, pow, splitCoefficient } from '../ir/build.ts';
import { broadcastShape, type Expr, intern, minusOne, type PowerExpr } from '../ir/expr.ts';

/** The factors, with every two powers of opposite symbolic exponents as the power of one quotient. */
export function quotientPowers(factors: readonly Expr[]): readonly Expr[] {
  const below = factors.find((f) => isSymbolic(f) && partnerOf(f, factors) !== undefined);
  const above = below && partnerOf(below, factors);
  if (!above || below?.kind !== 'power') return factors;
  const joined = quotientPower(above, below);
  return quotientPowers(factors.flatMap((f) => (f === above ? [joined] : f === below ? [] : [f])));
}

const isSymbolic = (f: Expr): f is PowerExpr =>
  f.kind === 'power' && f.exponent.kind !== 'rational' && f.base.kind === 'symbol';

/** xᵏ of y⁻ᵏ. */
function partnerOf(f: Expr, factors: readonly Expr[]): PowerExpr | undefined {
  if (!isSymbolic(f) || splitCoefficient(f.exponent).coefficient.n >= 0n) return undefined;
  return factors.filter(isSymbolic).find((g) => g !== f && g.exponent === neg(f.exponent));
}

function quotientPower(above: PowerExpr, below: PowerExpr): Expr {
  const base = mul(above.base, pow(below.base, minusOne));
  const { exponent } = above;
  const shape = broadcastShape([base, exponent]);
  return intern(`w${base.id},${exponent.id}`, () => ({ kind: 'power', shape, base, exponent }));
}
