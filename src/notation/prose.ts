// Running text with mathematics in it, as plain text and as pieces for the document backends.
import { displayTerm } from './display.ts';
import { type Formula, formulaLatex } from './formula.ts';
import { latexOf, plainText, type Term } from './label.ts';
import { type ProsePart, type Run, runLatex, runsOf, runWidth } from './math-runs.ts';

/** Text and mathematics in order. */
export interface Prose {
  readonly kind: 'prose';
  readonly parts: readonly ProsePart[];
}

/** How a document writes text and formulas; long formulas stand on a line of their own. */
export interface ProseStyle {
  readonly text: (text: string) => string;
  readonly inline: (tex: string) => string;
  readonly display: (tex: string) => string;
  /** Width in em from which a formula is displayed. */
  readonly limit: number;
  /** Width in em of a display. */
  readonly room: number;
}

/** The prose in a style. */
export function styledProse(prose: Prose, style: ProseStyle): string {
  const runs = runsOf(prose.parts);
  return runs.map((run, i) => styledRun(run, runs[i - 1], runs[i + 1], style)).join('');
}

const isDisplayed = (run: Run | undefined, style: ProseStyle): boolean =>
  run !== undefined && typeof run !== 'string' && runWidth(run) > style.limit;

/** A mark right after a displayed formula belongs to its line. */
const markAfter = (run: Run | undefined): string => (typeof run === 'string' ? (/^[.,;:]/.exec(run)?.[0] ?? '') : '');

function styledRun(run: Run, before: Run | undefined, after: Run | undefined, style: ProseStyle): string {
  if (typeof run === 'string') return style.text(isDisplayed(before, style) ? run.replace(/^[.,;:]\s*/, '') : run);
  if (!isDisplayed(run, style)) return style.inline(runLatex(run));
  const [only] = run;
  const broken = run.length === 1 && only && only.kind !== 'formula' ? displayTerm(only, style.room) : runLatex(run);
  return style.display(broken + markAfter(after));
}

/** The LaTeX of a part that is no text. */
export const partLatex = (part: Term | Formula): string =>
  part.kind === 'formula' ? formulaLatex(part) : latexOf(part);

/** A part as Unicode text. */
export const partText = (part: ProsePart): string =>
  typeof part === 'string' ? part : part.kind === 'formula' ? part.text.replace(/[{}]/g, '') : plainText(part);

/** The prose as one line of Unicode text. */
export const plainProse = (prose: Prose): string => prose.parts.map(partText).join('');
