// Names for what the text leaves unnamed: the second element, the algebra, equal names in a product.
import { canonicalName } from '../../grammar/names.ts';

/** The name of the same block of a second element: A → A₂; a name with a subscript gets a prime, A₁ → A₁′. */
export const secondName = (name: string, taken: ReadonlySet<string>): string =>
  /[₀-₉]$/u.test(name) || taken.has(`${name}₂`) ? `${name}′` : `${name}₂`;

/** The name of a block's coordinates in the Lie algebra, of a tangent X or of a second one Y: A → X_A, Y_A. */
export const algebraName = (tangent: 'X' | 'Y', name: string, taken: ReadonlySet<string>): string =>
  taken.has(`${tangent}_${name}`) ? `${tangent}_${name}′` : `${tangent}_${name}`;

/** The name with a subscript, as it would be spelled beside the given spelling: θ → θ₁, theta → theta_1. */
export function numberedName(name: string, spelling: string, index: number): { name: string; spelling: string } {
  const ascii = `${spelling}_${index}`;
  const numbered = canonicalName(ascii);
  return { name: numbered, spelling: spelling === name ? numbered : ascii };
}

/** The first of a row of candidates that is free. */
export function firstFree(candidate: (attempt: number) => string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const name = candidate(attempt);
    if (!taken.has(name)) return name;
  }
}
