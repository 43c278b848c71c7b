// The name of a symbol as mathematics: β₁ → \beta_1, x_max → x_{\mathrm{max}}, s′ → s'.
import { accentOfMark, mathOfCharacter, subscriptDigit } from './unicode.ts';

/** A name taken apart: letters, subscripts, primes. */
export interface NameParts {
  readonly stem: string;
  readonly subscripts: readonly string[];
  readonly primes: number;
}

/** Splits `λ₁′` into λ, [1], one prime. */
export function partsOfName(name: string): NameParts {
  const primes = /['′]*$/u.exec(name)?.[0].length ?? 0;
  const plain = name.slice(0, name.length - primes).normalize('NFC');
  const [first = '', ...rest] = plain.split('_').filter((piece) => piece !== '');
  const match = /^(.*?)([₀-₉]+|(?<=\p{L})\d+)?$/su.exec(first);
  const stem = match?.[1] || first;
  const digits = stem === first ? '' : [...(match?.[2] ?? '')].map((c) => subscriptDigit(c) || c).join('');
  return { stem: stem || name, subscripts: [...(digits ? [digits] : []), ...rest], primes };
}

/** One letter with its accents; a letter LaTeX does not know becomes its code point. */
function letter(cluster: string): string {
  const [base = '', ...marks] = cluster.normalize('NFD');
  const plain = /^[A-Za-z0-9]$/.test(base) ? base : mathOfCharacter.get(base);
  const accents = marks.map((m) => accentOfMark.get(m));
  if (plain === undefined || plain.startsWith('^') || accents.includes(undefined)) return codePoints(cluster);
  return accents.reduce<string>((inside, accent) => `${accent}{${inside}}`, plain);
}

const codePoints = (text: string): string =>
  [...text].map((c) => `\\mathrm{U{+}${(c.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`).join('');

const clusters = (text: string): readonly string[] => text.match(/\P{M}\p{M}*/gu) ?? [];

/** A word in one piece: a single letter in italics, several as one name. */
function word(text: string, style: '\\mathit' | '\\mathrm'): string {
  if (/^[A-Za-z]$/.test(text) || /^\d+$/.test(text)) return text;
  if (/^[A-Za-z0-9]+$/.test(text)) return `${style}{${text}}`;
  return clusters(text)
    .map(letter)
    .join(' ')
    .replace(/ (?=[\\^_{])/g, '');
}

/** The LaTeX of a symbol name, with further subscripts such as a running index. */
export function latexName(name: string, indices: readonly string[] = []): string {
  const { stem, subscripts, primes } = partsOfName(name);
  const below = [...subscripts.map(subscriptName), ...(indices.length > 0 ? [indices.join('')] : [])];
  const base = /^(.)\1*$/u.test(stem) || clusters(stem).length === 1 ? word(stem, '\\mathit') : word(stem, '\\mathit');
  return `${base}${subscript(below)}${"'".repeat(primes)}`;
}

/** A subscript may carry digits of its own: u_λ₁. */
function subscriptName(text: string): string {
  const match = /^(.+?)([₀-₉]+)$/su.exec(text);
  if (!match) return word(text, '\\mathrm');
  const digits = [...(match[2] ?? '')].map(subscriptDigit).join('');
  return `${word(match[1] ?? '', '\\mathrm')}_${digits.length > 1 ? `{${digits}}` : digits}`;
}

function subscript(below: readonly string[]): string {
  if (below.length === 0) return '';
  const text = below.join(',');
  return text.length === 1 ? `_${text}` : `_{${text}}`;
}

/** How wide a name prints, in em. */
export function nameWidth(name: string, indices: readonly string[] = []): number {
  const { stem, subscripts, primes } = partsOfName(name);
  const below = subscripts.join('').length + Math.max(0, subscripts.length - 1) * 0.5 + indices.join('').length;
  return clusters(stem).reduce((w, c) => w + (/[mwMW]/.test(c) ? 0.88 : 0.55), 0) + below * 0.42 + primes * 0.25;
}

/** The name in plain Unicode text: nothing to change but a prime typed as an apostrophe. */
export const textName = (name: string): string => name.replace(/'/g, '′');
