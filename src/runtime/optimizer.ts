// The base of every emitted optimizer: a `tf.Optimizer` whose variables hold draws from a posterior while gradients are
// taken, and the posterior's centre otherwise.
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './gradients.ts';
import {
  type Changed,
  covectors,
  fits,
  type Holding,
  hyperFor,
  move,
  noiseOf,
  placed,
  restoreHolding,
  startHolding,
} from './optimizer-holding.ts';
import {
  type Entries,
  type OptimizerOptions,
  type PerVariable,
  type Settings,
  setHyper,
  settingsOf,
} from './optimizer-options.ts';
import type { Hyper, OptimizerRule, State } from './optimizer-rule.ts';
import { splitSeed } from './portable/philox.ts';

/** A tensor with its name, as tfjs hands weights around. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** Gradients by the names of their variables. */
export type Gradients = Readonly<Record<string, tf.Tensor | null>> | readonly NamedTensor[];

/** Draws from the base for one variable. */
interface Draw {
  readonly holding: Holding;
  readonly noise: readonly tf.Tensor[];
}

/** The sum of the covectors of the samples so far, for one variable. */
interface Sum {
  readonly holding: Holding;
  readonly covectors: readonly tf.Tensor[];
}

/** An optimizer by a rule on a group. Without `sampled`, the variables hold the point estimate. */
export abstract class GroupOptimizer extends tf.Optimizer {
  readonly #rule: OptimizerRule;
  readonly #settings: Settings;
  readonly #holdings = new Map<string, Holding>();
  /** Restored states whose variables are not seen yet. */
  #pending: { readonly name: string; readonly state: readonly tf.Tensor[] }[] = [];
  /** Draws placed by `sampled` so far: each has random numbers of its own. */
  #draws = 0;
  /** The seed of the last draw that `sampled` or `computeGradients` placed. */
  #last: number | undefined;
  /** How many entries were held so far, by the place of their slot. */
  readonly #held = new Map<number, tf.Tensor>();

  constructor(rule: OptimizerRule, options: OptimizerOptions) {
    super();
    // The loss is differentiated with tfjs-core alone: its gradients must be known.
    registerGradients();
    this.#rule = rule;
    this.#settings = settingsOf(rule, options);
  }

  /** Sets hyper-parameters from the next step on: a schedule of rates, say. */
  set(values: Readonly<Record<string, PerVariable<Entries>>>): void {
    setHyper(this.#rule, this.#settings, values);
  }

  /** The state held for a variable, by the names of the specification; the tensors remain the optimizer's. */
  stateOf(variable: tf.Variable): State {
    const { state } = this.#holding(variable);
    return Object.fromEntries(this.#rule.state.map(({ name }, i) => [name, state[i] as tf.Tensor]));
  }

  /**
   * One step: the loss and its gradient at each of the samples, each at draws of its own, then the update by their averages.
   * The loss given back is the average too.
   */
  override minimize(f: () => tf.Scalar, returnCost = false, varList?: tf.Variable[]): tf.Scalar | null {
    const variables = varList ?? trainable();
    const count = this.#settings.hyper.get(this.#rule.samples) ?? 1;
    const costs: tf.Tensor[] = [];
    let sums: readonly Sum[] = [];
    for (let k = 0; k < count; k += 1) {
      const seed = splitSeed(splitSeed(splitSeed(this.#settings.seed, 0), this.iterations), k);
      const loss = k === 0 ? f : unkept(f);
      const draws = this.#drawn(variables, seed);
      const { value, grads } = this.#at(draws, () => super.computeGradients(loss, varList));
      sums = this.#add(sums, grads, draws);
      tf.dispose([grads, ...draws.flatMap(({ noise }) => [...noise])]);
      costs.push(value);
    }
    this.#move(sums, count);
    const cost = returnCost ? tf.tidy(() => tf.div(tf.addN(costs), count) as tf.Scalar) : null;
    tf.dispose(costs);
    return cost;
  }

  /** The loss and its gradients at one draw; `applyGradients` takes them from there. */
  override computeGradients(
    f: () => tf.Scalar,
    varList?: tf.Variable[],
  ): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    return this.sampled(() => super.computeGradients(f, varList), varList);
  }

  /**
   * Runs `callback` while the variables hold one draw from the posterior; afterwards they hold their estimate again. For
   * gradients in loops of one's own, and for predictions at test time.
   */
  sampled<T>(callback: () => T, variables?: readonly tf.Variable[]): T {
    const known = [...this.#holdings.values()].map((h) => h.variable);
    const seed = splitSeed(splitSeed(this.#settings.seed, 1), this.#draws);
    this.#draws += 1;
    this.#last = seed;
    const draws = this.#drawn(variables ?? (known.length > 0 ? known : trainable()), seed);
    try {
      return this.#at(draws, callback);
    } finally {
      tf.dispose(draws.flatMap(({ noise }) => [...noise]));
    }
  }

  /** One step by gradients that were taken at the last draw; at the estimate, where all mass lies at one point. */
  override applyGradients(gradients: Gradients): void {
    if (this.#last === undefined && this.#rule.draws > 0)
      throw new Error(`${this.#rule.name}: take gradients inside sampled(() => …), or by computeGradients`);
    const variables = byName(gradients).map(([name]) => variableOf(name));
    const draws = this.#drawn(variables, this.#last ?? 0);
    this.#move(this.#add([], gradients, draws), 1);
    tf.dispose(draws.flatMap(({ noise }) => [...noise]));
    this.#last = undefined;
  }

  /** How many entries of each block were held inside the range of float32, since this optimizer was made. */
  async warnings(): Promise<Readonly<Record<string, number>>> {
    const counts = this.#rule.state.map(
      async ({ name }, i) => [name, (await this.#held.get(i)?.data())?.[0] ?? 0] as const,
    );
    return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0));
  }

  /** Step and draw counters, then the state of each variable. */
  override async getWeights(): Promise<{ name: string; tensor: tf.Tensor }[]> {
    const states = [...this.#holdings.values()].flatMap(({ variable, state }) =>
      this.#rule.state.map(({ name }, i) => ({ name: `${variable.name}/${name}`, tensor: state[i] as tf.Tensor })),
    );
    const random = tf.tensor1d([...halves(this.#draws), ...halves(this.#settings.seed)], 'int32');
    return [await this.saveIterations(), { name: 'random', tensor: random }, ...states];
  }

  /** Restores what `getWeights` gave; the seed must be the one the state was made with. */
  override async setWeights(weights: { name: string; tensor: tf.Tensor }[]): Promise<void> {
    const [random, ...states] = await this.extractIterations(weights);
    const [low = 0, middle = 0, high = 0, top = 0, ...seed] = random ? await random.tensor.data() : [];
    const { name, state: slots } = this.#rule;
    if (halves(this.#settings.seed).some((half, i) => half !== seed[i]) || states.length % slots.length !== 0)
      throw new RangeError(`${name}: this state belongs to an optimizer of another seed or rule`);
    this.#draws = low + 0x10000 * (middle + 0x10000 * (high + 0x10000 * top));
    this.#release();
    for (let i = 0; i < states.length; i += slots.length) {
      const group = states.slice(i, i + slots.length);
      const owner = group[0]?.name.replace(/\/[^/]*$/, '') ?? '';
      this.#pending.push({ name: owner, state: group.map(({ tensor }) => tf.keep(tf.clone(tensor))) });
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { hyper, constants, dataSize, weightDecay, seed } = this.#settings;
    const known = Object.fromEntries(constants) as tf.serialization.ConfigDict;
    return { ...Object.fromEntries(hyper), ...known, dataSize, weightDecay, seed };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }

  override dispose(): void {
    super.dispose();
    this.#release();
    tf.dispose([...this.#held.values()]);
    this.#held.clear();
  }

  #release(): void {
    tf.dispose([...this.#holdings.values()].flatMap(({ state }) => [...state]));
    tf.dispose(this.#pending.flatMap(({ state }) => [...state]));
    this.#holdings.clear();
    this.#pending = [];
  }

  #hyper(holding: Holding): Hyper {
    return hyperFor(this.#rule, this.#settings, holding);
  }

  #holding(variable: tf.Variable): Holding {
    const known = this.#holdings.get(variable.name);
    if (known) return known;
    const made = this.#restored(variable) ?? this.#begun(variable);
    this.#holdings.set(variable.name, made);
    return made;
  }

  #begun(variable: tf.Variable): Holding {
    const { holding, changed } = startHolding(this.#rule, this.#settings, variable);
    this.#count(changed);
    for (const t of changed) t?.dispose();
    return holding;
  }

  /** The restored state of this name, or the next one that fits: names of variables may be counted up in a new process. */
  #restored(variable: tf.Variable): Holding | undefined {
    const fitting = this.#pending.filter(({ state }) => fits(this.#rule, this.#settings, variable, state));
    const found = fitting.find(({ name }) => name === variable.name) ?? fitting[0];
    if (!found) return undefined;
    this.#pending = this.#pending.filter((p) => p !== found);
    const holding = restoreHolding(this.#rule, this.#settings, variable, found.state);
    tf.dispose([...found.state]);
    return holding;
  }

  /** Draws for each variable, from random numbers of its own under the seed. */
  #drawn(variables: readonly tf.Variable[], seed: number): readonly Draw[] {
    const holdings = variables.filter((v) => v.trainable).map((v) => this.#holding(v));
    const places = [...this.#holdings.keys()];
    return holdings.map((holding): Draw => {
      const own = splitSeed(seed, places.indexOf(holding.variable.name));
      const noise = tf.tidy(() => [...noiseOf(this.#rule, holding, own, this.#hyper(holding))]);
      return { holding, noise: noise.map((t) => tf.keep(t)) };
    });
  }

  /** Runs `callback` with the draws in the variables. */
  #at<T>(draws: readonly Draw[], callback: () => T): T {
    const estimates = draws.map(({ holding }) => tf.keep(tf.clone(holding.variable)));
    try {
      tf.tidy(() => {
        for (const { holding, noise } of draws) {
          holding.variable.assign(placed(this.#rule, holding, noise, this.#hyper(holding)));
        }
      });
      const result = callback();
      if (result instanceof Promise) throw new Error(`${this.#rule.name}: the callback of sampled must not be async`);
      return result;
    } finally {
      draws.forEach(({ holding }, i) => {
        holding.variable.assign(estimates[i] as tf.Tensor);
      });
      tf.dispose(estimates);
    }
  }

  /** The sums with the covectors of one more sample. */
  #add(sums: readonly Sum[], gradients: Gradients, draws: readonly Draw[]): readonly Sum[] {
    const given = new Map(byName(gradients));
    const added = draws.flatMap(({ holding, noise }): Sum[] => {
      const gradient = given.get(holding.variable.name);
      if (!gradient) return [];
      const before = sums.find((s) => s.holding === holding)?.covectors;
      return [{ holding, covectors: this.#covectors(holding, noise, gradient, before) }];
    });
    tf.dispose(sums.flatMap((s) => [...s.covectors]));
    return added;
  }

  #covectors(h: Holding, noise: readonly tf.Tensor[], gradient: tf.Tensor, before?: readonly tf.Tensor[]): tf.Tensor[] {
    const { weightDecay } = this.#settings;
    const sums = tf.tidy(() => {
      const hyper = this.#hyper(h);
      const prior = weightDecay === 0 ? undefined : tf.mul(weightDecay, placed(this.#rule, h, noise, hyper));
      const whole = prior ? tf.add(gradient, prior) : gradient;
      const found = covectors(this.#rule, h, noise, whole, hyper);
      return found.map((t, i) => (before?.[i] ? tf.add(before[i], t) : tf.clone(t)));
    });
    return sums.map((t) => tf.keep(t));
  }

  /** The update by the averages of `count` samples. */
  #move(sums: readonly Sum[], count: number): void {
    tf.tidy(() => {
      for (const { holding, covectors: list } of sums) {
        const averages = count === 1 ? list : list.map((t) => tf.div(t, count));
        this.#count(move(this.#rule, holding, averages, this.#hyper(holding)));
      }
    });
    tf.dispose(sums.flatMap((s) => [...s.covectors]));
    this.incrementIterations();
  }

  #count(changed: Changed): void {
    changed.forEach((t, i) => {
      if (!t) return;
      const before = this.#held.get(i);
      this.#held.set(i, tf.keep(before ? tf.add(before, t) : tf.clone(t)));
      before?.dispose();
    });
  }
}

const trainable = (): tf.Variable[] => Object.values(tf.engine().registeredVariables).filter((v) => v.trainable);

const byName = (gradients: Gradients): readonly (readonly [string, tf.Tensor])[] => {
  const list = Array.isArray(gradients)
    ? (gradients as readonly NamedTensor[]).map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients as Readonly<Record<string, tf.Tensor | null>>);
  return list.flatMap(([name, gradient]) => (gradient ? [[name, gradient] as const] : []));
};

function variableOf(name: string): tf.Variable {
  const variable = tf.engine().registeredVariables[name];
  if (!variable) throw new RangeError(`there is no variable ${name}`);
  return variable;
}

/**
 * The loss of a further sample: what it keeps beyond its scope (metrics, that is, which tfjs-layers takes from the first
 * sample only) is given up.
 */
function unkept(f: () => tf.Scalar): () => tf.Scalar {
  return () => {
    const cost = f();
    const { activeScope } = tf.engine().state;
    for (const t of activeScope?.track ?? []) if (t.kept && t !== cost && !(t instanceof tf.Variable)) t.kept = false;
    return cost;
  };
}

/** A whole number below 2⁶⁴ in four parts of 16 bits, which every backend's integers hold. */
const halves = (n: number): number[] => [0, 1, 2, 3].map((i) => Math.floor(n / 0x10000 ** i) % 0x10000);
