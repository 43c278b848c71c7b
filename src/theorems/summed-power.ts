// A sum over a power of a square matrix: X² is X X there, and whoever takes it entry by entry is told so where the
// density fails.
import type { Expr } from '../ir/expr.ts';
import { contains, dependsOn } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import { textOf } from '../notation/text.ts';

/** A note on Σ (A A), where the density holds one with a variable in it; none elsewhere. */
export function summedPowerNotes(model: DensityModel, density: Expr): readonly string[] {
  const notes: string[] = [];
  contains(density, (e) => {
    const power = e.kind === 'apply' && e.fn === 'total' ? powerBase(e.args[0]) : undefined;
    if (power && dependsOn(power, model.variables)) notes.push(noteOn(power));
    return notes.length > 0;
  });
  return notes;
}

function powerBase(word: Expr | undefined): Expr | undefined {
  if (word?.kind !== 'apply' || word.fn !== 'matmul') return undefined;
  const [first, ...more] = word.args;
  return first?.shape.length === 2 && more.every((a) => a === first) ? first : undefined;
}

function noteOn(base: Expr): string {
  const shown = base.kind === 'symbol' ? textOf(base) : `(${textOf(base)})`;
  return `a square matrix raised to a power is multiplied with itself: \`sum\` adds up the entries of ${shown} ${shown} here; its squares entry by entry are \`sum(${shown} * ${shown})\``;
}
