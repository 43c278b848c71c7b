// Equations of a program under the numbers that they have in the printed derivation.
import type { OptimizerProgram } from '../../model/optimizer-program.ts';
import type { Assignment, FamilyProgram, ParameterMap } from '../../model/program.ts';

/** The program whose equations are named `(9)`, as printed; one that is not printed keeps its name. */
export function numbered(program: FamilyProgram, all: ReadonlyMap<string, number>): FamilyProgram {
  // A program in natural parameters computes its values through these, not in the forms that are printed.
  const numbers = program.through ? new Map([...all].filter(([name]) => !name.startsWith('stable '))) : all;
  const one = (a: Assignment): Assignment => ({ ...a, equation: numberOf(a, numbers) });
  const map = <T extends ParameterMap>(m: T): T =>
    m.kind === 'closed' ? { ...m, assignments: m.assignments.map(one) } : { ...m, after: m.after.map(one) };
  const { update } = program;
  return {
    ...program,
    printed: numbers,
    toNatural: map(program.toNatural),
    fromNatural: map(program.fromNatural),
    toMean: map(program.toMean),
    fromMean: map(program.fromMean),
    update: {
      ...update,
      assignments: update.assignments.map(one),
      ...(update.solve ? { solve: map(update.solve) } : {}),
    },
  };
}

/** The same for the equations of an optimizer. */
export function numberedOptimizer(program: OptimizerProgram, numbers: ReadonlyMap<string, number>): OptimizerProgram {
  const all = (list: readonly Assignment[]): readonly Assignment[] =>
    list.map((a) => ({ ...a, equation: numberOf(a, numbers) }));
  return { ...program, place: all(program.place), average: all(program.average), step: all(program.step) };
}

/** An equation is printed under its own name, that name with its target, or as `naturalToσ` for `fromNatural`. */
function numberOf({ target, equation }: Assignment, numbers: ReadonlyMap<string, number>): string {
  const back = /^from(\w)(.*)$/.exec(equation);
  const opposite = back ? `${back[1]?.toLowerCase()}${back[2]}To${target.name}` : '';
  const printed = [equation, `${equation}${target.name}`, opposite].find((name) => numbers.has(name));
  const form = numbers.get(`stable ${printed}`);
  return printed === undefined
    ? equation
    : `(${numbers.get(printed)})${form === undefined ? '' : `, computed as (${form})`}`;
}
