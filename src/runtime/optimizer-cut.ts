// A step whose element float32 cannot hold is cut, as in portable/optimizer-cut.ts: one fraction of all rates, in tensors.
import * as tf from '@tensorflow/tfjs-core';
import { inHostMemory } from './host-memory.ts';
import { type Guarded, guarded, missed } from './optimizer-guard.ts';
import type { Hyper, Layout, OptimizerRule, State } from './optimizer-rule.ts';

/** A block as it is kept, and how many entries of it could not be kept as the equations gave them, where any may be. */
export interface Kept {
  readonly value: tf.Tensor;
  readonly changed?: tf.Tensor;
}

/** What is moved: the tensors of the slots of a rule, and how points are dealt out. */
export interface Movable {
  readonly layout: Layout;
  readonly state: readonly tf.Tensor[];
}

/** A step of the state, whole or cut, slot by slot. */
export function cutStep(
  rule: OptimizerRule,
  h: Movable,
  averages: readonly tf.Tensor[],
  hyper: Hyper,
): readonly Kept[] {
  const whole = attempt(rule, h, h.state, averages, hyper);
  const changed = whole.map(({ fits }) => fits && missed(fits));
  const kept = isSettled(rule, whole, changed) ? whole : cut(rule, h, averages, hyper, whole);
  return kept.map(({ value }, i) => ({ value, ...(changed[i] ? { changed: changed[i] } : {}) }));
}

/** Do all elements fit, as far as can be told without a wait; or is every number an element of its own? */
function isSettled(
  rule: OptimizerRule,
  whole: readonly Guarded[],
  changed: readonly (tf.Tensor | undefined)[],
): boolean {
  const blocks = elementsOf(rule);
  const [first = 0] = blocks;
  if (blocks.length === 1 && (rule.apart || rule.state[first]?.rank === 0)) return true;
  if (!inHostMemory()) return rule.apart ?? false;
  return blocks.every((i) => !whole[i]?.fits || (changed[i]?.dataSync()[0] ?? 0) === 0);
}

/** The slots of the element. */
const elementsOf = ({ state }: OptimizerRule): readonly number[] =>
  state.flatMap(({ momentum }, i) => (momentum ? [] : [i]));

/** The blocks by the equations, as they may be kept. */
function attempt(
  rule: OptimizerRule,
  { state: old }: Movable,
  state: readonly tf.Tensor[],
  averages: readonly tf.Tensor[],
  hyper: Hyper,
): readonly Guarded[] {
  const names: State = Object.fromEntries(rule.state.map(({ name }, i) => [name, state[i] as tf.Tensor]));
  const next = rule.step(names, averages, hyper);
  return rule.state.map(({ name, domain }, i): Guarded => {
    const before = old[i] as tf.Tensor;
    return next[name] ? guarded(domain, next[name], before) : { value: before };
  });
}

/** Numbers whose squares and sums stay in the range of float32. */
const large = 1e30;

/** The halves of a covector of length one that are tried: below the last what does not fit is at its end. */
const halves = 19;

/** Blocks, and where the element they make fits. */
interface Attempt {
  readonly blocks: readonly Guarded[];
  readonly fit: tf.Tensor;
}

/**
 * Covector and momentum, in which the tangent is linear, at length one, and at a half of that until the element is held. What
 * is not held after the smallest step is at its end, and is tried no further. Where a number cannot be read at once, at
 * length one only.
 */
function cut(
  rule: OptimizerRule,
  h: Movable,
  averages: readonly tf.Tensor[],
  hyper: Hyper,
  whole: readonly Guarded[],
): readonly Guarded[] {
  const bounded = averages.map((m) => tf.where(tf.isNaN(m), m, tf.clipByValue(m, -large, large)));
  const momenta = rule.state.flatMap(({ momentum }, i) => (momentum ? [h.state[i] as tf.Tensor] : []));
  const unit = unitShare(rule, h, [...momenta, ...bounded]);
  const cutTo = (halved: number): Attempt => {
    const share = tf.mul(unit, 2 ** -halved);
    const scaled = (m: tf.Tensor): tf.Tensor => tf.mul(m, spread(share, m));
    const slow = h.state.map((m, i) => (rule.state[i]?.momentum ? scaled(m) : m));
    const blocks = attempt(rule, h, slow, bounded.map(scaled), hyper);
    return { blocks, fit: elementFits(rule, h, blocks) };
  };
  const first = joined(rule, { blocks: whole, fit: elementFits(rule, h, whole) }, cutTo(0));
  // Where the covector is no number, nothing of the step is known.
  const known = { ...first, fit: tf.logicalOr(first.fit, tf.isNaN(unit)) };
  return inHostMemory() && !allTrue(known.fit) ? largestHeld(rule, known, cutTo) : known.blocks;
}

/** Each element after the largest of its halved steps that holds it. */
function largestHeld(rule: OptimizerRule, first: Attempt, cutTo: (halved: number) => Attempt): readonly Guarded[] {
  const least = cutTo(halves);
  let kept: Attempt = {
    blocks: joined(rule, first, least).blocks,
    fit: tf.logicalOr(first.fit, tf.logicalNot(least.fit)),
  };
  for (let halved = 1; halved <= halves && !allTrue(kept.fit); halved += 1) kept = joined(rule, kept, cutTo(halved));
  return kept.blocks;
}

/** The blocks of one attempt where they fit, elsewhere of the next; momenta are not cut. */
function joined(rule: OptimizerRule, now: Attempt, next: Attempt): Attempt {
  const blocks = now.blocks.map((block, i): Guarded => {
    if (rule.state[i]?.momentum) return block;
    const value = next.blocks[i]?.value ?? block.value;
    return { value: tf.where(spread(now.fit, value), block.value, value) };
  });
  return { blocks, fit: tf.logicalOr(now.fit, next.fit) };
}

const allTrue = (t: tf.Tensor): boolean => tf.all(t).dataSync()[0] === 1;

/** A tensor of places, or of entries that move apart, over the entries of another. */
const spread = (t: tf.Tensor, over: tf.Tensor): tf.Tensor =>
  tf.reshape(t, [...t.shape, ...new Array<number>(Math.max(0, over.rank - t.rank)).fill(1)]);

/** The axes of one point, where its entries do not move apart. */
const eventAxes = ({ apart = false }: OptimizerRule, { layout: { places } }: Movable, t: tf.Tensor): number[] =>
  apart ? [] : Array.from({ length: t.rank - places.length }, (_, k) => places.length + k);

/** One number for the entries along some axes, if any. */
const reduced = (by: (t: tf.Tensor, axes: number[]) => tf.Tensor, t: tf.Tensor, axes: number[]): tf.Tensor =>
  axes.length === 0 ? t : by(t, axes);

/** True where the element fits: for each entry where these move apart, else for each point. */
function elementFits(rule: OptimizerRule, h: Movable, found: readonly Guarded[]): tf.Tensor {
  const shape = rule.apart ? (h.state[0]?.shape ?? []) : [...h.layout.places];
  return elementsOf(rule).reduce(
    (all: tf.Tensor, i) => {
      const fits = found[i]?.fits;
      return fits ? tf.logicalAnd(all, reduced(tf.all, fits, eventAxes(rule, h, fits))) : all;
    },
    tf.ones(shape, 'bool'),
  );
}

/** One over the length of a covector, 1 where it is shorter: for each entry where these move apart, else for each point. */
function unitShare(rule: OptimizerRule, h: Movable, covectors: readonly tf.Tensor[]): tf.Tensor {
  const sizes = covectors.map((m) => reduced(tf.max, tf.abs(m), eventAxes(rule, h, m)));
  const entries = covectors.reduce(
    (n, m) => n + eventAxes(rule, h, m).reduce((count, axis) => count * (m.shape[axis] ?? 1), 1),
    0,
  );
  const most = sizes.reduce((a, b) => tf.maximum(a, b));
  return tf.div(1, tf.maximum(1, tf.mul(most, Math.sqrt(entries))));
}
