// A safeguarded Newton iteration for maps without closed form: full steps where they help, halved where they do not.
import { add } from '../ir/build.ts';
import { directional } from '../ir/differentiate.ts';
import { type Expr, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { satisfies } from '../model/condition.ts';
import type { Condition } from '../model/exponential-family.ts';
import type { NewtonMap } from '../model/program.ts';
import { solve } from '../numeric/dense.ts';
import { evaluate } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import type { Sizes, Tensor } from '../numeric/tensors.ts';
import { basisTangent, coordinateCount, flatten, unflatten } from './flat.ts';

type Point = ReadonlyMap<SymbolExpr, Tensor<number>>;

const most = 200;

/** The unknowns with forward(unknowns) = given, or undefined when the iteration does not settle inside the domain. */
export function newtonSolve(map: NewtonMap, given: Point, fixed: Point, sizes: Sizes): Point | undefined {
  const slopes = map.unknowns.map((u) =>
    symbol(
      `d${u.name}`,
      u.domain.kind === 'spd' || u.domain.kind === 'symmetric' ? { kind: 'symmetric' } : { kind: 'interval' },
      u.shape,
    ),
  );
  const along = new Map<Expr, Expr>(map.unknowns.map((u, i) => [u, slopes[i] ?? zero]));
  const jvp = map.forward.map((f) => add(directional(f, along)));
  const target = map.given.flatMap((g) => flatten(g, given.get(g) ?? { shape: [], data: [] }, 'value'));
  let point: Point = new Map([
    ...fixed,
    ...map.unknowns.map((u, i): [SymbolExpr, Tensor<number>] => [
      u,
      evaluate(map.start[i] ?? zero, { symbols: new Map([...fixed, ...given]), sizes }, floatArithmetic),
    ]),
  ]);
  let residual = residualAt(map, point, target, sizes);
  for (let i = 0; i < most; i++) {
    const size = norm(residual, target);
    if (size < 1e-15) return point;
    const step = newtonStep(map, jvp, slopes, point, residual, sizes);
    if (!step) return undefined;
    const next = halved(map, point, step, target, size, sizes);
    if (!next) return size < 1e-9 ? point : undefined;
    if (next.size >= size && size < 1e-12) return point;
    point = next.point;
    residual = next.residual;
  }
  return norm(residual, target) < 1e-9 ? point : undefined;
}

function residualAt(map: NewtonMap, point: Point, target: readonly number[], sizes: Sizes): number[] {
  const values = map.forward.flatMap((f, i) => {
    const g = map.given[i];
    return g ? flatten(g, evaluate(f, { symbols: point, sizes }, floatArithmetic), 'value') : [];
  });
  return values.map((v, i) => v - (target[i] ?? 0));
}

const norm = (residual: readonly number[], target: readonly number[]): number =>
  Math.max(...residual.map((r, i) => Math.abs(r) / Math.max(1e-300, Math.abs(target[i] ?? 0), 1e-3)));

function newtonStep(
  map: NewtonMap,
  jvp: readonly Expr[],
  slopes: readonly SymbolExpr[],
  point: Point,
  residual: readonly number[],
  sizes: Sizes,
): number[] | undefined {
  const columns = map.unknowns.flatMap((u, k) =>
    Array.from({ length: coordinateCount(u, sizes) }, (_, c) => {
      const tangents = slopes.map((s, j): [SymbolExpr, Tensor<number>] => [
        s,
        j === k ? basisTangent(u, c, sizes, 'value') : zeros(map.unknowns[j] ?? u, sizes),
      ]);
      const symbols = new Map([...point, ...tangents]);
      return jvp.flatMap((f, i) => {
        const g = map.given[i];
        return g ? flatten(g, evaluate(f, { symbols, sizes }, floatArithmetic), 'value') : [];
      });
    }),
  );
  const matrix = residual.map((_, i) => columns.map((c) => c[i] ?? 0));
  return solve(floatArithmetic, matrix, residual);
}

const zeros = (u: SymbolExpr, sizes: Sizes): Tensor<number> => {
  const t = unflatten(
    u,
    Array.from({ length: coordinateCount(u, sizes) }, () => 0),
    sizes,
    'value',
  );
  return { shape: t.shape, data: t.data.map(() => 0) };
};

function halved(
  map: NewtonMap,
  point: Point,
  step: readonly number[],
  target: readonly number[],
  size: number,
  sizes: Sizes,
): { point: Point; residual: number[]; size: number } | undefined {
  for (let scale = 1; scale > 1e-12; scale /= 2) {
    const next = moved(map, point, step, scale, sizes);
    if (!inside(map.domain, next, sizes)) continue;
    const residual = residualAt(map, next, target, sizes);
    const after = norm(residual, target);
    if (residual.every(Number.isFinite) && (after < size * (1 - scale / 4) || (size < 1e-11 && after <= size)))
      return { point: next, residual, size: after };
  }
  return undefined;
}

function moved(map: NewtonMap, point: Point, step: readonly number[], scale: number, sizes: Sizes): Point {
  const next = new Map(point);
  let offset = 0;
  for (const u of map.unknowns) {
    const count = coordinateCount(u, sizes);
    const flat = flatten(u, point.get(u) ?? zeros(u, sizes), 'value').map(
      (x, i) => x - scale * (step[offset + i] ?? 0),
    );
    next.set(u, unflatten(u, flat, sizes, 'value'));
    offset += count;
  }
  return next;
}

/** Do all conditions hold at a point? */
export function inside(conditions: readonly Condition[], symbols: Point, sizes: Sizes): boolean {
  return conditions.every((c) => satisfies(evaluate(c.value, { symbols, sizes }, floatArithmetic), c.relation));
}
