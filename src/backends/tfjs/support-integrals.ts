// Integrals and sums that emitted tensor modules carry with them: nodes are laid where terms count, without a look from the host.
import {
  abs,
  add,
  any,
  argMax,
  ceil,
  concat,
  div,
  equal,
  exp,
  expandDims,
  floor,
  gather,
  greater,
  greaterEqual,
  // biome-ignore lint/suspicious/noShadowRestrictedNames: the library's name, which a GPU's compiler respects
  isFinite,
  less,
  lessEqual,
  log,
  logicalAnd,
  logSumExp,
  max,
  maximum,
  min,
  minimum,
  mul,
  neg,
  onesLike,
  range,
  scalar,
  sigmoid,
  sinh,
  sqrt,
  square,
  squeeze,
  sub,
  sum,
  type Tensor,
  tensor1d,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { held, logCosh, stacked } from './support.ts';

/** An integrand: of places on a new last axis, and of how far they are from either end. */
export type Integrand = (x: Tensor, below: Tensor, above: Tensor) => Tensor;

/**
 * ∫ f(x) dx by the double-exponential rule on a new last axis (Takahasi & Mori 1974); infinite ends are left out. `logWeight`
 * tells where f counts, and where f underflows still does.
 */
export function integrateNodes(f: Integrand, lower?: Tensor, upper?: Tensor, logWeight?: Integrand): Tensor {
  const place = nodePlaces(lower, upper);
  const sized =
    (logSize: Integrand) =>
    (t: Tensor): Tensor => {
      const [x, below, above, logSlope] = place(t);
      return add(logSize(x, below, above), logSlope);
    };
  const size = sized((x, below, above) => log(abs(f(x, below, above))));
  const [t, logStep, counts] = countingNodes(size, logWeight && sized(logWeight));
  const [x, below, above, logSlope] = place(t);
  const terms = mul(f(x, below, above), exp(add(logSlope, logStep)));
  return sum(where(counts, terms, zerosLike(terms)), -1);
}

/** ∫₀¹ f of a smooth function, by the rules of Gauss and Kronrod (1965); not a number where they differ. */
export function integrateSmooth(f: (t: Tensor) => Tensor): Tensor {
  const half = [
    0.20778495500789848, 0.4058451513773972, 0.5860872354676911, 0.7415311855993945, 0.8648644233597691,
    0.9491079123427585, 0.9914553711208126,
  ];
  const fine = [
    0.20443294007529889, 0.19035057806478542, 0.1690047266392679, 0.14065325971552592, 0.10479001032225019,
    0.06309209262997856, 0.022935322010529224,
  ];
  const coarse = [0, 0.3818300505051189, 0, 0.27970539148927664, 0, 0.1294849661688697, 0];
  const mirrored = (list: readonly number[], middle: number, sign: number): Tensor =>
    tensor1d([...list, middle, ...list.map((x) => sign * x)]);
  const values = f(mul(0.5, add(1, mirrored(half, 0, -1))));
  const by = (weights: readonly number[], middle: number): Tensor =>
    mul(0.5, sum(mul(values, mirrored(weights, middle, 1)), -1));
  const [found, rough] = [by(fine, 0.20948214108472782), by(coarse, 0.4179591836734694)];
  return where(lessEqual(abs(sub(found, rough)), mul(1e-3, abs(found))), found, Number.NaN);
}

/**
 * A divergence, by its other form where it is small and that has a value near it: between close members the terms of the
 * plain one cancel. Gradients are those of the plain form.
 */
export function closer(plain: Tensor, close: () => Tensor): Tensor {
  const value = held(close);
  const at = held(() => {
    const near = lessEqual(abs(sub(value, plain)), add(1e-3, mul(1e-2, value)));
    return logicalAnd(logicalAnd(less(abs(plain), 1e-3), greaterEqual(value, 0)), near);
  });
  return where(
    at,
    add(
      value,
      sub(
        plain,
        held(() => add(plain, zerosLike(plain))),
      ),
    ),
    plain,
  );
}

/** log ∫ e^{f(x)} dx by the same rule, with the largest term taken out. */
export function logIntegrateNodes(f: Integrand, lower?: Tensor, upper?: Tensor): Tensor {
  const place = nodePlaces(lower, upper);
  const size = (t: Tensor): Tensor => {
    const [x, below, above, logSlope] = place(t);
    return add(f(x, below, above), logSlope);
  };
  const [t, logStep, counts] = countingNodes(size);
  return logSumCounting(add(size(t), logStep), counts);
}

/** ∫ f over the line, where f falls like an exponential or faster: a logarithm of a distance may be as large as 10⁴. */
export function integrateLine(f: (u: Tensor) => Tensor, logWeight?: (u: Tensor) => Tensor): Tensor {
  const size = (t: Tensor): Tensor => add(log(abs(f(placeOnLine(t)))), logCosh(t));
  const [t, logStep, counts] = countingNodes(size, logWeight && ((at) => logSizeOnLine(logWeight, at)), 9);
  const terms = mul(f(placeOnLine(t)), exp(add(add(logCosh(t), Math.log(Math.PI / 4)), logStep)));
  return sum(where(counts, terms, zerosLike(terms)), -1);
}

/** log ∫ e^{f(u)} du over the line by the same places. */
export function logIntegrateLine(f: (u: Tensor) => Tensor): Tensor {
  const [t, logStep, counts] = countingNodes((at) => logSizeOnLine(f, at), undefined, 9);
  return logSumCounting(add(logSizeOnLine(f, t), logStep), counts);
}

/** log Σ e^{term} over the last axis, of the terms that count; not a number where none does. */
export function logSumCounting(terms: Tensor, counts: Tensor): Tensor {
  const found = logSumExp(where(counts, terms, -1e30), -1);
  return where(any(counts, -1), found, Number.NaN);
}

/** x(t) on (a, b), (a, ∞), (−∞, b) or the line, its distances from both ends, and log x′(t). */
export function nodePlaces(lower?: Tensor, upper?: Tensor): (t: Tensor) => [Tensor, Tensor, Tensor, Tensor] {
  const last = (x: Tensor): Tensor => expandDims(x, -1);
  return (t) => {
    const s = mul(Math.PI / 2, sinh(t));
    const slope = add(logCosh(t), Math.log(Math.PI / 4));
    if (lower && upper) {
      const width = last(sub(upper, lower));
      const below = mul(width, sigmoid(mul(2, s)));
      const above = mul(width, sigmoid(mul(-2, s)));
      const x = where(lessEqual(s, 0), add(last(lower), below), sub(last(upper), above));
      return [x, below, above, add(add(slope, log(mul(2, width))), mul(-2, logCosh(s)))];
    }
    const far = exp(s);
    if (lower) return [add(last(lower), far), far, far, add(slope, s)];
    if (upper) return [sub(last(upper), far), far, far, add(slope, s)];
    return [sinh(s), far, far, add(slope, sub(logCosh(s), Math.LN2))];
  };
}

/** u(t) = (π/2) sinh t. */
export function placeOnLine(t: Tensor): Tensor {
  return mul(Math.PI / 2, sinh(t));
}

/** log of e^{f(u)}·u′(t). */
export function logSizeOnLine(f: (u: Tensor) => Tensor, t: Tensor): Tensor {
  return add(f(placeOnLine(t)), add(logCosh(t), Math.log(Math.PI / 4)));
}

/**
 * Nodes t on a new last axis where terms count beside the largest, the logarithm of their distance, and which terms are
 * numbers: the others stand at the best place instead, so that no gradient there is without a value. Where `weight` tells
 * where terms may count, they are asked themselves in that part only.
 */
export function countingNodes(
  size: (t: Tensor) => Tensor,
  weight?: (t: Tensor) => Tensor,
  reach = 3.6,
): [Tensor, Tensor, Tensor] {
  const [from, to, best] = countingRange(size, weight, reach);
  const last = 256;
  const t = evenly(from, to, last);
  const counts = held(() => isFinite(size(t)));
  return [where(counts, t, best), log(div(sub(to, from), last)), counts];
}

/** Where terms count beside the largest and where that is, each with a last axis of 1. */
export function countingRange(
  size: (t: Tensor) => Tensor,
  weight?: (t: Tensor) => Tensor,
  reach = 3.6,
): [Tensor, Tensor, Tensor] {
  const ends = held(() => {
    // A narrow peak must not vanish between the first places.
    const rounds = weight ? [weight, weight, weight, size] : [size, size, size];
    let found = [scalar(-reach), scalar(reach), scalar(0)] as [Tensor, Tensor, Tensor];
    rounds.forEach((sizes, round) => {
      const t = evenly(found[0], found[1], round === 0 ? 1024 : 128);
      const [from, to, best] = countingEnds(t, ranked(sizes(t)));
      found = [maximum(from, -reach), minimum(to, reach), best];
    });
    return concat(found, -1);
  });
  const part = (k: number): Tensor => gather(ends, [k], ends.rank - 1);
  return [part(0), part(1), part(2)];
}

/** Places from one end to the other on the last axis. */
export function evenly(from: Tensor, to: Tensor, last: number): Tensor {
  return add(from, mul(sub(to, from), div(range(0, last + 1), last)));
}

/** The places beside those whose sizes are within 30 of the largest, and the place of that, for places that rise. */
export function countingEnds(places: Tensor, sizes: Tensor): [Tensor, Tensor, Tensor] {
  const all = add(places, zerosLike(sizes));
  const count = places.shape[places.rank - 1] ?? 1;
  const moved = (by: number): Tensor => {
    const index = Array.from({ length: count }, (_, k) => Math.min(count - 1, Math.max(0, k + by)));
    return gather(all, index, all.rank - 1);
  };
  const largest = max(sizes, -1, true);
  const counting = greaterEqual(sizes, sub(largest, 30));
  return [
    min(where(counting, moved(-1), 1e30), -1, true),
    max(where(counting, moved(1), -1e30), -1, true),
    max(where(equal(sizes, largest), all, -1e30), -1, true),
  ];
}

/** Logarithms of sizes in their order: a zero comes behind every other size, and what is no number behind a zero. */
export function ranked(sizes: Tensor): Tensor {
  return where(isFinite(sizes), sizes, where(less(sizes, 0), -1e29, -1e30));
}

/**
 * Σ f(k) for k = lower, …, upper on a new last axis: all where the host knows both ends, else 2048 and an integral.
 * `logWeight` tells where terms count; without it a sum of which none counts is not a number.
 */
export function sumCounts(
  f: (k: Tensor) => Tensor,
  lower: number | Tensor,
  upper: number | Tensor,
  logWeight?: (k: Tensor) => Tensor,
): Tensor {
  if (lower === -Infinity) {
    const below = sumCounts((k) => f(neg(k)), 1, upper, logWeight && ((k) => logWeight(neg(k))));
    return eitherOrBoth(sumCounts(f, 0, upper, logWeight), below, add);
  }
  const [k, logStride, counts] = countingCounts((at) => log(abs(f(at))), lower, upper, logWeight);
  const terms = mul(f(k), exp(logStride));
  const found = sum(where(counts, terms, zerosLike(terms)), -1);
  if (upper !== Infinity) return found;
  const whole = add(found, integrateNodes(f, endOfCounts(k, logStride), undefined, logWeight));
  return logWeight ? whole : where(any(counts, -1), whole, Number.NaN);
}

/** Both halves of a sum without ends together; one of which no term counts stays out. */
export function eitherOrBoth(above: Tensor, below: Tensor, together: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const both = together(above, below);
  const isNumber = (x: Tensor): Tensor => held(() => isFinite(x));
  return where(isNumber(both), both, where(isNumber(above), above, below));
}

/** log Σ e^{f(k)}, with the largest term taken out. */
export function logSumCounts(f: (k: Tensor) => Tensor, lower: number | Tensor, upper: number | Tensor): Tensor {
  if (lower === -Infinity) {
    const below = logSumCounts((k) => f(neg(k)), 1, upper);
    return eitherOrBoth(logSumCounts(f, 0, upper), below, (a, b) => logSumExp(stacked([a, b]), -1));
  }
  const [k, logStride, counts] = countingCounts(f, lower, upper);
  const found = logSumCounting(add(f(k), logStride), counts);
  if (upper !== Infinity) return found;
  return logSumExp(stacked([found, logIntegrateNodes(f, endOfCounts(k, logStride))]), -1);
}

/**
 * Where the mass of counts lies: the first of 2048 cells, how many counts a cell holds, and the log-mass in the middle of each
 * on a new last axis. A cell is one count as long as that reaches over the mass.
 */
export function countCells(logMass: (k: Tensor) => Tensor, first: Tensor, last?: Tensor): [Tensor, Tensor, Tensor] {
  const sizes = (k: Tensor): Tensor => {
    const found = ranked(logMass(k));
    return last ? where(lessEqual(k, add(expandDims(last, -1), zerosLike(found))), found, -1e30) : found;
  };
  const [start, width] = weightWindow(sizes, expandDims(first, -1), false);
  const middle = add(start, add(mul(width, range(0, 2048)), mul(0.5, sub(width, 1))));
  return [squeeze(start, [-1]), squeeze(width, [-1]), sizes(middle)];
}

/** Half a stride beyond the last of 2048 counts. */
export function endOfCounts(k: Tensor, logStride: Tensor): Tensor {
  return held(() => squeeze(add(max(k, -1, true), mul(0.5, exp(logStride))), [-1]));
}

/** The counts of a sum on a new last axis, the logarithm of their stride, and which of their terms are numbers. */
export function countingCounts(
  size: (k: Tensor) => Tensor,
  lower: number | Tensor,
  upper: number | Tensor,
  logWeight?: (k: Tensor) => Tensor,
): [Tensor, Tensor, Tensor] {
  const known = typeof lower === 'number' && typeof upper === 'number' && upper - lower < 2048;
  const first = typeof lower === 'number' ? lower : expandDims(lower, -1);
  const limit = typeof upper === 'number' ? upper : expandDims(upper, -1);
  const bounded = (sizes: Tensor, k: Tensor): Tensor => where(lessEqual(k, add(limit, zerosLike(sizes))), sizes, -1e30);
  const within = (k: Tensor): Tensor => bounded(ranked(size(k)), k);
  const window = (): [Tensor, Tensor] =>
    logWeight
      ? weightWindow((k) => bounded(ranked(logWeight(k)), k), first, upper === Infinity)
      : countWindow(within, first);
  const [start, stride] = known ? [first, scalar(1)] : window();
  const count = known ? upper - lower + 1 : 2048;
  const k = add(start, mul(stride, range(0, count)));
  const [best, counts] = [
    held(() => {
      const sizes = within(k);
      const places = add(k, zerosLike(sizes));
      return max(where(equal(sizes, max(sizes, -1, true)), places, -1e30), -1, true);
    }),
    held(() => greater(within(k), -1e29)),
  ];
  return [where(counts, k, best), log(stride), counts];
}

/**
 * Where 2048 terms of a sum begin and how far apart they are, both with a last axis of 1. The largest of terms at
 * distances that grow as squares lies near the peak, as a count varies by its root; wide peaks are sampled.
 */
export function countWindow(size: (k: Tensor) => Tensor, first: number | Tensor): [Tensor, Tensor] {
  const peak = held(() => {
    const distances = mul(8, square(range(0, 512)));
    return expandDims(gather(distances, argMax(size(add(first, distances)), -1)), -1);
  });
  const stride = maximum(1, floor(div(sqrt(peak), 64)));
  return [add(first, maximum(0, sub(peak, mul(1024, stride)))), stride];
}

/**
 * The same where the logarithm of weights tells: counts at distances that grow in proportion, then ever closer. Weights that
 * begin near the first count are summed from there, one by one as far as that goes, where an integral takes the rest; others
 * are sampled, at counts that single precision tells apart.
 */
export function weightWindow(size: (k: Tensor) => Tensor, first: number | Tensor, isOpen: boolean): [Tensor, Tensor] {
  const window = held(() => {
    const distances = [0, ...Array.from({ length: 481 }, (_, j) => Math.floor(2 ** (j / 8)))];
    const grid = add(first, tensor1d(distances.filter((d, j) => d !== distances[j - 1])));
    let [from, to, best] = countingEnds(grid, size(grid));
    for (let round = 0; round < 3; round++) {
      const k = evenly(from, to, 128);
      [from, to, best] = countingEnds(k, size(k));
    }
    // Neighbours in single precision at that size.
    const apart = exp(mul(Math.LN2, sub(ceil(div(log(maximum(best, 1)), Math.LN2)), 23)));
    const stride = maximum(maximum(1, apart), ceil(div(sub(to, from), 2000)));
    const isNear = lessEqual(from, add(first, isOpen ? 1024 : -1));
    const start = maximum(first, mul(floor(div(from, stride)), stride));
    return concat([where(isNear, add(first, zerosLike(from)), start), where(isNear, onesLike(stride), stride)], -1);
  });
  const part = (k: number): Tensor => gather(window, [k], window.rank - 1);
  return [part(0), part(1)];
}
