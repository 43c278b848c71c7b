// One claim at one point: its error there, or why it could not be tried; and the verdict that many trials make.
import { TooMuchWork } from '../ir/work.ts';
import type { Claim, Road, Verdict } from './claim.ts';

/** What one point says. */
export type Trial =
  | { readonly kind: 'tried'; readonly error: number; readonly at: () => Readonly<Record<string, unknown>> }
  /** The point does not apply, or could not be computed. */
  | { readonly kind: 'untried'; readonly reason: string };

/** Why a point is untried at which a value is infinite, whatever the precision: no formula is at fault, the numbers are. */
export const beyondNumbers = 'a side is larger than any number that is calculated with, at the points tried';

/** How a claim was tried. */
export interface Trials {
  readonly road: Road;
  readonly tolerance: number;
  readonly trials: readonly Trial[];
  readonly note?: string;
}

/** The verdict: every point within the tolerance, and at least one point. */
export function verdictOf(claim: Claim, { road, tolerance, trials, note }: Trials): Verdict {
  const tried = trials.filter((t) => t.kind === 'tried');
  const worst = tried.reduce((a, b) => (severity(b.error) > severity(a.error) ? b : a), tried[0] ?? nothingTried);
  const reasons = trials.filter((t) => t.kind === 'untried').map((t) => t.reason);
  const holds = tried.length > 0 && severity(worst.error) <= tolerance;
  const remark = note ?? (tried.length === 0 ? (reasons[0] ?? 'no point was tried') : undefined);
  return {
    claim,
    road,
    holds,
    points: tried.length,
    worst: worst.error,
    tolerance,
    ...(tried.length > 0 ? { at: worst.at() } : {}),
    ...(remark ? { note: remark } : {}),
  };
}

const nothingTried = { kind: 'tried', error: Number.NaN, at: () => ({}) } as const;

/** An error that is no number is the worst of all. */
const severity = (error: number): number => (Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);

/** Runs `attempt`; what it throws makes the point untried. */
export function attempt(trial: () => Trial): Trial {
  try {
    return trial();
  } catch (thrown) {
    if (thrown instanceof TooMuchWork) throw thrown;
    return { kind: 'untried', reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** The largest entry of a list of errors; NaN if one is. */
export const largest = (errors: readonly number[]): number => errors.reduce((a, b) => (a >= b ? a : b), 0);
