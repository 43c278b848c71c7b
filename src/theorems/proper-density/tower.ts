// Exponentials within exponentials: four of them at 1 are a number of 1,656,521 digits, beyond what has a value here.
import type { Diagnostic } from '../../diagnostics.ts';
import { children, type Expr } from '../../ir/expr.ts';
import { range } from '../../ir/range.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { problem } from './report.ts';

/** So many exponentials of the variable within each other have slopes that are numbers here. */
const highest = 3;

/** The refusal of a log-density that no number here holds. */
export function outgrowing(model: DensityModel, logDensity: Expr): Diagnostic | undefined {
  const height = towerIn(logDensity, model);
  return height > highest
    ? problem(
        model,
        'not-derivable',
        `${model.name} outgrows the numbers it is checked with`,
        [
          `exponentials of the variable stand ${height} deep within each other in its logarithm; up to ${highest} are derived`,
          'four of them at 1 are a number of 1,656,521 digits, and its slopes have more',
        ],
        'declare an inner exponential as the variable',
      )
    : undefined;
}

/** The most exponentials of the variable within each other of which each may exceed 1: what is bounded by 1 begins anew. */
function towerIn(root: Expr, { variables }: DensityModel): number {
  const heights = new Map<Expr, number>();
  const heightOf = (e: Expr): number => {
    const known = heights.get(e);
    if (known !== undefined) return known;
    const inside = Math.max(0, ...children(e).map(heightOf));
    const [argument] = e.kind === 'apply' && e.fn === 'exp' ? e.args : [];
    const height = argument && dependsOn(argument, variables) ? (range(argument).hi > 0 ? inside + 1 : 0) : inside;
    heights.set(e, height);
    return height;
  };
  heightOf(root);
  return Math.max(...heights.values());
}
