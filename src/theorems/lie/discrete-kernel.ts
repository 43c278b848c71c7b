// Elements apart from the identity that move no point though no motion near the identity does so: a whole turn of an angle
// that is declared as a number, or the opposite of a matrix or a number. Sought at the periods that the action itself names.
import { add, div, elementwise, mul, neg } from '../../ir/build.ts';
import { derivative } from '../../ir/differentiate.ts';
import { children, type Expr, isScalar, pi, rational, type SymbolExpr, two } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { dependsOn, substitute, symbolsOf } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import type { Sizes } from '../../numeric/tensors.ts';

/** A block and another value of it that acts alike. */
export interface Twin {
  readonly block: SymbolExpr;
  readonly other: Expr;
}

const seeds = 8;
const tolerance = 1e-9;
/** A period of one function is tried up to so many times over: others may need several of it. */
const mostTimes = 6;

/** The first block with a twin; undefined where none was found. */
export function discreteKernel(model: LieGroupModel): Twin | undefined {
  const { names, counts } = dimensionsOf([...model.elements, ...model.point]);
  const sizes = sizesFor(names, 2, counts);
  const places = Array.from({ length: seeds }, (_, i) =>
    samplePoint([...model.elements, ...model.point, ...model.constants], sizes, randomStream(2300 + i), {
      moderate: true,
    }),
  );
  return model.elements
    .flatMap((block) => twinsOf(block, model).map((other) => ({ block, other })))
    .find((twin) => actsAlike(model, twin, places, sizes));
}

/** A block moved by periods of the functions it stands in; minus a matrix or a number. */
function twinsOf(block: SymbolExpr, model: LieGroupModel): readonly Expr[] {
  const { kind } = block.domain;
  // The opposite of a rotation of an odd number of axes turns space inside out.
  const isOdd = Number(block.shape[0]) % 2 === 1;
  if (kind === 'invertible' || (kind === 'rotation' && !isOdd)) return [neg(block)];
  const isAngle = kind === 'circle';
  const isLine = block.domain.kind === 'interval' && !block.domain.lower && !block.domain.upper;
  if (!isAngle && !isLine) return [];
  const turns = new Set(model.action.flatMap((a, i) => turnsIn(a, block, model.point[i]?.domain.kind === 'circle')));
  const turned = [...turns].flatMap((turn) =>
    Array.from({ length: mostTimes }, (_, k) => mul(rational(k + 1), turn))
      .filter((t) => !isAngle || !isWholeTurn(t))
      .map((t) => add(block, t)),
  );
  return isLine ? [...turned, neg(block)] : turned;
}

const isWholeTurn = (t: Expr): boolean => {
  const { data } = evaluatorOf({ symbols: new Map(), sizes: new Map() }, floatArithmetic).value(t);
  return Math.abs(Math.sin((data[0] ?? 0) / 2)) < tolerance;
};

/** 2π/c for every place where the block is turned at the speed c. */
function turnsIn(e: Expr, block: SymbolExpr, isAngle: boolean): readonly Expr[] {
  if (!dependsOn(e, [block])) return [];
  const angles =
    e.kind === 'apply' && (e.fn === 'sin' || e.fn === 'cos' || e.fn === 'tan') ? e.args : isAngle ? [e] : [];
  const own = angles.flatMap((angle) => {
    const speed = isScalar(angle) && isScalar(block) ? simplify(derivative(angle, block)) : undefined;
    return speed && symbolsOf(speed).size === 0 ? [simplify(div(mul(two, pi), elementwise('abs', speed)))] : [];
  });
  return [...own, ...children(e).flatMap((c) => turnsIn(c, block, false))];
}

function actsAlike(model: LieGroupModel, { block, other }: Twin, places: readonly Point[], sizes: Sizes): boolean {
  const moved = model.action.map((a) => substitute(a, new Map([[block, other]])));
  return places.every((symbols) => {
    const { value } = evaluatorOf({ symbols, sizes }, floatArithmetic);
    return model.action.every((a, i) => {
      const [before, after] = [value(a).data, value(moved[i] ?? a).data];
      const areAngles = model.point[i]?.domain.kind === 'circle';
      return before.every((x, k) => {
        const apart = (after[k] ?? Number.NaN) - x;
        return Math.abs(areAngles ? Math.sin(apart / 2) : apart / Math.max(1, Math.abs(x))) < tolerance;
      });
    });
  });
}
