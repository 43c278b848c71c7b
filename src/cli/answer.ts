// What a command answers: words for a person, data for a tool, files to write, and how it went. Commands only return it.
import { type Diagnostic, type DiagnosticRecord, diagnosticRecord, renderDiagnostic } from '../index.ts';

/** 0: it went well; 1: the specification is wrong; 2: the command was used wrongly; 130: interrupted, as shells say. */
export type Status = 0 | 1 | 2 | 130;

/** A file that a command wants written. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** The outcome of a command. */
export interface Answer {
  readonly status: Status;
  /** For a person, on standard output. */
  readonly out?: string;
  /** For a person, on standard error. */
  readonly complaint?: string;
  /** For a tool, on standard output under `--json`. */
  readonly data: unknown;
  /** Written only when the status is 0: all of them, or none. */
  readonly files?: readonly OutputFile[];
}

/** A diagnostic with the text it points into. */
export interface Located {
  readonly diagnostic: Diagnostic;
  readonly text: string;
  readonly file: string;
}

/** A value, or the answer that ends the command. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer };

/** The diagnostic as tools read it. */
export const recordOf = ({ diagnostic, text, file }: Located): DiagnosticRecord =>
  diagnosticRecord(diagnostic, text, file);

/** The diagnostics as a person reads them. */
export const rendered = (located: readonly Located[]): string =>
  located.map(({ diagnostic, text, file }) => `${renderDiagnostic(diagnostic, text, file)}\n`).join('\n');

/** The command was used wrongly: what is the matter, and what would be right. */
export function usage(message: string, hint?: string): Answer {
  const help = hint === undefined ? '' : `  = help: ${hint}\n`;
  return {
    status: 2,
    complaint: `error: ${message}\n${help}`,
    data: { ok: false, declarations: [], diagnostics: [], error: { kind: 'usage', message, hint: hint ?? '' } },
  };
}

/** The specification is wrong, and here is where. */
export function refused(located: readonly Located[], status: Status = 1): Answer {
  return { status, complaint: rendered(located), data: { ok: false, diagnostics: located.map(recordOf) } };
}

/** Something that a later version does. */
export function notYet(message: string, hint: string): Answer {
  const diagnostic: Diagnostic = { code: 'not-yet', severity: 'error', message, hint, span: { start: 0, end: 0 } };
  return {
    status: 1,
    complaint: `error[not-yet]: ${message}\n  = help: ${hint}\n`,
    data: { ok: false, diagnostics: [diagnosticRecord(diagnostic, '', '')] },
  };
}
