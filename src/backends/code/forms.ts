// Pieces of an expression that are one function on the target: recognised while lowering.
import { add, mul, neg, pow, splitCoefficient, sub } from '../../ir/build.ts';
import { expand } from '../../ir/expand.ts';
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
import { dependsOn, symbolsOf } from '../../ir/visit.ts';
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
    const found =
      logarithmOfBessel(t, terms) ??
      slopeOfBesselRatio(t, terms) ??
      complementOfErf(t, terms) ??
      rise(t, terms) ??
      lgammaGap(t, terms);
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
  // Of 1 − 2R/x − R² the rest is −R/x.
  const { core } = splitCoefficient(linear);
  const found = terms.find((s) => splitCoefficient(s).core === core);
  const form = found && sumForm('besselRatioDerivative', [argument], factor, terms, [t, factor, found]);
  return form && { ...form, rest: add(form.rest, sub(found, linear)) };
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

/** log Γ(u) − log Γ(v), or log u − log v, for u and v that grow with one count and differ by what it does not change. */
function rise(t: Expr, terms: readonly Expr[]): SumForm | undefined {
  const u = argumentOfRise(t);
  if (!u || u.shape.length > 0) return undefined;
  const counts = [...symbolsOf(u)].filter((s) => s.domain.kind === 'integers');
  for (const other of terms) {
    const v = argumentOfRise(neg(other));
    const d = v && isCall(t, 'lgamma') === isCall(neg(other), 'lgamma') ? expand(sub(u, v)) : undefined;
    if (!v || !d || !counts.some((s) => dependsOn(v, [s]) && !dependsOn(d, [s]))) continue;
    if (isCall(t, 'lgamma')) return sumForm('lgammaRise', [u, v, d], one, terms, [t, other]);
    if (isPositive(u) && isPositive(v))
      return sumForm('logQuotient', [mul(d, pow(v, minusOne)), u, v], one, terms, [t, other]);
  }
  return undefined;
}

/** x in log Γ(x), log x and log(1 + (x − 1)). */
function argumentOfRise(e: Expr): Expr | undefined {
  const [x] = e.kind === 'apply' ? e.args : [];
  if (isCall(e, 'log1p') && x) return add(one, x);
  return isCall(e, 'lgamma') || isCall(e, 'log') ? x : undefined;
}

/** −log Γ(x + a) + x log w − w, of which little is left where w is near a large x; w may be a product. */
function lgammaGap(t: Expr, terms: readonly Expr[]): SumForm | undefined {
  const [argument] = isCall(neg(t), 'lgamma') ? (neg(t) as ApplyExpr).args : [];
  if (!argument || argument.shape.length > 0 || symbolsOf(argument).size === 0) return undefined;
  const { x, shift } = shifted(argument);
  const logged = terms.filter((s) => s !== t).map((s) => ({ term: s, ...powerIn(s, x) }));
  const used = logged.filter((s) => s.base !== one);
  const w = mul(...used.map((s) => s.base));
  const others = termsOf(expand(add(...terms.filter((s) => s !== t && !used.some((u) => u.term === s)))));
  const linear = termsOf(expand(neg(w)));
  if (used.length === 0 || !isPositive(w) || !linear.every((s) => others.includes(s))) return undefined;
  const rest = add(...others.filter((s) => !linear.includes(s)), ...used.map((s) => s.rest));
  return { negative: true, operation: 'lgammaGap', arguments: [x, shift, w], factor: one, rest };
}

/** x + a with a number a. */
function shifted(e: Expr): { readonly x: Expr; readonly shift: Expr } {
  const shift = termsOf(e).find((s) => s.kind === 'rational') ?? zero;
  return { x: sub(e, shift), shift };
}

/** The term as log(baseˣ) and what it holds beside that: (b − x)·log u is x·log(1/u) and b·log u. */
function powerIn(term: Expr, x: Expr): { readonly base: Expr; readonly rest: Expr } {
  const factors = term.kind === 'product' ? term.factors : [term];
  const logarithm = factors.find((f) => isCall(f, 'log') || isCall(f, 'log1p'));
  const [u = one] = logarithm?.kind === 'apply' ? logarithm.args : [];
  const parts = termsOf(expand(mul(...factors.filter((f) => f !== logarithm))));
  const sign = [one, minusOne].find((s) => parts.includes(mul(s, x)));
  if (!logarithm || !sign) return { base: one, rest: term };
  const base = pow(isCall(logarithm, 'log') ? u : add(one, u), sign);
  return { base, rest: mul(add(...parts.filter((s) => s !== mul(sign, x))), logarithm) };
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** c·erf x: the function and c. */
function erfIn(e: Expr): { readonly erf: ApplyExpr | undefined; readonly factor: Expr } {
  const factors = e.kind === 'product' ? e.factors : [e];
  const erf = factors.find((f): f is ApplyExpr => isCall(f, 'erf'));
  return { erf, factor: mul(...factors.filter((f) => f !== erf)) };
}

const isScaledI0 = (e: Expr | undefined): boolean => e !== undefined && isCall(e, 'besselIe') && e.args[0] === zero;
const scaledArgument = (e: Expr | undefined): Expr | undefined => (e?.kind === 'apply' ? e.args[1] : undefined);
