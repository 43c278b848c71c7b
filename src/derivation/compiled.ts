// What a compiled declaration is: a checked derivation and its findings, or the diagnostics that stand in the way.
import type { Diagnostic } from '../diagnostics.ts';
import type { OptimizerProgram } from '../model/optimizer-program.ts';
import type { Derivation } from './derivation.ts';
import type { Findings } from './findings.ts';
import type { GroupFindings } from './lie-findings.ts';
import type { OrbitFindings } from './orbit-findings.ts';

/** One declaration, compiled as far as it goes. */
export interface Compiled {
  readonly name: string;
  readonly kind: string;
  /** The checked derivation; present when no error stands in the way. */
  readonly derivation?: Derivation;
  /** What was found; complete when `derivation` is present. */
  readonly findings?: Findings;
  /** What was found of a group, an orbit or an optimizer. */
  readonly group?: GroupFindings;
  readonly orbit?: OrbitFindings;
  /** The algorithm that an optimizer or an orbit stands for. */
  readonly optimizer?: OptimizerProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/** A declaration that compiled. */
export type Derived = Compiled & { readonly derivation: Derivation };

/** Does no error stand in the way of a declaration? */
export const isDerived = (d: Compiled): d is Derived => d.derivation !== undefined;
