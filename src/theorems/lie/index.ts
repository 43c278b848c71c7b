// The theorems on groups, orbits and their optimizers in the order in which they are applied.
import type { GroupFindings } from '../../derivation/lie-findings.ts';
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import type { OrbitFindings } from '../../derivation/orbit-findings.ts';
import type { Theorem } from '../../derivation/theorem.ts';
import { lieAlgebra } from './algebra.ts';
import { baseLaw } from './base-law.ts';
import { pointEstimate } from './centre.ts';
import { composition } from './composition.ts';
import { effectiveness } from './effectiveness.ts';
import { energyDifferential } from './energy.ts';
import { exponentialMap } from './exponential.ts';
import { firstOrder } from './first-order.ts';
import { fisherForm } from './fisher-form.ts';
import { mirrorDescent } from './mirror-descent.ts';
import { naturalDirection } from './natural-direction.ts';
import { pushForward } from './push-forward.ts';
import { groupRule } from './rule.ts';
import { motionScore } from './score.ts';

/** Action in, exponential map out. */
export const groupTheorems: readonly Theorem<GroupFindings>[] = [
  effectiveness,
  composition,
  lieAlgebra,
  exponentialMap,
];

/** Base in, natural direction out. */
export const orbitTheorems: readonly Theorem<OrbitFindings>[] = [
  baseLaw,
  pushForward,
  motionScore,
  fisherForm,
  energyDifferential,
  naturalDirection,
  firstOrder,
];

/** Choices in, algorithm out. */
export const optimizerTheorems: readonly Theorem<OptimizerFindings>[] = [groupRule, mirrorDescent, pointEstimate];
