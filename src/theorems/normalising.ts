// The theorems that make a declared density a normalised one with a sampler: all that a base of an orbit needs.
import type { Theorem } from '../derivation/theorem.ts';
import { logPartition } from './log-partition.ts';
import { logarithm } from './logarithm.ts';
import { minimality } from './minimality.ts';
import { positivity, properDensity } from './proper-density.ts';
import { sampling } from './sampler.ts';
import { separation } from './separation.ts';
import { fixedSupport } from './support.ts';

/** Density in, normalised density and sampler out. */
export const normalisingTheorems: readonly Theorem[] = [
  fixedSupport,
  positivity,
  logarithm,
  separation,
  minimality,
  logPartition,
  properDensity,
  sampling,
];
