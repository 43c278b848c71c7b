// Parsing one item: lists entry by entry, so that one faulty entry does not cost the others.
import type { CstNode, IToken } from 'chevrotain';
import type { Report } from './build-expression.ts';
import type { ItemParts } from './build-items.ts';
import type { ItemForm } from './items.ts';
import { syntaxError } from './messages.ts';
import type { ItemOutline } from './outline.ts';
import type { Start } from './parser.ts';
import { parseTokens } from './parser.ts';
import type { Row } from './syntax-messages.ts';
import { explain } from './syntax-messages.ts';
import * as t from './tokens.ts';

/** Runs the parser on a row of tokens and reports why it could not go on. */
export function parsePart(start: Start, row: Row, report: Report): CstNode | undefined {
  const { tree, error } = parseTokens(start, row.tokens);
  if (error !== undefined) report(explain(error, row));
  return tree;
}

/** Parses the tokens of an item, as its form asks. */
export function parseItem(form: ItemForm, { keyword, word, tokens }: ItemOutline, report: Report): ItemParts {
  const row: Row = { keyword, before: keyword, tokens };
  switch (form) {
    case 'bindings':
      return { keyword, word, bindings: parseList('binding', row, report) };
    case 'setting':
      return { keyword, word, entries: parseList('entry', row, report) };
    case 'action':
      return parseAction(row, word, report);
    case 'value':
      return { keyword, word, tree: parsePart('expression', row, report) };
    case 'reference':
      return { keyword, word, tree: parsePart('references', row, report) };
    case 'density':
    case 'claim':
      return { keyword, word, tree: parsePart(form, row, report) };
  }
}

function parseList(start: Start, row: Row, report: Report): readonly CstNode[] {
  return entriesOf(row).flatMap((entry) => parsePart(start, entry, report) ?? []);
}

const OPENING = new Set([t.LeftParen, t.LeftBracket, t.LeftBrace]);
const CLOSING = new Set([t.RightParen, t.RightBracket, t.RightBrace]);

/** The depth of brackets at every token; brackets themselves lie inside. */
function depths(tokens: readonly IToken[]): readonly number[] {
  let depth = 0;
  return tokens.map(({ tokenType }) => {
    if (OPENING.has(tokenType)) return ++depth;
    return CLOSING.has(tokenType) ? depth-- : depth;
  });
}

/** Cuts a row at the commas outside brackets. */
function entriesOf(row: Row): readonly Row[] {
  const depth = depths(row.tokens);
  const commas = row.tokens.flatMap(({ tokenType }, i) => (tokenType === t.Comma && depth[i] === 0 ? [i] : []));
  return [-1, ...commas].map((comma, i) => ({
    keyword: row.keyword,
    before: row.tokens[comma] ?? row.before,
    tokens: row.tokens.slice(comma + 1, commas[i] ?? row.tokens.length),
  }));
}

/** `θ in Real^P -> A*θ + b`: bindings, or a tuple, before the arrow, and the image after it. */
function parseAction(row: Row, word: string, report: Report): ItemParts {
  const { keyword, tokens } = row;
  const index = tokens.findIndex(({ tokenType }) => tokenType === t.MapsTo);
  const arrow = tokens[index];
  const before = { ...row, tokens: arrow === undefined ? tokens : tokens.slice(0, index) };
  const tuple = tokens[0]?.tokenType === t.LeftParen ? parsePart('tuple', before, report) : undefined;
  const bindings = tokens[0]?.tokenType === t.LeftParen ? [] : parseList('binding', before, report);
  if (arrow !== undefined) {
    const tree = parsePart('image', { keyword, before: arrow, tokens: tokens.slice(index + 1) }, report);
    return { keyword, word, bindings, tuple, tree };
  }
  if (bindings.length > 0 || tuple !== undefined)
    report(
      syntaxError(
        t.placeOf(keyword),
        'this action does not say where a point goes',
        'write `action θ in Real -> A θ + b`',
      ),
    );
  return { keyword, word, bindings };
}
