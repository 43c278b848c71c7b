// Draws of the primitive laws for checks: uniform, normal, and gamma of any shape.
import { normal, type Random } from './random.ts';

/** A gamma number of a shape and unit rate (Marsaglia and Tsang 2000); below one it is thinned by a power of a uniform. */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return d * v;
  }
}
