// Means that tell a sampler where those of its statistics do not: a statistic that is nearly always small and seldom large
// strays by more than a sample shows. The weights e^{δT − A(λ + δ) + A(λ)} have mean 1, and their variance is known too.
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { isScalar } from '../../ir/expr.ts';
import type { Evaluator } from '../../numeric/evaluator.ts';
import { entry, type Tensor } from '../../numeric/tensors.ts';

/** Of weights with this variance, in the logarithm of one more than it, a mean tells most: neither nearly constant nor rare. */
const spread = 0.3;
const mostDoublings = 1500;

/** The skewness of a mean beyond which it is not normal enough for standard errors. */
const mostSkewed = 0.2;

/** Is the mean of these values still as skewed as a few of them make it? */
export function isSkewed(values: readonly number[]): boolean {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const [squares, cubes] = [2, 3].map((p) => values.reduce((sum, x) => sum + (x - mean) ** p, 0));
  return Math.abs(cubes ?? 0) > mostSkewed * (squares ?? 0) ** 1.5;
}

/** How far, in standard errors, the mean weight of draws of the statistic of one block lies from 1; nothing where no tilt is found. */
export function tiltedErrors(
  known: Findings,
  block: number,
  evaluator: Evaluator<number>,
  values: readonly number[],
): number | undefined {
  const { blocks } = required(known, 'separation');
  if (block >= blocks.length || !blocks.every((b) => isScalar(b.symbol))) return undefined;
  const here = blocks.map((b) => entry(evaluator.value(b.natural)));
  const at = evaluator.curry(
    [required(known, 'partition').ofNatural],
    blocks.map((b) => b.symbol),
  );
  const A = (shift: number): number =>
    entry(
      at(here.map((x, i): Tensor<number> => ({ shape: [], data: [i === block ? x + shift : x] })))[0] as Tensor<number>,
    );
  const start = A(0);
  // Away from zero first: most natural parameters fill a half-line, and weights are bounded on that side.
  const outward = (here[block] ?? 0) < 0 ? -1 : 1;
  for (const direction of [outward, -outward])
    for (let k = 0; k < mostDoublings; k++) {
      const shift = direction * 1e-3 * 2 ** k;
      const [rise, twice] = [A(shift) - start, A(2 * shift) - start];
      const variance = twice - 2 * rise;
      if (!Number.isFinite(variance)) break;
      if (variance < spread) continue;
      const mean = values.reduce((sum, t) => sum + Math.exp(shift * t - rise), 0) / values.length;
      return Math.abs(mean - 1) / Math.sqrt(Math.expm1(variance) / values.length);
    }
  return undefined;
}
