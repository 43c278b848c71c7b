// Quadrature over draws that depend on each other: all their coordinates carried to the line, and one rule over these.
import type { BaseLaw } from '../../../derivation/orbit-findings.ts';
import { add, elementwise, exp, log, mul, neg, sub } from '../../../ir/build.ts';
import { entry } from '../../../ir/entry.ts';
import {
  type Domain,
  type Expr,
  isScalar,
  pi,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../../../ir/expr.ts';
import { matrix, rowsProduct, stack, turned } from '../../../ir/literal.ts';
import { substitute } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import type { Evaluator } from '../../../numeric/evaluator.ts';
import { valuesAt } from '../../../numeric/finite-measure.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { type AnyMeasure, measureOver, spreadOver } from '../../../numeric/measure-many.ts';
import type { Point } from '../../../numeric/points.ts';
import { type Sizes, sizeOfShape } from '../../../numeric/tensors.ts';
import { freeEntries } from './free-entries.ts';
import type { BaseRule, WeighedDraw } from './rule.ts';

/** A density as a measure, by one road or another. */
export type MeasureBy = (
  evaluator: Evaluator<number>,
  variable: SymbolExpr,
  logDensity: Expr,
) => AnyMeasure | undefined;

/** Products of Gauss rules with more and more places. */
const productRoads: readonly MeasureBy[] = [0, 1, 2].map((more) => (evaluator, variable, log) => {
  let found: AnyMeasure | undefined = measureOver(evaluator, variable, log, 1);
  if (found.road !== 'quadrature') return undefined;
  for (let k = 0; k < more; k++) found = found?.finer?.();
  return found;
});

/** Products of trapezoidal rules far out. */
const spreadRoads: readonly MeasureBy[] = [0, 1, 2].map(
  (fineness) => (evaluator, variable, log) => spreadOver(evaluator, variable, log, fineness),
);

/** Rules that agree so well need no others beside them. */
const enough = 1e-7;

/**
 * What is made of two or more rules of one kind for all draws at once, ever finer, by the kind with the smallest error; undefined
 * where no product of rules converges.
 */
export function byJointRules<Found extends { readonly error: number }>(
  base: BaseLaw,
  sizes: Sizes,
  constants: Point,
  made: (rules: readonly BaseRule[]) => Found,
): Found | undefined {
  let best: Found | undefined;
  for (const roads of [productRoads, spreadRoads]) {
    const rules = roads.flatMap((road) => jointRule(base, sizes, constants, road) ?? []);
    const found = rules.length > 1 ? made(rules) : undefined;
    if (found && !(best && best.error <= (Number.isNaN(found.error) ? Number.POSITIVE_INFINITY : found.error)))
      best = found;
    if (best && best.error < enough) break;
  }
  return best;
}

const usually: MeasureBy = (evaluator, variable, log) => measureOver(evaluator, variable, log, 1);

/**
 * A rule for all draws of a base at once; undefined where a draw beside others is on no interval and no positive definite
 * matrix, or that road finds no measure.
 */
export function jointRule(
  { sites, logDensity }: BaseLaw,
  sizes: Sizes,
  constants: Point,
  measureBy: MeasureBy = usually,
): BaseRule | undefined {
  const [site, ...more] = sites;
  if (!site || !logDensity) return undefined;
  const evaluator = evaluatorOf({ symbols: constants, sizes }, floatArithmetic);
  const places = (variable: SymbolExpr, log: Expr): readonly WeighedDraw[] | undefined => {
    const found = measureBy(evaluator, variable, log);
    // The weights of samples are of the density as it stands, others sum to one.
    const scale = found?.road === 'monte-carlo' ? 1 : Math.exp(found?.logTotal ?? 0);
    return found?.places().map((place, i) => ({
      values: valuesAt(found, place),
      weight: (found.weights[i] ?? 0) * scale,
    }));
  };
  const noise = sites.map((s) => s.noise);
  if (more.length === 0) return ruleOf(noise, places(site.noise, logDensity));
  const line = onLine(noise, sizes);
  if (!line) return undefined;
  const at = evaluator.curry(line.draws, [line.variable]);
  const moved = add(
    substitute(logDensity, new Map(sites.map((s, i) => [s.noise, line.draws[i] ?? s.noise]))),
    line.logVolume,
  );
  // What an evaluator hands out may be overwritten by its next call.
  const draws = places(line.variable, moved)?.map(({ values, weight }) => ({
    values: at(values).map((t) => ({ ...t, data: [...t.data] })),
    weight,
  }));
  return ruleOf(noise, draws);
}

const ruleOf = (inputs: readonly Expr[], draws: readonly WeighedDraw[] | undefined): BaseRule | undefined =>
  draws && { inputs, draws };

interface OnLine {
  /** One vector of numbers on the line. */
  readonly variable: SymbolExpr;
  /** The draws in it, and the logarithm of the change of volume. */
  readonly draws: readonly Expr[];
  readonly logVolume: Expr;
}

function onLine(noise: readonly SymbolExpr[], sizes: Sizes): OnLine | undefined {
  const shapes = noise.map((n) => sizeOfShape(n.shape, sizes));
  const counts = noise.map((n, k) => freeEntries(n.domain.kind, shapes[k] ?? []));
  const size = counts.reduce((a, b) => a + b, 0);
  const variable = symbol('⟨u⟩', realLine, [String(size)]);
  let from = 0;
  const draws = noise.map((n, k) => {
    const own = Array.from({ length: counts[k] ?? 0 }, () => entry(variable, from++));
    return n.domain.kind === 'spd' ? matrixFromLine(own, shapes[k]?.[0] ?? 1) : entriesFromLine(own, n);
  });
  return draws.every((d) => d !== undefined)
    ? { variable, draws: draws.map((d) => d.value), logVolume: add(...draws.map((d) => d.logSlope)) }
    : undefined;
}

/** A value from numbers on the line, and the logarithm of its change of volume. */
interface FromLine {
  readonly value: Expr;
  readonly logSlope: Expr;
}

function entriesFromLine(own: readonly Expr[], n: SymbolExpr): FromLine | undefined {
  const entries = own.map((u) => fromLine(u, n.domain));
  if (n.shape.length > 1 || !entries.every((e) => e !== undefined)) return undefined;
  const values = entries.map((e) => e.value);
  return {
    value: isScalar(n) ? (values[0] ?? zero) : stack(...values),
    logSlope: add(...entries.map((e) => e.logSlope)),
  };
}

/** S = L Lᵀ, the diagonal of L by its logarithms: $dS=\prod_i2L_{ii}^{P-i+1}\,dL$. */
function matrixFromLine(own: readonly Expr[], rows: number): FromLine {
  let from = 0;
  const slopes: Expr[] = [];
  const factor = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => {
      if (j > i) return zero;
      const u = own[from++] ?? zero;
      if (j < i) return u;
      slopes.push(add(log(two), mul(rational(rows - i + 1), u)));
      return exp(u);
    }),
  );
  return { value: matrix(rowsProduct(factor, turned(factor))), logSlope: add(...slopes) };
}

/** A number of a domain from one on the line, and the logarithm of its slope. */
function fromLine(u: Expr, domain: Domain): FromLine | undefined {
  if (domain.kind !== 'interval' && domain.kind !== 'circle') return undefined;
  const [lower, upper] = domain.kind === 'circle' ? [neg(pi), pi] : [domain.lower, domain.upper];
  if (lower && upper) {
    const width = sub(upper, lower);
    const rest = neg(elementwise('softplus', neg(u)));
    return { value: add(lower, mul(width, exp(rest))), logSlope: add(log(width), mul(two, rest), neg(u)) };
  }
  if (lower) return { value: add(lower, exp(u)), logSlope: u };
  return upper ? { value: sub(upper, exp(u)), logSlope: u } : { value: u, logSlope: zero };
}
