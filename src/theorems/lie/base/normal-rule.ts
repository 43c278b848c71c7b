// Means of polynomials under draws that are normal together, exactly: the precision is read off differences of the log-density,
// and every coordinate of the whitened draws takes the three places of Gauss's rule for the normal law (exact to degree 5).
import type { BaseLaw } from '../../../derivation/orbit-findings.ts';
import type { Domain } from '../../../ir/expr.ts';
import { cholesky, solve, transpose } from '../../../numeric/dense.ts';
import { evaluatorOf } from '../../../numeric/evaluate.ts';
import { floatArithmetic } from '../../../numeric/float-arithmetic.ts';
import type { Point } from '../../../numeric/points.ts';
import { tangentBasis } from '../../../numeric/tangents.ts';
import { entriesOf, type Sizes, sizeOfShape, type Tensor } from '../../../numeric/tensors.ts';
import type { BaseRule } from './rule.ts';

/** Of more coordinates the places, three to each, are too many. */
const mostCoordinates = 8;
/** Gauss's rule for the normal law. */
const [middle, aside] = [2 / 3, 1 / 6];
const places = [-Math.sqrt(3), 0, Math.sqrt(3)] as const;
/** The logarithm of a density over a normal one; further from zero it is no normal density. */
const near = 1e-8;

/** The rule; undefined where the draws are not normal together, or have many coordinates. */
export function normalRule({ sites, logDensity }: BaseLaw, sizes: Sizes, constants: Point): BaseRule | undefined {
  const noise = sites.map((s) => s.noise);
  if (!logDensity || !noise.every((n) => isUnbounded(n.domain))) return undefined;
  const origin = noise.map((n): Tensor<number> => {
    const shape = sizeOfShape(n.shape, sizes);
    return { shape, data: Array.from({ length: entriesOf(shape) }, () => 0) };
  });
  const units = noise.flatMap((n, i) => tangentBasis(n, origin[i] ?? scalar).map(({ data }) => ({ i, data })));
  if (units.length > mostCoordinates) return undefined;
  const drawsAt = (x: readonly number[]): readonly Tensor<number>[] =>
    origin.map(({ shape, data }, i) => {
      const own = units.map((u, k) => ({ ...u, x: x[k] ?? 0 })).filter((u) => u.i === i);
      return { shape, data: data.map((_, j) => own.reduce((sum, u) => sum + u.x * (u.data[j] ?? 0), 0)) };
    });
  const run = evaluatorOf({ symbols: constants, sizes }, floatArithmetic).curry([logDensity], noise);
  const log = (x: readonly number[]): number => run(drawsAt(x))[0]?.data[0] ?? Number.NaN;
  const law = quadraticOf(log, units.length);
  if (!law) return undefined;
  const draws = gridOf(units.length).map((z) => {
    const x = law.placeOf(z);
    const over = log(x) + z.reduce((sum, v) => sum + (v * v + Math.log(2 * Math.PI)) / 2, 0) - law.logScale;
    const weight = z.reduce((w, v) => w * (v === 0 ? middle : aside), 1);
    return { over, draw: { values: drawsAt(x), weight: weight * Math.exp(over) } };
  });
  return draws.every((d) => Math.abs(d.over) < near) ? { inputs: noise, draws: draws.map((d) => d.draw) } : undefined;
}

const scalar: Tensor<number> = { shape: [], data: [0] };

const isUnbounded = (d: Domain): boolean =>
  d.kind === 'matrix' || d.kind === 'symmetric' || (d.kind === 'interval' && !d.lower && !d.upper);

/** Where whitened draws lie, and the logarithm of the determinant that whitens. */
interface Quadratic {
  readonly placeOf: (z: readonly number[]) => number[];
  readonly logScale: number;
}

/** −log q = ½ (x − m)ᵀ S (x − m) + c with S = L Lᵀ, as differences of it tell: x = m + L⁻ᵀ z. */
function quadraticOf(log: (x: readonly number[]) => number, n: number): Quadratic | undefined {
  const unit = (...places: readonly number[]): number[] =>
    Array.from({ length: n }, (_, k) => places.filter((p) => p === k).length);
  const top = log(unit());
  const each = Array.from({ length: n }, (_, i) => log(unit(i)));
  const precision = each.map((a, i) => each.map((b, j) => a + b - top - log(unit(i, j))));
  const factor = cholesky(floatArithmetic, precision);
  const slope = each.map((a, i) => a - top + (precision[i]?.[i] ?? 0) / 2);
  const mean = solve(floatArithmetic, precision, slope);
  if (!factor || !mean) return undefined;
  const up = transpose(factor);
  return {
    placeOf: (z) => (solve(floatArithmetic, up, z) ?? []).map((v, i) => v + (mean[i] ?? 0)),
    logScale: factor.reduce((sum, row, i) => sum + Math.log(row[i] ?? 0), 0),
  };
}

/** Every choice of a place for each coordinate. */
function gridOf(n: number): readonly (readonly number[])[] {
  return n === 0 ? [[]] : gridOf(n - 1).flatMap((z) => places.map((p) => [...z, p]));
}
