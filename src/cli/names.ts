// From the name of a declaration to the name of a file, and back.

/** `InverseGamma` → `inverse-gamma`. */
export const kebabCase = (name: string): string =>
  name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1-$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

/** `half-line` → `HalfLine`. */
export const pascalCase = (name: string): string =>
  name
    .split(/[-_\s]+/u)
    .filter((part) => part !== '')
    .map((part) => part.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()))
    .join('');
