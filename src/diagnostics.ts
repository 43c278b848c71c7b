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
}

/** A mistake of ours: thrown, never shown as the user's fault. */
export class CompilerBug extends Error {
  override readonly name = 'CompilerBug';
}

/** Ends a `switch` over a union that must be complete. */
export function unreachable(value: never): never {
  throw new CompilerBug(`unreachable case: ${String(value)}`);
}

/** 1-based line and column of an offset; columns count code points, as an editor shows them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The 1-based position of `offset` in `text`. */
function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}

function underline(sourceLine: string, column: number, length: number): string {
  const lead = [...sourceLine].slice(0, column - 1).map((c) => (c === '\t' ? '\t' : ' '));
  return lead.join('') + '^'.repeat(Math.max(1, length));
}

/** The diagnostic as a person reads it: source line, underline, reasons, help. */
export function renderDiagnostic(d: Diagnostic, text: string, file: string): string {
  const { line, column } = positionAt(text, d.span.start);
  const sourceLine = text.split('\n')[line - 1] ?? '';
  const available = [...sourceLine].length - column + 1;
  const length = Math.min([...text.slice(d.span.start, d.span.end)].length, Math.max(1, available));
  const gutter = ' '.repeat(String(line).length);
  const shown = [...sourceLine].length > 160 ? clip(sourceLine, column) : { line: sourceLine, column };
  const rows = [
    `${d.severity}[${d.code}]: ${d.message}`,
    `${gutter} ┌─ ${file}:${line}:${column}`,
    `${line} │ ${shown.line}`,
    `${gutter} │ ${underline(shown.line, shown.column, Math.min(length, 100))}${d.label ? ` ${d.label}` : ''}`,
    ...(d.notes ?? []).map((note) => `${gutter} = ${note}`),
    ...(d.hint ? [`${gutter} = help: ${d.hint.split('\n').join(`\n${gutter}         `)}`] : []),
  ];
  return rows.join('\n');
}

/** A window of a very long line around the column of interest. */
function clip(sourceLine: string, column: number): { line: string; column: number } {
  const points = [...sourceLine];
  const start = Math.max(0, column - 40);
  return { line: points.slice(start, start + 140).join(''), column: column - start };
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
  const length = Math.max(1, [...text.slice(d.span.start, d.span.end)].length);
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
