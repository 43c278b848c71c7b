// The functions that stable forms are made of, explained: each by what it stands for, in numbers or matrices of its own.
import { equation, type Block as Line, prose } from '../../derivation/step.ts';
import { type Expr, realLine, symbol } from '../../ir/expr.ts';
import { type Meaningful, meaningOf } from '../../ir/part-meanings.ts';
import { type Part, partOf, stirlingPartOf } from '../../ir/stirling.ts';
import { symbolsOf } from '../../ir/visit.ts';
import { freeStem } from '../../model/letters.ts';

/** The functions that the forms are made of, each as an equation in letters that are no declared name. */
export function explainedIn(forms: readonly Expr[], names: readonly string[]): readonly Line[] {
  const used = forms.flatMap(partsIn);
  const lines = explained.flatMap((name): readonly Line[] => {
    const part = used.find((p) => p.name === name);
    if (!part) return [];
    const given = lettersFor(part, names);
    return [equation(partOf(name, given), meaningOf(name, given))];
  });
  return lines.length === 0
    ? []
    : [prose`Here each function is computed by itself, by a series where its terms cancel:`, ...lines];
}

/** The functions whose names say nothing yet, in the order of print. */
const explained: readonly Meaningful[] = [
  'lgammaRemainder',
  'log1pGap',
  'entropyGap',
  'trigammaGap',
  'besselGap',
  'determinantGap',
];

/** Numbers, or matrices, that no declared name is, in place of what a function is taken of. */
function lettersFor({ name, arguments: given }: Part, names: readonly string[]): readonly Expr[] {
  if (name === 'determinantGap') {
    const letters = [freeStem(names, ['X', 'Y', 'Z']), freeStem(names, ['V', 'W', 'U'])];
    return given.map((e, i) => symbol(letters[i] ?? 'X', { kind: 'spd' }, e.shape));
  }
  const letters = [freeStem(names, ['x', 'y', 'z']), freeStem(names, ['c', 'a', 'r'])];
  return given.slice(0, name === 'besselGap' ? 2 : 1).map((_, i) => symbol(letters[i] ?? 'x', realLine));
}

/** All functions in a form, those in their arguments too. */
export const partsIn = (e: Expr): readonly Part[] =>
  [...symbolsOf(e)].flatMap((s) => {
    const part = stirlingPartOf(s);
    return part ? [part, ...part.arguments.flatMap(partsIn)] : [];
  });
