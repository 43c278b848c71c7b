// Where declarations and items begin and end. Keywords are words like others, so place and neighbours decide.
import type { IToken } from 'chevrotain';
import type { Diagnostic, Span } from '../src/diagnostics.ts';
import type { DeclarationKind } from './ast.ts';
import { joinHyphenated } from './hyphens.ts';
import { declarationKinds, isDeclarationKind, itemForm } from './items.ts';
import type { OutlinePlace } from './keywords.ts';
import { beginsItem } from './keywords.ts';
import { maximumDiagnostics, maximumItems, tooLarge } from './limits.ts';
import { declaredNames, isDeclarationHead, isWord, skipDimensions } from './lookahead.ts';
import { missingOpeningBrace, strayText, unclosedBody, unknownDeclaration, unknownItem } from './messages.ts';
import { closesNothing, neverClosed, scanToken, startScan } from './scan.ts';
import { nearestWord } from './suggest.ts';
import * as t from './tokens.ts';

/** An item's tokens, with brackets checked. */
export interface ItemOutline {
  readonly keyword: IToken;
  /** The item it is, or is taken for. */
  readonly word: string;
  readonly tokens: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A declaration's tokens, cut into head and items. */
export interface DeclarationOutline {
  readonly kind: DeclarationKind;
  readonly keyword: IToken;
  readonly head: readonly IToken[];
  readonly open: IToken | undefined;
  readonly items: readonly ItemOutline[];
  readonly close: IToken | undefined;
}

/** `import "normal.blr"`; the path is missing where the text is. */
export interface ImportOutline {
  readonly keyword: IToken;
  readonly path: IToken | undefined;
}

/** A whole text, cut. */
export interface Outline {
  readonly imports: readonly ImportOutline[];
  readonly declarations: readonly DeclarationOutline[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Cursor {
  readonly tokens: readonly IToken[];
  index: number;
  readonly diagnostics: Diagnostic[];
  /** Items with a mistake of their own, so far. */
  faults: number;
  items: number;
}

/** Enough mistakes to report, or items to read: what follows is not read. */
const isFull = ({ diagnostics, faults, items }: Cursor): boolean =>
  diagnostics.length + faults > maximumDiagnostics || items > maximumItems;

/** Cuts a row of tokens into imports, declarations and items. */
export function outline(tokens: readonly IToken[]): Outline {
  const cursor: Cursor = { tokens, index: 0, diagnostics: [], faults: 0, items: 0 };
  const imports: ImportOutline[] = [];
  const declarations: DeclarationOutline[] = [];
  for (let token = tokens[0]; token !== undefined && !isFull(cursor); token = tokens[cursor.index]) {
    const kind = declarationKindHere(cursor, token);
    if (kind !== undefined) declarations.push(readDeclaration(cursor, kind, token));
    else if (isWord(token, 'import')) imports.push(readImport(cursor, token));
    else skipStray(cursor, token);
  }
  return { imports, declarations, diagnostics: cursor.diagnostics };
}

/** The kind that begins here; a misspelt one is reported and taken for the nearest. */
function declarationKindHere(cursor: Cursor, token: IToken): DeclarationKind | undefined {
  if (token.tokenType !== t.Name) return undefined;
  if (isDeclarationKind(token.image)) return token.image;
  if (cursor.tokens[cursor.index + 1]?.tokenType !== t.Name) return undefined;
  const nearest = nearestWord(token.image, declarationKinds);
  if (nearest === undefined || !isDeclarationKind(nearest)) return undefined;
  cursor.diagnostics.push(unknownDeclaration(token, nearest));
  return nearest;
}

function readImport(cursor: Cursor, keyword: IToken): ImportOutline {
  const next = cursor.tokens[cursor.index + 1];
  const path = next?.tokenType === t.Text ? next : undefined;
  const onSameLine = next !== undefined && next.startLine === keyword.startLine;
  cursor.index += path !== undefined || onSameLine ? 2 : 1;
  return { keyword, path };
}

/** Skips to the next word that can begin something; a braced body that is met on the way goes too. */
function skipStray(cursor: Cursor, first: IToken): void {
  const looksLikeDeclaration = first.tokenType === t.Name && cursor.tokens[cursor.index + 1]?.tokenType === t.Name;
  if (first.tokenType === t.RightBrace) cursor.diagnostics.push(closesNothing(first));
  else cursor.diagnostics.push(looksLikeDeclaration ? unknownDeclaration(first, undefined) : strayText(first));
  let depth = 0;
  do {
    const type = cursor.tokens[cursor.index]?.tokenType;
    if (type === t.LeftBrace) depth++;
    if (type === t.RightBrace) depth--;
    cursor.index++;
  } while (cursor.index < cursor.tokens.length && !(depth <= 0 && beginsDeclaration(cursor)));
}

function beginsDeclaration({ tokens, index }: Cursor): boolean {
  const token = tokens[index];
  if (isDeclarationHead(tokens, index)) return true;
  const opensLine = token?.startLine !== tokens[index - 1]?.endLine;
  return token !== undefined && opensLine && (isWord(token, 'import') || isDeclarationKind(token.image));
}

function readDeclaration(cursor: Cursor, kind: DeclarationKind, keyword: IToken): DeclarationOutline {
  const start = cursor.index + 1;
  const afterName = cursor.tokens[start]?.tokenType === t.Name ? start + 1 : start;
  cursor.index = skipDimensions(cursor.tokens, afterName);
  const head = cursor.tokens.slice(start, cursor.index);
  const open = openBody(cursor, kind, keyword);
  if (open === 'no body') return { kind, keyword, head, open: undefined, items: [], close: undefined };
  const { items, close } = readBody(cursor, kind, keyword, head[0]?.image ?? '', open !== undefined);
  return { kind, keyword, head, open, items, close };
}

/** The opening brace; where only it is missing, the items are read all the same. */
function openBody(cursor: Cursor, kind: DeclarationKind, keyword: IToken): IToken | undefined | 'no body' {
  const token = cursor.tokens[cursor.index];
  if (token?.tokenType === t.LeftBrace) {
    cursor.index++;
    return token;
  }
  const before = cursor.tokens[cursor.index - 1] ?? keyword;
  if (before !== keyword) cursor.diagnostics.push(missingOpeningBrace(kind, before, token));
  if (token !== undefined && itemForm(kind, token.image) !== undefined) return undefined;
  while (cursor.index < cursor.tokens.length && !beginsDeclaration(cursor)) {
    if (cursor.tokens[cursor.index++]?.tokenType === t.LeftBrace) return cursor.tokens[cursor.index - 1];
  }
  return 'no body';
}

interface OpenItem {
  readonly keyword: IToken;
  readonly word: string;
  readonly tokens: IToken[];
  readonly place: OutlinePlace;
}

function readBody(
  cursor: Cursor,
  kind: DeclarationKind,
  keyword: IToken,
  name: string,
  opened: boolean,
): { items: ItemOutline[]; close: IToken | undefined } {
  const declared = declaredNames(cursor.tokens, cursor.index, kind);
  const items: ItemOutline[] = [];
  let item: OpenItem | undefined;
  const finish = (): void => {
    if (item === undefined) return;
    const closed = closeItem(item);
    if (closed.diagnostics.length > 0) cursor.faults++;
    if (++cursor.items > maximumItems) cursor.diagnostics.push(tooManyItems(closed));
    items.push(closed);
  };
  for (let token = cursor.tokens[cursor.index]; token !== undefined; token = cursor.tokens[++cursor.index]) {
    if (isFull(cursor)) return { items, close: undefined };
    if (isDeclarationHead(cursor.tokens, cursor.index)) break;
    if (token.tokenType === t.RightBrace && !insideBrace(item)) {
      finish();
      cursor.index++;
      return { items, close: token };
    }
    if (item === undefined || beginsItem(cursor.tokens, cursor.index, item.place)) {
      finish();
      item = openItem(kind, token, declared);
    } else item.tokens.push(scanToken(item.place.scan, inRole(item, token)));
  }
  finish();
  if (opened) cursor.diagnostics.push(unclosedBody(kind, name, keyword, cursor.tokens[cursor.index]));
  return { items, close: undefined };
}

const insideBrace = (item: OpenItem | undefined): boolean =>
  item?.place.scan.open.some(({ tokenType }) => tokenType === t.LeftBrace) ?? false;

/** Opens an item at a word; a word that is no item here is reported, and taken for the nearest. */
function openItem(kind: DeclarationKind, keyword: IToken, declared: ReadonlySet<string>): OpenItem {
  const scan = startScan();
  const known = itemForm(kind, keyword.image);
  const { diagnostic, word } = known ? { diagnostic: undefined, word: keyword.image } : unknownItem(kind, keyword);
  if (diagnostic !== undefined) scan.diagnostics.push(diagnostic);
  return { keyword, word, tokens: [], place: { kind, form: itemForm(kind, word), declared, scan } };
}

/** Words that mean something only in one place: `propto` before a density, `for` in a setting. */
function inRole({ place, tokens }: OpenItem, token: IToken): IToken {
  const { form, scan } = place;
  if (form === 'density' && tokens.length === 0 && isWord(token, 'propto')) return t.retag(token, t.Proportional);
  const between = form === 'setting' && scan.open.length === 0 && !scan.expectsOperand;
  return between && isWord(token, 'for') ? t.retag(token, t.For) : token;
}

function closeItem({ keyword, word, tokens, place }: OpenItem): ItemOutline {
  const diagnostics = [...place.scan.diagnostics, ...place.scan.open.slice(0, 3).map(neverClosed)];
  return { keyword, word, tokens: place.form === 'setting' ? joinHyphenated(tokens) : tokens, diagnostics };
}

function tooManyItems(item: ItemOutline): Diagnostic {
  const most = maximumItems.toLocaleString('en');
  return tooLarge(spanOfItem(item), `the text has more than ${most} items`, 'split it into several files');
}

/** The whole stretch of an item. */
export function spanOfItem({ keyword, tokens }: ItemOutline): Span {
  return { start: keyword.startOffset, end: t.endOf(tokens.at(-1) ?? keyword) };
}
