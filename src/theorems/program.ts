// The program of a family: what the theorems found, gathered for the code backends. Nothing new is derived here.
import type { Findings } from '../derivation/findings.ts';
import { required } from '../derivation/theorem.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import { type Expr, zero } from '../ir/expr.ts';
import type { Assignment, ClosedMap, FamilyProgram, ParameterMap } from '../model/program.ts';

/** The target-neutral program of a completely derived family. */
export function programOf(known: Findings): FamilyProgram {
  const { blocks, model } = required(known, 'separation');
  const mean = required(known, 'mean');
  const update = required(known, 'update');
  const fisher = required(known, 'fisher');
  const partition = required(known, 'partition');
  return {
    model,
    blocks,
    logDensity: required(known, 'normalised'),
    entropy: required(known, 'entropy'),
    kl: required(known, 'kl'),
    toNatural: closed(
      blocks.map((b) => b.symbol),
      blocks.map((b) => b.natural),
      'natural',
    ),
    fromNatural: required(known, 'fromNatural'),
    toMean: closed(
      blocks.map((b) => b.meanSymbol),
      mean.ofParameters,
      'mean',
    ),
    fromMean: required(known, 'fromMean'),
    fisher: fisher.parameters,
    update: {
      gradient: update.gradient,
      rho: update.rho,
      tau: update.tau,
      assignments:
        update.assignments.length > 0 ? update.assignments : naturalAssignments(update.nextNatural, update.natural),
      next: update.next,
      ...solveAfter(known),
      conditions: update.conditions,
    },
    ...(known.sampler ? { sampler: known.sampler } : {}),
    logPartition: { value: partition.ofNatural, mean: mean.ofNatural },
  };
}

const closed = (targets: readonly SymbolExpr[], values: readonly Expr[], name: string): ClosedMap => ({
  kind: 'closed',
  assignments: targets.map((target, i) => ({ target, value: values[i] ?? zero, equation: `${name}${i + 1}` })),
});

const naturalAssignments = (targets: readonly SymbolExpr[], values: readonly Expr[]): readonly Assignment[] =>
  targets.map((target, i) => ({ target, value: values[i] ?? zero, equation: `naturalUpdate${i + 1}` }));

/** Where ξ(λ) is not closed the new parameters are found from λ′ by its iteration. */
function solveAfter(known: Findings): { solve?: ParameterMap } {
  const map = required(known, 'fromNatural');
  const update = required(known, 'update');
  if (map.kind === 'closed' || update.assignments.length > 0) return {};
  return { solve: { ...map, given: update.nextNatural } };
}
