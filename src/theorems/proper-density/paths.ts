// Ways along which a vector or a matrix goes to infinity, each with the power of r that its volume adds: an integral that is
// infinite along the ways of one bundle, and of those beside it, is infinite (Tonelli).
import { type Expr, positiveLine, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import type { DensityModel } from '../../model/density.ts';
import { accurateValueAt } from '../../numeric/evaluate-accurately.ts';
import { modelPoint, sizesOf, valueAt } from '../../numeric/mixed-differences.ts';
import type { Point } from '../../numeric/points.ts';
import { divergence, isLighterThanPowers } from '../../numeric/tails.ts';
import { tangentBasis } from '../../numeric/tangents.ts';
import type { Tensor } from '../../numeric/tensors.ts';

/** base + r · direction, in a volume that grows as r^power. */
export interface Path {
  readonly base: Tensor<number>;
  readonly direction: Tensor<number>;
  readonly power: number;
  /** The power of ten up to which it is followed, where a matrix of a large and a small part loses its digits beyond. */
  readonly farthest?: number;
}

const radius = symbol('r', positiveLine);

/** Is ∫ exp(log) infinite along a path? `weight` adds so many powers of r. */
export function divergesAlong(
  model: DensityModel,
  log: Expr,
  v: SymbolExpr,
  point: Point,
  path: Path,
  weight = 0,
): boolean {
  const sizes = sizesOf(model, 2);
  const along =
    (value: typeof valueAt) =>
    (r: number): number =>
      value(log, new Map([...point, [v, moved(path, r)]]), sizes) + (path.power + weight) * Math.log(r);
  const { farthest } = path;
  const f = { quick: along(valueAt), accurate: along(accurateValueAt), ...(farthest ? { farthest } : {}) };
  return divergence(f, radius, [0, Number.POSITIVE_INFINITY]) === 'at its upper end' && !isLighterThanPowers(f, 1);
}

const moved = ({ base, direction }: Path, r: number): Tensor<number> => ({
  ...base,
  data: base.data.map((x, i) => x + r * (direction.data[i] ?? 0)),
});

/** Rays from the origin in random directions: rⁿ⁻¹ dr. */
export const raysIn = (model: DensityModel, v: SymbolExpr, count: number, seed: number): readonly Path[] =>
  drawn(model, v, count, seed).map((towards) => ({
    base: { ...towards, data: towards.data.map(() => 0) },
    direction: towards,
    power: tangentBasis(v, towards).length - 1,
  }));

const drawn = (model: DensityModel, v: SymbolExpr, count: number, seed: number): readonly Tensor<number>[] =>
  Array.from({ length: count }, (_, k) => modelPoint(model, sizesOf(model, 2), seed + k).get(v)).filter(
    (x) => x !== undefined,
  );

/** The ways to infinity that a vector or a matrix has, by its domain; none where it is bounded, or no way is known. */
export function pathsToInfinity(model: DensityModel, v: SymbolExpr): readonly Path[] {
  const { domain } = v;
  if (domain.kind === 'spd') return growingRanks(model, v);
  if (domain.kind === 'matrix' || domain.kind === 'symmetric') return raysIn(model, v, directions, seed);
  if (domain.kind !== 'interval' || (domain.lower && domain.upper)) return [];
  const isCone = [domain.lower, domain.upper].every((end) => !end || end === zero);
  return [...(isCone ? raysIn(model, v, directions, seed) : []), ...linesIn(model, v, domain.upper ? -1 : 1)];
}

const [seed, directions] = [9100, 4];

/** Lines through a point along one entry. */
const linesIn = (model: DensityModel, v: SymbolExpr, step: number): readonly Path[] =>
  drawn(model, v, 1, seed).flatMap((base) =>
    base.data.map((_, i) => ({
      base,
      direction: { ...base, data: base.data.map((__, j) => (i === j ? step : 0)) },
      power: 0,
    })),
  );

/**
 * Positive definite matrices of which k eigenvalues grow as r: X = r A Aᵀ + X₀ with A of k columns. The corner of k rows holds
 * k(k+1)/2 numbers of size r, the block beside it k(p−k); the Schur complement, as X ↦ (corner, block, complement) has
 * Jacobian 1, stays.
 */
function growingRanks(model: DensityModel, v: SymbolExpr): readonly Path[] {
  const [base, of] = drawn(model, v, 2, seed);
  const p = base?.shape[0] ?? 0;
  if (!base || !of) return [];
  return Array.from({ length: p }, (_, index) => {
    const k = index + 1;
    const columns = (i: number, j: number): number =>
      Array.from({ length: k }, (__, c) => (of.data[i * p + c] ?? 0) * (of.data[j * p + c] ?? 0)).reduce(
        (x, y) => x + y,
        0,
      );
    const data = base.data.map((__, at) => columns(Math.floor(at / p), at % p));
    return { base, direction: { ...base, data }, power: (k * (k + 1)) / 2 + k * (p - k) - 1, farthest: 8 };
  });
}
