// Affine dependence among scalar statistics, and among their natural parameters, found by rank and removed exactly.
import { add, mul } from '../../ir/build.ts';
import { type Expr, isScalar, rational, symbol } from '../../ir/expr.ts';
import { type Ratio, ratio } from '../../ir/rational.ts';
import { simplify } from '../../ir/simplify.ts';

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
      return rational(at >= 0 && at < k ? (fit[at + 1] ?? ratio(0)) : ratio(0));
    });
    return { index: target.i, constant: rational(fit[0] ?? ratio(0)), weights };
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

/** Column k = c₀ + Σ_{i<k} cᵢ·column i with small rational coefficients, verified on every row. */
function fitRational(rows: readonly (readonly number[])[], k: number): readonly Ratio[] | undefined {
  const design = rows.map((r) => [1, ...r.slice(0, k)]);
  const target = rows.map((r) => r[k] ?? 0);
  const normal = Array.from({ length: k + 1 }, (_, i) =>
    Array.from({ length: k + 1 }, (_, j) => design.reduce((s, d) => s + (d[i] ?? 0) * (d[j] ?? 0), 0)),
  );
  const right = Array.from({ length: k + 1 }, (_, i) =>
    design.reduce((s, d, n) => s + (d[i] ?? 0) * (target[n] ?? 0), 0),
  );
  const solution = solve(floatArithmetic, normal, right);
  const exact = solution?.map(nearestRational);
  if (!exact?.every((c) => c !== undefined)) return undefined;
  const coefficients = exact.filter((c) => c !== undefined);
  const holds = design.every((d, n) => {
    const fitted = d.reduce(
      (s, x, i) => s + (x * Number(coefficients[i]?.n ?? 0n)) / Number(coefficients[i]?.d ?? 1n),
      0,
    );
    return Math.abs(fitted - (target[n] ?? 0)) <= 1e-9 * (1 + Math.abs(target[n] ?? 0));
  });
  return holds ? coefficients : undefined;
}

function nearestRational(x: number): Ratio | undefined {
  for (let d = 1; d <= 60; d++) if (Math.abs(x * d - Math.round(x * d)) < 1e-6 * d) return ratio(Math.round(x * d), d);
  return undefined;
}
