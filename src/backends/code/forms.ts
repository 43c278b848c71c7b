// Pieces of an expression that are one function on the target: recognised while lowering.
import { add, mul, neg, splitCoefficient } from '../../ir/build.ts';
import { type ApplyExpr, type ElementwisePrimitive, type Expr, minusOne, one, rational, zero } from '../../ir/expr.ts';
import type { ElementwiseOperation } from './term.ts';

/** operation(argument), and the factors it replaces. */
export interface FunctionForm {
  readonly operation: ElementwiseOperation;
  readonly argument: Expr;
  readonly used: readonly Expr[];
}

const isCall = (e: Expr, fn: ElementwisePrimitive): e is ApplyExpr => e.kind === 'apply' && e.fn === fn;

/** The first match among the factors of a product (or a single application). */
export function matchFunction(factors: readonly Expr[]): FunctionForm | undefined {
  for (const f of factors) {
    const found = sigmoid(f) ?? log1mexp(f) ?? besselRatio(f, factors) ?? phi1(f, factors);
    if (found) return found;
  }
  return undefined;
}

/** e^{−softplus(−x)} = 1/(1+e^{−x}). */
function sigmoid(e: Expr): FunctionForm | undefined {
  if (!isCall(e, 'exp') || !e.args[0]) return undefined;
  const inner = neg(e.args[0]);
  if (!isCall(inner, 'softplus') || !inner.args[0]) return undefined;
  return { operation: 'sigmoid', argument: neg(inner.args[0]), used: [e] };
}

/** log(1 − e^{−x}) = log(−expm1(−x)). */
function log1mexp(e: Expr): FunctionForm | undefined {
  if (!isCall(e, 'log') || !e.args[0]) return undefined;
  const inner = neg(e.args[0]);
  if (!isCall(inner, 'expm1') || !inner.args[0]) return undefined;
  return { operation: 'log1mexp', argument: neg(inner.args[0]), used: [e] };
}

const inverseOf = (e: Expr): Expr | undefined => (e.kind === 'power' && e.exponent === minusOne ? e.base : undefined);

/** I₁(x)/I₀(x), scaled alike. */
function besselRatio(e: Expr, factors: readonly Expr[]): FunctionForm | undefined {
  if (!isCall(e, 'besselIe') || e.args[0] !== one || !e.args[1]) return undefined;
  const argument = e.args[1];
  const partner = factors.find((f) => {
    const base = inverseOf(f);
    return base !== undefined && isCall(base, 'besselIe') && base.args[0] === zero && base.args[1] === argument;
  });
  return partner ? { operation: 'besselRatio', argument, used: [e, partner] } : undefined;
}

/** (eˣ − 1)/x. */
function phi1(e: Expr, factors: readonly Expr[]): FunctionForm | undefined {
  if (!isCall(e, 'expm1') || !e.args[0]) return undefined;
  const argument = e.args[0];
  const partner = factors.find((f) => inverseOf(f) === argument);
  return partner ? { operation: 'phi1', argument, used: [e, partner] } : undefined;
}

/** ±factor·operation(argument) + rest. */
export interface SumForm {
  readonly negative: boolean;
  readonly operation: ElementwiseOperation;
  readonly argument: Expr;
  readonly factor: Expr;
  readonly rest: Expr;
}

/** c·(x + log(e^{−x} I₀(x))) = c·log I₀(x), which keeps its digits near 0. */
export function matchSum(terms: readonly Expr[]): SumForm | undefined {
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const logarithm = factors.find((f) => isCall(f, 'log') && isScaledI0(f.args[0]));
    const argument = logarithm?.kind === 'apply' ? scaledArgument(logarithm.args[0]) : undefined;
    if (!logarithm || !argument) continue;
    const factor = mul(...factors.filter((f) => f !== logarithm));
    const partner = mul(factor, argument);
    const others = terms.filter((o) => o !== t && o !== partner);
    if (others.length !== terms.length - 2) continue;
    const negative = splitCoefficient(factor).coefficient.n < 0n;
    const rest = others.length === 0 ? rational(0) : add(...others);
    return { negative, operation: 'logBesselI0', argument, factor: negative ? neg(factor) : factor, rest };
  }
  return undefined;
}

const isScaledI0 = (e: Expr | undefined): boolean => e !== undefined && isCall(e, 'besselIe') && e.args[0] === zero;
const scaledArgument = (e: Expr | undefined): Expr | undefined => (e?.kind === 'apply' ? e.args[1] : undefined);
