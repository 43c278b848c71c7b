// Letters for natural and mean parameters that do not collide with the author's.
import type { DensityModel } from './density.ts';
import type { LieGroupModel } from './lie-group.ts';

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

/** The first letter with which no name begins: beside a declared u_m the tangents are y_m. */
export function freeStem(names: Iterable<string>, letters: readonly string[]): string {
  const used = new Set([...names].map((name) => name.replace(/[_₀-₉′'].*$/u, '')));
  return letters.find((l) => !used.has(l)) ?? `${letters[0] ?? 'u'}̂`;
}

/** Letters for a gradient of the expected loss. */
export const gradientLetters: readonly string[] = ['G', 'D', 'L'];

/** The first letter that names no block of an element and no part of a point. */
export function freeName({ elements, point }: LieGroupModel, letters: readonly string[]): string {
  const used = new Set([...elements, ...point].map((s) => s.name));
  return letters.find((l) => !used.has(l)) ?? `${letters[0] ?? 'α'}̂`;
}

/** The letter of the step size along a group: α, unless the group is written with it. */
export const stepLetter = (group: LieGroupModel): string => freeName(group, ['α', 'ρ', 'η']);

/** The names of a declaration. */
export const namesOf = ({ variables, parameters, constants, dimensions }: DensityModel): readonly string[] => [
  ...[...variables, ...parameters, ...constants].map((s) => s.name),
  ...dimensions,
];

/** λ for one block, λ₁, λ₂, … for several. */
export const indexed = (letter: string, i: number, count: number): string =>
  count === 1 ? letter : `${letter}${subscript(i + 1)}`;
