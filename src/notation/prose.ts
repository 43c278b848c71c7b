// Running text with mathematics in it, as plain text and as pieces for the document backends.
import { latexOf, pieceOfTerm, plainText, type Term } from './label.ts';

/** Text and terms in order. */
export interface Prose {
  readonly kind: 'prose';
  readonly parts: readonly (string | Term)[];
}

/** How a document writes text and formulas; long formulas stand on a line of their own. */
export interface ProseStyle {
  readonly text: (text: string) => string;
  readonly inline: (tex: string) => string;
  readonly display: (term: Term) => string;
  /** Width in em from which a formula is displayed. */
  readonly limit: number;
}

/** The prose in a style. */
export const styledProse = (prose: Prose, style: ProseStyle): string =>
  prose.parts.map((part) => (typeof part === 'string' ? style.text(part) : styledTerm(part, style))).join('');

function styledTerm(term: Term, style: ProseStyle): string {
  return pieceOfTerm(term).width > style.limit ? style.display(term) : style.inline(latexOf(term));
}

/** The prose as one line of Unicode text. */
export const plainProse = (prose: Prose): string =>
  prose.parts.map((part) => (typeof part === 'string' ? part : plainText(part))).join('');
