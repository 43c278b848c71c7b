// Does ∫ exp(f) converge at the ends of a domain? Judged by the slope of f against the logarithm of the distance.
import type { SymbolExpr } from '../ir/expr.ts';

/** The end, or the place inside, at which an integral or sum diverges, if any. */
export type Divergence = 'at its upper end' | 'at its lower end' | `near ${string}` | undefined;

/** Powers of ten by which an end at infinity, or at zero, is approached; the near ones serve where f overflows beyond. */
const decades = [1, 1.5, 2, 2.5, 4, 6, 8, 16, 32, 64, 128, 200];
/** Towards any other end, the distance must stay above rounding. */
const nearDecades = [1, 2, 3, 4, 6, 8, 10, 12, 14];

/** The logarithm of what is integrated, in doubles and, where a part of it overflows these, by more exact arithmetic. */
export interface LogIntegrand {
  readonly quick: (x: number) => number;
  readonly accurate?: (x: number) => number;
  /** The power of ten up to which an end at infinity is approached, where rounding tells more than f does beyond. */
  readonly farthest?: number;
}

interface Place {
  readonly power: number;
  readonly value: number;
}

/** The slope between the last two places where there is a number. */
function slopeOf(values: readonly Place[]): number | undefined {
  const [b, a] = values.filter(({ value }) => Number.isFinite(value)).reverse();
  return a && b ? (b.value - a.value) / ((b.power - a.power) * Math.LN10) : undefined;
}

/**
 * The slope of f against the logarithm of the distance between the last two places where f is a number; −∞ where it falls
 * below all numbers. Beyond them a value that is no number says that a part of f overflowed, and nothing about f: so does a
 * fall to −∞ that no slope announces (x/2 − log cosh x), unless exact arithmetic falls with it.
 */
function lastSlope(
  { quick, accurate }: LogIntegrand,
  steps: readonly number[],
  place: (power: number) => number,
): number | undefined {
  const values = steps.map((power): Place => ({ power, value: quick(place(power)) }));
  const slope = slopeOf(values);
  if (values.at(-1)?.value !== Number.NEGATIVE_INFINITY) return slope;
  const gone = values.filter(({ value }) => !Number.isFinite(value));
  const [first] = gone;
  if (!accurate || !first || (slope !== undefined && slope < -2)) return Number.NEGATIVE_INFINITY;
  const exact = accurate(place(first.power));
  // What 120 digits do not settle is a difference of equals, 2 log|x| − log(1 + x²), and no fall.
  if (Number.isNaN(exact) && slope !== undefined) return slope;
  if (!Number.isFinite(exact)) return Number.NEGATIVE_INFINITY;
  return slopeOf(values.map((v) => (gone.includes(v) ? { ...v, value: accurate(place(v.power)) } : v)));
}

/** Is the end at infinity summable? The slope must be below −1. */
function convergesAtInfinity(f: LogIntegrand, direction: 1 | -1): boolean {
  const steps = decades.filter((power) => power <= (f.farthest ?? Number.POSITIVE_INFINITY));
  const slope = lastSlope(f, steps, (power) => direction * 10 ** power);
  return slope === undefined ? !towers(f, direction) : slope < -1 - 1e-7;
}

/** Powers of ten between which two slopes are compared, where squares do not overflow or where an end is approached less far. */
const compared = { far: [50, 100, 140], near: [4, 6, 8] } as const;
/** By how much a slope falls that belongs to no power. */
const fall = 1e-3;

/**
 * Does the slope towards infinity still fall where it is last seen, as of no power of the distance? Then a slope above −1 says
 * nothing: e^{−s (log x)²} with a small s falls below every power beyond the largest double.
 */
export function isLighterThanPowers({ quick, farthest }: LogIntegrand, direction: 1 | -1): boolean {
  const powers = farthest ? compared.near : compared.far;
  const places = powers.map((power): Place => ({ power, value: quick(direction * 10 ** power) }));
  const [first, second] = [slopeOf(places.slice(0, 2)), slopeOf(places.slice(1))];
  return first !== undefined && second !== undefined && second < first - fall;
}

/** A number at the origin and above all numbers from the first place on, by exact arithmetic too: 10³⁰⁸ x². */
const towers = ({ quick, accurate }: LogIntegrand, direction: 1 | -1): boolean =>
  Number.isFinite(quick(direction * 1e-300)) &&
  [quick, accurate].every((f) => f?.(direction * 10 ** (decades[0] ?? 1)) === Number.POSITIVE_INFINITY);

/**
 * Is a finite end integrable? In the distance from it the slope must be above −1. A slope that has shrunk tenfold since the
 * place before is the drift of a smooth function, which far out is steep: it fades with the distance, a singularity does not.
 */
function convergesAtFinite(f: LogIntegrand, end: number, direction: 1 | -1): boolean {
  const scale = end === 0 ? 1 : Math.abs(end);
  const steps = end === 0 ? decades : nearDecades;
  const place = (power: number): number => end + direction * scale * 10 ** -power;
  const slope = lastSlope(f, steps, place);
  if (slope === undefined || slope < 1 - 1e-3) return true;
  const before = lastSlope(f, steps.slice(0, -1), place);
  return before !== undefined && before > 10 * slope;
}

/** Parts of the half turn at which functions of angles have their zeros. */
const turns = Array.from({ length: 24 }, (_, i) => i - 11);
const turnText = (i: number): string => (i === 0 ? '0' : i === 12 ? 'π' : `${i}π/12`);

/** Places inside a domain where powers and functions of angles are singular, with their names. */
const placesInside = ({ domain }: SymbolExpr, lower: number, upper: number): readonly (readonly [number, string])[] =>
  domain.kind === 'circle'
    ? turns.map((i) => [(i * Math.PI) / 12, turnText(i)] as const)
    : domain.kind === 'interval' && lower < 0 && upper > 0
      ? [[0, '0']]
      : [];

/** Where exp(f) fails to be integrable (or summable) over the domain of a scalar variable; `seams` are further places inside. */
export const divergence = (
  f: LogIntegrand,
  v: SymbolExpr,
  ends: readonly [number, number],
  seams: readonly number[] = [],
): Divergence => divergenceInside(f, v, ends, seams) ?? divergenceAtEnds(f, v, ends);

/** The place inside where exp(f) is not integrable. */
export function divergenceInside(
  f: LogIntegrand,
  v: SymbolExpr,
  [lower, upper]: readonly [number, number],
  seams: readonly number[],
): Divergence {
  const named = seams.map((at) => [at, at.toPrecision(6).replace(/\.?0+$/, '')] as const);
  const inside = [...placesInside(v, lower, upper), ...named].find(
    ([at]) => !convergesAtFinite(f, at, 1) || !convergesAtFinite(f, at, -1),
  );
  return inside && `near ${inside[1]}`;
}

/** The end at which exp(f) is not integrable, or not summable. */
export function divergenceAtEnds(
  f: LogIntegrand,
  v: SymbolExpr,
  [lower, upper]: readonly [number, number],
): Divergence {
  if (v.domain.kind === 'circle') return undefined;
  const whole = v.domain.kind === 'integers';
  const top =
    whole && Number.isFinite(upper)
      ? true
      : Number.isFinite(upper)
        ? convergesAtFinite(f, upper, -1)
        : convergesAtInfinity(f, 1);
  if (!top) return 'at its upper end';
  const bottom =
    whole && Number.isFinite(lower)
      ? true
      : Number.isFinite(lower)
        ? convergesAtFinite(f, lower, 1)
        : convergesAtInfinity(f, -1);
  return bottom ? undefined : 'at its lower end';
}
