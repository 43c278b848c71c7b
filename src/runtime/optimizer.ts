// The base of every emitted optimizer: a `tf.Optimizer` whose variables hold draws from a posterior while gradients are
// taken, and the posterior's centre otherwise.
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './gradients.ts';
import { byName, checkGradient, checkSamples, type Gradients, isList, type Placed } from './optimizer-gradients.ts';
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
  reviseHolding,
  show,
  startHolding,
} from './optimizer-holding.ts';
import {
  configOf,
  type Entries,
  type OptimizerOptions,
  type PerVariable,
  type Settings,
  setHyper,
  settingsOf,
} from './optimizer-options.ts';
import type { Hyper, OptimizerRule, State } from './optimizer-rule.ts';
import { type Part, readSaved, savedTensors } from './optimizer-saved.ts';
import { splitSeed } from './portable/philox.ts';

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
  #pending: readonly Part[] = [];
  /** A saved name belongs to a variable of another shape: names were counted up since, and only the order tells. */
  #renamed = false;
  /** Draws placed by `sampled` so far: each has random numbers of its own. */
  #draws = 0;
  /** The last draws that `sampled` or `computeGradients` placed, as many as a step takes. */
  #placed: readonly Placed[] = [];
  /** The variables that a step has moved, or whose states were restored. */
  readonly #moved = new Set<tf.Variable>();
  /** How many draws are in the variables now, one within the other. */
  #depth = 0;
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
   * The loss given back is the average too. Without a list of variables those are moved that the loss depends on.
   */
  override minimize(f: () => tf.Scalar, returnCost = false, varList?: tf.Variable[]): tf.Scalar | null {
    this.#outsideDraws();
    const variables = varList ?? this.#reached(f);
    const count = this.#samples();
    const costs: tf.Tensor[] = [];
    let sums: readonly Sum[] = [];
    try {
      for (let k = 0; k < count; k += 1) {
        const seed = splitSeed(splitSeed(splitSeed(this.#settings.seed, 0), this.iterations), k);
        const loss = k === 0 ? f : unkept(f);
        this.#with(variables, seed, (draws) => {
          const { value, grads } = this.#at(draws, () => this.#slopes(loss, variables));
          costs.push(value);
          sums = this.#add(sums, grads, draws);
          tf.dispose(grads);
        });
      }
      this.#move(sums, count);
      return returnCost ? tf.tidy(() => tf.div(tf.addN(costs), count) as tf.Scalar) : null;
    } finally {
      tf.dispose([costs, sums.map((s) => [...s.covectors])]);
    }
  }

  /** The loss and its gradients at one draw; `applyGradients` takes them from there. */
  override computeGradients(
    f: () => tf.Scalar,
    varList?: tf.Variable[],
  ): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    const variables = varList ?? this.#reached(f);
    return this.sampled(() => this.#slopes(f, variables), variables);
  }

  /** The loss and its gradients; of a loss that is refused nothing stays. */
  #slopes(f: () => tf.Scalar, variables: tf.Variable[]): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    return tf.tidy(() => super.computeGradients(f, variables));
  }

  /**
   * Runs `callback` while the variables hold one draw from the posterior; afterwards they hold their estimate again. For
   * gradients in loops of one's own, and for predictions at test time. Without a list these are the variables moved so
   * far, and before the first step all that can be trained.
   */
  sampled<T>(callback: () => T, variables?: readonly tf.Variable[]): T {
    const known = [...this.#moved].filter((v) => !v.isDisposed);
    const isGuess = variables === undefined && known.length === 0;
    const drawn = variables ?? (isGuess ? trainable() : known);
    const seed = splitSeed(splitSeed(this.#settings.seed, 1), this.#draws);
    this.#draws += 1;
    const place = { seed, variables: drawn.map((v) => v.name), isGuess, firstTensor: nextTensor() };
    this.#placed = [...this.#placed, place].slice(-this.#samples());
    return this.#with(drawn, seed, (draws) => this.#at(draws, callback));
  }

  /**
   * One step by gradients that were taken at the last draws: where a step takes several samples, a list with the gradients
   * at each of them. At the estimate, where all mass lies at one point.
   */
  override applyGradients(gradients: Gradients | readonly Gradients[]): void {
    this.#outsideDraws();
    const samples = isList(gradients) ? gradients : [gradients];
    const given = samples.map(byName);
    for (const [name] of given.flat()) this.#variable(name);
    if (this.#rule.noise.length > 0) checkSamples(this.#rule, this.#samples(), this.#placed, given);
    const variables = (given[0] ?? []).map(([name]) => this.#variable(name));
    let sums: readonly Sum[] = [];
    try {
      samples.forEach((sample, k) => {
        this.#with(variables, this.#placed[k]?.seed ?? 0, (draws) => {
          sums = this.#add(sums, sample, draws);
        });
      });
      this.#move(sums, samples.length);
    } finally {
      tf.dispose(sums.map((s) => [...s.covectors]));
    }
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
    const held = [...this.#holdings.values()].map(({ variable, place, state }) => ({
      name: variable.name,
      place,
      state,
    }));
    const counts = [this.#draws, this.#settings.seed] as const;
    return [await this.saveIterations(), ...savedTensors(this.#rule, counts, [...held, ...this.#pending])];
  }

  /** Restores what `getWeights` gave; the seed must be the one the state was made with. */
  override async setWeights(weights: { name: string; tensor: tf.Tensor }[]): Promise<void> {
    const { draws, parts } = await readSaved(this.#rule, this.#settings.seed, weights);
    await this.extractIterations(weights);
    this.#release();
    this.#draws = draws;
    this.#pending = parts.map((part) => ({ ...part, state: part.state.map((t) => tf.keep(tf.clone(t))) }));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return configOf(this.#settings) as tf.serialization.ConfigDict;
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    // tfjs-layers, reading a saved model, adds what it knows of classes to the options.
    const { customObjects: _, ...options } = config;
    return new cls(options);
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
    this.#renamed = false;
    this.#placed = [];
    this.#moved.clear();
  }

  /** How many samples a step takes. */
  #samples(): number {
    return this.#settings.hyper.get(this.#rule.samples) ?? 1;
  }

  #hyper(holding: Holding): Hyper {
    return hyperFor(this.#rule, this.#settings, holding);
  }

  /** What is held for a variable; one of the same name that took its place starts anew. */
  #holding(variable: tf.Variable): Holding {
    const known = this.#holdings.get(variable.name);
    if (known?.variable === variable) {
      reviseHolding(this.#rule, this.#settings, known);
      return known;
    }
    const made = this.#restored(variable) ?? this.#begun(variable, known?.place ?? this.#places());
    if (known) tf.dispose([...known.state]);
    this.#holdings.set(variable.name, made);
    return made;
  }

  /** How many variables were met, those of a saved state among them. */
  #places(): number {
    return this.#holdings.size + this.#pending.length;
  }

  #begun(variable: tf.Variable, place: number): Holding {
    const { holding, changed } = startHolding(this.#rule, this.#settings, variable, place);
    this.#count(changed);
    for (const t of changed) t?.dispose();
    return holding;
  }

  /** The restored state of this name, or the next one that fits: names of variables may be counted up in a new process. */
  #restored(variable: tf.Variable): Holding | undefined {
    const suits = (v: tf.Variable, { state }: Part): boolean => fits(this.#rule, this.#settings, v, state);
    const { registeredVariables: all } = tf.engine();
    this.#renamed ||= this.#pending.some((part) => {
      const owner = all[part.name];
      return owner !== undefined && !suits(owner, part);
    });
    const fitting = this.#pending.filter((part) => suits(variable, part));
    const found = (this.#renamed ? undefined : fitting.find(({ name }) => name === variable.name)) ?? fitting[0];
    if (!found) return undefined;
    this.#pending = this.#pending.filter((p) => p !== found);
    const holding = restoreHolding(this.#rule, this.#settings, variable, found);
    tf.dispose([...found.state]);
    this.#moved.add(variable);
    return holding;
  }

  /** Runs `callback` with draws for each variable, from random numbers of its own under the seed. */
  #with<T>(variables: readonly tf.Variable[], seed: number, callback: (draws: readonly Draw[]) => T): T {
    const draws: Draw[] = [];
    try {
      const moved = [...new Set(variables)].filter((v) => v.trainable);
      for (const holding of moved.map((v) => this.#holding(v))) {
        const own = splitSeed(seed, holding.place);
        const noise = tf.tidy(() => [...noiseOf(this.#rule, holding, own, this.#hyper(holding))]);
        draws.push({ holding, noise: noise.map((t) => tf.keep(t)) });
      }
      return callback(draws);
    } finally {
      tf.dispose(draws.map(({ noise }) => [...noise]));
    }
  }

  /** Runs `callback` with the draws in the variables. */
  #at<T>(draws: readonly Draw[], callback: () => T): T {
    const estimates = draws.map(({ holding }) => tf.keep(tf.clone(holding.variable)));
    this.#depth += 1;
    try {
      tf.tidy(() => {
        for (const { holding, noise } of draws) {
          show(holding, placed(this.#rule, holding, noise, this.#hyper(holding)));
        }
      });
      const result = callback();
      if (result instanceof Promise) throw new Error(`${this.#rule.name}: the callback of sampled must not be async`);
      return result;
    } finally {
      this.#depth -= 1;
      draws.forEach(({ holding }, i) => {
        if (!holding.variable.isDisposed) show(holding, estimates[i] as tf.Tensor);
      });
      tf.dispose(estimates);
    }
  }

  /** A step moves the estimate, which the end of `sampled` would put back. */
  #outsideDraws(): void {
    if (this.#depth > 0)
      throw new Error(
        `${this.#rule.name}: take the step after sampled(() => …), which ends by putting the estimate back`,
      );
  }

  #variable(name: string): tf.Variable {
    const { registeredVariables: all } = tf.engine();
    const variable = all[name];
    if (variable) return variable;
    const known = trainable().map((v) => v.name);
    throw new RangeError(
      `${this.#rule.name}: there is no variable ${name}; gradients go by names: ${known.join(', ')}`,
    );
  }

  /** The variables that a loss depends on: others are left as they are, and may be of shapes that this rule cannot hold. */
  #reached(f: () => tf.Scalar): tf.Variable[] {
    const all = trainable();
    if (all.every((v) => this.#holdings.get(v.name)?.variable === v)) return all;
    const { value, grads } = this.#slopes(unkept(f), all);
    tf.dispose([value, grads]);
    return all.filter(({ name }) => grads[name]);
  }

  /** The sums with the covectors of one more sample. */
  #add(sums: readonly Sum[], gradients: Gradients, draws: readonly Draw[]): readonly Sum[] {
    const given = new Map(byName(gradients));
    for (const { holding } of draws) checkGradient(this.#rule, holding.variable, given.get(holding.variable.name));
    const added = draws.flatMap(({ holding, noise }): Sum[] => {
      const gradient = given.get(holding.variable.name);
      if (!gradient) return [];
      const before = sums.find((s) => s.holding === holding)?.covectors;
      return [{ holding, covectors: this.#covectors(holding, noise, gradient, before) }];
    });
    tf.dispose(sums.map((s) => [...s.covectors]));
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
        this.#moved.add(holding.variable);
      }
    });
    this.#placed = [];
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

/** The number that a tensor made now has. */
function nextTensor(): number {
  const mark = tf.scalar(0);
  mark.dispose();
  return mark.id;
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
