// What is known of integrals: their values and the measures they were found on, each by all that it depends on. So
// expressions that meet at one point, or at points that agree in what an integral holds, pay for it once.
import type { Decimal } from 'decimal.js';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { boundsOf, dependsOn, symbolsOf } from '../ir/visit.ts';
import type { Environment } from './evaluate.ts';
import { emptyMeasures, type Measure, type Measures } from './finite-measure.ts';
import type { Tensor } from './tensors.ts';

/**
 * Values with the digits of their integrands, since sums of them cancel; and measures, since errors cancel too where all
 * stand on the same places. All in one arithmetic.
 */
export interface IntegralMemory {
  readonly values: Map<string, Tensor<Decimal>>;
  readonly measures: Map<string, Measure<unknown>>;
}

/** An empty memory. */
export const integralMemory = (): IntegralMemory => ({ values: new Map(), measures: new Map() });

/** The expressions and the values of all symbols they depend on, those in the domains of their variables among them. */
export function keyAt(of: readonly Expr[], { symbols, sizes }: Environment<number>): string {
  const met = new Set<SymbolExpr>();
  const meet = (s: SymbolExpr): void => {
    if (met.has(s)) return;
    met.add(s);
    for (const bound of boundsOf(s)) symbolsOf(bound).forEach(meet);
  };
  for (const e of of) symbolsOf(e).forEach(meet);
  const given = [...met].map((s) => `${s.id}=${symbols.get(s)?.data.join() ?? ''}`);
  return [...of.map((e) => e.id), ...given, ...[...sizes].map((pair) => pair.join('='))].join(' ');
}

/** The measures at one point; those that depend on `passing` symbols are forgotten with it. */
export function measuresAt(
  { measures }: IntegralMemory,
  environment: Environment<number>,
  passing: readonly SymbolExpr[],
): Measures {
  const here = emptyMeasures();
  const key = (variable: SymbolExpr, log: Expr): string | undefined =>
    [log, ...boundsOf(variable)].some((e) => dependsOn(e, passing)) ? undefined : keyAt([variable, log], environment);
  return {
    get: (variable, log) => {
      const lasting = key(variable, log);
      return lasting === undefined ? here.get(variable, log) : measures.get(lasting);
    },
    set: (variable, log, measure) => {
      const lasting = key(variable, log);
      if (lasting === undefined) here.set(variable, log, measure);
      else measures.set(lasting, measure);
    },
  };
}
