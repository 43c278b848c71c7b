// A step of a derivation: what a theorem found, in words, equations, assumptions and claims.
import type { Diagnostic } from '../diagnostics.ts';
import type { ConceptName } from '../notation/concepts.ts';
import type { Label, Term } from '../notation/label.ts';
import type { ProsePart } from '../notation/math-runs.ts';
import type { Prose } from '../notation/prose.ts';
import type { Claim, Verdict } from './claim.ts';

export type { ConceptName } from '../notation/concepts.ts';
export { formula } from '../notation/formula.ts';
export type { Label, Term } from '../notation/label.ts';
export type { Prose } from '../notation/prose.ts';

/** left = right₁ = right₂ …; numbered when the document is printed. */
export interface Equation {
  readonly kind: 'equation';
  readonly left: Term;
  readonly relation: '=' | '∝' | '≈' | '>' | '<' | '≥' | '≤' | '∈' | '⇔' | '↦';
  readonly right: readonly Term[];
  /** Name under which emitted code and later steps refer to it. */
  readonly name?: string;
}

export type Block = Equation | Prose;

/** Where a theorem comes from: a key of docs/references.bib and the place in it. */
export interface Source {
  readonly key: string;
  readonly place?: string;
}

/** One application of a theorem. */
export interface Step {
  readonly theorem: string;
  readonly title: string;
  /** The general statement, in words and mathematics. */
  readonly statement: readonly Block[];
  /** This instance. */
  readonly body: readonly Block[];
  readonly source: Source;
  /** Assumptions shown to hold, in words. */
  readonly discharged: readonly Prose[];
  /** Assumptions left to the reader. */
  readonly left: readonly Prose[];
  readonly claims: readonly Claim[];
  /** What the author should know, though the derivation stands. */
  readonly warnings?: readonly Diagnostic[];
}

/** A step with the outcome of its claims. */
export interface CheckedStep extends Step {
  readonly verdicts: readonly Verdict[];
}

/** The template tag for prose: text with expressions, labels, formulas and other prose in it. */
export function prose(strings: TemplateStringsArray, ...terms: readonly (ProsePart | Prose)[]): Prose {
  const parts: ProsePart[] = [];
  strings.forEach((s, i) => {
    if (s) parts.push(s);
    const term = terms[i];
    if (term === undefined) return;
    if (typeof term !== 'string' && term.kind === 'prose') parts.push(...term.parts);
    else parts.push(term);
  });
  return { kind: 'prose', parts };
}

/** Prose after prose, with a separator between. */
export function joined(list: readonly Prose[], separator: string): Prose {
  const parts = list.flatMap((p, i) => (i === 0 ? p.parts : [separator, ...p.parts]));
  return { kind: 'prose', parts };
}

/** left relation right. */
export const equation = (left: Term, ...right: readonly Term[]): Equation => ({
  kind: 'equation',
  left,
  relation: '=',
  right,
});

/** A label of a concept. */
export const label = (concept: ConceptName, options: Omit<Label, 'kind' | 'concept'> = {}): Label => ({
  kind: 'label',
  concept,
  ...options,
});
