// The signs of slopes, which tell maps of the point apart: where each element moves a component one way as the point grows,
// and two in turn move it another way, no element is their product.
import { fill } from '../../ir/build.ts';
import { directional, NotDifferentiable } from '../../ir/differentiate.ts';
import { type Expr, one, type SymbolExpr, zero } from '../../ir/expr.ts';
import { isNegative, isPositive } from '../../ir/range.ts';
import { simplify } from '../../ir/simplify.ts';
import { total } from '../../ir/tensor.ts';

/** How a component of the image moves as one of the point grows. */
export interface Slope {
  readonly value: Expr;
  readonly way: 'up' | 'down' | 'no way';
}

/** A component of the image that elements move one way, and two in turn another. */
export interface Reversal {
  readonly image: SymbolExpr;
  readonly along: SymbolExpr;
  readonly once: Slope;
  readonly twice: Slope;
}

/** The first such component; undefined where the signs that are known do not tell the maps apart. */
export function reversalOf(
  point: readonly SymbolExpr[],
  action: readonly Expr[],
  composed: readonly Expr[],
): Reversal | undefined {
  for (const along of point)
    for (const [i, image] of point.entries()) {
      const once = slopeOf(action[i] ?? zero, along);
      const twice = once && slopeOf(composed[i] ?? zero, along);
      if (once && twice && once.way !== twice.way) return { image, along, once, twice };
    }
  return undefined;
}

/** All entries grow at once; of a vector's the sum is followed. */
function slopeOf(image: Expr, along: SymbolExpr): Slope | undefined {
  try {
    const value = simplify(total(directional(image, new Map([[along, fill(one, along.shape)]]))));
    const way = value === zero ? 'no way' : isPositive(value) ? 'up' : isNegative(value) ? 'down' : undefined;
    return way && { value, way };
  } catch (thrown) {
    if (thrown instanceof NotDifferentiable) return undefined;
    throw thrown;
  }
}
