// Affine dependence among scalar statistics, and among their natural parameters, found by rank and removed exactly.
import { add, mul, sub } from '../../ir/build.ts';
import { entry } from '../../ir/entry.ts';
import { expand } from '../../ir/expand.ts';
import { type Domain, type Expr, half, isScalar, one, rational, symbol, zero } from '../../ir/expr.ts';
import { type Ratio, ratio, ratioToNumber } from '../../ir/rational.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';

import type { Block, Separation } from '../../model/exponential-family.ts';
import { indexed } from '../../model/letters.ts';
import { textOf } from '../../notation/text.ts';
import { solve } from '../../numeric/dense.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { modelPoint, sizesOf, valueAt } from '../../numeric/mixed-differences.ts';

/** The separation with independent statistics and natural parameters, and what was done. */
export interface Reduced extends Separation {
  readonly notes: readonly string[];
}

/** Removes one dependence after the other. */
export function independentStatistics(found: Separation): Reduced {
  let current: Reduced = { ...found, notes: [] };
  for (let i = 0; i < found.blocks.length; i++) {
    const next = dropStatistic(current) ?? dropNatural(current);
    if (!next) break;
    current = next;
  }
  return current.blocks.length === found.blocks.length ? current : { ...current, blocks: renamed(current.blocks) };
}

/** Vectors of more entries than these are not taken apart. */
const mostEntries = 6;

/** The separation with short vectors of a written size entry by entry; nothing where there are none. */
export function inEntries(found: Separation): Separation | undefined {
  const sizes = found.blocks.map((b) => (b.symbol.shape.length === 1 ? Number(b.symbol.shape[0]) : 0));
  if (!sizes.some((n) => n > 0) || !sizes.every((n) => n <= mostEntries)) return undefined;
  const blocks = found.blocks.flatMap((b, k) => (sizes[k] ? entriesOf(b, sizes[k]) : [b]));
  return { ...found, blocks: renamed(blocks) };
}

const entriesOf = (b: Block, size: number): readonly Block[] =>
  Array.from({ length: size }, (_, i) => ({
    ...b,
    statistic: entry(b.statistic, i),
    natural: simplify(entry(b.natural, i)),
    symbol: symbol(b.symbol.name, b.symbol.domain),
    meanSymbol: symbol(b.meanSymbol.name, b.meanSymbol.domain),
  }));

function renamed(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((b, i) => {
    const again = (s: Block['symbol']): Block['symbol'] =>
      symbol(indexed(s.name.replace(/[₀-₉]+$/u, ''), i, blocks.length), s.domain, s.shape);
    return { ...b, symbol: again(b.symbol), meanSymbol: again(b.meanSymbol) };
  });
}

/** T_j = c₀ + Σ cᵢTᵢ on the support: λᵢ gains cᵢλ_j. */
function dropStatistic(found: Reduced): Reduced | undefined {
  const dependence = affineDependence(
    found,
    found.blocks.map((b) => b.statistic),
  );
  if (!dependence) return undefined;
  const { index, constant, weights } = dependence;
  const gone = found.blocks[index];
  if (!gone) return undefined;
  const blocks = found.blocks.flatMap((b, i) =>
    i === index ? [] : [{ ...b, natural: simplify(add(b.natural, mul(weights[i] ?? rational(0), gone.natural))) }],
  );
  const remainder = simplify(add(found.remainder, mul(constant, gone.natural)));
  return {
    ...found,
    blocks,
    remainder,
    notes: [
      ...found.notes,
      `${textOf(gone.statistic)} is an affine combination of the other statistics on the support and is dropped.`,
    ],
  };
}

/** λ_j = c₀ + Σ cᵢλᵢ for all ξ: Tᵢ gains cᵢT_j, log h gains c₀T_j. */
function dropNatural(found: Reduced): Reduced | undefined {
  const dependence = affineDependence(
    found,
    found.blocks.map((b) => b.natural),
  );
  if (!dependence) return undefined;
  const { index, constant, weights } = dependence;
  const gone = found.blocks[index];
  if (!gone) return undefined;
  const blocks = found.blocks.flatMap((b, i) =>
    i === index
      ? []
      : [{ ...b, statistic: simplify(add(b.statistic, mul(weights[i] ?? rational(0), gone.statistic))) }],
  );
  const logBaseMeasure = add(found.logBaseMeasure, mul(constant, gone.statistic));
  return {
    ...found,
    blocks,
    logBaseMeasure,
    notes: [
      ...found.notes,
      `${textOf(gone.natural)} is an affine combination of the other natural parameters; its statistic joins theirs.`,
    ],
  };
}

interface Dependence {
  readonly index: number;
  readonly constant: Expr;
  readonly weights: readonly Expr[];
}

/** The last scalar that is an affine combination, with rational coefficients, of the scalars before it at random points. */
function affineDependence(found: Separation, values: readonly Expr[]): Dependence | undefined {
  if (values.length < 2 && !found.model.variables.every((v) => v.domain.kind === 'set')) return undefined;
  const scalars = values.map((e, i) => ({ e, i })).filter(({ e }) => isScalar(e));
  const samples = sampled(
    found,
    scalars.map(({ e }) => e),
  );
  for (let k = scalars.length - 1; k >= 1; k--) {
    const target = scalars[k];
    const fit = target && fitRational(samples, k);
    if (!fit) continue;
    const weights = values.map((_, i) => {
      const at = scalars.findIndex((s) => s.i === i);
      return rational(at >= 0 && at < k ? (fit.weights[at] ?? ratio(0)) : ratio(0));
    });
    const { constant = constantIn(found, target.e, values, weights) } = fit;
    if (constant) return { index: target.i, constant, weights };
  }
  return undefined;
}

function sampled(found: Separation, values: readonly Expr[]): readonly (readonly number[])[] {
  const sizes = sizesOf(found.model, 2);
  const fixed = new Map([...modelPoint(found.model, sizes, 1)].filter(([s]) => found.model.constants.includes(s)));
  const rows = Array.from({ length: 40 }, (_, i) => {
    const point = modelPoint(found.model, sizes, 500 + i, fixed);
    return values.map((e) => valueAt(e, point, sizes));
  });
  return rows.filter((r) => r.every(Number.isFinite));
}

/** c₀ by symbols, where it is no rational number: λ_j − Σ cᵢλᵢ is everywhere what it is at one place. */
function constantIn(
  { model }: Separation,
  target: Expr,
  values: readonly Expr[],
  weights: readonly Expr[],
): Expr | undefined {
  const others = values.map((e, i) => mul(weights[i] ?? zero, e));
  const left = sub(target, add(...others));
  const moving = [...model.variables, ...model.parameters].filter((s) => dependsOn(left, [s]));
  const place = moving.flatMap((s) => (isScalar(s) ? [[s, roundIn(s.domain)] as const] : []));
  if (place.length < moving.length || moving.some((s) => model.variables.includes(s))) return undefined;
  return simplify(expand(substitute(left, new Map(place))));
}

/** A round number inside a domain of numbers. */
function roundIn(domain: Domain): Expr {
  const { lower, upper } = domain.kind === 'interval' ? domain : {};
  if (lower && upper) return simplify(mul(half, add(lower, upper)));
  return lower ? add(lower, one) : upper ? sub(upper, one) : one;
}

interface Fit {
  readonly weights: readonly Ratio[];
  /** Nothing where it is no small fraction. */
  readonly constant?: Expr;
}

/** Column k = c₀ + Σ_{i<k} cᵢ·column i with small rational cᵢ, verified on every row. */
function fitRational(rows: readonly (readonly number[])[], k: number): Fit | undefined {
  const design = rows.map((r) => [1, ...r.slice(0, k)]);
  const target = rows.map((r) => r[k] ?? 0);
  const normal = Array.from({ length: k + 1 }, (_, i) =>
    Array.from({ length: k + 1 }, (_, j) => design.reduce((s, d) => s + (d[i] ?? 0) * (d[j] ?? 0), 0)),
  );
  const right = Array.from({ length: k + 1 }, (_, i) =>
    design.reduce((s, d, n) => s + (d[i] ?? 0) * (target[n] ?? 0), 0),
  );
  const solution = solve(floatArithmetic, normal, right);
  const [offset = 0, ...slopes] = solution ?? [];
  const weights = slopes.map(nearestRational).filter((c) => c !== undefined);
  const constant = nearestRational(offset);
  const c0 = constant ? ratioToNumber(constant) : offset;
  const fitted = (d: readonly number[]): number =>
    weights.reduce((sum, c, i) => sum + ratioToNumber(c) * (d[i + 1] ?? 0), c0);
  const holds = (d: readonly number[], n: number): boolean =>
    Math.abs(fitted(d) - (target[n] ?? 0)) <= 1e-9 * (1 + Math.abs(target[n] ?? 0));
  if (!solution || weights.length < k || !design.every(holds)) return undefined;
  return { weights, ...(constant ? { constant: rational(constant) } : {}) };
}

function nearestRational(x: number): Ratio | undefined {
  for (let d = 1; d <= 60; d++) if (Math.abs(x * d - Math.round(x * d)) < 1e-6 * d) return ratio(Math.round(x * d), d);
  return undefined;
}
