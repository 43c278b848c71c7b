// Text of the source as LaTeX: nothing in it can act as a command, and every character prints or is named.
import { mathOfCharacter } from '../../notation/unicode.ts';

const specials: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '%': '\\%',
  '#': '\\#',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '`': '\\textasciigrave{}',
  '–': '--',
  '—': '---',
  '‘': '`',
  '’': "'",
  '“': '``',
  '”': "''",
  '\u00a0': '~',
  '\u202f': '\\,',
  '✗': '$\\times$',
  '†': '\\dag{}',
  '§': '\\S{}',
  '©': '\\copyright{}',
  '•': '\\textbullet{}',
  '€': '\\texteuro{}',
  '∎': '$\\blacksquare$',
};

/** Letters that T1 fonts hold in one piece. */
const typeset = /^[\u00c0-\u017f]$/;

/** One character of running text. */
function characterLatex(c: string): string {
  const special = specials[c];
  if (special !== undefined) return special;
  if (/^[\x20-\x7e]$/.test(c)) return c;
  const math = mathOfCharacter.get(c);
  if (math !== undefined) return `$${math.startsWith('^') || math.startsWith('_') ? `{}${math}` : math}$`;
  if (typeset.test(c) && !unsupported.has(c)) return c;
  if (/^\s$/u.test(c)) return ' ';
  return `[U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

// Outside the T1 encoding although they lie in the Latin blocks.
const unsupported = new Set([...'ĦħĸŁłŊŋŦŧĿŀŉſĲĳ×÷'].filter((c) => !'Łł'.includes(c)));

/** A long word may be broken anywhere, with a glue that makes good what stretched fonts leave of a line, so that none runs over. */
const breakable = (word: string): string =>
  word.length <= 24
    ? [...word].map(characterLatex).join('')
    : [...word].map((c) => `${characterLatex(c)}\\blrcbreak{}`).join('');

/** Running text. */
export const latexText = (text: string): string =>
  text
    .normalize('NFC')
    .split(/(\s+)/)
    .map((part) => (/^\s/.test(part) ? ' ' : breakable(part)))
    .join('')
    .replace(/--(?=-)/g, '-{}-{}')
    .replace(/\$\$/g, '')
    .replace(/([?!])`/g, '$1{}`');

/** A remark of the source: what it quotes stands in curved marks, what it puts between backticks in type. */
export const latexRemark = (text: string): string =>
  text
    .replace(/"([^"]*)"/g, '“$1”')
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? `\\texttt{${latexText(part)}}` : latexText(part)))
    .join('');

const widest = 88;

/** A listing: every character in a column of its own, long lines continued with an indent. */
export function latexListing(text: string): string {
  const lines = text.replace(/\t/g, '  ').split('\n').flatMap(foldLine);
  return lines
    .map((line) => `\\noindent\\mbox{${[...line.normalize('NFC')].map(cell).join('') || '\\strut'}}\\par`)
    .join('\n');
}

function foldLine(line: string): readonly string[] {
  const characters = [...line];
  if (characters.length <= widest) return [line];
  const space = characters.lastIndexOf(' ', widest);
  const at = space > widest / 2 ? space : widest;
  const indent = /^\s*/.exec(line)?.[0].slice(0, 20) ?? '';
  return [characters.slice(0, at).join(''), ...foldLine(`${indent}    ${characters.slice(at).join('').trimStart()}`)];
}

/** One column of a listing. */
function cell(c: string): string {
  if (c === ' ') return '\\blrcspace ';
  if (/^[A-Za-z0-9]$/.test(c)) return c;
  const shown = c === '-' ? '-{}' : c === "'" ? '\\textquotesingle{}' : characterLatex(c);
  return /^[\x21-\x7e]$/.test(c) || shown.startsWith('[') ? shown : `\\blrccolumn{${shown}}`;
}
