// Where a density has its mass: the humps of its logarithm, how wide they are, and where its tails may be cut.
// Only logarithms are compared, so that nothing underflows on the way to a narrow peak far away.

/** The logarithm of a density in some coordinate; −∞ where there is no mass, NaN where it cannot be evaluated. */
export type LogHeight = (t: number) => number;

/** A local maximum. */
export interface Hump {
  readonly at: number;
  readonly height: number;
}

const orLowest = (x: number): number =>
  Number.isNaN(x) || x === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : x;

/** An even grid around zero, then geometrically growing distances to both sides: it sees every scale. */
export function gridOfAllScales(step: number, even: number, ratio: number, last: number): number[] {
  const sides: number[] = [0];
  for (let t = step; t <= last; t = t < even ? t + step : t * ratio) sides.push(t, -t);
  return sides.sort((a, b) => a - b);
}

/** The humps that a grid shows, highest first, each found to a small fraction of its width. */
export function findHumps(logHeight: LogHeight, grid: readonly number[]): Hump[] {
  const heights = grid.map((t) => orLowest(logHeight(t)));
  const humps: Hump[] = [];
  grid.forEach((at, i) => {
    const height = heights[i] ?? Number.NEGATIVE_INFINITY;
    const left = heights[i - 1] ?? Number.NEGATIVE_INFINITY;
    const right = heights[i + 1] ?? Number.NEGATIVE_INFINITY;
    if (height === Number.NEGATIVE_INFINITY || height < left || height <= right) return;
    humps.push(climb(logHeight, grid[i - 1] ?? at, { at, height }, grid[i + 1] ?? at));
  });
  return humps.sort((a, b) => b.height - a.height);
}

const golden = (3 - Math.sqrt(5)) / 2;

// Golden section between two neighbours, until the ends of the bracket are within a twentieth of a nat of its middle.
function climb(logHeight: LogHeight, lower: number, start: Hump, upper: number): Hump {
  let best = start;
  let [a, b] = [lower, upper];
  let [heightA, heightB] = [orLowest(logHeight(a)), orLowest(logHeight(b))];
  for (let i = 0; i < 200 && best.height - Math.min(heightA, heightB) > 0.05; i++) {
    const toRight = b - best.at > best.at - a;
    const at = toRight ? best.at + golden * (b - best.at) : best.at - golden * (best.at - a);
    if (at <= a || at >= b || at === best.at) break;
    const height = orLowest(logHeight(at));
    if (height > best.height) {
      if (toRight) [a, heightA] = [best.at, best.height];
      else [b, heightB] = [best.at, best.height];
      best = { at, height };
    } else if (toRight) [b, heightB] = [at, height];
    else [a, heightA] = [at, height];
  }
  return best;
}

/** The distance from a hump at which the logarithm has dropped by about one, towards one side. */
export function halfWidth(logHeight: LogHeight, hump: Hump, direction: 1 | -1, reach: number): number {
  const drop = (distance: number): number => hump.height - orLowest(logHeight(hump.at + direction * distance));
  let distance = Math.max(Math.abs(hump.at) * 1e-3, 1e-3);
  if (drop(distance) > 1) {
    while (drop(distance) > 2 && distance > 1e-300) distance /= 3;
    return distance;
  }
  while (drop(distance) < 0.5 && distance < reach) distance *= 3;
  return Math.min(distance, reach);
}

/** Where a tail is cut: the density has fallen far enough there, or it cannot be evaluated beyond. */
export interface Cut {
  readonly at: number;
  readonly isComplete: boolean;
}

/** Walks outward from `start` until the logarithm is below `floor`; the last stride is halved so many times. */
export function cutTail(
  logHeight: LogHeight,
  start: number,
  width: number,
  direction: 1 | -1,
  floor: number,
  reach: number,
  halvings = 5,
): Cut {
  let inside = start;
  let distance = width;
  for (;;) {
    const at = start + direction * distance;
    const height = logHeight(at);
    if (Number.isNaN(height) || height === Number.POSITIVE_INFINITY) {
      return { at: lastEvaluable(logHeight, inside, at), isComplete: false };
    }
    if (height < floor) return { at: shrink(logHeight, inside, at, floor, halvings), isComplete: true };
    if (Math.abs(at) >= reach) return { at: direction * reach, isComplete: false };
    inside = at;
    distance *= 2;
  }
}

function shrink(logHeight: LogHeight, inside: number, outside: number, floor: number, halvings: number): number {
  let [near, far] = [inside, outside];
  for (let i = 0; i < halvings; i++) {
    const middle = near + (far - near) / 2;
    if (logHeight(middle) < floor) far = middle;
    else near = middle;
  }
  return far;
}

function lastEvaluable(logHeight: LogHeight, inside: number, outside: number): number {
  let [near, far] = [inside, outside];
  for (let i = 0; i < 60; i++) {
    const middle = near + (far - near) / 2;
    if (Number.isFinite(logHeight(middle))) near = middle;
    else far = middle;
  }
  return near;
}

/**
 * The rounding error of a smooth logarithm near a hump: the median of its third differences over four places, each at
 * a spacing where a smooth function has none and where a kink can spoil one place only.
 */
export function roundingNoise(logHeight: LogHeight, at: number, width: number): number {
  const step = width * 1e-5;
  const differences = [-0.83, -0.37, 0.41, 0.79].map((place) => {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => logHeight(at + place * width + i * step));
    return Math.abs((a ?? 0) - 3 * (b ?? 0) + 3 * (c ?? 0) - (d ?? 0)) / Math.sqrt(20);
  });
  const [, second, third] = differences.sort((a, b) => a - b);
  const median = ((second ?? 0) + (third ?? 0)) / 2;
  return Number.isFinite(median) ? median : 0;
}
