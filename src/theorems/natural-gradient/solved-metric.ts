// The natural gradient by a linear solve: where no elimination ends, $\nabla_\mu G=\frac{\partial\lambda}{\partial\xi}F(\xi)^{-1}\nabla_\xi G$
// with F written out entry by entry, and solved with numbers (the chain rule; Amari 2016, section 2.4).
import type { Findings, SymbolMap } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { add, mul } from '../../ir/build.ts';
import { directional } from '../../ir/differentiate.ts';
import { entry } from '../../ir/entry.ts';
import { type Expr, isScalar, minusOne, one, type SymbolExpr, zero } from '../../ir/expr.ts';
import { matrix, stack } from '../../ir/literal.ts';
import { cost, simplify } from '../../ir/simplify.ts';
import { inverse, matmul } from '../../ir/tensor.ts';
import { substitute } from '../../ir/visit.ts';

/** So many coordinates are written out, and so long may their metric be. */
const most = 8;
const longest = 60_000;

/** One coordinate of the declared parameters, and how the entries of its own move with it: one of them, or on a simplex the last against it. */
interface Coordinate {
  readonly parameter: SymbolExpr;
  readonly moves: readonly Expr[];
}

/** ∇_μ G for parameters that are numbers, vectors and shares of written-out sizes; undefined for others. */
export function throughSolve(known: Findings, declared: SymbolMap): readonly Expr[] | undefined {
  const { blocks, model } = required(known, 'separation');
  const coordinates = model.parameters.flatMap(coordinatesOf);
  const isWritten = model.parameters.every((p) => coordinates.some((c) => c.parameter === p));
  if (!isWritten || coordinates.length < 2 || coordinates.length > most) return undefined;
  const metric = metricOf(known, coordinates);
  if (metric.flat().reduce((sum, e) => sum + cost(e), 0) > longest) return undefined;
  const slopes = stack(...coordinates.map((c) => slopeAlong(declared.get(c.parameter) ?? zero, c)));
  const direction = matmul(inverse(matrix(metric)), slopes);
  const along = new Map<Expr, Expr>(
    model.parameters.map((p) => {
      const own = coordinates.flatMap((c, i) => (c.parameter === p ? [{ ...c, by: entry(direction, i) }] : []));
      const entries = (own[0]?.moves ?? []).map((_, k) => add(...own.map((c) => mul(c.moves[k] ?? zero, c.by))));
      return [p, isScalar(p) ? (entries[0] ?? zero) : stack(...entries)];
    }),
  );
  return blocks.map((b) => simplify(directional(b.natural, along)));
}

const slopeAlong = (slope: Expr, { moves }: Coordinate): Expr =>
  add(...moves.map((by, k) => mul(by, isScalar(slope) ? slope : entry(slope, k))));

/** None for what is no number and no vector of a written-out size. */
function coordinatesOf(parameter: SymbolExpr): readonly Coordinate[] {
  if (isScalar(parameter)) return [{ parameter, moves: [one] }];
  const [size = '', ...more] = parameter.shape;
  if (more.length > 0 || !/^\d+$/.test(size)) return [];
  const isTied = parameter.domain.kind === 'simplex';
  const [all, last] = [Number(size), Number(size) - 1];
  const free = Array.from({ length: isTied ? last : all }, (_, at) => at);
  return free.map((at) => {
    const moves = Array.from({ length: all }, (_, k) => (k === at ? one : isTied && k === last ? minusOne : zero));
    return { parameter, moves };
  });
}

/** F(ξ) by its values along the coordinates. */
function metricOf(known: Findings, coordinates: readonly Coordinate[]): readonly (readonly Expr[])[] {
  const { value, left, right } = required(known, 'fisher').parameters;
  const above = coordinates.map((row, i) =>
    coordinates.map((column, j) => {
      const directions = new Map<Expr, Expr>([...unit(left, row), ...unit(right, column)]);
      return j < i ? zero : simplify(substitute(value, directions));
    }),
  );
  return above.map((row, i) => row.map((e, j) => (j < i ? (above[j]?.[i] ?? zero) : e)));
}

/** A step along a coordinate, nothing along the others. */
const unit = (tangents: SymbolMap, { parameter, moves }: Coordinate): readonly (readonly [Expr, Expr])[] =>
  [...tangents].map(([p, t]) => {
    const entries = Array.from({ length: Number(t.shape[0] ?? 1) }, (_, k) =>
      p === parameter ? (moves[k] ?? zero) : zero,
    );
    return [t, isScalar(t) ? (entries[0] ?? zero) : stack(...entries)] as const;
  });
