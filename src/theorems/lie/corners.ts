// A place where an action has no derivative in a number that it moves, alone or as one entry of a vector: at zeros of what
// stands in |·|, sign and powers, difference quotients from both sides, near and nearer, have no common value.
import { type Expr, isScalar, type SymbolExpr, sameShape } from '../../ir/expr.ts';
import { insidesOf } from '../../ir/insides.ts';
import { oneEntryOf } from '../../ir/one-entry.ts';
import { range } from '../../ir/range.ts';
import { symbolsOf } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { zerosOf } from '../../numeric/zeros.ts';

const places = 6;
/** The last is a common distance, in whose slope the others are measured. */
const distances = [1e-3, -1e-3, 1e-6, -1e-6, 0.5];
/** What a smooth map may bend by within the first distance. */
const allowed = 0.02;

/** The coordinate, and the place. */
interface Corner {
  readonly x: SymbolExpr;
  readonly at: number;
}

/** The first corner that is found; undefined where the action is smooth in every number it moves at the places tried. */
export function cornerIn({ point, action }: LieGroupModel): Corner | undefined {
  for (const x of point.filter((p) => p.domain.kind === 'interval'))
    for (const image of action) {
      const at = cornerAlong(image, x);
      if (at !== undefined) return { x, at };
    }
  return undefined;
}

function cornerAlong(image: Expr, x: SymbolExpr): number | undefined {
  const view = isScalar(x) ? { of: (e: Expr): Expr => e } : oneEntryOf([x, image], x.shape);
  const [moved, carried] = [view?.of(x), view?.of(image)];
  if (!sameShape(image.shape, x.shape) || !carried || moved?.kind !== 'symbol') return undefined;
  const all = [...new Set([moved, ...symbolsOf(carried)])];
  const { names, counts } = dimensionsOf(all);
  const sizes = sizesFor(names, 2, counts);
  const { lo, hi } = range(moved);
  for (const inside of insidesOf(carried, moved))
    for (let i = 0; i < places; i++) {
      const place = samplePoint(all, sizes, randomStream(8300 + i), { moderate: true });
      const along = (e: Expr) => (t: number) =>
        evaluatorOf({ symbols: new Map([...place, [moved, { shape: [], data: [t] }]]), sizes }, floatArithmetic).value(
          e,
        ).data[0] ?? Number.NaN;
      const at = zerosOf(floatArithmetic, [along(inside)], [lo, hi]).find((t) => hasCorner(along(carried), t));
      if (at !== undefined) return at;
    }
  return undefined;
}

function hasCorner(f: (t: number) => number, at: number): boolean {
  const slopes = distances.map((h) => (f(at + h) - f(at)) / h);
  const near = slopes.slice(0, -1);
  return (
    near.every(Number.isFinite) && Math.max(...near) - Math.min(...near) > allowed * Math.max(...slopes.map(Math.abs))
  );
}
