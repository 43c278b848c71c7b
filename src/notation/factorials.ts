// Γ at a whole number is printed as the factorial that it is: n! for Γ(n + 1), and n over k for n!/(k! (n − k)!).
import { add, applyNode, mul, neg, pow, splitCoefficient } from '../ir/build.ts';
import { type Expr, isScalar, minusOne, one } from '../ir/expr.ts';
import { range } from '../ir/range.ts';
import { cost } from '../ir/simplify.ts';

/** n of Γ(n + 1), where n is whole. */
export function factorialOf(argument: Expr): Expr | undefined {
  const shifted = argument.kind === 'sum' && argument.terms.includes(one) && isScalar(argument);
  return shifted && range(argument).integer ? add(argument, minusOne) : undefined;
}

/** A coefficient n over k. */
export interface Binomial {
  readonly n: Expr;
  readonly k: Expr;
}

/** Three gamma functions that make n over k, with what stands beside them above and below the bar. */
export interface BinomialQuotient extends Binomial {
  readonly above: readonly Expr[];
  readonly below: readonly Expr[];
}

/** n! above and k! (n − k)! below the bar. */
export function binomialIn(above: readonly Expr[], below: readonly Expr[]): BinomialQuotient | undefined {
  for (const whole of above) {
    const n = factorialArgument(whole, 'gamma');
    for (const part of n ? below : []) {
      const k = factorialArgument(part, 'gamma');
      const rest = n && k && below.find((f) => f !== part && factorialArgument(f, 'gamma') === add(n, neg(k)));
      if (n && k && rest)
        return {
          n,
          k: shorter(k, add(n, neg(k))),
          above: above.filter((f) => f !== whole),
          below: below.filter((f) => f !== part && f !== rest),
        };
    }
  }
  return undefined;
}

/** Of n over k = n over n − k the one that reads better. */
const shorter = (k: Expr, other: Expr): Expr => (cost(other) < cost(k) ? other : k);

const factorialArgument = (e: Expr, fn: 'gamma' | 'lgamma'): Expr | undefined =>
  e.kind === 'apply' && e.fn === fn && e.args[0] ? factorialOf(e.args[0]) : undefined;

/** w log n! − w log k! − w log (n − k)! → w log (n over k). */
export function binomialLogarithms(terms: readonly Expr[]): readonly Expr[] {
  for (const whole of terms) {
    const top = logFactorial(whole);
    for (const part of top ? terms : []) {
      const low = logFactorial(part);
      if (!top || !low || low.weight !== neg(top.weight)) continue;
      const last = terms.find((t) => t !== part && isLogFactorial(t, low.weight, add(top.n, neg(low.n))));
      if (!last) continue;
      const quotient = mul(gamma(top.n), pow(mul(gamma(low.n), gamma(add(top.n, neg(low.n)))), minusOne));
      const merged = mul(top.weight, applyNode('log', [quotient], []));
      return terms.filter((t) => t !== part && t !== last).map((t) => (t === whole ? merged : t));
    }
  }
  return terms;
}

const gamma = (n: Expr): Expr => applyNode('gamma', [add(n, one)], []);

interface LogFactorial {
  readonly weight: Expr;
  readonly n: Expr;
}

const isLogFactorial = (e: Expr, weight: Expr, n: Expr): boolean => {
  const found = logFactorial(e);
  return found?.weight === weight && found.n === n;
};

/** weight · log n!. */
function logFactorial(term: Expr): LogFactorial | undefined {
  const { core } = splitCoefficient(term);
  const factors = core.kind === 'product' ? core.factors : [core];
  const found = factors.find((f) => factorialArgument(f, 'lgamma'));
  const n = found && factorialArgument(found, 'lgamma');
  return found && n ? { weight: mul(term, pow(found, minusOne)), n } : undefined;
}
