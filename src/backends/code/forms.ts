// Pieces of an expression that are one function on the target: recognised while lowering.
import { add, mul, neg, pow, splitCoefficient } from '../../ir/build.ts';
import {
  type ApplyExpr,
  type ElementwisePrimitive,
  type Expr,
  half,
  minusOne,
  one,
  rational,
  zero,
} from '../../ir/expr.ts';
import { isPositive } from '../../ir/range.ts';
import type { ElementwiseOperation } from './term.ts';

/** operation(arguments), perhaps to a power, and the factors it replaces. */
export interface FunctionForm {
  readonly operation: ElementwiseOperation;
  readonly arguments: readonly Expr[];
  readonly power?: number;
  readonly used: readonly Expr[];
}

const isCall = (e: Expr, fn: ElementwisePrimitive): e is ApplyExpr => e.kind === 'apply' && e.fn === fn;

/** The first match among the factors of a product (or a single application). */
export function matchFunction(factors: readonly Expr[]): FunctionForm | undefined {
  for (const f of factors) {
    const found =
      sigmoid(f) ?? log1mexp(f) ?? logQuotient(f) ?? logBesselK(f) ?? besselRatio(f, factors) ?? phi1(f, factors);
    if (found) return found;
  }
  return undefined;
}

/** e^{−softplus(−x)} = 1/(1+e^{−x}). */
function sigmoid(e: Expr): FunctionForm | undefined {
  if (!isCall(e, 'exp') || !e.args[0]) return undefined;
  const inner = neg(e.args[0]);
  if (!isCall(inner, 'softplus') || !inner.args[0]) return undefined;
  return { operation: 'sigmoid', arguments: [neg(inner.args[0])], used: [e] };
}

/** log(1 − e^{−x}) = log(−expm1(−x)). */
function log1mexp(e: Expr): FunctionForm | undefined {
  if (!isCall(e, 'log') || !e.args[0]) return undefined;
  const inner = neg(e.args[0]);
  if (!isCall(inner, 'expm1') || !inner.args[0]) return undefined;
  return { operation: 'log1mexp', arguments: [neg(inner.args[0])], used: [e] };
}

const inverseOf = (e: Expr): Expr | undefined => (e.kind === 'power' && e.exponent === minusOne ? e.base : undefined);

/** log(1 + δ) with δ = (a − b)/b, which keeps its digits near δ = −1 too: log(a/b). */
function logQuotient(e: Expr): FunctionForm | undefined {
  if (!isCall(e, 'log1p') || !e.args[0]) return undefined;
  const [delta] = e.args;
  const below = mul(...(delta.kind === 'product' ? delta.factors : [delta]).flatMap(denominatorOf));
  const above = add(mul(delta, below), below);
  if (below === one || !isPositive(below) || !isPositive(above)) return undefined;
  return { operation: 'logQuotient', arguments: [delta, above, below], used: [e] };
}

/** log K_ν(x), which holds where K_ν(x) underflows. */
function logBesselK(e: Expr): FunctionForm | undefined {
  const inner = isCall(e, 'log') ? e.args[0] : undefined;
  if (!inner || !isCall(inner, 'besselK')) return undefined;
  return { operation: 'logBesselK', arguments: inner.args, used: [e] };
}

const denominatorOf = (f: Expr): readonly Expr[] =>
  f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n ? [pow(f.base, neg(f.exponent))] : [];

/** A scaled Bessel function to an integer power: I_n(x)ᵏ. */
interface BesselPower {
  readonly order: Expr;
  readonly argument: Expr;
  readonly exponent: number;
}

function besselPower(e: Expr): BesselPower | undefined {
  const [base, exponent] = e.kind === 'power' ? [e.base, e.exponent] : [e, one];
  if (!isCall(base, 'besselIe') || exponent.kind !== 'rational' || exponent.value.d !== 1n) return undefined;
  const [order, argument] = base.args;
  return order && argument ? { order, argument, exponent: Number(exponent.value.n) } : undefined;
}

/** (I₁(x)/I₀(x))ᵏ, scaled alike. */
function besselRatio(e: Expr, factors: readonly Expr[]): FunctionForm | undefined {
  const above = besselPower(e);
  if (above?.order !== one || above.exponent < 1) return undefined;
  const partner = factors.find((f) => {
    const below = besselPower(f);
    return below?.order === zero && below.argument === above.argument && below.exponent === -above.exponent;
  });
  if (!partner) return undefined;
  return { operation: 'besselRatio', arguments: [above.argument], power: above.exponent, used: [e, partner] };
}

/** (eˣ − 1)/x. */
function phi1(e: Expr, factors: readonly Expr[]): FunctionForm | undefined {
  if (!isCall(e, 'expm1') || !e.args[0]) return undefined;
  const argument = e.args[0];
  const partner = factors.find((f) => inverseOf(f) === argument);
  return partner ? { operation: 'phi1', arguments: [argument], used: [e, partner] } : undefined;
}

/** ±factor·operation(arguments) + rest. */
export interface SumForm {
  readonly negative: boolean;
  readonly operation: ElementwiseOperation;
  readonly arguments: readonly Expr[];
  readonly factor: Expr;
  readonly rest: Expr;
}

/** The first sum that is one function. */
export const matchSum = (terms: readonly Expr[]): SumForm | undefined => {
  for (const t of terms) {
    const found = logarithmOfBessel(t, terms) ?? slopeOfBesselRatio(t, terms) ?? complementOfErf(t, terms);
    if (found) return found;
  }
  return undefined;
};

/** factor·operation(arguments) in place of the terms that are used up. */
function sumForm(
  operation: ElementwiseOperation,
  given: readonly Expr[],
  factor: Expr,
  terms: readonly Expr[],
  used: readonly Expr[],
): SumForm | undefined {
  const others = terms.filter((t) => !used.includes(t));
  if (others.length !== terms.length - used.length) return undefined;
  const negative = splitCoefficient(factor).coefficient.n < 0n;
  const rest = others.length === 0 ? rational(0) : add(...others);
  return { negative, operation, arguments: given, factor: negative ? neg(factor) : factor, rest };
}

/** c·(x + log(e^{−x} I₀(x))) = c·log I₀(x), which keeps its digits near 0. */
function logarithmOfBessel(t: Expr, terms: readonly Expr[]): SumForm | undefined {
  const factors = t.kind === 'product' ? t.factors : [t];
  const logarithm = factors.find((f) => isCall(f, 'log') && isScaledI0(f.args[0]));
  const argument = logarithm?.kind === 'apply' ? scaledArgument(logarithm.args[0]) : undefined;
  if (!logarithm || !argument) return undefined;
  const factor = mul(...factors.filter((f) => f !== logarithm));
  return sumForm('logBesselI0', [argument], factor, terms, [t, mul(factor, argument)]);
}

/** c·(1 − R/x − R²) = c·R′(x) for R = I₁/I₀, whose terms cancel for large x. */
function slopeOfBesselRatio(t: Expr, terms: readonly Expr[]): SumForm | undefined {
  const ratio = matchFunction(t.kind === 'product' ? t.factors : [t]);
  const [argument] = ratio?.arguments ?? [];
  if (ratio?.operation !== 'besselRatio' || ratio.power !== 2 || !argument) return undefined;
  const square = mul(...ratio.used);
  const factor = neg(mul(t, pow(square, minusOne)));
  const linear = neg(mul(factor, pow(argument, minusOne), pow(square, half)));
  return sumForm('besselRatioDerivative', [argument], factor, terms, [t, factor, linear]);
}

/** c ∓ c·erf x = c·erfc(±x), and c·erf a − c·erf b as one difference. */
function complementOfErf(t: Expr, terms: readonly Expr[]): SumForm | undefined {
  const { erf, factor } = erfIn(t);
  const x = erf?.args[0];
  if (!x) return undefined;
  if (terms.includes(neg(factor))) return sumForm('erfc', [x], neg(factor), terms, [t, neg(factor)]);
  if (terms.includes(factor)) return sumForm('erfc', [neg(x)], factor, terms, [t, factor]);
  for (const other of terms) {
    const found = erfIn(other);
    const y = found.erf?.args[0];
    if (y && found.factor === neg(factor)) return sumForm('erfDifference', [x, y], factor, terms, [t, other]);
  }
  return undefined;
}

/** c·erf x: the function and c. */
function erfIn(e: Expr): { readonly erf: ApplyExpr | undefined; readonly factor: Expr } {
  const factors = e.kind === 'product' ? e.factors : [e];
  const erf = factors.find((f): f is ApplyExpr => isCall(f, 'erf'));
  return { erf, factor: mul(...factors.filter((f) => f !== erf)) };
}

const isScaledI0 = (e: Expr | undefined): boolean => e !== undefined && isCall(e, 'besselIe') && e.args[0] === zero;
const scaledArgument = (e: Expr | undefined): Expr | undefined => (e?.kind === 'apply' ? e.args[1] : undefined);
