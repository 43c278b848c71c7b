// Where a density is tried: at parameters of ordinary size, and at parameters over all decades, near the ends of their
// domains too, where an integral that converges elsewhere may not.
import type { DensityModel } from '../../model/density.ts';
import { sizesOf } from '../../numeric/mixed-differences.ts';
import { type Point, samplePoint } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';

/** How many of each kind. */
const [moderate, wide] = [12, 12];

/** Points of the constants, the parameters and the variables, the same at every call. */
export const placesTried = (model: DensityModel): readonly Point[] =>
  Array.from({ length: moderate + wide }, (_, i) =>
    samplePoint(
      [...model.constants, ...model.parameters, ...model.variables],
      sizesOf(model, 2),
      randomStream(9000 + i),
      i < moderate ? { moderate: true } : { wide: true },
    ),
  );
