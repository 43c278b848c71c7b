// What is wrong with the shape of a text, in the learner's words: declarations, items, characters.
import type { IToken } from 'chevrotain';
import type { Diagnostic, Span } from '../src/diagnostics.ts';
import type { DeclarationKind } from './ast.ts';
import { declarationKinds, itemWords, kindsWithItem } from './items.ts';
import { lookAlike, nearestWord } from './suggest.ts';
import * as t from './tokens.ts';

/** A `syntax` diagnostic. */
export function syntaxError(span: Span, message: string, hint?: string): Diagnostic {
  const error = { code: 'syntax', severity: 'error', message, span } as const;
  return hint === undefined ? error : { ...error, hint };
}

const LONGEST_QUOTE = 40;

/** A word of the text inside a message: short, and without characters that cannot be seen. */
export function quoted(image: string): string {
  const points = [...image];
  const shown = points.length > LONGEST_QUOTE ? `${points.slice(0, LONGEST_QUOTE).join('')}…` : image;
  return `\`${shown.replace(/[\p{C}\p{Z}]/gu, (c) => (c === ' ' ? c : codePoint(c)))}\``;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

const article = (kind: DeclarationKind): string => (kind === 'orbit' || kind === 'optimizer' ? 'an' : 'a');

/** A word where a declaration should begin. */
export function unknownDeclaration(token: IToken, nearest: DeclarationKind | undefined): Diagnostic {
  const hint = nearest === undefined ? `declarations are ${listed(declarationKinds)}` : `did you mean \`${nearest}\`?`;
  return syntaxError(t.placeOf(token), `there is no declaration ${quoted(token.image)}`, hint);
}

/** Text outside every declaration. */
export function strayText(token: IToken): Diagnostic {
  const hint = `a text is a list of ${listed(declarationKinds)} and \`import\`; remarks begin with \`//\``;
  return syntaxError(t.placeOf(token), `${quoted(token.image)} stands outside every declaration`, hint);
}

/** The body of a declaration begins without its brace. */
export function missingOpeningBrace(kind: DeclarationKind, before: IToken, found: IToken | undefined): Diagnostic {
  const end = t.endOf(before);
  const span = found === undefined ? { start: end, end } : t.placeOf(found);
  const what = found === undefined ? 'the text ends' : `found ${quoted(found.image)}`;
  return syntaxError(
    span,
    `the ${kind} has no \`{\` after its name: ${what}`,
    `write \`{\` after ${quoted(before.image)}`,
  );
}

/** A declaration without its closing brace. */
export function unclosedBody(
  kind: DeclarationKind,
  name: string,
  keyword: IToken,
  next: IToken | undefined,
): Diagnostic {
  const where =
    next === undefined ? 'at the end of the text' : `before ${quoted(next.image)} on line ${next.startLine ?? 0}`;
  return syntaxError(t.placeOf(keyword), `the ${kind} ${quoted(name)} is never closed`, `add \`}\` ${where}`);
}

/** A word that is no item here, and the item it is taken for (or itself). */
export function unknownItem(
  kind: DeclarationKind,
  token: IToken,
): { readonly diagnostic: Diagnostic; readonly word: string } {
  const word = token.image;
  const has = `${article(kind)} ${kind} has ${listed(itemWords(kind))}`;
  if (token.tokenType !== t.Name)
    return { word, diagnostic: syntaxError(t.placeOf(token), `expected an item, found ${quoted(word)}`, has) };
  const nearest = nearestWord(word, itemWords(kind));
  const homes = kindsWithItem(word);
  const message = `${article(kind)} ${kind} has no item ${quoted(word)}`;
  if (homes.length > 0) {
    const home = homes.map((other) => `${article(other)} ${other}`).join(' or ');
    return { word, diagnostic: syntaxError(t.placeOf(token), message, `\`${word}\` belongs to ${home}; ${has}`) };
  }
  const twin = lookAlike(word, itemWords(kind));
  const hint = twin?.hint ?? (nearest === undefined ? has : `did you mean \`${nearest}\`?`);
  return { word: nearest ?? word, diagnostic: syntaxError(t.placeOf(token), message, hint) };
}

const CHARACTER_HINTS: ReadonlyMap<string, string> = new Map([
  [':', 'a domain is given with `in`: `σ in Positive`'],
  ['#', 'remarks begin with `//`'],
  ['%', 'remarks begin with `//`'],
  ['"', 'a text in quotes ends on the line on which it begins'],
  ['.', 'a number has digits on both sides of its point: `0.5`'],
  ['\\', 'Greek letters are written without a backslash: `theta` or `θ`'],
  ['≥', 'half-lines are open: `Real > a`; with 0 included there is `NonNegative`'],
  ['≤', 'half-lines are open: `Real < a`'],
  ['√', 'write `sqrt(x)`'],
  ['∑', 'write `sum(x)`'],
  ['ⁿ', 'write the power with `^`: `x^n`'],
  ['÷', 'write a quotient with `/`'],
]);

/** Characters that are in no word and no sign of the language. */
export function unexpectedCharacters(text: string, span: Span): Diagnostic {
  const image = text.slice(span.start, span.end);
  const first = [...image][0] ?? '';
  const plural = [...image].length > 1;
  const message = `${plural ? 'the characters' : 'the character'} ${quoted(image)} ${plural ? 'have' : 'has'} no meaning here`;
  return syntaxError(span, message, CHARACTER_HINTS.get(first));
}
