// The mean of a function of several variables by the law of iterated expectations, E[u] = E[E[u | rest]]: one variable
// after the other is integrated in closed form, and only what no form of the table reaches stays an integral.
import type { ExpectationClaim } from '../derivation/claim.ts';
import { add, exp, log, mul, pow, sub } from '../ir/build.ts';
import { derivative } from '../ir/differentiate.ts';
import { totalsOut } from '../ir/entrywise-integral.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, integral, isScalar, minusOne, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { simplify } from '../ir/simplify.ts';
import { dependsOn, substitute } from '../ir/visit.ts';
import { integrateInside } from './integrals/inside.ts';
import { turnsOf, unnamed } from './integrals/orders.ts';

/** A mean, how many integrals stand open in it, and what was said of one variable given the others. */
export interface IteratedMean {
  readonly value: Expr;
  readonly open: number;
  readonly claims: readonly ExpectationClaim[];
}

/** The law of a mean: exp(logIntegrand), its logarithmic total, and what may stand inside atoms. */
export interface Law {
  readonly logIntegrand: Expr;
  readonly logTotal: Expr;
  readonly constants: readonly SymbolExpr[];
}

/** A law of one variable of several. */
interface OneOfSeveral extends Law {
  /** The variables that are integrated after it. */
  readonly left: readonly SymbolExpr[];
}

/** The mean of u over the variables, in the order that leaves the fewest integrals open. */
export function iteratedMean(law: Law, u: Expr, variables: readonly SymbolExpr[]): IteratedMean {
  if (variables.length === 0) return { value: u, open: 0, claims: [] };
  let best: IteratedMean | undefined;
  for (const v of unnamed(variables)) {
    const found = through(law, u, v, variables);
    if (found && !(best && best.open <= found.open)) best = found;
    if (best?.open === 0) return best;
  }
  return best ?? openMean(law, u, variables);
}

/** ∫ u exp(logIntegrand − logTotal). */
function openMean({ logIntegrand, logTotal }: Law, u: Expr, variables: readonly SymbolExpr[]): IteratedMean {
  const body = mul(u, exp(sub(logIntegrand, logTotal)));
  const over = (inside: Expr, v: SymbolExpr): Expr => totalsOut(integral(v, inside));
  const value = turnsOf(variables)[0]?.reduce(over, body) ?? body;
  return { value, open: variables.length, claims: [] };
}

/** First the mean given the others, then term by term the mean of that. */
function through(law: Law, u: Expr, v: SymbolExpr, variables: readonly SymbolExpr[]): IteratedMean | undefined {
  const rest = variables.filter((w) => w !== v);
  const given = conditionalMean({ ...law, constants: [...law.constants, ...rest], left: rest }, u, v);
  if (!given) return undefined;
  const marginal = { ...law, logIntegrand: given.logMarginal };
  const whole = simplify(expand(given.mean));
  const parts = (whole.kind === 'sum' ? whole.terms : [whole]).map((t) => iteratedMean(marginal, t, rest));
  return {
    value: add(...parts.map((p) => p.value)),
    open: parts.reduce((sum, p) => sum + p.open, 0),
    claims: [...claimOf(law, u, v, given), ...parts.flatMap((p) => p.claims)],
  };
}

interface Conditional {
  readonly mean: Expr;
  /** log ∫ exp(logIntegrand) dv. */
  readonly logMarginal: Expr;
}

function claimOf(
  { logIntegrand }: Law,
  u: Expr,
  v: SymbolExpr,
  { mean, logMarginal }: Conditional,
): readonly ExpectationClaim[] {
  if (!dependsOn(u, [v])) return [];
  const logDensity = sub(logIntegrand, logMarginal);
  return [
    {
      kind: 'expectation',
      text: 'the mean of a term of log h',
      live: false,
      of: u,
      logDensity,
      variable: v,
      value: mean,
    },
  ];
}

/** E[u | the other variables]; nothing where no form of the table gives it. */
function conditionalMean(law: OneOfSeveral, u: Expr, v: SymbolExpr): Conditional | undefined {
  const factors = u.kind === 'product' ? u.factors : [u];
  const inside = factors.filter((f) => dependsOn(f, [v]));
  const outside = mul(...factors.filter((f) => !inside.includes(f)));
  // Where the total itself is out of reach, so is the one with ε.
  const logMarginal = integrateInside(law.left, law.logIntegrand, v, law.constants)?.logValue;
  if (!logMarginal || inside.length === 0) return logMarginal && { mean: u, logMarginal };
  const found = perturbed(law, mul(...inside), v) ?? tilted(law, logMarginal, inside, v);
  return found && { ...found, mean: simplify(mul(outside, found.mean)) };
}

/** ∂_ε log ∫ exp(logIntegrand + ε u) at ε = 0. */
function perturbed({ logIntegrand, constants, left }: OneOfSeveral, u: Expr, v: SymbolExpr): Conditional | undefined {
  const epsilon = symbol('ε', { kind: 'interval' });
  const found = integrateInside(left, add(logIntegrand, mul(epsilon, u)), v, constants)?.logValue;
  const none = new Map([[epsilon, zero]]);
  return (
    found && {
      mean: simplify(substitute(derivative(found, epsilon), none)),
      logMarginal: simplify(substitute(found, none)),
    }
  );
}

/** E[s w] = E[s] E_s[w] for a positive s, where E_s is the mean under the density times s. */
function tilted(law: OneOfSeveral, logTotal: Expr, factors: readonly Expr[], v: SymbolExpr): Conditional | undefined {
  if (!isScalar(v)) return undefined;
  for (const s of positiveFactors(factors)) {
    const by: OneOfSeveral = { ...law, logIntegrand: add(law.logIntegrand, simplify(expand(log(s)))) };
    const rest = perturbed(by, mul(...factors, pow(s, minusOne)), v);
    if (rest)
      return { mean: simplify(mul(rest.mean, exp(simplify(sub(rest.logMarginal, logTotal))))), logMarginal: logTotal };
  }
  return undefined;
}

const positiveFactors = (factors: readonly Expr[]): readonly Expr[] =>
  factors.length < 2 ? [] : factors.filter(isPositive);
