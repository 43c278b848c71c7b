// How rates change while a run goes on: a factor that is a function of the step, so that a run resumed is the run unbroken.
import { done, type Outcome, wrong } from './outcome.ts';

/** The shape of a schedule; `epochs` is the time after which a shape with an end has reached it. */
export type Schedule =
  | { readonly kind: 'constant' }
  | { readonly kind: 'linear' | 'cosine'; readonly epochs: number }
  | { readonly kind: 'step'; readonly factor: number; readonly epochs: number };

/** The hyper-parameters that a schedule moves, with the values that it begins at. */
export interface Rates {
  readonly values: Readonly<Record<string, number>>;
  readonly schedule: Schedule;
}

/** The factor for a step, counted from 0. */
export function factorAt(schedule: Schedule, step: number, stepsPerEpoch: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - partOf(schedule, step, stepsPerEpoch);
    case 'cosine':
      return (1 + Math.cos(Math.PI * partOf(schedule, step, stepsPerEpoch))) / 2;
    case 'step':
      return schedule.factor ** Math.floor(step / (schedule.epochs * stepsPerEpoch));
  }
}

const partOf = ({ epochs }: { readonly epochs: number }, step: number, stepsPerEpoch: number): number =>
  Math.min(1, step / (epochs * stepsPerEpoch));

const forms = 'constant, linear, linear:EPOCHS, cosine, cosine:EPOCHS, or step:EPOCHS:FACTOR as in step:10:0.5';

/** Reads `cosine`, `cosine:20`, `step:10:0.5`; a shape with an end reaches it after `epochs` unless it says when. */
export function scheduleOf(text: string, epochs: number): Outcome<Schedule> {
  const [kind, ...given] = text.split(':');
  const [first, second] = given.map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const refused = wrong(`--schedule is \`${text}\`, which is no schedule`, `write ${forms}`);
  if (kind === 'constant' && given.length === 0) return done({ kind });
  if ((kind === 'linear' || kind === 'cosine') && given.length < 2) {
    const end = first ?? epochs;
    return isAmount(end) ? done({ kind, epochs: end }) : refused;
  }
  if (kind !== 'step' || given.length !== 2 || !isAmount(first) || !isAmount(second)) return refused;
  return done({ kind, epochs: first, factor: second });
}

const isAmount = (x: number | undefined): x is number => x !== undefined && Number.isFinite(x) && x > 0;

/** The schedule as `scheduleOf` reads it, with its end. */
export function scheduleText(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'constant':
      return 'constant';
    case 'step':
      return `step:${schedule.epochs}:${schedule.factor}`;
    default:
      return `${schedule.kind}:${schedule.epochs}`;
  }
}
