// A step whose element a float cannot hold is cut: all its rates are scaled by one fraction, in the same equations.
import { combineValues, type Flat, heldState, type PlainSlot, type State } from './optimizer-state.ts';

/** What must be known of a rule to cut its steps. */
export interface CutRule {
  readonly state: readonly PlainSlot[];
  /** The entries of the blocks move apart from each other, so that each has a fraction of its own. */
  readonly apart?: boolean;
}

/** What came of a step. */
export interface Moved {
  /** The state as it is kept. */
  readonly state: State;
  /** What the equations gave, where it was not cut. */
  readonly whole?: State;
  /** How many entries (of matrices: how many matrices) of which blocks could not be kept as the equations gave them. */
  readonly missed: Readonly<Record<string, number>>;
}

/** The equations of a step: from state and averages to the next state. */
export type Update = (state: State, averages: readonly Flat[]) => State;

/**
 * A step, whole where its element is held. Elsewhere covector and momentum, in which the tangent is linear, are scaled to
 * length one, and to a half of that until the element is held: the tangent keeps its direction. What is not held after the
 * smallest step is at its end, and is tried no further.
 */
export function cutStep(rule: CutRule, old: State, averages: readonly Flat[], update: Update): Moved {
  const whole = update(old, averages);
  const held = heldState(rule.state, whole, old);
  const missed = missedEntries(held.fits);
  const fit = elementFits(rule, held.fits);
  if (allFit(fit) || isAlone(rule)) return { state: held.state, whole, missed };
  const momenta = rule.state.flatMap(({ name, momentum }) => (momentum ? [name] : []));
  const bounded = averages.map((m) => combineValues(m, 0, (x) => Math.max(-1e300, Math.min(x, 1e300))));
  const unit = unitShare(rule, [...momenta.map((name) => old[name] ?? 0), ...bounded]);
  const cutTo = (halved: number): Attempt => {
    const share = combineValues(unit, 2 ** -halved, (s, half) => s * half);
    const scaled = (m: Flat): Flat => combineValues(m, share, (x, s) => x * s);
    const slow = Object.fromEntries(momenta.map((name) => [name, scaled(old[name] ?? 0)]));
    const { state, fits } = heldState(rule.state, update({ ...old, ...slow }, bounded.map(scaled)), old);
    return { state, fit: elementFits(rule, fits) };
  };
  return { state: Number.isNaN(unit) ? held.state : firstHeld(rule.state, { state: held.state, fit }, cutTo), missed };
}

/** A state as it may be kept, and 1 where its element fits. */
export interface Attempt {
  readonly state: State;
  readonly fit: Flat;
}

/** Each element after the largest of its halved steps that holds it; what does not fit at the smallest is at its end. */
export function firstHeld(slots: readonly PlainSlot[], whole: Attempt, cutTo: (halved: number) => Attempt): State {
  const halves = 19;
  const joined = (now: Attempt, next: Attempt): Attempt => ({
    state: chosen(slots, now.fit, now.state, next.state),
    fit: combineValues(now.fit, next.fit, Math.max),
  });
  const unit = joined(whole, cutTo(0));
  if (allFit(unit.fit)) return unit.state;
  const least = cutTo(halves);
  const atEnd = combineValues(least.fit, 1, (f, all) => all - f);
  let kept: Attempt = {
    state: chosen(slots, unit.fit, unit.state, least.state),
    fit: combineValues(unit.fit, atEnd, Math.max),
  };
  for (let halved = 1; halved <= halves && !allFit(kept.fit); halved += 1) kept = joined(kept, cutTo(halved));
  return kept.state;
}

/** Is every number an element of its own? Then the nearest value is where its step reaches the end of what is held. */
export function isAlone({ state, apart = false }: CutRule): boolean {
  const [block, ...others] = state.filter(({ momentum }) => !momentum);
  return others.length === 0 && (apart || block?.rank === 0);
}

/** How many entries of each block do not fit, of those that have any. */
export function missedEntries(fits: State): Readonly<Record<string, number>> {
  const counts = Object.entries(fits).map(([name, fit]): [string, number] => [
    name,
    typeof fit === 'number' ? 1 - fit : fit.reduce((sum, f) => sum + 1 - f, 0),
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** 1 where the element fits: for each entry where these move apart, else for all blocks together. */
export function elementFits({ state, apart = false }: CutRule, fits: State): Flat {
  const blocks = state.flatMap(({ name, momentum }) => (momentum ? [] : [fits[name] ?? 1]));
  if (!apart) return Number(blocks.every(allFit));
  return blocks.reduce((a, b) => combineValues(a, b, Math.min));
}

/** Do all entries fit? */
export function allFit(fit: Flat): boolean {
  return typeof fit === 'number' ? fit === 1 : fit.every((f) => f === 1);
}

/** One over the length of a covector, 1 where it is shorter; for each entry where these move apart. */
export function unitShare({ apart = false }: CutRule, covectors: readonly Flat[]): Flat {
  const sizes = covectors.map((m) => {
    const size = combineValues(m, 0, Math.abs);
    return typeof size === 'number' || apart ? size : size.reduce((most, x) => Math.max(most, x), 0);
  });
  const entries = covectors.reduce<number>((n, m) => n + (typeof m === 'number' || apart ? 1 : m.length), 0);
  const most = sizes.reduce((a, b) => combineValues(a, b, Math.max));
  return combineValues(most, Math.sqrt(entries), (x, root) => 1 / Math.max(1, x * root));
}

/** Where the element fits already its state, elsewhere another; momenta are not cut. */
export function chosen(slots: readonly PlainSlot[], fit: Flat, state: State, other: State): State {
  const entries = slots.map(({ name, momentum }): [string, Flat] => {
    const [now = Number.NaN, cut = Number.NaN] = [state[name], other[name]];
    if (momentum || fit === 1) return [name, now];
    if (typeof fit === 'number' || typeof now === 'number' || typeof cut === 'number') return [name, cut];
    return [name, cut.map((x, i) => (fit[i] === 1 ? (now[i] ?? x) : x))];
  });
  return Object.fromEntries(entries);
}
