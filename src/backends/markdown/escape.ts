// Text of the source in Markdown as forges render it, and formulas that survive their escapes.

/** Controls but line ends and tabs, and marks that turn the direction of writing and could disguise a text. */
const disguises = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu;

/** Running text: nothing in it can act as Markdown, HTML or a formula. */
export const markdownText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(disguises, '\ufffd')
    .replace(/[\\`*_[\]#~|]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\$/g, '&#36;')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//');

/** Text that begins a line: a leading dash or number starts no list. */
export const markdownLine = (text: string): string =>
  markdownText(text)
    .replace(/^( ?)([-+=])/, '$1\\$2')
    .replace(/^( ?\d+)([.)])/, '$1\\$2');

const replacements: readonly (readonly [RegExp, string])[] = [
  [/\\\\/g, '\\cr '],
  [/\\,/g, '\\thinspace '],
  [/\\\{/g, '\\lbrace '],
  [/\\\}/g, '\\rbrace '],
  [/\\\|/g, '\\Vert '],
  [/\\left\|/g, '\\left\\vert '],
  [/\\right\|/g, '\\right\\vert '],
  [/\\middle\|/g, '\\middle\\vert '],
  [/</g, '\\lt '],
  [/>/g, '\\gt '],
  [/\*/g, '\\ast '],
];

/** LaTeX without backslash-punctuation, which Markdown would take as escapes, and without HTML's characters. */
export const forgeMath = (tex: string): string =>
  replacements
    .reduce((t, [pattern, by]) => t.replace(pattern, () => by), tex)
    .replace(/ {2,}/g, ' ')
    .replace(/ +$/gm, '');

/** A fence longer than any run of backticks inside. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.replace(disguises, '\ufffd')}\n${fence}`;
}
