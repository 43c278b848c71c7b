// Where quadrature does not reach: importance samples in the white coordinates around the mode. Most are drawn from the
// product of the slices, which is the density itself where its coordinates are independent; a part is drawn from a
// law with heavy tails, so that no weight grows without bound where they are not (Hesterberg 1995, Technometrics 37).

import { floatArithmetic } from './float-arithmetic.ts';
import { lazily } from './lazily.ts';
import { lawOf, sliceOf } from './measure-slices.ts';
import type { Whitened } from './measure-whitened.ts';
import { normal, type Random, randomStream } from './random.ts';

/** How many samples are drawn, unless more are asked for. */
const usualDraws = 2000;
/** The part of them that is drawn from heavy tails. */
const defensive = 0.1;
/** Degrees of freedom of the heavy tails. */
const degrees = 4;

/** Samples with importance weights; `logTotal` is their estimate. */
export interface SampledMeasure {
  readonly logTotal: number;
  /** Relative standard error of the total. */
  readonly error: number;
  readonly places: () => readonly (readonly number[])[];
  /** exp(logDensity)/(draws · proposal): they sum to the estimate of the total. */
  readonly weights: readonly number[];
  readonly evaluations: number;
}

/** Samples of a density. */
export function sampledMeasure(space: Whitened, seed: number, draws: number = usualDraws): SampledMeasure {
  const proposal = proposalFor(space);
  const random = randomStream(seed);
  const samples = Array.from({ length: draws }, () => {
    const { z, logProposal } = proposal(random);
    const { value, log } = space.at(z);
    const logWeight = log - logProposal - Math.log(draws);
    return { place: value.data, logWeight: Number.isFinite(logWeight) ? logWeight : Number.NEGATIVE_INFINITY };
  });
  // Of many coordinates the total alone may overflow.
  const top = Math.max(...samples.map((s) => s.logWeight));
  const shares = samples.map((s) => Math.exp(s.logWeight - top));
  const total = shares.reduce((sum, w) => sum + w, 0);
  const spread = shares.reduce((sum, w) => sum + (w - total / draws) ** 2, 0);
  return {
    logTotal: top + Math.log(total),
    error: Math.sqrt(spread) / total,
    places: lazily(() => samples.map((s) => s.place)),
    weights: samples.map((s) => Math.exp(s.logWeight)),
    evaluations: draws,
  };
}

interface Proposed {
  readonly z: readonly number[];
  readonly logProposal: number;
}

/** The mixture of the product of slices with a multivariate t. */
function proposalFor(space: Whitened): (random: Random) => Proposed {
  const axes = Array.from({ length: space.dimension }, (_, axis) => axis);
  const laws = axes.map((axis) => lawOf(sliceOf(space, axis)));
  const tails = heavyTails(space.dimension);
  return (random) => {
    const z = random() < defensive ? tails.draw(random) : laws.map(({ draw }) => draw(random()));
    const logProduct = laws.reduce((sum, { logDensity }, i) => sum + logDensity(z[i] ?? 0), 0);
    const [product, heavy] = [Math.log1p(-defensive) + logProduct, Math.log(defensive) + tails.logDensity(z)];
    const top = Math.max(product, heavy);
    return { z, logProposal: top + Math.log(Math.exp(product - top) + Math.exp(heavy - top)) };
  };
}

interface Tails {
  readonly draw: (random: Random) => readonly number[];
  readonly logDensity: (z: readonly number[]) => number;
}

/** The multivariate t: z = ε √(ν/χ²). */
function heavyTails(dimension: number): Tails {
  const { lgamma } = floatArithmetic;
  const power = (degrees + dimension) / 2;
  const constant = lgamma(power) - lgamma(degrees / 2) - (dimension / 2) * Math.log(degrees * Math.PI);
  return {
    draw: (random) => {
      const noise = Array.from({ length: dimension }, () => normal(random));
      const chiSquared = Array.from({ length: degrees }, () => normal(random) ** 2).reduce((sum, x) => sum + x, 0);
      return noise.map((x) => x * Math.sqrt(degrees / chiSquared));
    },
    logDensity: (z) => constant - power * Math.log1p(z.reduce((sum, x) => sum + x * x, 0) / degrees),
  };
}
