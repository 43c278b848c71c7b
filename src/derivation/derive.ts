// Applying theorems in order: findings grow, steps are collected, the first refusal ends it.
import type { Diagnostic } from '../diagnostics.ts';
import type { Step } from './step.ts';
import type { Theorem } from './theorem.ts';

/** What was found, and how. */
export interface Derived<F> {
  readonly findings: F;
  readonly steps: readonly Step[];
  readonly refusals: readonly Diagnostic[];
}

/** Applies the theorems to what is known at the start: the model. */
export function deriveFrom<F extends object>(start: F, theorems: readonly Theorem<F>[]): Derived<F> {
  let findings = start;
  const steps: Step[] = [];
  for (const theorem of theorems) {
    const outcome = theorem.apply(findings);
    if (outcome.kind === 'refused') return { findings, steps, refusals: outcome.diagnostics };
    if (outcome.kind === 'silent') continue;
    findings = { ...findings, ...outcome.findings };
    if (outcome.step)
      steps.push({ theorem: theorem.id, title: theorem.title, source: theorem.source, ...outcome.step });
  }
  return { findings, steps, refusals: [] };
}
