// Looking ahead in a row of tokens: does a declaration begin here, and which names does it declare?
import type { IToken } from 'chevrotain';
import type { DeclarationKind } from './ast.ts';
import { isDeclarationKind, itemForm } from './items.ts';
import { canonicalName } from './names.ts';
import * as t from './tokens.ts';

/** Whether a token is this very word. */
export function isWord(token: IToken | undefined, word: string): boolean {
  return token?.tokenType === t.Name && token.image === word;
}

const MOST_DIMENSIONS = 64;

/** The index after `(P, Q)`, if that comes here; else the same index. */
export function skipDimensions(tokens: readonly IToken[], from: number): number {
  if (tokens[from]?.tokenType !== t.LeftParen) return from;
  for (let index = from + 1; index < from + 2 * MOST_DIMENSIONS; index++) {
    const type = tokens[index]?.tokenType;
    if (type === t.RightParen) return index + 1;
    if (type === undefined || type === t.LeftBrace) return index;
  }
  return from;
}

/** Whether `family Name(P) {` begins here: a word alone may be a name. */
export function isDeclarationHead(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index];
  if (token?.tokenType !== t.Name || !isDeclarationKind(token.image)) return false;
  if (tokens[index + 1]?.tokenType !== t.Name) return false;
  return tokens[skipDimensions(tokens, index + 2)]?.tokenType === t.LeftBrace;
}

/** The names that a body declares with `in`, so that a keyword's word may be one of them. */
export function declaredNames(tokens: readonly IToken[], from: number, kind: DeclarationKind): ReadonlySet<string> {
  const names = new Set<string>();
  let depth = 0;
  for (let index = from; depth >= 0 && index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.tokenType === t.LeftBrace) depth++;
    if (token?.tokenType === t.RightBrace) depth--;
    if (token?.tokenType === t.In) addBound(names, tokens, index, from, kind);
    if (isDeclarationHead(tokens, index)) break;
  }
  return names;
}

function addBound(
  names: Set<string>,
  tokens: readonly IToken[],
  index: number,
  from: number,
  kind: DeclarationKind,
): void {
  const name = tokens[index - 1];
  const before = tokens[index - 2];
  if (name?.tokenType !== t.Name || before === undefined || index - 2 < from) return;
  const listed = before.tokenType === t.Comma || itemForm(kind, before.image) !== undefined;
  if (listed) names.add(canonicalName(name.image));
}
