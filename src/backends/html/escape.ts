// Text of the source in HTML: nothing in it can act as markup.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute. */
export const htmlText = (text: string): string =>
  text
    .replace(/[&<>"']/g, (c) => entities[c] ?? c)
    // Controls are no characters of HTML; those that turn the direction of writing could disguise a text.
    .replace(/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu, '\ufffd');

/** A remark of the source: what it quotes stands in curved marks, what it puts between backticks in type. */
export const htmlRemark = (text: string): string =>
  text
    .replace(/"([^"]*)"/g, '“$1”')
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? `<code>${htmlText(part)}</code>` : htmlText(part)))
    .join('');
