// Formulas in running text that only signs and brackets part belong together: ⟨λ, T⟩ + log h − A is one formula.
import { type Formula, formula, formulaLatex, formulaWidth } from './formula.ts';
import { latexOf, pieceOfTerm, type Term } from './label.ts';

/** What running text is made of. */
export type ProsePart = string | Term | Formula;

/** A stretch of text, or of mathematics. */
export type Run = string | readonly (Term | Formula)[];

/** Signs, brackets and numbers between two formulas; a comma or a space alone is punctuation of the text. */
const isGlue = (text: string, open: number, begun: boolean): boolean =>
  /^[\s\d⟨⟩()+−=←·,⊗≥≤<>/½]*$/.test(text) && (open > 0 || /[⟨⟩()+−=←·⊗≥≤<>/]/.test(text) || (begun && text === ' '));

const depth = (text: string): number =>
  [...text].reduce((d, c) => d + ('⟨('.includes(c) ? 1 : '⟩)'.includes(c) ? -1 : 0), 0);

/** The parts with formulas that belong together in one run. */
export function runsOf(parts: readonly ProsePart[]): readonly Run[] {
  const runs: Run[] = [];
  let run: (Term | Formula)[] = [];
  let open = 0;
  const flush = (): void => {
    if (run.length > 0) runs.push(run);
    run = [];
    open = 0;
  };
  const glue = (text: string): void => {
    if (text !== '') run.push(formula(text));
    open += depth(text);
  };
  parts.forEach((part, i) => {
    if (typeof part !== 'string') {
      run.push(part);
      return;
    }
    const between = run.length > 0 && i + 1 < parts.length && typeof parts[i + 1] !== 'string';
    if (between && isGlue(part, open, run.length > 1)) {
      glue(part);
      return;
    }
    const closing = open > 0 ? closers(part, open) : '';
    glue(closing);
    flush();
    const opening = /⟨$/.exec(part.slice(closing.length))?.[0] ?? '';
    const text = part.slice(closing.length, part.length - opening.length);
    if (text !== '') runs.push(text);
    glue(opening);
  });
  flush();
  return runs;
}

/** The closing brackets that a text begins with, as many as are open. */
const closers = (text: string, open: number): string => (/^[)⟩]+/.exec(text)?.[0] ?? '').slice(0, open);

/** The LaTeX of a run. */
export const runLatex = (run: readonly (Term | Formula)[]): string =>
  run.map((part) => (part.kind === 'formula' ? formulaLatex(part) : latexOf(part))).join(' ');

/** Roughly how wide it prints, in em. */
export const runWidth = (run: readonly (Term | Formula)[]): number =>
  run.reduce((w, part) => w + (part.kind === 'formula' ? formulaWidth(part) + 0.3 : pieceOfTerm(part).width), 0);
