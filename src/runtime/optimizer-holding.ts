// What an optimizer holds for one variable: its state, moved by the rule, read as a point estimate or as a draw.
import * as tf from '@tensorflow/tfjs-core';
import { cutStep } from './optimizer-cut.ts';
import { guarded, missed, representable } from './optimizer-guard.ts';
import { type InitialState, perVariable, type Settings } from './optimizer-options.ts';
import { type Hyper, type Layout, layoutOf, type OptimizerRule, type State, shapeIn } from './optimizer-rule.ts';

/** The state that belongs to a variable. */
export interface Holding {
  readonly variable: tf.Variable;
  readonly layout: Layout;
  /** One tensor a slot of the rule, which no minimisation takes for its own. */
  readonly state: readonly tf.Variable[];
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
export function startHolding(rule: OptimizerRule, settings: Settings, variable: tf.Variable): Started {
  const layout = layoutFor(rule, settings, variable);
  const started = tf.tidy(() => {
    const given = givenState(rule, settings.initial(variable.name, variable.shape));
    const hyper = hyperFor(rule, settings, { variable, layout });
    const identity = rule.initial(layout.sizes, hyper);
    const begun = rule.state.map(({ name, rank }) => {
      const shape = [...layout.places, ...shapeOfEvent(identity[name], rank)];
      const value = given[name];
      return value === undefined ? tf.broadcastTo(identity[name] as tf.Tensor, shape) : spread(value, shape);
    });
    const solved = rule.start(named(rule, begun), layout.split(variable), hyper);
    return rule.state.map(({ name, domain }, i) => {
      const old = begun[i] as tf.Tensor;
      const next = given[name] === undefined ? (solved[name] ?? old) : old;
      const { value, fits: fitting } = guarded(domain, next, old);
      return { value: tf.clone(value), changed: fitting && missed(fitting) };
    });
  });
  const holding = atCentre(rule, settings, { variable, layout, state: started.map(({ value }) => owned(value)) });
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
    const slot = rule.state.find(({ name, twin }) => name === key || twin === key);
    if (slot) return [slot.name, value] as const;
    throw new RangeError(`${rule.name} has no state ${key}; it has ${rule.state.map((s) => s.name).join(', ')}`);
  });
  return Object.fromEntries(known);
}

/** The variable at the point estimate of its state. */
function atCentre(rule: OptimizerRule, settings: Settings, h: Holding): Holding {
  tf.tidy(() => h.variable.assign(centred(rule, h, hyperFor(rule, settings, h))));
  return h;
}

const shapeOfEvent = (t: tf.Tensor | undefined, rank: number): number[] => (t ? t.shape.slice(t.rank - rank) : []);

/** A number everywhere, or as many numbers as the shape has. */
const spread = (value: number | tf.TensorLike, shape: number[]): tf.Tensor =>
  typeof value === 'number' ? tf.fill(shape, value) : tf.reshape(tf.cast(tf.tensor(value), 'float32'), shape);

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
  saved: readonly tf.Tensor[],
): Holding {
  return atCentre(rule, settings, {
    variable,
    layout: layoutFor(rule, settings, variable),
    state: saved.map((t) => owned(tf.clone(t))),
  });
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
    h.variable.assign(centred(rule, h, hyper));
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
