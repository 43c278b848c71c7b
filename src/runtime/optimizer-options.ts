// Options of an optimizer: hyper-parameters in either spelling, and what every rule understands.
import { Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import type { OptimizerRule, Sizes } from './optimizer-rule.ts';
import { type NumberRange, rangeProblem } from './portable/optimizer.ts';

/** Values at which blocks of the state start, by name: a number (of a matrix that composes times the identity), or the entries. */
export type InitialState = Readonly<Record<string, number | TensorLike>>;

/** A vector or matrix that the user knows: a number for all entries, or the entries. */
export type Entries = number | TensorLike | Tensor;

/** The same for all variables, or for each by its name and shape. */
export type PerVariable<T> = T | ((variable: string, shape: readonly number[]) => T);

/** What every optimizer takes beside its hyper-parameters, which stand among them under their own names. */
export interface OptimizerOptions {
  /** How many examples the mean of the loss is taken over; the temperature acts divided by it. */
  readonly dataSize?: number;
  /** The precision δ of a normal prior around 0 on the scale of the mean loss: δθ joins the gradient. */
  readonly weightDecay?: number;
  readonly seed?: number;
  /** Where blocks start, for all variables or for each by its name and shape; others start by the variable's value. */
  readonly initial?: PerVariable<InitialState>;
  /** Sizes of points that the number of entries of a variable does not tell. */
  readonly sizes?: PerVariable<Sizes>;
  readonly [hyper: string]: unknown;
}

/** The options, read. */
export interface Settings {
  /** Those that are numbers. */
  readonly hyper: Map<string, number>;
  /** Those that are vectors or matrices. */
  readonly constants: Map<string, PerVariable<Entries>>;
  readonly dataSize: number;
  readonly weightDecay: number;
  readonly seed: number;
  readonly initial: ByVariable<InitialState>;
  readonly sizes: ByVariable<Sizes>;
  /** `initial` and `sizes` as they were given. */
  readonly given: Pick<OptimizerOptions, 'initial' | 'sizes'>;
}

const general: readonly string[] = ['dataSize', 'weightDecay', 'seed', 'initial', 'sizes'];

/** Reads the options of a rule; a stranger among them, or a missing one, is an error. */
export function settingsOf(rule: OptimizerRule, options: OptimizerOptions): Settings {
  const { initial = {}, sizes = {} } = options;
  const own = Object.entries(options).filter(([key]) => !general.includes(key) || spelled(rule, key) !== undefined);
  const hyper = new Map(
    rule.hyper.flatMap((h) => (h.initial === undefined ? [] : [[h.spellings[0] ?? '', h.initial]])),
  );
  const constants: Settings['constants'] = new Map();
  setHyper(rule, { hyper, constants }, Object.fromEntries(own));
  const missing = rule.hyper
    .map((h) => h.spellings[0] ?? '')
    .filter((name) => !hyper.has(name) && !constants.has(name));
  if (missing.length > 0) throw new RangeError(`${rule.name} needs ${missing.join(', ')}`);
  return {
    hyper,
    constants,
    dataSize: numberOf(rule, 'dataSize', options.dataSize ?? 1, { above: 0 }),
    weightDecay: numberOf(rule, 'weightDecay', options.weightDecay ?? 0, { from: 0 }),
    seed: numberOf(rule, 'seed', options.seed ?? 0),
    initial: perVariable(byNames(rule, 'initial', initial)),
    sizes: perVariable(byNames(rule, 'sizes', sizes)),
    given: { ...(options.initial ? { initial } : {}), ...(options.sizes ? { sizes } : {}) },
  };
}

/** The options that make such an optimizer again, as JSON keeps them; those that are functions are left to their owner. */
export function configOf({ hyper, constants, dataSize, weightDecay, seed, given }: Settings): Record<string, unknown> {
  const known = Object.entries({ ...Object.fromEntries([...hyper, ...constants]), ...given });
  const told = known.flatMap(([key, value]) => (typeof value === 'function' ? [] : [[key, plainly(value)]]));
  return { ...Object.fromEntries(told), dataSize, weightDecay, seed };
}

/** Tensors and typed arrays as lists, also within an object. */
function plainly(value: unknown): unknown {
  if (value instanceof Tensor) return value.arraySync();
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainly(entry)]));
}

type ByVariable<T> = (variable: string, shape: readonly number[]) => T;

/** What an option says of each variable. */
export const perVariable = <T extends Entries | InitialState | Sizes>(value: PerVariable<T>): ByVariable<T> =>
  typeof value === 'function' ? value : () => value;

/** Sets hyper-parameters under any of their spellings. */
export function setHyper(
  rule: OptimizerRule,
  { hyper, constants }: Pick<Settings, 'hyper' | 'constants'>,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [key, value] of Object.entries(values)) {
    const name = spelled(rule, key);
    if (name === undefined) {
      const known = [...rule.hyper.map((h) => h.spellings.join(' or ')), ...general].join(', ');
      throw new RangeError(`${rule.name} has no option ${key}; it has ${known}`);
    }
    if (rule.hyper.some(({ spellings, shape }) => shape && spellings.includes(name))) {
      constants.set(name, entriesOf(rule, name, value));
      continue;
    }
    const slot = rule.hyper.find(({ spellings }) => spellings.includes(name));
    const number = numberOf(rule, name, value, name === rule.samples ? {} : slot);
    if (name === rule.samples && !(Number.isInteger(number) && number > 0))
      throw new RangeError(`${rule.name}: ${name} = ${number} must be a whole number of samples, at least 1`);
    hyper.set(name, number);
  }
}

const spelled = (rule: OptimizerRule, key: string): string | undefined =>
  (
    rule.hyper.find(({ spellings }) => spellings.includes(key)) ??
    rule.hyper.find(({ spellings }) => spellings.some((name) => isRespelled(name, key)))
  )?.spellings[0];

/** Names of a saved model's configuration come back from tfjs-layers without underscores: α_A as αA. */
export const isRespelled = (name: string, key: string): boolean =>
  name.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase()) === key;

/** An option that holds values by name, or a function that gives them. */
function byNames<T>(rule: OptimizerRule, option: string, value: PerVariable<T>): PerVariable<T> {
  if (typeof value === 'function' || (typeof value === 'object' && value !== null && !Array.isArray(value)))
    return value;
  throw new RangeError(`${rule.name}: ${option} must hold values by name, or be a function that gives them`);
}

/** A tensor is read at once: it remains its owner's. */
function entriesOf(rule: OptimizerRule, name: string, value: unknown): PerVariable<Entries> {
  if (value instanceof Tensor) return value.arraySync() as TensorLike;
  if (typeof value === 'function') return value as ByVariable<Entries>;
  return typeof value === 'object' && value !== null ? (value as TensorLike) : numberOf(rule, name, value);
}

function numberOf(rule: OptimizerRule, name: string, value: unknown, range: NumberRange = {}): number {
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  const wanted = isNumber ? rangeProblem(range, value) : 'a finite number';
  if (isNumber && wanted === undefined) return value;
  throw new RangeError(`${rule.name}: ${name} = ${String(value)} must be ${wanted}`);
}
