// E[e^{f}] under the whole base, by the table of integrals: derivatives of its logarithm are the cumulants of every f that
// is linear in what the table knows in exponents (Brown 1986, section 2.1). Coordinates may depend on each other.
import type { BaseLaw } from '../../../derivation/orbit-findings.ts';
import { add, fill } from '../../../ir/build.ts';
import { directional } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, type SymbolExpr, symbol, zero } from '../../../ir/expr.ts';
import { sumsAsWords } from '../../../ir/quadratic.ts';
import { simplify } from '../../../ir/simplify.ts';
import { substitute } from '../../../ir/visit.ts';
import { integrateInTurn } from '../../integrals/in-turn.ts';
import { pairUp } from '../group-maps.ts';
import { isSingularAt } from './moment.ts';
import { carriedOut } from './weights.ts';

/** The mean and the covariance of a function that is linear in some symbols. */
export interface LinearCumulants {
  /** E[f(X)]. */
  readonly mean: Expr;
  /** Cov[f(X), f(Y)]. */
  readonly covariance: Expr;
}

/** By the first and second derivative of log E[e^{f(X)}] at X = 0; undefined where the table does not reach it. */
export function linearCumulants(
  f: Expr,
  linearIn: readonly SymbolExpr[],
  other: readonly SymbolExpr[],
  base: BaseLaw,
): LinearCumulants | undefined {
  const generating = logMeanOfExponential(f, base);
  if (!generating) return undefined;
  const origin = pairUp(
    linearIn,
    linearIn.map((x) => fill(zero, x.shape)),
  );
  if (isSingularAt(generating, origin)) return undefined;
  const again = linearIn.map((x) => symbol(`⟨${x.name}⟩`, x.domain, x.shape));
  const [first, second] = [pairUp(linearIn, again), pairUp(linearIn, other)];
  const slope = directional(generating, first);
  const at = (e: Expr): Expr => {
    const there = simplify(carriedOut(simplify(substitute(e, origin))));
    return substitute(there, pairUp(again, linearIn));
  };
  return { mean: at(slope), covariance: at(directional(slope, second)) };
}

function logMeanOfExponential(f: Expr, { sites, logDensity }: BaseLaw): Expr | undefined {
  const draws = sites.map((s) => s.noise);
  const constants = [...new Set(sites.flatMap((s) => s.constants))];
  const whole = sumsAsWords(expand(add(logDensity ?? zero, f)), draws);
  return integrateInTurn(whole, draws, constants)?.at(-1)?.logValue;
}
