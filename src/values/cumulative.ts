// The cumulative distribution of a scalar variable, by quadrature or summation of the density up to the value.
import { add, mul } from '../ir/build.ts';
import { type Expr, rational, type SymbolExpr } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import { decimalArithmetic } from '../numeric/decimal-arithmetic.ts';
import { evaluatorOf } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { integrateLogDensity } from '../numeric/log-density.ts';
import { sumLogMass } from '../numeric/summation.ts';
import { mapTensor } from '../numeric/tensors.ts';
import type { Setting } from './setting.ts';

const digits = 28;

/** How far beside a removable singularity of the normaliser the distribution is read. */
const beside = rational(1, 1_000_000_000);

/** P(θ ≤ value) for one real or integer variable; undefined for others. */
export function cumulative(setting: Setting, logDensity: Expr): number | undefined {
  const here = cumulativeOf(setting, logDensity);
  if (here === undefined || (here > 0 && here <= 1)) return here;
  const { parameters } = setting.findings.model;
  const sides = [1, -1].map((side) => {
    const moved = new Map<Expr, Expr>(
      parameters.filter((p) => p.shape.length === 0).map((p) => [p, add(p, mul(rational(side), beside))]),
    );
    return cumulativeOf(setting, substitute(logDensity, moved)) ?? Number.NaN;
  });
  const [above = Number.NaN, below = Number.NaN] = sides;
  return Math.abs(above - below) < 1e-6 ? (above + below) / 2 : here;
}

function cumulativeOf(setting: Setting, logDensity: Expr): number | undefined {
  const [v, ...more] = setting.findings.model.variables;
  const value = v && setting.values.symbols.get(v)?.data[0];
  if (!v || more.length > 0 || v.shape.length > 0 || value === undefined) return undefined;
  if (v.domain.kind === 'set') return finiteCumulative(setting, logDensity, v, value);
  const a = decimalArithmetic(digits);
  const symbols = new Map(
    [...setting.values.symbols].filter(([s]) => s !== v).map(([s, t]) => [s, mapTensor(t, a.fromNumber)]),
  );
  const evaluator = evaluatorOf({ symbols, sizes: setting.values.sizes }, a);
  const ready = substitute(logDensity, setting.formulas);
  const curried = evaluator.curry([ready], [v]);
  const at = (x: ReturnType<typeof a.fromNumber>): typeof x =>
    curried([{ shape: [], data: [x] }])[0]?.data[0] ?? a.fromNumber(Number.NaN);
  const bound = (e: Expr | undefined, none: number): ReturnType<typeof a.fromNumber> =>
    e ? (evaluator.value(e).data[0] ?? a.fromNumber(none)) : a.fromNumber(none);
  if (v.domain.kind === 'integers') {
    const lower = a.toNumber(bound(v.domain.lower, Number.NEGATIVE_INFINITY));
    return Math.min(1, Math.exp(a.toNumber(sumLogMass(a, at, lower, value).logSum)));
  }
  const lower = v.domain.kind === 'interval' ? bound(v.domain.lower, Number.NEGATIVE_INFINITY) : a.neg(a.pi);
  const { logIntegral } = integrateLogDensity(a, (p) => at(p.x), lower, a.fromNumber(value));
  return Math.min(1, Math.exp(a.toNumber(logIntegral)));
}

function finiteCumulative(setting: Setting, logDensity: Expr, v: SymbolExpr, value: number): number {
  const ready = substitute(logDensity, setting.formulas);
  const values = v.domain.kind === 'set' ? v.domain.values : [];
  const { value: evaluated } = evaluatorOf(
    { symbols: setting.values.symbols, sizes: setting.values.sizes },
    floatArithmetic,
  );
  const at = (e: Expr): number => evaluated(e).data[0] ?? Number.NaN;
  return values
    .filter((x) => at(x) <= value)
    .reduce((sum, x) => sum + Math.exp(at(substitute(ready, new Map([[v, x]])))), 0);
}
