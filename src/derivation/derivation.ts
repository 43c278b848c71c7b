// A derivation: the steps in order, from the declared density to the update rule.
import type { Span } from '../diagnostics.ts';
import type { Block, CheckedStep } from './step.ts';

/** Everything a document prints. */
export interface Derivation {
  readonly name: string;
  /** `family`, `distribution`, … */
  readonly kind: string;
  readonly doc: readonly string[];
  /** The source text of the declaration, as formatted. */
  readonly sourceText: string;
  /** File name without folders. */
  readonly file: string;
  /** What is declared, in words and in one equation; it stands before the first step. */
  readonly given?: readonly Block[];
  readonly steps: readonly CheckedStep[];
  readonly span: Span;
}
