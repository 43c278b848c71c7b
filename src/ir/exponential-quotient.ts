// Quotients of exponential sums in one scalar s: products of whole powers, and sums of such over one denominator.
import { neg } from './build.ts';
import type { SumPower } from './dominant.ts';
import { type ExponentialSum, gathered, multiplied, raised, readSum } from './exponential-sum.ts';
import { type Expr, isScalar, minusOne, one, type SymbolExpr } from './expr.ts';
import { perSymbol } from './per-symbol.ts';

/** A whole power of an exponential sum, and the expression that it is. */
export interface Factor extends SumPower {
  readonly base: Expr;
}

/** A product of whole powers of exponential sums, of either sign; undefined where it is none. */
export const factorsOf: (e: Expr, s: SymbolExpr) => readonly Factor[] | undefined = perSymbol((e, s) => {
  const found = (e.kind === 'product' ? e.factors : [e]).map((f) => factorOf(f, s));
  const known = found.filter((f) => f !== undefined);
  return known.length === found.length ? known.flat() : undefined;
});

const factorOf: (e: Expr, s: SymbolExpr) => readonly Factor[] | undefined = perSymbol((e, s) => {
  const plain = readSum(e, s);
  if (plain) return [{ base: e, sum: plain, power: 1 }];
  const { exponent = one, base: raised = e } = e.kind === 'power' ? e : {};
  if (exponent.kind !== 'rational' || exponent.value.d !== 1n) return undefined;
  const power = Number(exponent.value.n);
  const turned = neg(raised).id < raised.id;
  const base = turned ? neg(raised) : raised;
  const sign = readSum(turned && power % 2 !== 0 ? minusOne : one, s);
  const sum = power < -6 ? undefined : readSum(base, s);
  const parts = sum ? [{ base, sum, power: 1 }] : power < -6 ? undefined : overOne(base, s);
  return sign && parts && [{ base: one, sum: sign, power: 1 }, ...parts.map((f) => ({ ...f, power: f.power * power }))];
});

/** A sum of quotients as one: its numerator and the powers below it. */
export const overOne: (e: Expr, s: SymbolExpr) => readonly Factor[] | undefined = perSymbol((e, s) => {
  if (e.kind !== 'sum' || !isScalar(e)) return undefined;
  const terms = e.terms.map((t) => factorsOf(t, s)).filter((t) => t !== undefined);
  const below = deepest(terms.flat().filter((f) => f.power < 0));
  const above = terms.map((factors) => numerator(factors, below)).filter((n) => n !== undefined);
  if (below.length === 0 || above.length < e.terms.length) return undefined;
  return [{ base: e, sum: gathered(above), power: 1 }, ...below];
});

/** Each base once, at its lowest power. */
function deepest(factors: readonly Factor[]): readonly Factor[] {
  const found = new Map<Expr, Factor>();
  for (const f of factors) if (f.power < (found.get(f.base)?.power ?? 0)) found.set(f.base, f);
  return [...found.values()];
}

/** A term times the common denominator. */
function numerator(factors: readonly Factor[], below: readonly Factor[]): ExponentialSum | undefined {
  const missing = below.map((b) => {
    const own = factors.find((f) => f.power < 0 && f.base === b.base);
    return { ...b, power: (own?.power ?? 0) - b.power };
  });
  const above = [...factors.filter((f) => f.power > 0), ...missing];
  return multipliedOut(above);
}

/** A product of positive powers as one sum. */
export function multipliedOut(factors: readonly SumPower[]): ExponentialSum | undefined {
  const powers = factors.map((f) => raised(f.sum, f.power)).filter((p) => p !== undefined);
  return powers.length === factors.length ? multiplied(powers) : undefined;
}
