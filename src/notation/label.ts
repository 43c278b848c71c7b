// Left-hand sides such as A(λ), F₁₂(σ), E_q[log h], λ′ and ∇_μ E_q[ℓ], in LaTeX and in plain text.
import type { Expr } from '../ir/expr.ts';
import { type Concept, type ConceptName, concepts } from './concepts.ts';
import { pieceOf } from './latex.ts';
import type { Letter } from './letters.ts';
import { atom, join, type Piece, script } from './piece.ts';
import type { Lead } from './printing.ts';
import { textOf } from './text.ts';
import { toSubscript } from './unicode.ts';

/** A concept with its arguments, indices, a prime for the updated value, and a gradient in front. */
export interface Label {
  readonly kind: 'label';
  readonly concept: ConceptName;
  readonly of?: readonly (Expr | Label)[];
  /** Numbers, or letters that stand for any. */
  readonly index?: readonly (number | string)[];
  /** How many of the arguments stand before the bar of a density; one where absent. */
  readonly given?: number;
  /** The block of an element, or the component of a point, that is meant: (exp X)_A. */
  readonly block?: Expr;
  readonly updated?: boolean;
  readonly gradientIn?: Expr | Label;
  /** The letter of the concept where it does not keep its own. */
  readonly letter?: Letter;
  /** Letters of the tangents that a form is applied to: F(λ)[u, v]. */
  readonly along?: readonly string[];
}

/** What formulas are made of: an expression or a label. */
export type Term = Expr | Label;

/** The LaTeX of an expression or a label. */
export const latexOf = (term: Term): string => pieceOfTerm(term).tex;

/** The LaTeX of a term, with its width. */
export const pieceOfTerm = (term: Term, lead?: Lead): Piece =>
  term.kind === 'label' ? labelPiece(term) : pieceOf(term, lead);

/** A term in plain text. */
export const plainText = (term: Term): string => (term.kind === 'label' ? labelText(term) : textOf(term));

const conceptOf = ({ concept, letter }: Label): Concept => ({ ...concepts[concept], ...letter });

/** An index beside a gradient belongs to its variable; an expectation has no index of its own. */
function settled(label: Label): Label {
  const { gradientIn, index, ...rest } = label;
  if (!index || !conceptOf(label).text.includes('_') || gradientIn?.kind !== 'label') return label;
  return { ...rest, gradientIn: { ...gradientIn, index } };
}

function labelPiece(given: Label): Piece {
  const label = settled(given);
  const { latex } = conceptOf(label);
  const gradient = label.gradientIn ? gradientPiece(label.gradientIn, label.concept) : undefined;
  const letter = label.concept === 'naturalGradient' ? naturalGradient(label) : marked(latex, label);
  const args = label.concept === 'naturalGradient' ? undefined : argumentsPiece(label);
  const along = label.along ? `[${label.along.join(', ')}]` : '';
  const tex = join(gradient?.tex ?? '', letter, args?.tex ?? '', along);
  const width = letterWidth(label) + (gradient?.width ?? 0) + (args?.width ?? 0) + along.length * 0.4;
  return atom(tex, width, args?.tall ?? false);
}

const letterWidth = (label: Label): number => conceptOf(label).text.length * 0.6 + (label.index?.length ?? 0) * 0.4;

/** ∇̃_λ E_q[ℓ]: the variable stands in `gradientIn` or is the only argument. */
function naturalGradient(label: Label): string {
  const first = label.gradientIn ?? label.of?.[0];
  return `\\tilde{\\nabla}${first ? `_${script(latexOf(first))}` : ''}\\mathbb{E}_q[\\ell]`;
}

function gradientPiece(variable: Term, concept: ConceptName): Piece {
  const shown = pieceOfTerm(variable);
  if (concept === 'naturalGradient') return atom('', 0);
  return atom(`\\nabla_${needsBraces(shown.tex) ? `{${shown.tex}}` : shown.tex}`, 0.8 + shown.width * 0.7, false);
}

const needsBraces = (tex: string): boolean => !/^([A-Za-z]|\\[A-Za-z]+)$/.test(tex);

/** The letter with its index and prime: λ_1', F_{12}, (F^{-1})_{12}, Γ^{1}_{12}. */
function marked(latex: string, label: Label): string {
  const index = label.index ?? [];
  const prime = label.updated ? "'" : '';
  if (label.block) return `${latex}_${script(latexOf(label.block))}${prime}`;
  if (index.length === 0) return `${latex}${prime}`;
  if (label.concept === 'christoffel' && index.length === 3)
    return `${latex}^${index[0]}_{${indexText(index.slice(1))}}${prime}`;
  const base = /[_^]/.test(latex) || latex.startsWith('\\log') ? `(${latex})` : latex;
  return `${base}_${script(indexText(index))}${prime}`;
}

const indexText = (index: readonly (number | string)[]): string =>
  index.join(index.some((i) => typeof i === 'number' && i > 9) ? ',' : '');

function argumentsPiece(label: Label): Piece | undefined {
  if (!label.of || label.of.length === 0) return undefined;
  const shown = label.of.map((t) => pieceOfTerm(t));
  const tall = shown.some((p) => p.tall);
  const inside = separate(
    shown.map((p) => p.tex),
    label,
    ' \\mid ',
    ' \\,\\|\\, ',
  );
  const [open, close] = concepts[label.concept].arguments === 'brackets' ? ['[', ']'] : ['(', ')'];
  const tex = tall
    ? `\\left${open}${inside.replace(' \\mid ', ' \\,\\middle|\\, ')}\\right${close}`
    : `${open}${inside}${close}`;
  return atom(
    tex,
    shown.reduce((w, p) => w + p.width + 0.6, 0.6),
    tall,
  );
}

/** θ | σ for a density, first half ‖ second half for a divergence, commas else. */
function separate(args: readonly string[], label: Label, bar: string, apart: string): string {
  const style = concepts[label.concept].arguments;
  const before = label.given ?? 1;
  if (style === 'given' && args.length > before)
    return `${args.slice(0, before).join(', ')}${bar}${args.slice(before).join(', ')}`;
  if (style === 'divergence' && args.length > 1) {
    const middle = Math.ceil(args.length / 2);
    return `${args.slice(0, middle).join(', ')}${apart}${args.slice(middle).join(', ')}`;
  }
  return args.join(', ');
}

function labelText(given: Label): string {
  const label = settled(given);
  const { text, arguments: style } = conceptOf(label);
  if (label.concept === 'naturalGradient') {
    const variable = label.gradientIn ?? label.of?.[0];
    return `${text}${variable ? `_${plainText(variable)}` : ''} E_q[ℓ]`;
  }
  const gradient = label.gradientIn ? `∇_${plainText(label.gradientIn)} ` : '';
  const index = label.block ? `_${plainText(label.block)}` : label.index ? toSubscript(indexText(label.index)) : '';
  const inside = separate((label.of ?? []).map(plainText), label, ' | ', ' ‖ ');
  const [open, close] = style === 'brackets' ? ['[', ']'] : ['(', ')'];
  return `${gradient}${text}${index}${label.updated ? '′' : ''}${inside ? `${open}${inside}${close}` : ''}${label.along ? `[${label.along.join(', ')}]` : ''}`;
}
