// A problem with someone's data as an answer: the place underlined as in a specification, and what to try.
import type { Outcome, Problem } from '../../train/index.ts';
import type { Answer, Attempt, Status } from '../answer.ts';

/** A place in a file with its line underlined. */
function placed({ place }: Problem): string {
  if (place === undefined) return '';
  const { file, line, column, length, text } = place;
  const gutter = ' '.repeat(String(line).length);
  const start = Math.max(0, column - 60);
  const shown = text.slice(start, start + 120);
  const mark = `${' '.repeat(column - 1 - start)}${'^'.repeat(Math.min(length, Math.max(1, shown.length - column + 1 + start)))}`;
  return `${gutter} ┌─ ${file}:${line}:${column}\n${line} │ ${shown}\n${gutter} │ ${mark}\n`;
}

/** The answer that says what is wrong. */
export function problemAnswer(problem: Problem, status: Status = 2): Answer {
  const { message, hint, notes = [], place } = problem;
  const reasons = notes.map((note) => `  = ${note}\n`).join('');
  const where = place ? { file: place.file, line: place.line, column: place.column, length: place.length } : {};
  return {
    status,
    complaint: `error: ${message}\n${placed(problem)}${reasons}  = help: ${hint}\n`,
    data: { ok: false, error: { kind: status === 2 ? 'usage' : 'training', message, hint, notes, ...where } },
  };
}

/** A value, or the answer that ends the command. */
export const attempt = <T>(outcome: Outcome<T>): Attempt<T> =>
  outcome.ok ? outcome : { ok: false, answer: problemAnswer(outcome.problem) };
