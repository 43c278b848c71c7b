// The domains of the declared parameters as data that the targets print tests from.
import { stableForm } from '../../ir/stable.ts';
import type { FamilyProgram } from '../../model/program.ts';
import { type Draft, draft, finish, type Input, parameterSlots, type Routine, type Target } from './routine.ts';
import type { NamedTerm } from './schedule.ts';
import type { Term } from './term.ts';

/** What one parameter or constant must satisfy. */
export interface DomainTest {
  readonly input: Input;
  readonly kind: 'interval' | 'integers' | 'spd' | 'symmetric' | 'lower' | 'simplex' | 'finite';
  readonly lower?: Term;
  readonly upper?: Term;
  readonly closedLower: boolean;
  readonly closedUpper: boolean;
}

/** The tests of all declared parameters, over the parameters and constants. */
export function domainRoutine(p: FamilyProgram, target: Target): { routine: Routine; tests: readonly DomainTest[] } {
  const d = draft(p, target, parameterSlots(p));
  const tests = d.inputs.map((input) => testOf(d, input));
  const bounds: NamedTerm[] = tests.flatMap(({ lower, upper }) =>
    [lower, upper].filter((t) => t !== undefined).map((term) => ({ term })),
  );
  const doc = ['Are all parameters inside their domains?'];
  const outputs = bounds.map((named) => ({ named }));
  return { routine: finish(d, { name: 'inDomain', doc, statements: [], outputs }), tests };
}

function testOf(d: Draft, input: Input): DomainTest {
  const { domain } = input.symbol;
  const open = { input, closedLower: false, closedUpper: false };
  switch (domain.kind) {
    case 'interval':
    case 'integers':
      return {
        ...open,
        kind: domain.kind,
        ...(domain.lower ? { lower: d.lowering.lower(stableForm(domain.lower)) } : {}),
        ...(domain.upper ? { upper: d.lowering.lower(stableForm(domain.upper)) } : {}),
        closedLower: domain.kind === 'integers' || domain.closedLower === true,
        closedUpper: domain.kind === 'integers' || domain.closedUpper === true,
      };
    case 'spd':
    case 'symmetric':
    case 'simplex':
      return { ...open, kind: domain.kind };
    case 'lowerTriangular':
      return { ...open, kind: 'lower' };
    default:
      return { ...open, kind: 'finite' };
  }
}
