// Options of an optimizer: hyper-parameters in either spelling, and what every rule understands.
import type { TensorLike } from '@tensorflow/tfjs-core';
import type { OptimizerRule } from './optimizer-rule.ts';

/** Values at which blocks of the state start, by name: a number for all entries, or the entries. */
export type InitialState = Readonly<Record<string, number | TensorLike>>;

/** What every optimizer takes beside its hyper-parameters, which stand among them under their own names. */
export interface OptimizerOptions {
  /** How many examples the mean of the loss is taken over; the temperature acts divided by it. */
  readonly dataSize?: number;
  /** The precision δ of a normal prior around 0 on the scale of the mean loss: δθ joins the gradient. */
  readonly weightDecay?: number;
  readonly seed?: number;
  /** Where blocks start, for all variables or for each by its name and shape; others start by the variable's value. */
  readonly initial?: InitialState | ((variable: string, shape: readonly number[]) => InitialState);
  readonly [hyper: string]: unknown;
}

/** The options, read. */
export interface Settings {
  readonly hyper: Map<string, number>;
  readonly dataSize: number;
  readonly weightDecay: number;
  readonly seed: number;
  readonly initial: (variable: string, shape: readonly number[]) => InitialState;
}

const general: readonly string[] = ['dataSize', 'weightDecay', 'seed', 'initial'];

/** Reads the options of a rule; a stranger among them, or a missing one, is an error. */
export function settingsOf(rule: OptimizerRule, options: OptimizerOptions): Settings {
  const { initial = {} } = options;
  const own = Object.entries(options).filter(([key]) => !general.includes(key) || spelled(rule, key) !== undefined);
  const hyper = new Map(
    rule.hyper.flatMap((h) => (h.initial === undefined ? [] : [[h.spellings[0] ?? '', h.initial]])),
  );
  setHyper(rule, hyper, Object.fromEntries(own));
  const missing = rule.hyper.filter(({ spellings }) => !hyper.has(spellings[0] ?? '')).map((h) => h.spellings[0]);
  if (missing.length > 0) throw new RangeError(`${rule.name} needs ${missing.join(', ')}`);
  return {
    hyper,
    dataSize: numberOf(rule, 'dataSize', options.dataSize ?? 1),
    weightDecay: numberOf(rule, 'weightDecay', options.weightDecay ?? 0),
    seed: numberOf(rule, 'seed', options.seed ?? 0),
    initial: typeof initial === 'function' ? initial : () => initial,
  };
}

/** Sets hyper-parameters under any of their spellings. */
export function setHyper(
  rule: OptimizerRule,
  hyper: Map<string, number>,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [key, value] of Object.entries(values)) {
    const name = spelled(rule, key);
    if (name === undefined) {
      const known = [...rule.hyper.map((h) => h.spellings.join(' or ')), ...general].join(', ');
      throw new RangeError(`${rule.name} has no option ${key}; it has ${known}`);
    }
    const number = numberOf(rule, name, value);
    if (name === rule.samples && !(Number.isInteger(number) && number > 0))
      throw new RangeError(`${rule.name}: ${name} = ${number} must be a whole number of samples, at least 1`);
    hyper.set(name, number);
  }
}

const spelled = (rule: OptimizerRule, key: string): string | undefined =>
  rule.hyper.find(({ spellings }) => spellings.includes(key))?.spellings[0];

function numberOf(rule: OptimizerRule, name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new RangeError(`${rule.name}: ${name} = ${String(value)} must be a finite number`);
}
