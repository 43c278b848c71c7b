// Sums of exp(logf(k)) over the integers. Near the mode every integer counts; farther out blocks of n integers are
// summed by the Gauss rule of the lattice itself, which needs logf between the integers; far beyond the width of the
// mass the sum is the integral. So the cost grows with the logarithm of the width.

import {
  compensatedSum,
  gaussPairError,
  type Panel,
  type PanelRule,
  type Refinement,
  refinePanels,
} from './adaptive-panels.ts';
import type { Arithmetic } from './arithmetic.ts';
import { cutTail, findHumps, type Hump, halfWidth, type LogHeight, roundingNoise } from './humps.ts';
import { latticeRule } from './lattice-rule.ts';
import { integrateLogDensity, type LogDensityIntegral } from './log-density.ts';
import type { RoughHeight } from './rough-height.ts';

/** A sum of exp(logf) with the discrete measure that stands for the normalised mass. */
export interface LogMassSum<N> {
  readonly logSum: N;
  /** Estimated relative error. */
  readonly error: number;
  /** Integers near the mode; between integers where the mass is smooth over many. */
  readonly nodes: readonly N[];
  /** They sum to one. */
  readonly weights: readonly number[];
  readonly evaluations: number;
}

/** How a sum is to be computed; every field has a default. */
export interface LogMassOptions {
  /** Relative error asked for: 1e-13. */
  readonly tolerance?: number;
  /** The largest number of evaluations: 20000. */
  readonly limit?: number;
  /** Natural logarithms below the maximum at which tails are cut: 80. */
  readonly depth?: number;
  /** Integers where a hump is known to be. */
  readonly hints?: readonly number[];
  /** Set where logf makes sense at integers only: then every term is summed, up to the limit. */
  readonly integersOnly?: boolean;
  /** logf in doubles, where these tell enough of it to look for humps and tails. */
  readonly roughly?: RoughHeight | undefined;
}

const defaults = { tolerance: 1e-13, tailTolerance: 1e-6, limit: 20000, depth: 80, integersOnly: false };
type Settings = typeof defaults;

// At such distances from the mode the sum over integers and the integral over their cells agree to 1e-17.
const smoothFrom = 1e8;
const smoothWidths = 100;

// No mass is looked for farther out.
const farthest = 1e30;

// Blocks up to this size are summed term by term.
const directSize = 40;

/** Σ exp(logf(k)) over the integers lower ≤ k ≤ upper; either end may be infinite. */
export function sumLogMass<N>(
  arithmetic: Arithmetic<N>,
  logf: (k: N) => N,
  lower: number,
  upper: number,
  options: LogMassOptions = {},
): LogMassSum<N> {
  const settings = { ...defaults, ...options };
  let [searched, top] = [0, Number.NEGATIVE_INFINITY];
  const known = new Map<number, number>();
  const height: LogHeight = (t) => {
    const k = Math.round(t);
    if (k < lower || k > upper) return Number.NEGATIVE_INFINITY;
    const found = known.get(k);
    if (found !== undefined) return found;
    const rough = options.roughly?.(k, top) ?? Number.NaN;
    const value = Number.isNaN(rough) ? arithmetic.toNumber(logf(arithmetic.fromNumber(k))) : rough;
    searched++;
    known.set(k, value);
    if (value > top && value < Number.POSITIVE_INFINITY) top = value;
    return value;
  };
  const isTold = (k: number): boolean => !Number.isNaN(options.roughly?.(k, top) ?? 0);
  const grid = integerGrid(height, isTold, lower, upper, options.hints ?? []);
  const humps = findHumps(height, grid).map((hump) => ({ ...hump, at: Math.round(hump.at) }));
  const mode = humps[0];
  if (mode === undefined) return nothing(arithmetic, searched);
  const peak = logf(arithmetic.fromNumber(mode.at));
  const isMisled = options.roughly && !(Math.abs(arithmetic.toNumber(peak) - mode.height) < 0.01);
  if (isMisled) return sumLogMass(arithmetic, logf, lower, upper, { ...options, roughly: undefined });
  const plan = planBlocks(height, mode, humps, lower, upper, settings);
  const local = localLog(arithmetic, logf, mode.at, peak);
  const noise =
    settings.integersOnly || plan.width < directSize ? 0 : roundingNoise((t) => local(t).log, 0, plan.width);
  const refined = refinePanels(plan.breaks, blockRule(local, settings.integersOnly), divideBlock, {
    ...settings,
    noise,
  });
  const tails = plan.tails.map((tail) => tailIntegral(arithmetic, logf, mode.at, tail, settings));
  return assemble(arithmetic, refined, tails, peak, searched);
}

interface Plan {
  readonly breaks: readonly number[];
  readonly width: number;
  /** Offsets beyond which the sum goes on as an integral. */
  readonly tails: readonly number[];
}

// Integers of all scales, from a finite end if there is one. Where the mass has long been gone, every eighth is looked at.
function integerGrid(
  height: LogHeight,
  isTold: (k: number) => boolean,
  lower: number,
  upper: number,
  hints: readonly number[],
): number[] {
  const distances = Array.from({ length: 10 }, (_, i) => i);
  for (let t = 10; t < farthest; t = Math.ceil(t * 1.25)) distances.push(t);
  const origin = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? upper : 0;
  const sides = [1, -1].flatMap((side) => {
    const places = distances.map((d) => origin + side * d).filter((k) => k >= lower && k <= upper);
    return whereItMayRise(height, isTold, places);
  });
  const ends = [upper, upper - 1, upper - 2, Math.round((lower + upper) / 2)].filter(Number.isFinite);
  return [...new Set([...sides, ...ends, ...hints])].filter((k) => k >= lower && k <= upper).sort((a, b) => a - b);
}

/** So far below the highest place, in natural logarithms, nothing counts; humps of a logarithm are wide there. */
const gone = 200;

/**
 * All places outwards but, after eight that fall far below, seven of eight until one rises, and none there of which doubles
 * tell nothing: each would cost a sum of its own in many digits.
 */
function whereItMayRise(height: LogHeight, isTold: (k: number) => boolean, places: readonly number[]): number[] {
  let [top, last, falling] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  return places.filter((k, i) => {
    if (falling >= 8 && (i % 8 !== 0 || !isTold(k))) return false;
    const here = height(k);
    const falls = here < last || here === Number.NEGATIVE_INFINITY;
    falling = here < top - gone && falls ? falling + 1 : 0;
    top = Math.max(top, here);
    last = here;
    return true;
  });
}

// Blocks whose sizes double away from each hump; breaks are offsets from the mode.
function planBlocks(
  height: LogHeight,
  mode: Hump,
  humps: readonly Hump[],
  lower: number,
  upper: number,
  settings: Settings,
): Plan {
  const width = Math.min(halfWidth(height, mode, 1, farthest), halfWidth(height, mode, -1, farthest));
  const base = 2 ** Math.max(5, Math.floor(Math.log2(width)));
  const floor = mode.height - settings.depth;
  const relevant = humps.filter((hump) => hump.height > floor);
  const sides = ([-1, 1] as const).map((side) => sideEnd(height, mode, relevant, side, width, floor, lower, upper));
  const [first, last] = [sides[0]?.at ?? 0, sides[1]?.at ?? 0];
  const breaks = new Set([first, last + 1]);
  for (const hump of relevant) {
    const at = base * Math.round((hump.at - mode.at) / base);
    for (let t = 0; at + t <= last || at - t >= first; t = t === 0 ? base : 2 * t) {
      if (at + t > first && at + t <= last) breaks.add(at + t);
      if (at - t > first && at - t <= last) breaks.add(at - t);
    }
  }
  // Logarithms and powers of the count, under the mass or asked of it, bend where it begins: blocks double from there too.
  const begins = first === lower - mode.at && width > directSize;
  for (let t = 32; begins && first + t < last; t *= 2) breaks.add(first + t);
  const tails = sides.filter((side) => side.goesOn).map((side) => side.at);
  return { breaks: [...breaks].sort((a, b) => a - b), width, tails };
}

interface SideEnd {
  readonly at: number;
  readonly goesOn: boolean;
}

// How far the blocks reach to one side: the end of the support, the cut of the tail, or where the integral takes over.
function sideEnd(
  height: LogHeight,
  mode: Hump,
  relevant: readonly Hump[],
  side: 1 | -1,
  width: number,
  floor: number,
  lower: number,
  upper: number,
): SideEnd {
  const end = (side > 0 ? upper : lower) - mode.at;
  const reach = Math.max(smoothFrom, smoothWidths * width);
  const start = side * Math.max(0, ...relevant.map((hump) => side * (hump.at - mode.at)));
  const weighted: LogHeight = (t) => {
    const offset = Math.round(t);
    if (side * offset > Math.abs(end)) return Number.NEGATIVE_INFINITY;
    return height(mode.at + offset) + Math.log1p(Math.abs(offset) / width);
  };
  const cut = cutTail(weighted, start, Math.max(8, 4 * width), side, floor, reach);
  const at = side * Math.min(Math.ceil(Math.abs(cut.at)), Math.abs(end), reach);
  return { at, goesOn: !cut.isComplete && Math.abs(end) > reach };
}

interface LocalLog<N> {
  readonly point: N;
  readonly log: number;
}

// log of the mass over its maximum, at an offset from the mode.
function localLog<N>(arithmetic: Arithmetic<N>, logf: (k: N) => N, mode: number, top: N): (t: number) => LocalLog<N> {
  const origin = arithmetic.fromNumber(mode);
  return (t) => {
    const point = arithmetic.add(origin, arithmetic.fromNumber(t));
    return { point, log: arithmetic.toNumber(arithmetic.sub(logf(point), top)) };
  };
}

const divideBlock = (lower: number, upper: number): number | undefined =>
  upper - lower <= directSize ? undefined : lower + Math.floor((upper - lower) / 2);

// Sums over the offsets lower ≤ t < upper.
function blockRule<N>(local: (t: number) => LocalLog<N>, integersOnly: boolean): PanelRule<N> {
  const mass = (log: number): number => (Number.isNaN(log) ? 0 : Math.exp(log));
  return (lower, upper) => {
    const n = upper - lower;
    if (n <= directSize || integersOnly) return directBlock(local, lower, upper, mass);
    const middle = lower + (n - 1) / 2;
    const [fine, coarse] = [latticeRule(20, n), latticeRule(13, n)];
    const samples = fine.nodes.map((node, i) => {
      const { point, log } = local(middle + node);
      return { point, log, density: mass(log), mass: mass(log) * (fine.weights[i] ?? 0) };
    });
    // No value between integers that have mass: the block is taken apart.
    const isLost =
      samples.some(({ log }) => Number.isNaN(log)) && [lower, upper - 1].some((t) => mass(local(t).log) > 0);
    const value = compensatedSum(samples.map((sample) => sample.mass));
    const check = compensatedSum(
      coarse.nodes.map((node, i) => (coarse.weights[i] ?? 0) * mass(local(middle + node).log)),
    );
    const spread = samples.reduce((sum, s, i) => sum + (fine.weights[i] ?? 0) * Math.abs(s.density - value / n), 0);
    return {
      lower,
      upper,
      value,
      error: isLost ? Number.POSITIVE_INFINITY : gaussPairError(Math.abs(value - check), spread, value),
      evaluations: 33,
      samples,
    };
  };
}

function directBlock<N>(
  local: (t: number) => LocalLog<N>,
  lower: number,
  upper: number,
  mass: (log: number) => number,
): Panel<N> {
  const samples = Array.from({ length: upper - lower }, (_, i) => {
    const { point, log } = local(lower + i);
    return { point, mass: mass(log) };
  });
  const value = compensatedSum(samples.map((sample) => sample.mass));
  return { lower, upper, value, error: 0, evaluations: samples.length, samples };
}

// Σ_{k beyond} f(k) = ∫ f from half a step before the first term, up to f′/24.
function tailIntegral<N>(
  arithmetic: Arithmetic<N>,
  logf: (k: N) => N,
  mode: number,
  offset: number,
  settings: Settings,
): LogDensityIntegral<N> {
  const { add, fromNumber } = arithmetic;
  const edge = add(fromNumber(mode), fromNumber(offset + Math.sign(offset) * 0.5));
  const infinite = fromNumber(Math.sign(offset) * Number.POSITIVE_INFINITY);
  const [a, b] = offset > 0 ? [edge, infinite] : [infinite, edge];
  return integrateLogDensity(arithmetic, (point) => logf(point.x), a, b, { tolerance: settings.tolerance });
}

function assemble<N>(
  arithmetic: Arithmetic<N>,
  refined: Refinement<N>,
  tails: readonly LogDensityIntegral<N>[],
  top: N,
  searched: number,
): LogMassSum<N> {
  const { sub, toNumber, add, fromNumber } = arithmetic;
  const samples = refined.panels.flatMap((panel) => panel.samples);
  let error = refined.error;
  for (const tail of tails) {
    const mass = Math.exp(toNumber(sub(tail.logIntegral, top)));
    error += mass * tail.error;
    tail.nodes.forEach((node, i) => {
      samples.push({ point: node.x, mass: mass * (tail.weights[i] ?? 0) });
    });
  }
  const kept = samples.filter((sample) => sample.mass > 0);
  // The mass at the mode is exactly 1: where it is nearly all, the rest is what the logarithm is made of.
  const mode = kept.find((sample) => sample.mass === 1);
  const rest = compensatedSum(kept.map((sample) => (sample === mode ? 0 : sample.mass)));
  const value = mode ? 1 + rest : rest;
  return {
    logSum: add(top, fromNumber(mode ? Math.log1p(rest) : Math.log(rest))),
    error: error / value,
    nodes: kept.map((sample) => sample.point),
    weights: kept.map((sample) => sample.mass / value),
    evaluations: refined.evaluations + searched + tails.reduce((sum, tail) => sum + tail.evaluations, 0),
  };
}

function nothing<N>(arithmetic: Arithmetic<N>, evaluations: number): LogMassSum<N> {
  const logSum = arithmetic.fromNumber(Number.NEGATIVE_INFINITY);
  return { logSum, error: Number.NaN, nodes: [], weights: [], evaluations };
}
