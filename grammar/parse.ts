// From text to syntax tree: the outline finds the items, the parser reads each, every mistake becomes a diagnostic.
import type { IToken } from 'chevrotain';
import type { Diagnostic, Span } from '../src/diagnostics.ts';
import type { ExprNode, FileNode } from './ast.ts';
import { buildExpression } from './build-expression.ts';
import { takeHeader, takeRemaining } from './comments.ts';
import { maximumDiagnostics, maximumTextLength, tokensTooLarge, tooLarge, withinStack } from './limits.ts';
import { unexpectedCharacters } from './messages.ts';
import { outline } from './outline.ts';
import { parsePart } from './parse-item.ts';
import type { Reading } from './read-declaration.ts';
import { readDeclaration, readImport } from './read-declaration.ts';
import { neverClosed, scanToken, startScan } from './scan.ts';
import * as t from './tokens.ts';

/** The syntax tree of a text, as far as it could be read, with every mistake found. */
export interface ParsedFile {
  readonly file: FileNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** The tree of one expression; undefined where it could not be read. */
export interface ParsedExpression {
  readonly expression: ExprNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a `.blr` text. Never throws; `file` holds whatever could be recovered. */
export function parse(text: string): ParsedFile {
  const span = { start: 0, end: text.length };
  if (text.length > maximumTextLength) return { file: { ...NOTHING, span }, diagnostics: [textTooLarge(text)] };
  const diagnostics: Diagnostic[] = [];
  const { tokens, comments } = words(text, diagnostics);
  const { imports, declarations, diagnostics: outlined } = outline(tokens);
  diagnostics.push(...outlined.slice(0, maximumDiagnostics));
  const reading: Reading = {
    text,
    queue: { comments, next: 0 },
    report: (d) => void diagnostics.push(d),
    isFull: () => diagnostics.length > maximumDiagnostics,
  };
  const parts = [...imports, ...declarations].sort((a, b) => a.keyword.startOffset - b.keyword.startOffset);
  const header = parts[0] && takeHeader(reading.queue, text, parts[0].keyword.startOffset);
  const nodes = parts.map((part) => {
    if (reading.isFull()) return undefined;
    return 'path' in part ? readImport(part, reading) : readDeclaration(part, reading);
  });
  const file: FileNode = {
    ...(header === undefined || header.length === 0 ? {} : { header }),
    imports: nodes.filter((node) => node !== undefined && 'path' in node),
    declarations: nodes.filter((node) => node !== undefined && 'items' in node),
    trailingComments: takeRemaining(reading.queue, Number.POSITIVE_INFINITY),
    span,
  };
  return { file, diagnostics: inOrder(diagnostics) };
}

/** Reads a single expression. Never throws. */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > maximumTextLength) return { expression: undefined, diagnostics: [textTooLarge(text)] };
  const diagnostics: Diagnostic[] = [];
  const scan = startScan();
  const tokens = words(text, diagnostics).tokens.map((token) => scanToken(scan, token));
  diagnostics.push(...scan.diagnostics, ...scan.open.slice(0, 3).map(neverClosed));
  const large = tokensTooLarge(tokens);
  if (large !== undefined) diagnostics.push(large);
  const report = (d: Diagnostic): void => void diagnostics.push(d);
  const faulty = diagnostics.length > 0;
  const expression = withinStack({ start: 0, end: text.length }, report, () => {
    const row = { keyword: BEGINNING, before: BEGINNING, tokens };
    return buildExpression(faulty ? undefined : parsePart('expression', row, report), report);
  });
  return { expression, diagnostics: inOrder(diagnostics) };
}

const NOTHING = { imports: [], declarations: [], trailingComments: [] };

/** Stands before the first token of a lone expression. */
const BEGINNING: IToken = { image: '', startOffset: 0, tokenType: t.Name, tokenTypeIdx: t.Name.tokenTypeIdx ?? -1 };

function textTooLarge({ length }: { readonly length: number }): Diagnostic {
  const most = maximumTextLength.toLocaleString('en');
  return tooLarge(
    { start: 0, end: Math.min(1, length) },
    `the text is longer than ${most} characters`,
    'split it into several files',
  );
}

/** The tokens of a text, the word `in` in its role; characters that are none are reported. */
function words(
  text: string,
  diagnostics: Diagnostic[],
): { readonly tokens: readonly IToken[]; readonly comments: readonly IToken[] } {
  const { tokens, comments, errors } = t.tokenize(text);
  const places = errors
    .slice(0, maximumDiagnostics)
    .map(({ offset, length }): Span => ({ start: offset, end: offset + length }));
  diagnostics.push(...places.map((span) => unexpectedCharacters(text, span)));
  return { tokens: tokens.map((token) => (token.image === 'in' ? t.retag(token, t.In) : token)), comments };
}

/** In the order of the text; a flood is cut. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.span.start - b.span.start).slice(0, maximumDiagnostics);
}
