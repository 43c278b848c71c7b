// What a compilation is asked, and what it answers: a derivation of every declaration, or diagnostics.
import type { DeclarationNode } from '../grammar/ast.ts';
import type { ParsedFile } from '../grammar/parse.ts';
import type { Thoroughness } from './derivation/check-steps.ts';
import { type Compiled, type Derived, isDerived } from './derivation/compiled.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { ReadFile } from './imports.ts';
import { told } from './told.ts';

/** A declaration by its head. */
export interface Declared {
  readonly name: string;
  readonly kind: string;
}

/** How to compile. */
export interface CompileOptions {
  /** Name of the file, for messages and headers. */
  readonly file?: string;
  /** Which claims to run: none, the live set, or all (default). */
  readonly verify?: Thoroughness;
  /** Reads an imported file, by its path from the folder of this one; without it, imports are not followed. */
  readonly read?: ReadFile;
  /** The name of the declaration to derive; what else is declared is read where it is referred to. Without it, all. */
  readonly choose?: (declared: readonly Declared[]) => string | undefined;
  /** The power of what is derived: `P` stands for F^P, independent coordinates of a density of numbers. */
  readonly power?: string;
}

/** How one declaration is compiled. */
export interface How {
  readonly file: string;
  readonly verify: Thoroughness;
  readonly power: string | undefined;
}

/** A compiled text; where it is `ok` every declaration has its derivation. */
export type Compilation = {
  readonly file: string;
  readonly text: string;
  /** Every diagnostic, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
} & (
  | { readonly ok: true; readonly declarations: readonly Derived[] }
  | { readonly ok: false; readonly declarations: readonly Compiled[] }
);

/** What is said of a text: `first` the diagnostics of the whole, then what each declaration has of its own. */
export function compilationOf(
  { file, text, parsed }: { readonly file: string; readonly text: string; readonly parsed: ParsedFile },
  first: readonly Diagnostic[],
  declarations: readonly Compiled[],
): Compilation {
  const failed = [...first, ...declarations.flatMap((d) => d.diagnostics)].some((d) => d.severity === 'error');
  const head = { file, text, diagnostics: told(parsed, first, declarations) };
  return !failed && declarations.every(isDerived)
    ? { ...head, ok: true, declarations }
    : { ...head, ok: false, declarations };
}

/** A second declaration of a name, one that nobody asked for, or one of too long a text: nothing is said of it. */
export const unread = ({ name, kind }: DeclarationNode): Compiled => ({ name: name.text, kind, diagnostics: [] });
