// What keeps a state in its domain when float32 overflows: the nearest value float32 holds, and a count of such entries.
import * as tf from '@tensorflow/tfjs-core';
import { inverseGeneral } from './general-matrix.ts';
import { inHostMemory } from './host-memory.ts';
import { diagPart, transposeLast } from './linear-algebra.ts';
import type { StateDomain } from './optimizer-rule.ts';

/** A state as it may be kept, and where it is what the equations gave. */
export interface Guarded {
  readonly value: tf.Tensor;
  /** True for each entry, of matrices for each matrix, that is; absent where all are. */
  readonly fits?: tf.Tensor;
}

const largest = 3.4028234e38;
/** The smallest normal number: smaller ones lose digits, and some backends take them for 0. */
const smallest = 1.1754944e-38;
/** ‖A‖‖A⁻¹‖ (Frobenius) up to which an inverse in float32 has a digit: beyond it A is, to its rounding, singular. */
const worstCondition = 2 ** 20;

/** The new value of a block, or what of the old one must stay. */
export function guarded(domain: StateDomain, next: tf.Tensor, old: tf.Tensor): Guarded {
  if (typeof domain === 'object') return held(next, old, within(domain[0], 1), within(domain[1], -1));
  switch (domain) {
    case 'real':
      return held(next, old, -largest);
    case 'positive':
      return held(next, old, smallest);
    case 'simplex':
      return shares(next, old);
    case 'matrix':
      return whole(next, old, finite(next));
    case 'lowerTriangular':
      return whole(next, old, tf.logicalAnd(finite(next), tf.all(tf.greaterEqual(diagPart(next), smallest), -1)));
    case 'invertible':
      return whole(next, old, tf.logicalAnd(finite(next), wellConditioned(next, old)));
    case 'rotation': {
      const kept = whole(next, old, tf.logicalAnd(finite(next), nearlyOrthonormal(next)));
      return { ...kept, value: orthonormal(kept.value) };
    }
  }
}

/** A point estimate in the range of float32: blocks at its edge may add up to more. What is no number stays where it was. */
export const representable = (next: tf.Tensor, old: tf.Tensor): tf.Tensor => held(next, old, -largest).value;

/** A value of float32 that lies inside an open end, a rounding or two from it. */
function within(end: number, direction: 1 | -1): number {
  if (!Number.isFinite(end)) return -direction * largest;
  const near = Math.fround(end);
  return Math.fround(near + direction * Math.max(Math.abs(near) * 2 ** -23, smallest));
}

/** Entry by entry: into the range of float32; what is not a number stays where it was. */
function held(next: tf.Tensor, old: tf.Tensor, lower: number, upper = largest): Guarded {
  if (inHostMemory() && inRange(next, lower, upper)) return { value: next };
  const value = tf.where(tf.isNaN(next), old, tf.clipByValue(next, lower, upper));
  return { value, fits: tf.equal(value, next) };
}

/** Is every entry within the range, and their sum? A few numbers, read where that costs no wait: most steps need no more. */
function inRange(next: tf.Tensor, lower: number, upper: number): boolean {
  const read = (t: tf.Tensor): number => t.dataSync()[0] ?? Number.NaN;
  const [hasLower, hasUpper] = [lower > -largest, upper < largest];
  if (!Number.isFinite(read(tf.sum(next)))) return false;
  return (!hasLower || read(tf.min(next)) >= lower) && (!hasUpper || read(tf.max(next)) <= upper);
}

/** Shares of sum one, none below the smallest number, with rounding divided out; what is far from that stays as it was, whole. */
function shares(next: tf.Tensor, old: tf.Tensor): Guarded {
  const raised = tf.maximum(next, smallest);
  const sum = tf.sum(raised, -1, true);
  const isShares = tf.less(tf.abs(tf.sub(sum, 1)), 1e-3);
  return {
    value: tf.where(isShares, tf.div(raised, sum), old),
    fits: tf.logicalAnd(isShares, tf.equal(raised, next)),
  };
}

/** A matrix moves as a whole or not at all: entries of two elements make no element. */
function whole(next: tf.Tensor, old: tf.Tensor, fits: tf.Tensor): Guarded {
  const chosen = tf.expandDims(tf.expandDims(fits, -1), -1);
  return { value: tf.where(chosen, next, old), fits };
}

/** How many do not fit. */
export const missed = (fits: tf.Tensor): tf.Tensor => tf.sum(tf.cast(tf.logicalNot(fits), 'float32'));

/** Entries whose products with others of their size are finite. */
const finite = (m: tf.Tensor): tf.Tensor => tf.all(tf.less(tf.abs(m), 1e18), [-2, -1]);

/** Is A⁻¹ to be had in float32? A start that is worse than that may improve. */
function wellConditioned(next: tf.Tensor, old: tf.Tensor): tf.Tensor {
  return tf.lessEqual(condition(next), tf.maximum(worstCondition, condition(old)));
}

/** ‖A‖‖A⁻¹‖, not a number where A has no inverse. Scaled, so that no product overflows. */
function condition(a: tf.Tensor): tf.Tensor {
  const size = tf.max(tf.abs(a), [-2, -1], true);
  const unit = tf.div(a, size);
  return tf.mul(tf.norm(unit, 'fro', [-2, -1]), tf.norm(inverseGeneral(unit), 'fro', [-2, -1]));
}

/** How far RᵀR is from I, entry by entry. */
const excess = (r: tf.Tensor): tf.Tensor => tf.sub(tf.matMul(transposeLast(r), r), tf.eye(r.shape[r.rank - 1] ?? 1));

/** Close enough for `orthonormal` to reach float32: 0.1, 8e-3, 5e-5, 2e-9. */
const nearlyOrthonormal = (r: tf.Tensor): tf.Tensor => tf.all(tf.less(tf.abs(excess(r)), 0.1), [-2, -1]);

/** ½R(3I − RᵀR), three times: the next rotation to rounding, also after an angle of many turns (Björck & Bowie 1971). */
function orthonormal(r: tf.Tensor): tf.Tensor {
  const closer = (m: tf.Tensor): tf.Tensor => tf.sub(m, tf.mul(0.5, tf.matMul(m, excess(m))));
  return closer(closer(closer(r)));
}
