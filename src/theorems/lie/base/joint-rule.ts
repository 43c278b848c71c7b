// Quadrature over draws that depend on each other: all their coordinates carried to the line, and one rule over these.
import type { BaseLaw } from '../../../derivation/orbit-findings.ts';
import { add, elementwise, exp, log, mul, neg, sub } from '../../../ir/build.ts';
import { entry } from '../../../ir/entry.ts';
import {
  type Domain,
  type Expr,
  isScalar,
  pi,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../../../ir/expr.ts';
import { stack } from '../../../ir/literal.ts';
import { substitute } from '../../../ir/visit.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { valuesAt } from '../../../numeric/finite-measure.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import { measureOver } from '../../../numeric/measure-many.ts';
import type { Point } from '../../../numeric/points.ts';
import { entriesOf, type Sizes, sizeOfShape } from '../../../numeric/tensors.ts';
import type { BaseRule, WeighedDraw } from './rule.ts';

/** A rule for all draws of a base at once; undefined where a draw beside others is a matrix or on no interval. */
export function jointRule({ sites, logDensity }: BaseLaw, sizes: Sizes, constants: Point): BaseRule | undefined {
  const [site, ...more] = sites;
  if (!site || !logDensity) return undefined;
  const evaluator = evaluatorOf({ symbols: constants, sizes }, floatArithmetic);
  const places = (variable: SymbolExpr, log: Expr): readonly WeighedDraw[] => {
    const found = measureOver(evaluator, variable, log, 1);
    const scale = Math.exp(found.logTotal);
    return found.places().map((place, i) => ({
      values: valuesAt(found, place),
      weight: (found.weights[i] ?? 0) * scale,
    }));
  };
  const noise = sites.map((s) => s.noise);
  if (more.length === 0) return { inputs: noise, draws: places(site.noise, logDensity) };
  const line = onLine(noise, sizes);
  if (!line) return undefined;
  const at = evaluator.curry(line.draws, [line.variable]);
  const moved = add(
    substitute(logDensity, new Map(sites.map((s, i) => [s.noise, line.draws[i] ?? s.noise]))),
    line.logVolume,
  );
  // What an evaluator hands out may be overwritten by its next call.
  const draws = places(line.variable, moved).map(({ values, weight }) => ({
    values: at(values).map((t) => ({ ...t, data: [...t.data] })),
    weight,
  }));
  return { inputs: noise, draws };
}

interface OnLine {
  /** One vector of numbers on the line. */
  readonly variable: SymbolExpr;
  /** The draws in it, and the logarithm of the change of volume. */
  readonly draws: readonly Expr[];
  readonly logVolume: Expr;
}

function onLine(noise: readonly SymbolExpr[], sizes: Sizes): OnLine | undefined {
  const counts = noise.map((n) => entriesOf(sizeOfShape(n.shape, sizes)));
  const size = counts.reduce((a, b) => a + b, 0);
  const variable = symbol('⟨u⟩', realLine, [String(size)]);
  const volumes: Expr[] = [];
  let from = 0;
  const draws = noise.map((n, k) => {
    const entries = Array.from({ length: counts[k] ?? 0 }, () => fromLine(entry(variable, from++), n.domain));
    for (const e of entries) if (e) volumes.push(e.logSlope);
    const values = entries.map((e) => e?.value);
    if (n.shape.length > 1 || !values.every((v) => v !== undefined)) return undefined;
    return isScalar(n) ? values[0] : stack(...values);
  });
  return draws.every((d) => d !== undefined) ? { variable, draws, logVolume: add(...volumes) } : undefined;
}

/** A number of a domain from one on the line, and the logarithm of its slope. */
function fromLine(u: Expr, domain: Domain): { readonly value: Expr; readonly logSlope: Expr } | undefined {
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
