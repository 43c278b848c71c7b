// The options of `blrc train` as words, and as the numbers they stand for.
import { type Activation, type InitialValue, type Rates, scheduleOf } from '../../train/index.ts';
import { type Attempt, usage } from '../answer.ts';

/** The options as they were typed. */
export interface TrainOptions {
  readonly name?: string;
  readonly data: string;
  readonly label?: string;
  readonly header: boolean;
  readonly trainSize?: string;
  readonly testSize?: string;
  readonly hidden: string;
  readonly activation: Activation;
  readonly epochs: string;
  readonly batch: string;
  readonly samplesTest: string;
  readonly weightDecay: string;
  readonly set?: readonly string[];
  readonly rate?: readonly string[];
  readonly schedule?: string;
  readonly initial?: readonly string[];
  readonly seed: string;
  readonly backend?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** The options as numbers. */
export interface Numbers {
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batch: number;
  readonly samplesTest: number;
  readonly weightDecay: number;
  readonly seed: number;
  readonly sizes: { readonly train?: number; readonly test?: number };
  readonly hyper: Readonly<Record<string, number>>;
  readonly rates?: Rates;
  readonly initial: Readonly<Record<string, InitialValue>>;
}

interface Range {
  readonly whole: boolean;
  readonly least: number;
  readonly words: string;
}

const counts: Range = { whole: true, least: 1, words: 'a whole number, at least 1' };
const fromZero: Range = { whole: true, least: 0, words: 'a whole number, 0 or more' };
const amounts: Range = { whole: false, least: 0, words: 'a number, 0 or more' };

/** Reads all options, or says which one is no number of its kind. */
export function numbersIn(options: TrainOptions): Attempt<Numbers> {
  const wrong: string[] = [];
  const number = (flag: string, text: string, range: Range): number => {
    const value = numberIn(text, range);
    if (value === undefined) wrong.push(`${flag} is \`${text}\`; it must be ${range.words}`);
    return value ?? Number.NaN;
  };
  const optional = (key: 'train' | 'test', flag: string, text: string | undefined, range: Range) =>
    text === undefined ? {} : { [key]: number(flag, text, range) };
  const hidden = options.hidden === '' ? [] : options.hidden.split(',');
  const numbers = {
    hidden: hidden.map((units) => number('--hidden', units, counts)),
    epochs: number('--epochs', options.epochs, counts),
    batch: number('--batch', options.batch, counts),
    samplesTest: number('--samples-test', options.samplesTest, fromZero),
    weightDecay: number('--weight-decay', options.weightDecay, amounts),
    seed: number('--seed', options.seed, fromZero),
    sizes: {
      ...optional('train', '--train-size', options.trainSize, counts),
      ...optional('test', '--test-size', options.testSize, counts),
    },
    hyper: Object.fromEntries((options.set ?? []).map((text) => setting('--set', text, wrong))),
    initial: Object.fromEntries((options.initial ?? []).map((text) => start(text, wrong))),
  };
  const rates = ratesIn(options, numbers.epochs, wrong);
  const [first] = wrong;
  return first === undefined
    ? { ok: true, value: { ...numbers, ...rates } }
    : { ok: false, answer: usage(first, 'blrc train --help') };
}

/** What `--rate` gives, under its schedule. */
function ratesIn({ rate, schedule }: TrainOptions, epochs: number, wrong: string[]): { readonly rates?: Rates } {
  if (rate === undefined) {
    if (schedule !== undefined)
      wrong.push('--schedule needs --rate name=value: which hyper-parameters it moves, from where');
    return {};
  }
  const values = Object.fromEntries(rate.map((text) => setting('--rate', text, wrong)));
  const read = scheduleOf(schedule ?? 'constant', epochs);
  if (!read.ok) {
    wrong.push(`${read.problem.message}: ${read.problem.hint}`);
    return {};
  }
  return { rates: { values, schedule: read.value } };
}

function numberIn(text: string, { whole, least }: Range): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= least && (!whole || Number.isSafeInteger(value)) ? value : undefined;
}

/** `α=0.01` as a name and its value. */
function setting(flag: string, text: string, wrong: string[]): readonly [string, number] {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) wrong.push(`${flag} has \`${text}\`; it must be name=number, as in α=0.01`);
  return [name.trim(), number];
}

/** `A=0.01` or `A=random` as a name and where it starts. */
function start(text: string, wrong: string[]): readonly [string, InitialValue] {
  const [, name] = /^([^=]+)=random$/.exec(text) ?? [];
  return name === undefined ? setting('--initial', text, wrong) : [name.trim(), 'random'];
}
