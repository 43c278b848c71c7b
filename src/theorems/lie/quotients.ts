// Equations divided by each other: a factor that all coefficients of an action share, such as 1/√(1 − v²), falls out.
import { div } from '../../ir/build.ts';
import { isScalar, type SymbolExpr } from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { cost, simplify } from '../../ir/simplify.ts';
import { dependsOn } from '../../ir/visit.ts';

/** More equations than this have too many quotients. */
const most = 8;

/** The equations with the quotients that are shorter than what they were made of; undefined where there are none. */
export function withQuotients(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
): readonly Equality[] | undefined {
  const scalar = equations.filter((e) => isScalar(e.left) && dependsOn(e.left, unknowns));
  if (scalar.length > most) return undefined;
  const found = scalar.flatMap((over) =>
    scalar.flatMap((under) => {
      const left = over === under ? over.left : simplify(div(over.left, under.left));
      const isShorter = dependsOn(left, unknowns) && cost(left) < Math.min(cost(over.left), cost(under.left));
      return isShorter ? [{ left, right: simplify(div(over.right, under.right)) }] : [];
    }),
  );
  return found.length > 0 ? [...found, ...equations] : undefined;
}
