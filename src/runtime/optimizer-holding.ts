// What an optimizer holds for one variable: its state, moved by the rule, read as a point estimate or as a draw.
import * as tf from '@tensorflow/tfjs-core';
import { inHostMemory } from './host-memory.ts';
import { cutStep } from './optimizer-cut.ts';
import { guarded, missed, representable } from './optimizer-guard.ts';
import { type InitialState, isRespelled, perVariable, type Settings } from './optimizer-options.ts';
import {
  type Hyper,
  type Layout,
  layoutOf,
  type OptimizerRule,
  type State,
  type StateSlot,
  shapeIn,
} from './optimizer-rule.ts';
import type { Part } from './optimizer-saved.ts';
import { composes, domainWords } from './portable/optimizer-given.ts';

/** The state that belongs to a variable. */
export interface Holding {
  readonly variable: tf.Variable;
  readonly layout: Layout;
  /** One tensor a slot of the rule, which no minimisation takes for its own. */
  readonly state: readonly tf.Variable[];
  /** Where the variable stands among those that were met. */
  readonly place: number;
  /** What the optimizer put into the variable last: other data is its owner's. */
  readonly shown: { data?: tf.DataId };
}

/** The state by its names. */
const stateOf = (rule: OptimizerRule, { state }: Pick<Holding, 'state'>): State => named(rule, state);

/** Tensors by the names of the slots they are of. */
const named = (rule: OptimizerRule, tensors: readonly tf.Tensor[]): State =>
  Object.fromEntries(rule.state.map(({ name }, i) => [name, tensors[i] as tf.Tensor]));

/** How many entries of each slot were held, where any may have been. */
export type Changed = readonly (tf.Tensor | undefined)[];

/** A holding, and how many entries of each slot could not start where they should. */
export interface Started {
  readonly holding: Holding;
  readonly changed: Changed;
}

/** A holding that starts by the user's values, else at the variable's value, else at the identity. */
export function startHolding(rule: OptimizerRule, settings: Settings, variable: tf.Variable, place: number): Started {
  if (variable.dtype !== 'float32')
    throw new RangeError(`${rule.name}: ${variable.name} holds ${variable.dtype}; what is learnt must be float32`);
  const layout = layoutFor(rule, settings, variable);
  const started = tf.tidy(() => {
    const given = givenState(rule, settings.initial(variable.name, variable.shape) ?? {});
    const hyper = hyperFor(rule, settings, { variable, layout });
    const identity = rule.initial(layout.sizes, hyper);
    const begun = rule.state.map((slot) => {
      const { name, rank } = slot;
      const shape = [...layout.places, ...shapeOfEvent(identity[name], rank)];
      const value = given[name];
      const one = tf.broadcastTo(identity[name] as tf.Tensor, shape);
      return value === undefined ? one : startingAt(rule, slot, value, { name: variable.name, one });
    });
    const solved = rule.start(named(rule, begun), layout.split(variable), hyper);
    return rule.state.map(({ name, domain }, i) => {
      const old = begun[i] as tf.Tensor;
      const next = given[name] === undefined ? (solved[name] ?? old) : old;
      const { value, fits: fitting } = guarded(domain, next, old);
      return { value: tf.clone(value), changed: fitting && missed(fitting) };
    });
  });
  const state = started.map(({ value }) => owned(value));
  const holding = atCentre(rule, settings, { variable, layout, state, place, shown: {} });
  return { holding, changed: started.map(({ changed }) => changed) };
}

const layoutFor = (rule: OptimizerRule, { sizes }: Settings, { name, shape }: tf.Variable): Layout =>
  layoutOf(rule, shape, sizes(name, shape));

/** What a holding is of. */
type Place = Pick<Holding, 'variable' | 'layout'>;

/** Hyper-parameters; the temperature by the number of examples, since the loss is a mean over them. */
export function hyperFor(rule: OptimizerRule, settings: Settings, place: Place): Hyper {
  const { hyper, dataSize } = settings;
  const numbers = [...hyper].map(([name, x]) => [name, name === rule.temperature ? x / dataSize : x]);
  return { ...Object.fromEntries(numbers), ...constantsOf(rule, settings, place) };
}

/** The constants of a variable that are vectors or matrices, to be disposed of by a tidy. */
function constantsOf(rule: OptimizerRule, settings: Settings, { variable, layout }: Place): Hyper {
  const slots = rule.hyper.flatMap(({ spellings: [name = ''], shape }) => (shape ? [{ name, shape }] : []));
  const { name: owner, shape: whole } = variable;
  return Object.fromEntries(
    slots.map(({ name, shape }) => {
      const value = perVariable(settings.constants.get(name) ?? Number.NaN)(owner, whole);
      const wanted = [...shapeIn(layout.sizes, shape)];
      const entries = value instanceof tf.Tensor ? value : tf.tensor(value);
      if (typeof value !== 'number' && entries.shape.join() !== wanted.join())
        throw new RangeError(`${rule.name}: ${name} has the shape [${entries.shape}]; ${owner} needs [${wanted}]`);
      return [name, typeof value === 'number' ? tf.fill(wanted, value) : tf.cast(entries, 'float32')];
    }),
  );
}

/** The values that the user gave, under the names of the specification; a stranger among them is an error. */
function givenState(rule: OptimizerRule, initial: InitialState): InitialState {
  const known = Object.entries(initial).map(([key, value]) => {
    const slot =
      rule.state.find(({ name, twin }) => name === key || twin === key) ??
      rule.state.find(({ name, twin = name }) => isRespelled(name, key) || isRespelled(twin, key));
    if (slot) return [slot.name, value] as const;
    throw new RangeError(`${rule.name} has no state ${key}; it has ${rule.state.map((s) => s.name).join(', ')}`);
  });
  return Object.fromEntries(known);
}

/** The variable at the point estimate of its state. */
function atCentre(rule: OptimizerRule, settings: Settings, h: Holding): Holding {
  tf.tidy(() => show(h, centred(rule, h, hyperFor(rule, settings, h))));
  return h;
}

/** Puts values into the variable. */
export function show({ variable, shown }: Holding, values: tf.Tensor): void {
  variable.assign(values);
  shown.data = variable.dataId;
}

/**
 * Where the owner of the variable has given it other values (weights that were loaded, say), the blocks that can bring the
 * centre there do, as at the start. The centre itself, given back, changes nothing.
 */
export function reviseHolding(rule: OptimizerRule, settings: Settings, h: Holding): void {
  if (h.variable.dataId === h.shown.data) return;
  tf.tidy(() => {
    const hyper = hyperFor(rule, settings, h);
    const isSame = tf.all(tf.equal(h.variable, centred(rule, h, hyper)));
    const solved = rule.start(stateOf(rule, h), h.layout.split(h.variable), hyper);
    rule.state.forEach(({ name, domain }, i) => {
      const [next, old] = [solved[name], h.state[i]];
      if (next && old) old.assign(tf.where(isSame, old, guarded(domain, next, old).value));
    });
  });
  atCentre(rule, settings, h);
}

const shapeOfEvent = (t: tf.Tensor | undefined, rank: number): number[] => (t ? t.shape.slice(t.rank - rank) : []);

/**
 * A number everywhere, of a matrix that composes on the diagonal, or as many numbers as the identity has; what the domain
 * does not hold is an error.
 */
function startingAt(
  { name: rule }: OptimizerRule,
  { name, domain }: StateSlot,
  value: number | tf.TensorLike,
  { name: variable, one }: { readonly name: string; readonly one: tf.Tensor },
): tf.Tensor {
  const { shape } = one;
  const everywhere = (x: number): tf.Tensor => (composes(domain) ? tf.mul(one, x) : tf.fill(shape, x));
  const entries = typeof value === 'number' ? everywhere(value) : tf.cast(tf.tensor(value), 'float32');
  const [wanted, given] = [tf.util.sizeFromShape(shape), entries.size];
  if (given !== wanted)
    throw new RangeError(`${rule}: initial ${name} has ${given} numbers; ${variable} needs ${wanted}, or one for all`);
  const start = tf.reshape(entries, shape);
  const { fits: fitting } = guarded(domain, start, start);
  const above = domain === 'lowerTriangular' ? tf.sub(start, tf.linalg.bandPart(start, -1, 0)) : tf.scalar(0);
  const outside = tf.add(fitting ? missed(fitting) : 0, tf.sum(tf.abs(above)));
  if (inHostMemory() && outside.dataSync()[0] !== 0)
    throw new RangeError(
      `${rule}: initial ${name} of ${variable} must hold ${domainWords(domain)}, in the range of float32`,
    );
  return start;
}

/** A variable that no minimisation moves. */
function owned(t: tf.Tensor): tf.Variable {
  const variable = tf.variable(t, false);
  t.dispose();
  return variable;
}

/** Has a saved state the shapes that this variable's state has? */
export function fits(
  rule: OptimizerRule,
  settings: Settings,
  variable: tf.Variable,
  saved: readonly tf.Tensor[],
): boolean {
  const layout = layoutFor(rule, settings, variable);
  const { places, sizes } = layout;
  return tf.tidy(() => {
    const identity = rule.initial(sizes, hyperFor(rule, settings, { variable, layout }));
    return rule.state.every(({ name, rank }, i) => {
      const shape = [...places, ...shapeOfEvent(identity[name], rank)];
      return saved[i]?.shape.join() === shape.join();
    });
  });
}

/** A holding with restored state. */
export function restoreHolding(
  rule: OptimizerRule,
  settings: Settings,
  variable: tf.Variable,
  { place, state }: Part,
): Holding {
  const layout = layoutFor(rule, settings, variable);
  const restored = state.map((t) => owned(tf.clone(t)));
  return atCentre(rule, settings, { variable, layout, state: restored, place, shown: {} });
}

/** Draws from the base for one variable. */
export const noiseOf = (rule: OptimizerRule, { layout }: Holding, seed: number, hyper: Hyper): readonly tf.Tensor[] =>
  rule.draw(layout.places, layout.sizes, seed, hyper);

/** The value of the variable at these draws. */
export const placed = (rule: OptimizerRule, h: Holding, noise: readonly tf.Tensor[], hyper: Hyper): tf.Tensor =>
  h.layout.join(rule.place(stateOf(rule, h), noise, hyper));

/** The covectors of one sample. */
export function covectors(
  rule: OptimizerRule,
  h: Holding,
  noise: readonly tf.Tensor[],
  gradient: tf.Tensor,
  hyper: Hyper,
): readonly tf.Tensor[] {
  return rule.average(stateOf(rule, h), noise, h.layout.split(gradient), hyper);
}

/** Moves the state along the averages and the variable to the new centre; gives the number of held entries a slot. */
export function move(rule: OptimizerRule, h: Holding, averages: readonly tf.Tensor[], hyper: Hyper): Changed {
  return tf.tidy(() => {
    const kept = cutStep(rule, h, averages, hyper);
    kept.forEach(({ value }, i) => {
      h.state[i]?.assign(value);
    });
    show(h, centred(rule, h, hyper));
    return kept.map(({ changed }) => changed);
  });
}

/** The point estimate; where no state moves it, it is spread to the size of the point. */
const centred = (rule: OptimizerRule, { variable, layout, state }: Holding, hyper: Hyper): tf.Tensor => {
  const centre = layout.join(
    rule.centre(stateOf(rule, { state }), hyper).map((c, i) => {
      const shape = layout.shapes[i] ?? [];
      return c.rank === shape.length ? c : tf.broadcastTo(c, [...shape]);
    }),
  );
  return representable(centre, variable);
};
