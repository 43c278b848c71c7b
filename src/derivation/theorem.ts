// A theorem: it reads what is known, and adds a step and a finding, or refuses with its reason.
import { CompilerBug, type Diagnostic } from '../diagnostics.ts';
import type { Findings } from './findings.ts';
import type { Source, Step } from './step.ts';

/** A step as a theorem writes it; title and source are the theorem's unless it says otherwise. */
export type FoundStep = Omit<Step, 'theorem' | 'title' | 'source'> & Partial<Pick<Step, 'title' | 'source'>>;

/** What applying a theorem gave; `F` is what is known of the kind of declaration it speaks of. */
export type Outcome<F = Findings> =
  | { readonly kind: 'found'; readonly findings: Partial<F>; readonly step?: FoundStep }
  /** The declaration is wrong, or out of reach: nothing further is derived. */
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  /** The theorem says nothing about this declaration. */
  | { readonly kind: 'silent' };

/** One theorem of the ordered list. */
export interface Theorem<F = Findings> {
  readonly id: string;
  /** Does it speak of parameters only? Of a density without any it then has nothing to print. */
  readonly aboutParameters?: boolean;
  readonly title: string;
  readonly source: Source;
  readonly apply: (known: F) => Outcome<F>;
}

/** A finding that an earlier theorem must have made. */
export function required<F extends object, K extends keyof F>(known: F, key: K): NonNullable<F[K]> {
  const value = known[key];
  if (value === undefined || value === null)
    throw new CompilerBug(`a theorem needs ${String(key)}, which was not found`);
  return value;
}

/** A single refusal. */
export const refuse = (
  ...diagnostics: readonly Diagnostic[]
): { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] } => ({ kind: 'refused', diagnostics });
