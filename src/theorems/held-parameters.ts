// A distribution promises no exponential family: where its parameters span none, they are held, and each member is derived.
import type { Derived } from '../derivation/derive.ts';
import type { Findings } from '../derivation/findings.ts';
import { prose, type Step } from '../derivation/step.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { DensityModel } from '../model/density.ts';

/** The density with its parameters as known constants. */
const heldModel = (model: DensityModel): DensityModel => ({
  ...model,
  parameters: [],
  constants: [...model.constants, ...model.parameters],
});

/** What is derived of a distribution whose parameters span no family for this reason; undefined where nothing is held. */
export function derivedHeld(
  model: DensityModel,
  reasons: readonly Diagnostic[],
  derive: (model: DensityModel) => Derived<Findings>,
): Derived<Findings> | undefined {
  if (model.kind !== 'distribution' || model.parameters.length === 0 || reasons.length === 0) return undefined;
  const derived = derive(heldModel(model));
  return derived.refusals.length > 0 ? derived : { ...derived, steps: [heldStep(model, reasons), ...derived.steps] };
}

const heldStep = (model: DensityModel, reasons: readonly Diagnostic[]): Step => ({
  theorem: 'held-parameters',
  title: model.parameters.length > 1 ? 'The parameters are held' : 'The parameter is held',
  source: { key: 'brown', place: 'section 1.1' },
  statement: [
    prose`A distribution need not be an exponential family. Where it is none in its parameters, these are held like known constants: the normaliser, the entropy and a sampler of each member are derived, and there are no statistics, no metric and no learning rule. A group that acts on one member gives a rule.`,
  ],
  body: reasons.flatMap(({ message, notes = [] }) => [message, ...notes]).map((text) => prose`${text}.`),
  discharged: [],
  left: [],
  claims: [],
});
