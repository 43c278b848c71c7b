// An integral over several variables, one after the other, in the first order in which the table reaches each.
import { add, mul, pow } from '../../ir/build.ts';
import { type Expr, isScalar, minusOne, type SymbolExpr, zero } from '../../ir/expr.ts';
import { smoothQuotients } from '../../ir/phi-quotients.ts';
import { cost } from '../../ir/simplify.ts';
import { transform } from '../../ir/visit.ts';
import { integrateGathered } from './gathered.ts';
import { type Found, integrateLog } from './index.ts';
import { integrateInside, integrateSmoothly } from './inside.ts';
import { turnsOf } from './orders.ts';
import { integrateSticks } from './sticks.ts';

/** One variable integrated, the others before it being gone. */
export interface Integrated extends Found {
  readonly variable: SymbolExpr;
}

/** A value so long is worth a look at the other orders. */
const long = 60;
/** Of two orders the first, unless the other's value is this much shorter. */
const shorter = 0.8;

/** The first order of the variables in which each integral is found; another one where its value reads shorter. */
export function integrateInTurn(
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  constants: readonly SymbolExpr[],
): readonly Integrated[] | undefined {
  let best: readonly Integrated[] | undefined;
  for (const order of turnsOf(variables)) {
    const found = iterated(logIntegrand, order, constants);
    if (found && !(best && costOf(found) > shorter * costOf(best))) best = found;
    if (best && costOf(best) < long) return best;
  }
  return (
    best ??
    together(logIntegrand, variables, constants) ??
    integrateSticks(logIntegrand, variables, (e, pieces) => iterated(e, pieces, constants))
  );
}

/** All variables but a scalar one, and the logarithm of what is left to integrate over that. */
export interface AllButOne {
  readonly integrated: readonly Integrated[];
  readonly variable: SymbolExpr;
  readonly logIntegrand: Expr;
}

/** The variables but one in the order that leaves the shortest integrand; those that the table does not reach stand inside. */
export const integrateAllButOne = (
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  constants: readonly SymbolExpr[],
): AllButOne | undefined =>
  [integrateSmoothly, integrateInside].reduce<AllButOne | undefined>(
    (found, integrate) =>
      found ??
      shortestRest(logIntegrand, variables, (inner) =>
        iterated(logIntegrand, inner, constants, (...asked) => integrate(variables, ...asked)),
      ),
    undefined,
  );

function shortestRest(
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  integrate: (inner: readonly SymbolExpr[]) => readonly Integrated[] | undefined,
): AllButOne | undefined {
  const found = turnsOf(variables).flatMap((order): readonly AllButOne[] => {
    const variable = order.at(-1);
    const isOpen = variable && (isScalar(variable) || order.length === 1);
    const integrated = isOpen ? integrate(order.slice(0, -1)) : undefined;
    if (!variable || !integrated) return [];
    return [
      { integrated, variable, logIntegrand: smoothQuotients(integrated.at(-1)?.logValue ?? logIntegrand, variable) },
    ];
  });
  return found.reduce<AllButOne | undefined>(
    (best, next) => (best && cost(best.logIntegrand) <= cost(next.logIntegrand) ? best : next),
    undefined,
  );
}

/** All of them at once, as one vector. */
function together(...asked: Parameters<typeof integrateGathered>): readonly Integrated[] | undefined {
  const gathered = integrateGathered(...asked);
  return gathered && [{ ...gathered.found, variable: gathered.variable }];
}

const costOf = (found: readonly Integrated[]): number => cost(found.at(-1)?.logValue ?? zero);

/** Integrates the variables one after the other; those that are left are given numbers, as constants are. */
function iterated(
  logIntegrand: Expr,
  variables: readonly SymbolExpr[],
  constants: readonly SymbolExpr[],
  integrate: typeof integrateLog = integrateLog,
): readonly Integrated[] | undefined {
  const found: Integrated[] = [];
  let current = logIntegrand;
  for (const v of variables) {
    const given = variables.filter((other) => other !== v);
    const next = integrate(current, v, [...constants, ...given]);
    if (!next) return undefined;
    found.push({ ...next, variable: v });
    current = variablesOut(next.logValue, variables);
  }
  return found;
}

/** v + a v as v (1 + a), everywhere: what is left of an integral holds the other variables in sums. */
const variablesOut = (e: Expr, variables: readonly SymbolExpr[]): Expr =>
  transform(e, (n) => (n.kind === 'sum' ? variables.filter(isScalar).reduce(factorOut, n) : n));

function factorOut(e: Expr, v: SymbolExpr): Expr {
  if (e.kind !== 'sum') return e;
  const rest = e.terms.map((t) => (factorsOf(t).includes(v) ? mul(t, pow(v, minusOne)) : undefined));
  return rest.every((t) => t !== undefined) ? mul(v, add(...rest)) : e;
}

const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);
