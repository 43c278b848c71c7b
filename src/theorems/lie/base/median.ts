// The median of a coordinate of a base, where nothing in its density is open: half of the mass lies below it.
import type { CoordinateLaw } from '../../../derivation/orbit-findings.ts';
import type { Expr, SymbolExpr } from '../../../ir/expr.ts';
import { symbolsOf } from '../../../ir/visit.ts';
import { evaluate, evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { densityBetween } from '../../../numeric/measure-pieces.ts';
import { integrate } from '../../../numeric/quadrature.ts';
import { entry, scalarTensor } from '../../../numeric/tensors.ts';
import { numeral } from './moment.ts';

const nothingKnown = { symbols: new Map(), sizes: new Map() };

/** The median to fifteen digits; undefined for densities with open constants, and off the line. */
export function medianOf({ variable, logDensity, varying }: CoordinateLaw): Expr | undefined {
  const isOpen = varying.size > 0 || [...symbolsOf(logDensity)].some((s) => s !== variable);
  if (isOpen || variable.domain.kind !== 'interval') return undefined;
  const ends = endsOf(variable);
  if (ends.some(Number.isNaN)) return undefined;
  const evaluator = evaluatorOf(nothingKnown, floatArithmetic);
  const below = (x: number): number => Math.exp(densityBetween(evaluator, variable, logDensity, [ends[0], x]).logTotal);
  const found = halfway(below, placeIn(ends));
  return Number.isFinite(found) ? numeral(found) : undefined;
}

const numberOf = (e: Expr): number => entry(evaluate(e, nothingKnown, floatArithmetic));

function endsOf({ domain }: SymbolExpr): readonly [number, number] {
  const { lower, upper } = domain.kind === 'interval' ? domain : {};
  return [lower ? numberOf(lower) : Number.NEGATIVE_INFINITY, upper ? numberOf(upper) : Number.POSITIVE_INFINITY];
}

/** The mass below a place, by a rule that knows nothing of the one that finds the median. */
export function massBelow({ variable, logDensity }: CoordinateLaw, place: Expr): number {
  const at = evaluatorOf(nothingKnown, floatArithmetic).curry([logDensity], [variable]);
  const density = (x: number): number => Math.exp(entry(at([scalarTensor(x)])[0] ?? scalarTensor(Number.NaN)));
  return integrate(density, endsOf(variable)[0], numberOf(place)).value;
}

/** The line onto the interval, by all scales. */
function placeIn([lower, upper]: readonly [number, number]): (t: number) => number {
  if (Number.isFinite(lower) && Number.isFinite(upper)) return (t) => lower + (upper - lower) / (1 + Math.exp(-t));
  if (Number.isFinite(lower)) return (t) => lower + Math.exp(t);
  return Number.isFinite(upper) ? (t) => upper - Math.exp(-t) : Math.sinh;
}

/** Where an increasing function reaches one half. */
function halfway(below: (x: number) => number, place: (t: number) => number): number {
  let [a, b] = [-60, 60];
  if (!(below(place(a)) < 0.5 && below(place(b)) > 0.5)) return Number.NaN;
  while (b - a > 4e-16 * Math.max(1, Math.abs(a))) {
    const t = (a + b) / 2;
    if (t <= a || t >= b) break;
    if (below(place(t)) < 0.5) a = t;
    else b = t;
  }
  return place((a + b) / 2);
}
