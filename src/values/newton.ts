// A safeguarded Newton iteration for maps without closed form. Steps are judged by the correction that would follow
// them with the same Jacobian, which does not depend on the scale of the equations (Deuflhard 2011, section 3.3).
import { hasOpenIntegral } from '../ir/visit.ts';
import type { NewtonMap } from '../model/program.ts';
import { solve } from '../numeric/dense.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import type { Sizes } from '../numeric/tensors.ts';
import { descend } from './newton-descent.ts';
import {
  accurately,
  type Equations,
  inDoubles,
  inStableDoubles,
  type NewtonSystem,
  newtonSystem,
  type Point,
} from './newton-system.ts';

/** Iterations in doubles, with more digits, and to polish. */
const most = { fast: 60, exact: 40, polish: 4 };
/** A step of this relative size that does not help is the noise of the equations. */
const noise = 1e-11;
/** Residuals so small beside the terms of their equation, or beside the spread of a statistic, count as solved. */
const solved = 1e-9;

/** The unknowns with forward(unknowns) = given, or undefined when the iteration does not settle inside the domain. */
export function newtonSolve(map: NewtonMap, given: Point, fixed: Point, sizes: Sizes): Point | undefined {
  const fast = newtonSystem(map, given, fixed, sizes, inDoubles);
  const rough =
    approached(map, fast, sizes) ?? approached(map, newtonSystem(map, given, fixed, sizes, inStableDoubles), sizes);
  const exact = newtonSystem(map, given, fixed, sizes, accurately);
  const isOpen = map.forward.some(hasOpenIntegral);
  const isNear = rough && (isOpen || isSolved(exact, rough, exact.target));
  if (isOpen && !isNear) return undefined;
  const found = isNear ? polished(fast, exact, rough) : iterate(exact, rough ?? exact.start, exact.target, most.exact);
  return found && assigned(map, exact.pointAt(found), sizes);
}

/** The point with everything that follows from the unknowns. */
function assigned(map: NewtonMap, point: Point, sizes: Sizes): Point {
  const known = new Map(point);
  for (const { target, value } of map.after) {
    const [found] = accurately(known, sizes)([value]);
    if (found) known.set(target, found);
  }
  return known;
}

/** Exact residuals over a rough Jacobian: exact integrals are slow, and of exact derivatives there would be many. */
function polished(fast: NewtonSystem, exact: NewtonSystem, rough: readonly number[]): readonly number[] {
  let [x, last] = [rough, Number.POSITIVE_INFINITY];
  for (let i = 0; i < most.polish; i++) {
    const step = solve(floatArithmetic, fast.at(x).jacobian(), minus(exact.at(x).value, exact.target));
    const size = step ? relative(step, x) : Number.NaN;
    const next = x.map((value, k) => value - (step?.[k] ?? 0));
    if (!(size > 2 ** -52 && size < last / 2) || !exact.inside(next)) break;
    [x, last] = [next, size];
  }
  return x;
}

/** The solution by descent or by way of nearer targets, where the iteration from the start does not reach it. */
function approached(map: NewtonMap, system: NewtonSystem, sizes: Sizes): readonly number[] | undefined {
  const { start, target } = system;
  const direct = iterate(system, start, target, most.fast);
  if (direct) return direct;
  const low = descend(map, system, sizes);
  const settled = low && (iterate(system, low, target, most.fast) ?? (isSolved(system, low, target) ? low : undefined));
  return settled ?? continued(system, straight) ?? continued(system, geometric);
}

/** A path of targets: 1 is where the iteration starts, 0 is the target itself. */
type Path = (from: number, to: number, share: number) => number;
/** Means of a steep family form a convex set. */
const straight: Path = (from, to, share) => to + share * (from - to);
/** Moments of a narrowing law keep their ratios. */
const geometric: Path = (from, to, share) =>
  from * to > 0
    ? Math.sign(to) * Math.exp(straight(Math.log(Math.abs(from)), Math.log(Math.abs(to)), share))
    : straight(from, to, share);

function continued(system: NewtonSystem, path: Path): readonly number[] | undefined {
  const { start, target } = system;
  const from = system.at(start).value;
  const towards = (share: number): number[] => target.map((t, i) => path(from[i] ?? 0, t, share));
  let [x, left, share] = [start, 1, 0.5];
  for (let i = 0; i < 24 && share < 0.98; i++) {
    const next = iterate(system, x, towards(left * share), 12);
    if (!next) {
      share = Math.sqrt(share);
      continue;
    }
    [x, left, share] = [next, left * share, share ** 1.5];
    const arrived = iterate(system, x, target, 12);
    if (arrived) return arrived;
  }
  return undefined;
}

const minus = (value: readonly number[], target: readonly number[]): number[] =>
  value.map((v, i) => v - (target[i] ?? 0));

/** Where the iteration comes to rest at a solution. */
function iterate(
  system: NewtonSystem,
  start: readonly number[],
  target: readonly number[],
  limit: number,
): readonly number[] | undefined {
  let x = start;
  let here = system.at(x);
  let isUnderWay = true;
  let last: readonly number[] = [];
  for (let i = 0; i < limit && isUnderWay; i++) {
    const matrix = here.jacobian();
    const step = solve(floatArithmetic, matrix, minus(here.value, target));
    const next = step?.every(Number.isFinite) ? searched(system, x, step, matrix, target) : undefined;
    isUnderWay = next !== undefined && relative(step ?? [], next.x) >= 2 ** -53;
    if (next) [x, here, last] = [next.x, next.here, step ?? []];
  }
  // Beside 0 no step is small, though all are next to nothing.
  const leadsOn = isUnderWay && last.some((s, i) => Math.abs(s) > 1e-6 * Math.max(1, Math.abs(x[i] ?? 0)));
  return isSolved(system, x, target, here, leadsOn) ? x : undefined;
}

interface Candidate {
  readonly x: readonly number[];
  readonly here: Equations;
}

/** The longest of the steps 1, ½, ¼, … that stays inside and after which a shorter correction is due. */
function searched(
  system: NewtonSystem,
  x: readonly number[],
  step: readonly number[],
  matrix: readonly (readonly number[])[],
  target: readonly number[],
): Candidate | undefined {
  const isNoise = relative(step, x) < noise;
  for (let scale = 1; scale > (isNoise ? 0.5 : 1e-6); scale /= 2) {
    const next = x.map((value, i) => value - scale * (step[i] ?? 0));
    if (!system.inside(next)) continue;
    const here = system.at(next);
    if (!here.value.every(Number.isFinite)) continue;
    const correction = solve(floatArithmetic, matrix, minus(here.value, target));
    if (correction && length(correction, x, step) <= (1 - scale / 4) * length(step, x, step)) return { x: next, here };
  }
  return undefined;
}

/** The length of a correction, each coordinate on the scale on which it moves. */
const length = (correction: readonly number[], x: readonly number[], step: readonly number[]): number =>
  Math.hypot(...correction.map((c, i) => c / Math.max(Math.abs(x[i] ?? 0), Math.abs(step[i] ?? 0), 1e-300)));

/** The largest |step| beside |x|. */
const relative = (step: readonly number[], x: readonly number[]): number =>
  Math.max(...step.map((s, i) => (s === 0 ? 0 : Math.abs(s / (x[i] ?? 0)))));

/**
 * Is every residual small beside what its equation adds up? Of a mean, whose Jacobian is a covariance, beside the standard
 * deviation too, since a mean of zero adds up to nothing; but not while steps still lead on: of a rare event the mean is
 * far below the deviation.
 */
function isSolved(
  system: NewtonSystem,
  x: readonly number[],
  target: readonly number[],
  here: Equations = system.at(x),
  leadsOn = false,
): boolean {
  if (!system.inside(x)) return false;
  const jacobian = here.jacobian();
  return minus(here.value, target).every((r, i) => {
    const terms = (jacobian[i] ?? []).reduce((sum, j, k) => sum + Math.abs(j * (x[k] ?? 0)), 0);
    const spread = system.convex && !leadsOn ? Math.sqrt(Math.max(0, jacobian[i]?.[i] ?? 0)) : 0;
    return Math.abs(r) <= solved * (Math.abs(target[i] ?? 0) + terms + spread);
  });
}
