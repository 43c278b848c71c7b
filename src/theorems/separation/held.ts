// Which parameters of a density, once they are known, leave an exponential family in the others: the smallest choices for
// which its logarithm separates.
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import { separate } from '../../ir/separate.ts';
import type { DensityModel } from '../../model/density.ts';

/** The parameters to declare as constants, in words; all of them where no fewer are enough, and a distribution is left. */
export interface Held {
  readonly words: string;
  readonly leavesFamily: boolean;
}

/** The smallest choices for which the logarithm separates in the parameters that are left. */
export function heldInstead(model: DensityModel, logDensity: Expr): Held {
  const { variables, parameters } = model;
  const separates = (held: readonly SymbolExpr[]): boolean =>
    separate(
      logDensity,
      variables,
      parameters.filter((p) => !held.includes(p)),
    ).ok;
  for (let size = 1; size < Math.min(parameters.length, most); size += 1) {
    const enough = choicesOf(parameters, size).filter(separates);
    if (enough.length > 0)
      return { words: `declare ${enough.map(named(model)).join(' or ')} as ${constants(size)}`, leavesFamily: true };
  }
  const words = `declare ${named(model)(parameters)} as ${constants(parameters.length, ' of a `distribution`')}`;
  return { words, leavesFamily: false };
}

/** So many parameters at once are not tried. */
const most = 5;

const named =
  (model: DensityModel) =>
  (held: readonly SymbolExpr[]): string =>
    held.map((p) => model.spelling.get(p) ?? p.name).join(' and ');

const constants = (count: number, of = ''): string =>
  count === 1 ? `a \`constant\`${of} if it is known` : `\`constant\`s${of} if they are known`;

/** All choices of so many, in order. */
function choicesOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return list.flatMap((first, i) => choicesOf(list.slice(i + 1), size - 1).map((rest) => [first, ...rest]));
}
