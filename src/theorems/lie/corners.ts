// A place where an action has no derivative in a number that it moves: at zeros of what stands in |·|, sign and powers,
// difference quotients from both sides, near and nearer, have no common value.
import { isScalar, type SymbolExpr } from '../../ir/expr.ts';
import { insidesOf } from '../../ir/insides.ts';
import { range } from '../../ir/range.ts';
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

/** The first corner that is found; undefined where the action is smooth in every scalar component at the places tried. */
export function cornerIn({ elements, constants, point, action }: LieGroupModel): Corner | undefined {
  const all = [...elements, ...constants, ...point];
  const { names, counts } = dimensionsOf(all);
  const sizes = sizesFor(names, 2, counts);
  const drawn = Array.from({ length: places }, (_, i) =>
    samplePoint(all, sizes, randomStream(8300 + i), { moderate: true }),
  );
  for (const x of point.filter((p) => isScalar(p) && p.domain.kind === 'interval')) {
    const { lo, hi } = range(x);
    for (const image of action.filter(isScalar))
      for (const inside of insidesOf(image, x))
        for (const place of drawn) {
          const along = (e: typeof image) => (t: number) =>
            evaluatorOf({ symbols: new Map([...place, [x, { shape: [], data: [t] }]]), sizes }, floatArithmetic).value(
              e,
            ).data[0] ?? Number.NaN;
          const at = zerosOf(floatArithmetic, [along(inside)], [lo, hi]).find((t) => hasCorner(along(image), t));
          if (at !== undefined) return { x, at };
        }
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
