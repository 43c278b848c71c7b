// An orbit that is a curved surface among natural parameters: the rule on it is the learning rule of the surrounding family,
// projected on the orbit in the Fisher metric. A natural gradient on a surface is the projection of the one around it, for
// both are the gradients of one energy in one metric (Amari & Nagaoka 2000, section 2.1).
import type { Findings } from '../../../derivation/findings.ts';
import type { OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { label, prose, type Step } from '../../../derivation/step.ts';
import { type FoundStep, required } from '../../../derivation/theorem.ts';
import { dimensionsClaim, type OrbitDimensions } from './dimensions.ts';
import { sameMetric } from './rates.ts';

/** What the step says of a curved orbit. */
export function curvedStep(
  known: OrbitFindings,
  family: Findings,
  dimensions: OrbitDimensions,
  lines: Step['body'],
): Pick<FoundStep, 'body' | 'claims'> {
  const { orbit, hull, hasNames } = dimensions;
  const { blocks } = required(family, 'separation');
  const letters = blocks.length > 1 ? 'these natural parameters' : 'this natural parameter';
  return {
    body: [
      prose`The orbit is a curved exponential family: ${orbit === 1 ? 'it has one dimension' : `it has ${String(orbit)} dimensions`} among natural parameters that span ${String(hull)}${hasNames ? ' (each dimension with a name taken as 2)' : ''}. A step of the Bayesian learning rule for all densities with ${letters} leaves it, so the two rules are not equal.`,
      ...lines,
      prose`The energy and the Fisher metric are those of the surrounding family, so the rates above are those of its learning rule with the same step size, projected on the tangents of the orbit, orthogonally in ${label('fisher')}. What is lost is the part orthogonal to the orbit: ${hull - orbit === 1 ? 'one rate' : `${String(hull - orbit)} rates`} of ${String(hull)}, which no element of the group can follow.`,
    ],
    claims: [sameMetric(known, family), dimensionsClaim(known, blocks, dimensions)],
  };
}
