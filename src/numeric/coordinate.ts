// Every interval becomes the real line, so that one quadrature serves all: y = log(x − a) on a half-line, the logit on
// an interval, asinh on the line. Points know their distances from both ends and the logarithms of those distances,
// which stay exact where x itself rounds to an end.

import type { Arithmetic } from './arithmetic.ts';

/** A point of an interval, near an end best described by its distance from it. */
export interface Point<N> {
  readonly x: N;
  /** x − lower, infinite when lower is. */
  readonly fromLower: N;
  /** upper − x, infinite when upper is. */
  readonly fromUpper: N;
  readonly logFromLower: N;
  readonly logFromUpper: N;
}

/** A point together with log dx/dt at it. */
export interface Placed<N> {
  readonly point: Point<N>;
  readonly logJacobian: N;
}

/**
 * A smooth map of the real line onto an interval; `place(centre, offset)` is the image of centre + offset. The sum
 * is formed in the arithmetic, so that an offset far below the centre's last digit still counts.
 */
export interface Coordinate<N> {
  readonly place: (centre: number, offset: number) => Placed<N>;
  /** The coordinates beyond which there is nothing to see. */
  readonly reach: number;
}

const isInfinite = <N>(arithmetic: Arithmetic<N>, x: N): boolean => !arithmetic.isFinite(x);

/** The coordinate for the open interval (lower, upper); on the whole line asinh, to find the centre of a density. */
export function coordinateFor<N>(arithmetic: Arithmetic<N>, lower: N, upper: N): Coordinate<N> {
  const [openLeft, openRight] = [isInfinite(arithmetic, lower), isInfinite(arithmetic, upper)];
  if (openLeft && openRight) return lineCoordinate(arithmetic, 0, 1);
  if (openRight) return halfLineCoordinate(arithmetic, lower, 1);
  return openLeft ? halfLineCoordinate(arithmetic, upper, -1) : intervalCoordinate(arithmetic, lower, upper);
}

// Field by field, since places are made by the million and spreading is slow.
const farFromEnds = <N>(x: N, infinite: N): Point<N> => ({
  x,
  fromLower: infinite,
  fromUpper: infinite,
  logFromLower: infinite,
  logFromUpper: infinite,
});

/** x = location + scale · sinh t, the coordinate of the line that resolves a density of that scale. */
export function lineCoordinate<N>(arithmetic: Arithmetic<N>, location: number, scale: number): Coordinate<N> {
  const { add, mul, exp, log, div, sub, fromNumber } = arithmetic;
  const infinite = fromNumber(Number.POSITIVE_INFINITY);
  const [origin, width, half] = [fromNumber(location), fromNumber(scale), fromNumber(0.5)];
  const one = fromNumber(1);
  return {
    reach: 700,
    place: (centre, offset) => {
      const rise = exp(add(fromNumber(centre), fromNumber(offset)));
      const fall = div(one, rise);
      const sinh =
        Math.abs(centre + offset) < 0.5
          ? arithmetic.sinh(add(fromNumber(centre), fromNumber(offset)))
          : mul(half, sub(rise, fall));
      const slope = mul(width, mul(half, add(rise, fall)));
      return { point: farFromEnds(add(origin, mul(width, sinh)), infinite), logJacobian: log(slope) };
    },
  };
}

/** x = location + scale · t, where a density's own scale is known. */
export function affineCoordinate<N>(arithmetic: Arithmetic<N>, location: number, scale: number): Coordinate<N> {
  const { add, mul, log, fromNumber } = arithmetic;
  const infinite = fromNumber(Number.POSITIVE_INFINITY);
  const [origin, width] = [fromNumber(location), fromNumber(scale)];
  const logJacobian = log(width);
  return {
    reach: 1e300,
    place: (centre, offset) => {
      const x = add(origin, mul(width, add(fromNumber(centre), fromNumber(offset))));
      return { point: farFromEnds(x, infinite), logJacobian };
    },
  };
}

/** x = end ± exp y. */
function halfLineCoordinate<N>(arithmetic: Arithmetic<N>, end: N, direction: 1 | -1): Coordinate<N> {
  const { add, sub, exp, fromNumber } = arithmetic;
  const infinite = fromNumber(Number.POSITIVE_INFINITY);
  return {
    reach: 1e6,
    place: (centre, offset) => {
      const y = add(fromNumber(centre), fromNumber(offset));
      const distance = exp(y);
      const point =
        direction > 0
          ? { x: add(end, distance), fromLower: distance, logFromLower: y, fromUpper: infinite, logFromUpper: infinite }
          : {
              x: sub(end, distance),
              fromUpper: distance,
              logFromUpper: y,
              fromLower: infinite,
              logFromLower: infinite,
            };
      return { point, logJacobian: y };
    },
  };
}

/** x = lower + (upper − lower)/(1 + exp −y). */
function intervalCoordinate<N>(arithmetic: Arithmetic<N>, lower: N, upper: N): Coordinate<N> {
  const { add, sub, mul, div, exp, log, log1p, neg, abs, fromNumber } = arithmetic;
  const length = sub(upper, lower);
  const logLength = log(length);
  const one = fromNumber(1);
  return {
    reach: 1e6,
    place: (centre, offset) => {
      const y = add(fromNumber(centre), fromNumber(offset));
      const size = abs(y);
      const decay = exp(neg(size));
      const logFar = sub(logLength, log1p(decay));
      const logNear = sub(logFar, size);
      const far = div(length, add(one, decay));
      const near = mul(far, decay);
      const logJacobian = sub(add(logNear, logFar), logLength);
      const point =
        arithmetic.compare(y, fromNumber(0)) < 0
          ? { x: add(lower, near), fromLower: near, fromUpper: far, logFromLower: logNear, logFromUpper: logFar }
          : { x: sub(upper, near), fromLower: far, fromUpper: near, logFromLower: logFar, logFromUpper: logNear };
      return { point, logJacobian };
    },
  };
}

/** x = lower + t, wrapped into one period of a circle that begins at lower. */
export function circleCoordinate<N>(arithmetic: Arithmetic<N>, lower: N, period: N): Coordinate<N> {
  const { add, sub, log, fromNumber, compare } = arithmetic;
  const zero = fromNumber(0);
  const wrap = (t: N): N => (compare(t, zero) < 0 ? add(t, period) : compare(t, period) > 0 ? sub(t, period) : t);
  return {
    reach: arithmetic.toNumber(period) / 2,
    place: (centre, offset) => {
      const fromLower = wrap(add(fromNumber(centre), fromNumber(offset)));
      const fromUpper = sub(period, fromLower);
      const [logFromLower, logFromUpper] = [log(fromLower), log(fromUpper)];
      return {
        point: { x: add(lower, fromLower), fromLower, fromUpper, logFromLower, logFromUpper },
        logJacobian: zero,
      };
    },
  };
}
