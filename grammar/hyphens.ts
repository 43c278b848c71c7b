// `monte-carlo` and `second-order` are words of a setting, not differences.
import type { IToken } from 'chevrotain';
import { letterOf } from './names.ts';
import * as t from './tokens.ts';

/** Plain words of two letters or more: `α-β`, `a-b` and `alpha-beta` stay differences. */
function isPlainWord(token: IToken | undefined): token is IToken {
  return token?.tokenType === t.Name && /^[a-z]{2,}$/.test(token.image) && !letterOf.has(token.image);
}

function adjoins(left: IToken, right: IToken | undefined): right is IToken {
  return right !== undefined && t.endOf(left) === right.startOffset;
}

/** The word that begins at `index`, with the number of tokens it takes. */
function wordAt(
  tokens: readonly IToken[],
  index: number,
): { readonly word: IToken; readonly length: number } | undefined {
  let word = tokens[index];
  if (!isPlainWord(word)) return undefined;
  let length = 1;
  for (;;) {
    const hyphen = tokens[index + length];
    const next = tokens[index + length + 1];
    if (!adjoins(word, hyphen) || hyphen.image !== '-' || !isPlainWord(next) || !adjoins(hyphen, next)) break;
    word = { ...word, image: `${word.image}-${next.image}`, endOffset: t.endOf(next) - 1 };
    length += 2;
  }
  return { word, length };
}

const opening: ReadonlySet<string> = new Set(['(', '[']);
const closing: ReadonlySet<string> = new Set([')', ']']);

/** Joins hyphenated words where a setting's entry begins: a comma inside brackets begins none. */
export function joinHyphenated(tokens: readonly IToken[]): readonly IToken[] {
  const joined: IToken[] = [];
  let depth = 0;
  for (let index = 0; index < tokens.length; ) {
    const token = tokens[index];
    const entryBegins = index === 0 || (depth === 0 && tokens[index - 1]?.tokenType === t.Comma);
    const found = entryBegins ? wordAt(tokens, index) : undefined;
    if (token !== undefined) joined.push(found?.word ?? token);
    if (token && opening.has(token.image)) depth += 1;
    if (token && closing.has(token.image)) depth -= 1;
    index += found?.length ?? 1;
  }
  return joined;
}
