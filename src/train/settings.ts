// Everything that decides the numbers of a run; a run is resumed only under the settings it began with.
import type { Dataset, Split } from './dataset.ts';
import type { InitialValue } from './initial.ts';
import type { Activation } from './network.ts';
import { done, type Outcome, wrong } from './outcome.ts';
import { type Rates, scheduleText } from './schedule.ts';

/** The choices of a run, apart from how long it goes on. */
export interface TrainingSettings {
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** Examples a step. */
  readonly batch: number;
  /** Draws from the posterior that predictions are averaged over. */
  readonly samplesTest: number;
  readonly weightDecay: number;
  readonly seed: number;
  /** Hyper-parameters under their names in the specification. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Hyper-parameters, further ones, that change from step to step. */
  readonly rates?: Rates;
  /** Where parts of the optimizer's state start, by their names in the specification. */
  readonly initial: Readonly<Record<string, InitialValue>>;
  /** As TensorFlow.js names it: backends differ in the last bits. */
  readonly backend: string;
  /** Which rule moves the weights: its name, and a sum over its code. */
  readonly optimizer: string;
}

/** The settings with the data, as flat text that can be compared. */
export type Fingerprint = Readonly<Record<string, string>>;

/** What must be equal for a run to go on as if it had never stopped. */
export function fingerprint(settings: TrainingSettings, { train, test }: Split): Fingerprint {
  const { hidden, hyper, rates, initial, ...plain } = settings;
  const flat = Object.entries(plain).map(([key, value]) => [key, String(value)] as const);
  const named = (what: string, values: object) =>
    Object.entries(values).map(([name, value]) => [`${what} ${name}`, String(value)] as const);
  return {
    ...Object.fromEntries([...flat, ...named('set', hyper), ...named('initial', initial)]),
    ...(rates ? { ...Object.fromEntries(named('rate', rates.values)), schedule: scheduleText(rates.schedule) } : {}),
    hidden: hidden.join(','),
    data: `${train.count} + ${test.count} examples, ${checksum(train)} ${checksum(test)}`,
  };
}

const checksum = ({ inputs, labels }: Dataset): string => `${sumOf(bytesOf(inputs))}${sumOf(bytesOf(labels))}`;

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A sum over bytes that notices any change by chance, as hexadecimal (Fowler, Noll & Vo, 32 bits, variant 1a). */
export function sumOf(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Whether a run that began under `before` may go on under `now`. */
export function sameSettings(before: Fingerprint, now: Fingerprint): Outcome<true> {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = keys.filter((key) => before[key] !== now[key]);
  if (changed.length === 0) return done(true);
  return wrong(
    `the run to be resumed has other settings: ${changed.join(', ')}`,
    'resume with the options it began with (only --epochs may grow; a schedule that ends with them says so, as in cosine:EPOCHS), or begin anew with --overwrite',
    { notes: changed.map((key) => `${key} was ${before[key] ?? 'not set'}, now it is ${now[key] ?? 'not set'}`) },
  );
}
