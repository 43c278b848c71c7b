// The user's mistakes as values: a code, a place, the true reason, and what to try.

/** A half-open range of UTF-16 offsets in one source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Frozen codes: tools outside this project match on them. */
export type DiagnosticCode =
  | 'syntax'
  | 'unknown-name'
  | 'shape-mismatch'
  | 'not-exponential'
  | 'curved'
  | 'not-identifiable'
  | 'support-depends-on-parameter'
  | 'not-integrable'
  | 'not-normalised'
  | 'negative-density'
  | 'wrong-claim'
  | 'too-large'
  | 'not-derivable'
  | 'not-yet';

/** One mistake (or warning), with its place in the source. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  /** One sentence: what was found. */
  readonly message: string;
  readonly span: Span;
  /** Short words printed beside the underline. */
  readonly label?: string;
  /** Further reasons and evidence, one line each. */
  readonly notes?: readonly string[];
  /** What the author can do. */
  readonly hint?: string;
  /** The declaration whose mistake this repeats where it is referred to. */
  readonly echoes?: string;
}

/** A mistake of ours: thrown, never shown as the user's fault. */
export class CompilerBug extends Error {
  override readonly name = 'CompilerBug';
}

/** Whether the machine's stack ended: what was read nests deeper than can be followed here. */
export const isStackOverflow = (thrown: unknown): boolean =>
  thrown instanceof RangeError && /call stack/i.test(thrown.message);

/** Ends a `switch` over a union that must be complete. */
export function unreachable(value: never): never {
  throw new CompilerBug(`unreachable case: ${String(value)}`);
}

/** 1-based line and column of an offset; columns count code points, as an editor shows them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The 1-based position of `offset` in `text`, and the offsets between which its line stands. */
function positionAt(text: string, offset: number): Position & Span {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', start)) {
    line++;
    start = at + 1;
  }
  const end = text.indexOf('\n', start);
  const column = codePoints(text.slice(start, offset)) + 1;
  return { line, column, start, end: end < 0 ? text.length : end };
}

/** How many characters a text has as an editor counts them; a long line is never spread out for it. */
function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (!isSecondHalf(text, i)) count++;
  return count;
}

/** Whether the second half of a surrogate pair stands here. */
const isSecondHalf = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

function underline(sourceLine: string, column: number, length: number): string {
  const lead = [...sourceLine].slice(0, column - 1).map((c) => (c === '\t' ? '\t' : ' '));
  return lead.join('') + '^'.repeat(Math.max(1, length));
}

/** The diagnostic as a person reads it: source line, underline, reasons, help. */
export function renderDiagnostic(d: Diagnostic, text: string, file: string): string {
  const at = positionAt(text, d.span.start);
  const available = codePoints(text.slice(d.span.start, at.end));
  const length = Math.min(codePoints(text.slice(d.span.start, d.span.end)), Math.max(1, available));
  const gutter = ' '.repeat(String(at.line).length);
  const shown = shownLine(text, d.span.start, at);
  const rows = [
    `${d.severity}[${d.code}]: ${d.message}`,
    `${gutter} ┌─ ${file}:${at.line}:${at.column}`,
    `${at.line} │ ${shown.line}`,
    `${gutter} │ ${underline(shown.line, shown.column, Math.min(length, 100))}${d.label ? ` ${d.label}` : ''}`,
    ...(d.notes ?? []).map((note) => `${gutter} = ${note}`),
    ...(d.hint ? [`${gutter} = help: ${d.hint.split('\n').join(`\n${gutter}         `)}`] : []),
  ];
  return rows.join('\n');
}

/** The line of a place; of a very long one the part around it. */
function shownLine(text: string, offset: number, at: Position & Span): { line: string; column: number } {
  if (at.end - at.start <= 160) return { line: text.slice(at.start, at.end), column: at.column };
  const around = Math.max(at.start, offset - 40);
  const from = isSecondHalf(text, around) ? around - 1 : around;
  return { line: text.slice(from, Math.min(at.end, from + 140)), column: codePoints(text.slice(from, offset)) + 1 };
}

/** The shape of one diagnostic in `check --json`. */
export interface DiagnosticRecord {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly hint: string;
  readonly notes: readonly string[];
}

/** The diagnostic as tools read it. */
export function diagnosticRecord(d: Diagnostic, text: string, file: string): DiagnosticRecord {
  const { line, column } = positionAt(text, d.span.start);
  const length = Math.max(1, codePoints(text.slice(d.span.start, d.span.end)));
  const { code, severity, message, hint = '', notes = [] } = d;
  return { code, severity, message, file, line, column, length, hint, notes };
}

/** A value, or the mistakes that kept us from it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Wraps a value. */
export const success = <T>(value: T): Result<T> => ({ ok: true, value });
/** Wraps mistakes. */
export const failure = (...diagnostics: readonly Diagnostic[]): Result<never> => ({ ok: false, diagnostics });
