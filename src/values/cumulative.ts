// The cumulative distribution of a scalar variable, by quadrature or summation of the density up to the value.
import { add, exp, mul } from '../ir/build.ts';
import { type Expr, rational, type SymbolExpr } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import type { Arithmetic } from '../numeric/arithmetic.ts';
import { decimalArithmetic } from '../numeric/decimal-arithmetic.ts';
import { evaluatorOf } from '../numeric/evaluate.ts';
import type { Measure } from '../numeric/finite-measure.ts';
import { massBetween } from '../numeric/measure.ts';
import { densityBetween } from '../numeric/measure-pieces.ts';
import { mapTensor } from '../numeric/tensors.ts';
import { type Setting, valuesAt } from './setting.ts';

const digits = 28;
/** The relative error up to which the integral from below is taken; a pole at the lower end may leave more. */
const enough = 1e-11;

/** How far beside a removable singularity of the normaliser the distribution is read. */
const beside = rational(1, 1_000_000_000);

/** P(θ ≤ value) for one real or integer variable, whose density has this logarithm there; undefined for others. */
export function cumulative(setting: Setting, logDensity: Expr, height: number): number | undefined {
  const [v, ...more] = setting.findings.model.variables;
  if (!v || more.length > 0 || v.shape.length > 0) return undefined;
  // Where a mass has no value, the sum of all masses has none.
  if (Number.isNaN(height) && v.domain.kind === 'integers') return height;
  const here = cumulativeOf(setting, logDensity, v);
  if (here === undefined || (here > 0 && here <= 1)) return here;
  const { parameters } = setting.findings.model;
  const sides = [1, -1].map((side) => {
    const moved = new Map<Expr, Expr>(
      parameters.filter((p) => p.shape.length === 0).map((p) => [p, add(p, mul(rational(side), beside))]),
    );
    return cumulativeOf(setting, substitute(logDensity, moved), v) ?? Number.NaN;
  });
  const [above = Number.NaN, below = Number.NaN] = sides;
  return Math.abs(above - below) < 1e-6 ? (above + below) / 2 : here;
}

function cumulativeOf(setting: Setting, logDensity: Expr, v: SymbolExpr): number | undefined {
  const value = setting.values.symbols.get(v)?.data[0];
  if (value === undefined) return undefined;
  if (v.domain.kind === 'set') return finiteCumulative(setting, logDensity, v, value);
  const a = decimalArithmetic(digits);
  const symbols = new Map(
    [...setting.values.symbols].filter(([s]) => s !== v).map(([s, t]) => [s, mapTensor(t, a.fromNumber)]),
  );
  const evaluator = evaluatorOf({ symbols, sizes: setting.values.sizes }, a);
  const ready = substitute(logDensity, setting.formulas);
  const bound = (e: Expr | undefined, none: number): ReturnType<typeof a.fromNumber> =>
    e ? (evaluator.value(e).data[0] ?? a.fromNumber(none)) : a.fromNumber(none);
  if (v.domain.kind === 'integers') {
    const lower = a.toNumber(bound(v.domain.lower, Number.NEGATIVE_INFINITY));
    const { logTotal } = massBetween(evaluator, v, ready, [lower, value]);
    return Math.min(1, Math.exp(a.toNumber(logTotal)));
  }
  const [lower, upper] =
    v.domain.kind === 'interval'
      ? [bound(v.domain.lower, Number.NEGATIVE_INFINITY), bound(v.domain.upper, Number.POSITIVE_INFINITY)]
      : [a.neg(a.pi), a.pi];
  return massBelow(
    (from, to) => densityBetween(evaluator, v, ready, [from, to]),
    [lower, a.fromNumber(value), upper],
    a,
  );
}

/** P(lower < θ ≤ value), or what the other side leaves of one where that is known better. */
function massBelow<N>(
  measure: (from: N, to: N) => Measure<N>,
  [lower, value, upper]: readonly [N, N, N],
  a: Arithmetic<N>,
): number {
  const massIn = (from: N, to: N): { readonly mass: number; readonly error: number } => {
    const { logTotal, error } = measure(from, to);
    const mass = Math.min(1, Math.exp(a.toNumber(logTotal)));
    return { mass, error: error * mass };
  };
  const below = massIn(lower, value);
  if (below.error <= enough * below.mass) return below.mass;
  const above = massIn(value, upper);
  return above.error < below.error ? 1 - above.mass : below.mass;
}

function finiteCumulative(setting: Setting, logDensity: Expr, v: SymbolExpr, value: number): number {
  const values = v.domain.kind === 'set' ? v.domain.values : [];
  const numbers = valuesAt(setting, values).map((t) => t.data[0] ?? Number.NaN);
  const below = values.filter((_, i) => (numbers[i] ?? Number.NaN) <= value);
  const total = add(...below.map((x) => exp(substitute(logDensity, new Map([[v, x]])))));
  return valuesAt(setting, [total])[0]?.data[0] ?? Number.NaN;
}
