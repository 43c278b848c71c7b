// What an orbit needs of its group, recalled with the claims under which it was derived.
import type { Derived } from '../../derivation/derive.ts';
import type { GroupFindings } from '../../derivation/lie-findings.ts';
import { formula, prose, type Step } from '../../derivation/step.ts';
import { required } from '../../derivation/theorem.ts';
import { infinitesimalAction } from './algebra.ts';
import { algebraWords, blockEquations } from './blocks.ts';
import { functionsUsed } from './exponential.ts';

/** The group's algebra, its action on points and its exponential map as one step; its claims are tried here as well. */
export function recalledGroup({ findings, steps }: Derived<GroupFindings>): Step {
  const { model, exponential } = findings;
  const values = exponential?.values ?? [];
  return {
    theorem: 'group-recalled',
    title: 'The group',
    source: { key: 'hall', place: 'section 2.2' },
    statement: [
      prose`A tangent ${formula('X')} at the identity generates the motion ${formula('exp(tX)')}: points start to move with the infinitesimal action ${formula('X̂')}, and after unit time the motion has reached the element ${formula('exp X')}.`,
    ],
    body: [
      algebraWords(model),
      ...infinitesimalAction(model, required(findings, 'infinitesimal')),
      ...blockEquations('exponentialMap', model.elements, values, 'exponential'),
      ...functionsUsed(values),
    ],
    discharged: [prose`The maps are a group, and the exponential map is theirs: derived for ${model.name}.`],
    left: [],
    claims: steps.flatMap((s) => s.claims),
  };
}
