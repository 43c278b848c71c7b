// A claimed value that is the integral, or the sum, itself, evaluated as the measure is, agrees with it whatever either says:
// a density is integrated by plain panels too, a mass added term by term.
import { contains } from '../ir/visit.ts';
import type { Evaluator } from '../numeric/evaluator.ts';
import { boundsOf, isOneCoordinate } from '../numeric/measure.ts';
import type { AnyMeasure } from '../numeric/measure-many.ts';
import { plainTotal } from '../numeric/plain-integral.ts';
import { plainSum } from '../numeric/plain-sum.ts';
import { entry, sizeOfShape, type Tensor } from '../numeric/tensors.ts';
import type { ExpectationClaim, NormaliserClaim } from './claim.ts';

/** Is the normaliser claimed to be an integral over one real coordinate or angle, or a sum over integers? */
export function isItsOwnIntegral(
  claim: NormaliserClaim | ExpectationClaim,
  evaluator: Evaluator<number>,
): claim is NormaliserClaim {
  if (claim.kind !== 'normaliser') return false;
  return isOneCoordinate(evaluator, claim.variable) && contains(claim.value, (e) => e.kind === 'integral');
}

/** How far exp(logIntegrand − claimed) is from a total of 1, beyond what the plain road leaves in doubt. */
export function secondOpinion(
  { variable, logIntegrand }: NormaliserClaim,
  evaluator: Evaluator<number>,
  measure: AnyMeasure,
  claimed: number,
): number {
  const log = evaluator.curry([logIntegrand], [variable]);
  const shape = sizeOfShape(variable.shape, evaluator.sizes);
  const density = (x: number): number => Math.exp(entry(log([{ shape, data: [x] }])[0] as Tensor<number>) - claimed);
  const plain = variable.domain.kind === 'integers' ? plainSum : plainTotal;
  const found = plain(density, boundsOf(evaluator, variable), quantilesOf(measure));
  return Math.max(0, Math.abs(found.value - 1) - found.doubt);
}

const quantiles = [0.01, 0.2, 0.5, 0.8, 0.99];

/** Where the mass lies, as far as the measure knows. */
function quantilesOf(measure: AnyMeasure): readonly number[] {
  const places = measure.places().map(({ values: [x = 0] }, i) => ({ x, weight: measure.weights[i] ?? 0 }));
  places.sort((a, b) => a.x - b.x);
  let below = 0;
  const reached = places.map(({ x, weight }) => {
    below += weight;
    return { x, below };
  });
  return quantiles.flatMap((q) => reached.find((place) => place.below > q)?.x ?? []);
}
