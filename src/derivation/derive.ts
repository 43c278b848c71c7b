// Applying theorems in order: findings grow, steps are collected, the first refusal ends it.
import type { Diagnostic } from '../diagnostics.ts';
import type { DensityModel } from '../model/density.ts';
import type { Findings } from './findings.ts';
import type { Step } from './step.ts';
import type { Theorem } from './theorem.ts';

/** What was found, and how. */
export interface Derived {
  readonly findings: Findings;
  readonly steps: readonly Step[];
  readonly refusals: readonly Diagnostic[];
}

/** Applies the theorems to a model. */
export function deriveModel(model: DensityModel, theorems: readonly Theorem[]): Derived {
  let findings: Findings = { model };
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
