// What is known of integrals: their values and the measures they were found on, each by all that it depends on. So
// expressions that meet at one point, or at points that agree in what an integral holds, pay for it once.
import type { Decimal } from 'decimal.js';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { boundsOf, dependsOn, symbolsOf } from '../ir/visit.ts';
import type { Environment } from './evaluate.ts';
import type { Measure, Measures } from './finite-measure.ts';
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

/** The expression and the values of all symbols it depends on, those in the domains of its variables among them. */
export function keyAt(e: Expr, { symbols, sizes }: Environment<number>): string {
  const met = new Set<SymbolExpr>();
  const meet = (s: SymbolExpr): void => {
    if (met.has(s)) return;
    met.add(s);
    for (const bound of boundsOf(s)) symbolsOf(bound).forEach(meet);
  };
  symbolsOf(e).forEach(meet);
  const given = [...met].map((s) => `${s.id}=${symbols.get(s)?.data.join() ?? ''}`);
  return [e.id, ...given, ...[...sizes].map((pair) => pair.join('='))].join(' ');
}

/** The measures at one point; those that depend on `passing` symbols are forgotten with it. */
export function measuresAt(
  { measures }: IntegralMemory,
  environment: Environment<number>,
  passing: readonly SymbolExpr[],
): Measures {
  const here = new Map<Expr, Measure<unknown>>();
  const key = (log: Expr): string | undefined => (dependsOn(log, passing) ? undefined : keyAt(log, environment));
  return {
    get: (log) => {
      const lasting = key(log);
      return lasting === undefined ? here.get(log) : measures.get(lasting);
    },
    set: (log, measure) => {
      const lasting = key(log);
      if (lasting === undefined) here.set(log, measure);
      else measures.set(lasting, measure);
    },
  };
}
