// From the outline of a declaration to its syntax tree: each item is parsed on its own, so one mistake costs one item.
import type { DeclarationNode, ImportNode, ItemNode, NameNode } from './ast.ts';
import { declarationName } from './build-domain.ts';
import type { Report } from './build-expression.ts';
import { leaves, symbol } from './build-expression.ts';
import { buildItem } from './build-items.ts';
import type { CommentQueue } from './comments.ts';
import { takeComments, takeDocumentation, takeRemaining } from './comments.ts';
import { itemForm } from './items.ts';
import { tokensTooLarge, withinStack } from './limits.ts';
import { syntaxError } from './messages.ts';
import type { DeclarationOutline, ImportOutline, ItemOutline } from './outline.ts';
import { spanOfItem } from './outline.ts';
import { parseItem, parsePart } from './parse-item.ts';
import * as t from './tokens.ts';

/** What reading needs besides the outline: the text, its comments, and where mistakes go. */
export interface Reading {
  readonly text: string;
  readonly queue: CommentQueue;
  readonly report: Report;
  /** Whether enough mistakes are reported: what follows is not read. */
  readonly isFull: () => boolean;
}

/** `import "normal.blr"`, if it says which file. */
export function readImport({ keyword, path }: ImportOutline, { text, queue, report }: Reading): ImportNode | undefined {
  const span = { start: keyword.startOffset, end: t.endOf(path ?? keyword) };
  const comments = takeComments(queue, text, span);
  if (path !== undefined) return { path: path.image.slice(1, -1), comments, span };
  report(syntaxError(t.placeOf(keyword), 'this import names no file', 'write `import "name.blr"`'));
  return undefined;
}

/** A declaration with the items that could be read; undefined where it has no name. */
export function readDeclaration(part: DeclarationOutline, reading: Reading): DeclarationNode | undefined {
  const { kind, keyword, head, open, close } = part;
  const headEnd = t.endOf(open ?? head.at(-1) ?? keyword);
  const { doc, comments } = takeDocumentation(reading.queue, reading.text, headEnd);
  const { name, dimensions } = readHead(part, reading.report);
  const items = part.items.flatMap((item) => (reading.isFull() ? [] : (readItem(part, item, reading) ?? [])));
  const last = part.items.at(-1);
  const end = close === undefined ? Math.max(headEnd, last === undefined ? 0 : spanOfItem(last).end) : t.endOf(close);
  const innerComments = takeRemaining(reading.queue, end);
  if (name === undefined) return undefined;
  return { kind, name, dimensions, items, doc, comments, innerComments, span: { start: keyword.startOffset, end } };
}

interface Head {
  readonly name: NameNode | undefined;
  readonly dimensions: readonly NameNode[];
}

function readHead({ keyword, head }: DeclarationOutline, report: Report): Head {
  const tree = parsePart('head', { keyword, before: keyword, tokens: head }, report);
  return { name: declarationName(tree), dimensions: leaves(tree, 'dimension').map(symbol) };
}

function readItem(
  { kind }: DeclarationOutline,
  item: ItemOutline,
  { text, queue, report }: Reading,
): ItemNode | undefined {
  const { word, tokens } = item;
  const span = spanOfItem(item);
  const comments = takeComments(queue, text, span);
  const form = itemForm(kind, word);
  item.diagnostics.forEach(report);
  if (form === undefined || item.diagnostics.some(({ code }) => code === 'too-large')) return undefined;
  const large = tokensTooLarge(tokens);
  if (large !== undefined) {
    report(large);
    return undefined;
  }
  return withinStack(span, report, () => {
    const parts = parseItem(form, item, item.diagnostics.length > 0 ? quiet : report);
    return buildItem(form, parts, { comments, span }, report);
  });
}

/** Where an item is already faulty, what the parser says is mostly a consequence. */
const quiet: Report = () => undefined;
