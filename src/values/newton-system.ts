// The equations of a map without closed form in flat coordinates: residual, Jacobian and domain at a point.
import { add } from '../ir/build.ts';
import { directional } from '../ir/differentiate.ts';
import { type Expr, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import { withoutSingularities } from '../ir/removable.ts';
import { stableForm } from '../ir/stable.ts';
import { satisfies } from '../model/condition.ts';
import type { Condition } from '../model/exponential-family.ts';
import type { NewtonMap } from '../model/program.ts';
import { evaluate, evaluatorOf } from '../numeric/evaluate.ts';
import { accurateEvaluator } from '../numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import type { Sizes, Tensor } from '../numeric/tensors.ts';
import { basisTangent, coordinateCount, flatten, unflatten } from './flat.ts';

/** Values of symbols. */
export type Point = ReadonlyMap<SymbolExpr, Tensor<number>>;

/** How expressions are evaluated at one point: in doubles, or with as many digits as their last one asks for. */
export type Evaluation = (symbols: Point, sizes: Sizes) => (expressions: readonly Expr[]) => readonly Tensor<number>[];

/** Fast, and blind to what cancels in a stable form. */
export const inDoubles: Evaluation = (symbols, sizes) => {
  const { value } = evaluatorOf({ symbols, sizes }, floatArithmetic);
  return (expressions) => expressions.map((e) => value(stableForm(e)));
};

/** In doubles too, by forms that neither overflow far out nor lose what vanishes: as emitted code has them. */
export const inStableDoubles: Evaluation = (symbols, sizes) => {
  const { value } = evaluatorOf({ symbols, sizes }, floatArithmetic);
  return (expressions) => expressions.map((e) => value(stableForm(withoutSingularities(e))));
};

/** Slow, and right to the last digit. */
export const accurately: Evaluation = (symbols, sizes) => accurateEvaluator({ symbols, sizes });

/** The equations at one point. */
export interface Equations {
  /** forward(x). */
  readonly value: readonly number[];
  /** Row by row. */
  readonly jacobian: () => number[][];
}

/** forward(x) = target for x inside a domain. */
export interface NewtonSystem {
  readonly start: readonly number[];
  readonly target: readonly number[];
  readonly at: (x: readonly number[]) => Equations;
  readonly inside: (x: readonly number[]) => boolean;
  /** Is the Jacobian a covariance? */
  readonly convex: boolean;
  /** The unknowns by name, with everything that is given. */
  readonly pointAt: (x: readonly number[]) => Point;
}

/** The system of a map at given values. */
export function newtonSystem(
  map: NewtonMap,
  given: Point,
  fixed: Point,
  sizes: Sizes,
  evaluation: Evaluation,
): NewtonSystem {
  const { unknowns } = map;
  const flatGiven = (values: readonly Tensor<number>[]): number[] =>
    map.given.flatMap((g, i) => flatten(g, values[i] ?? { shape: [], data: [] }, 'value'));
  const target = flatGiven(map.given.map((g) => given.get(g) ?? { shape: [], data: [] }));
  const starts = inDoubles(new Map([...fixed, ...given]), sizes)(map.start);
  const counts = unknowns.map((u) => coordinateCount(u, sizes));
  const pointAt = (x: readonly number[]): Point => {
    let offset = 0;
    const values = unknowns.map((u, i): [SymbolExpr, Tensor<number>] => {
      const part = x.slice(offset, offset + (counts[i] ?? 0));
      offset += counts[i] ?? 0;
      return [u, unflatten(u, part, sizes, 'value')];
    });
    return new Map([...fixed, ...given, ...values]);
  };
  const slopes = slopesOf(map);
  const jacobianAlong = (point: Point): number[][] => {
    const columns = unknowns.flatMap((_, k) =>
      Array.from({ length: counts[k] ?? 0 }, (__, c) =>
        flatGiven(evaluation(new Map([...point, ...slopes.along(k, c, sizes)]), sizes)(slopes.values)),
      ),
    );
    return target.map((_, i) => columns.map((column) => column[i] ?? 0));
  };
  return {
    start: unknowns.flatMap((u, i) => flatten(u, starts[i] ?? { shape: [], data: [] }, 'value')),
    target,
    at: once((x) => {
      const point = pointAt(x);
      const values = evaluation(point, sizes);
      return {
        value: flatGiven(values(map.forward)),
        jacobian: () =>
          map.jacobian.length > 0 ? map.jacobian.flatMap((row) => rowsOf(values(row))) : jacobianAlong(point),
      };
    }),
    inside: (x) => inside(map.domain, pointAt(x), sizes),
    convex: map.convex ?? false,
    pointAt,
  };
}

/** A row of numbers; of tensors, whose entries move one by one, a row for each entry. */
function rowsOf(row: readonly Tensor<number>[]): number[][] {
  const entries = Array.from({ length: Math.max(...row.map((t) => t.data.length)) }, (_, i) => i);
  return entries.map((i) =>
    row.flatMap((t) => entries.map((j) => (i === j ? (t.data[t.shape.length > 0 ? i : 0] ?? Number.NaN) : 0))),
  );
}

/** Searches come back to places where they were, and each may cost a quadrature. */
function once<R>(f: (x: readonly number[]) => R): (x: readonly number[]) => R {
  const known = new Map<string, R>();
  return (x) => {
    const key = x.join();
    const found = known.get(key) ?? f(x);
    known.set(key, found);
    return found;
  };
}

interface Slopes {
  /** The derivative of each right-hand side along the tangents. */
  readonly values: readonly Expr[];
  /** Values of the tangents for one coordinate of one unknown. */
  readonly along: (unknown: number, coordinate: number, sizes: Sizes) => readonly [SymbolExpr, Tensor<number>][];
}

function slopesOf({ unknowns, forward }: NewtonMap): Slopes {
  const tangents = unknowns.map((u) =>
    symbol(
      `d${u.name}`,
      u.domain.kind === 'spd' || u.domain.kind === 'symmetric' ? { kind: 'symmetric' } : { kind: 'interval' },
      u.shape,
    ),
  );
  const directions = new Map<Expr, Expr>(unknowns.map((u, i) => [u, tangents[i] ?? zero]));
  return {
    values: forward.map((f) => add(directional(f, directions))),
    along: (unknown, coordinate, sizes) =>
      tangents.map((s, j): [SymbolExpr, Tensor<number>] => {
        const t = basisTangent(unknowns[j] ?? s, j === unknown ? coordinate : 0, sizes, 'value');
        return [s, j === unknown ? t : { shape: t.shape, data: t.data.map(() => 0) }];
      }),
  };
}

/** Do all conditions hold at a point? */
export function inside(conditions: readonly Condition[], symbols: Point, sizes: Sizes): boolean {
  return conditions.every((c) => satisfies(evaluate(c.value, { symbols, sizes }, floatArithmetic), c.relation));
}
