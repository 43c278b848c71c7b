// Integrals and sums by their logarithms: Z = e^{log Z}, so that e^{E}/Z = e^{E − log Z} and neither overflows.
import { add, elementwise, exp, log, mul } from './build.ts';
import { children, type Expr, type IntegralExpr, isScalar, realLine, type SymbolExpr, symbol } from './expr.ts';
import { isNonNegative, isPositive } from './range.ts';
import { mapChildren, symbolsOf } from './visit.ts';

/** log ∫ e^{body} over the domain of the variable. */
export interface LogIntegral {
  readonly variable: SymbolExpr;
  readonly body: Expr;
}

const known = new WeakMap<Expr, LogIntegral>();

/** What a symbol made by `integralsByLogarithms` stands for. */
export const logIntegralOf = (s: Expr): LogIntegral | undefined => known.get(s);

/** Every integral of a function ≥ 0 as e^s, where s stands for its logarithm; those that are divided by one stay. */
export function integralsByLogarithms(e: Expr): Expr {
  const done = new Map<Expr, Expr>();
  const go = (node: Expr): Expr => {
    const found = done.get(node);
    if (found) return found;
    const made = mapChildren(node, go);
    const result = made.kind === 'integral' ? (asExponential(made) ?? made) : made;
    done.set(node, result);
    return result;
  };
  return go(e);
}

function asExponential(e: IntegralExpr): Expr | undefined {
  const { variable, body } = e;
  const { domain } = variable;
  if (domain.kind === 'set' || domain.kind === 'onehot' || !isScalar(variable)) return undefined;
  if (symbolsOf(e).size === 0 || !isNonNegative(body) || holdsLogarithm(body)) return undefined;
  const s = symbol(`log ∫ ${e.id}`, realLine, e.shape);
  known.set(s, { variable, body: logarithmOf(body) });
  return exp(s);
}

const holdsLogarithm = (e: Expr): boolean => known.has(e) || children(e).some(holdsLogarithm);

/** log of what is ≥ 0, factor by factor; −∞ where one of them vanishes. */
function logarithmOf(e: Expr): Expr {
  const factors = e.kind === 'product' ? e.factors : [e];
  if (!factors.every(isNonNegative)) return log(e);
  return add(...factors.map(logarithmOfFactor));
}

function logarithmOfFactor(f: Expr): Expr {
  if (f.kind === 'power' && isNonNegative(f.base)) return mul(f.exponent, logarithmOf(f.base));
  const [x] = f.kind === 'apply' ? f.args : [];
  if (f.kind !== 'apply' || !x) return log(f);
  if (f.fn === 'exp') return x;
  return f.fn === 'gamma' && isPositive(x) ? elementwise('lgamma', x) : log(f);
}
