// Letters for natural and mean parameters that do not collide with the author's.
import type { DensityModel } from './density.ts';

const subscripts = '₀₁₂₃₄₅₆₇₈₉';

/** 12 → ₁₂. */
const subscript = (n: number): string => [...String(n)].map((c) => subscripts[Number(c)] ?? c).join('');

/** The first letter of the list that the declaration does not use. */
export function freeLetter(model: DensityModel, letters: readonly string[]): string {
  const used = new Set(
    [...model.variables, ...model.parameters, ...model.constants].map((s) => s.name.replace(/[₀-₉]+$/u, '')),
  );
  return letters.find((l) => !used.has(l)) ?? `${letters[0] ?? 'λ'}̂`;
}

/** λ for one block, λ₁, λ₂, … for several. */
export const indexed = (letter: string, i: number, count: number): string =>
  count === 1 ? letter : `${letter}${subscript(i + 1)}`;
