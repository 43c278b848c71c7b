// The theorems in the order in which they are applied.
import type { Theorem } from '../derivation/theorem.ts';
import { christoffel } from './christoffel.ts';
import { conjugatePrior } from './conjugate-prior.ts';
import { cumulants } from './cumulants.ts';
import { entropy, expectedBaseMeasure } from './entropy.ts';
import { gradientEstimators } from './estimators.ts';
import { fisherMetric } from './fisher.ts';
import { identifiability } from './identifiability.ts';
import { relativeEntropy } from './kl.ts';
import { learningRule } from './learning-rule.ts';
import { logPartition } from './log-partition.ts';
import { logarithm } from './logarithm.ts';
import { meanParameters } from './mean.ts';
import { meanMetric } from './mean-metric.ts';
import { minimality } from './minimality.ts';
import { naturalGradient } from './natural-gradient.ts';
import { parametersFromMean, parametersFromNatural } from './parameter-maps.ts';
import { positivity, properDensity } from './proper-density.ts';
import { secondOrderRetraction } from './retraction.ts';
import { sampling } from './sampler.ts';
import { separation } from './separation.ts';
import { stability } from './stability.ts';
import { fixedSupport } from './support.ts';

/** Density in, learning rule out. */
export const familyTheorems: readonly Theorem[] = [
  fixedSupport,
  positivity,
  logarithm,
  identifiability,
  separation,
  minimality,
  logPartition,
  properDensity,
  meanParameters,
  parametersFromNatural,
  parametersFromMean,
  fisherMetric,
  cumulants,
  christoffel,
  expectedBaseMeasure,
  entropy,
  relativeEntropy,
  conjugatePrior,
  naturalGradient,
  meanMetric,
  learningRule,
  sampling,
  gradientEstimators,
  secondOrderRetraction,
  stability,
];
