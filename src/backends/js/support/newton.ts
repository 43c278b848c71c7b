// Newton's method, safeguarded: a step that leaves the domain or does not come closer is halved.
import type { Flat } from './batch.ts';
import { basisTangents, type Coordinates } from './tangents.ts';

/**
 * x with residual(x) = 0, from a start inside the domain; not a number where none is found. Where the residual is the
 * gradient of a convex function and Newton's method ends at the edge of its domain, it is tried again with shorter steps of
 * the unknowns that keep their sign there, and then with their logarithms.
 */
export function findRoot(
  start: ArrayLike<number>,
  residual: (x: Float64Array) => ArrayLike<number>,
  jacobian: (x: Float64Array) => ArrayLike<number>,
  inside: (x: Float64Array) => boolean,
): Float64Array {
  const x = Float64Array.from(start);
  const free = new Float64Array(x.length);
  const direct = rootFrom(x, residual, jacobian, inside, free);
  const signs = keptSigns(x, inside);
  if (!direct.some(Number.isNaN) || signs.every((sign) => sign === 0) || !isConvex(jacobian(x), x.length))
    return direct;
  const found = rootFrom(x, residual, jacobian, inside, signs);
  if (!found.some(Number.isNaN)) return found;
  const place = (z: Float64Array): Float64Array => z.map((value, i) => (signs[i] ? signs[i] * Math.exp(value) : value));
  const slope = (at: Float64Array, i: number): number => (signs[i] ? (at[i] ?? 0) : 1);
  // Equations times dx/dz: the gradient of the same function in z, its second derivative without what is not definite.
  const rests = (z: Float64Array): number[] => {
    const at = place(z);
    return Array.from(residual(at), (value, i) => value * slope(at, i));
  };
  const slopes = (z: Float64Array): number[] => {
    const at = place(z);
    const bent = rests(z).map((value, i) => (signs[i] ? Math.max(0, value) : 0));
    return Array.from(jacobian(at), (value, k) => {
      const [i, j] = [Math.floor(k / z.length), k % z.length];
      return value * slope(at, i) * slope(at, j) + (i === j ? (bent[i] ?? 0) : 0);
    });
  };
  const first = x.map((value, i) => (signs[i] ? Math.log(Math.abs(value)) : value));
  const last = place(rootFrom(first, rests, slopes, (z) => inside(place(z)), free));
  // An unknown that goes to 0 solves its equation too when that is multiplied by it.
  return isRoot(last, residual(last), jacobian(last), residualWeights(Float64Array.from(residual(x)))) ? last : found;
}

/**
 * Are the equations solved, as far as the weights of the first ones and a further step tell? Of a convex function a step that
 * lowers it by less than rounding tells nothing more of the unknowns, however far it is.
 */
function isRoot(
  x: Float64Array,
  residual: ArrayLike<number>,
  slopes: ArrayLike<number>,
  weights: Float64Array,
): boolean {
  const rest = Float64Array.from(residual);
  const last = solveSquare(slopes, rest);
  const near = weightedSize(rest, weights) < 1e-4 || last.every((d, i) => Math.abs(d) <= 1e-12 * Math.abs(x[i] ?? 0));
  return near && (hasSettled(x, last) || (isConvex(slopes, x.length) && Math.abs(alongStep(last, rest)) < 1e-16));
}

/**
 * Newton's method from one start. Where the Jacobian is symmetric and definite the residual is the gradient of a convex
 * function, and a step counts as closer as long as that does not rise at its end; else where the residual falls. An unknown
 * that keeps its sign loses nine tenths of itself in a step at most, whatever the others do.
 */
function rootFrom(
  start: Float64Array,
  residual: (x: Float64Array) => ArrayLike<number>,
  jacobian: (x: Float64Array) => ArrayLike<number>,
  inside: (x: Float64Array) => boolean,
  signs: Float64Array,
): Float64Array {
  let x = start;
  let rest = Float64Array.from(residual(x));
  const weights = residualWeights(rest);
  let last = Infinity;
  for (let iteration = 0; iteration < 2000; iteration++) {
    const slopes = jacobian(x);
    const convex = isConvex(slopes, rest.length);
    const step = limited(convex ? descent(slopes, rest) : solveSquare(slopes, rest), x);
    // Next to the root steps shrink fast; those that do not are the rounding of the residual, which goes on for ever.
    const unrest = unrestOf(x, step);
    if (unrest <= 1 && unrest > 0.9 * last) break;
    last = unrest <= 1 ? unrest : Infinity;
    let scale = convex ? damping(alongStep(step, rest)) : 1;
    let next = x;
    let nextRest = rest;
    for (; scale > 1e-12; scale /= 2) {
      next = x.map((value, i) => shortened(value, value - scale * (step[i] ?? 0), signs[i]));
      if (!inside(next)) continue;
      nextRest = Float64Array.from(residual(next));
      if (convex ? isLower(x, next, rest, nextRest) : weightedSize(nextRest, weights) < weightedSize(rest, weights))
        break;
    }
    if (scale <= 1e-12) break;
    const reach = x.every((value, i) => Math.abs(value - (next[i] ?? 0)) <= 2e-16 * Math.abs(value));
    x = next;
    rest = nextRest;
    if (reach) break;
  }
  return isRoot(x, rest, jacobian(x), weights) ? x : x.map(() => Number.NaN);
}

/** The signs of unknowns that the domain does not let turn. */
function keptSigns(x: Float64Array, inside: (x: Float64Array) => boolean): Float64Array {
  return x.map((value, i) => {
    const turned = Float64Array.from(x);
    turned[i] = -value;
    return value === 0 || inside(turned) ? 0 : Math.sign(value);
  });
}

/** A new value, or a tenth of the old one where it would be below that and the sign must stay. */
function shortened(before: number, after: number, sign: number | undefined): number {
  return sign && after * sign < 0.1 * before * sign ? 0.1 * before : after;
}

/** Does the function whose gradient the rests are fall along the move, and not rise at its end? */
function isLower(x: Float64Array, next: Float64Array, rest: Float64Array, nextRest: Float64Array): boolean {
  const move = x.map((value, i) => (next[i] ?? 0) - value);
  const [before, after] = [alongStep(move, rest), alongStep(move, nextRest)];
  return before < 0 && after >= 1.01 * before && after <= -0.05 * before;
}

/** Is a matrix of two rows or more symmetric, with a positive diagonal? Of one row the sign of its entry says nothing new. */
function isConvex(matrix: ArrayLike<number>, n: number): boolean {
  const at = (i: number, j: number): number => matrix[i * n + j] ?? Number.NaN;
  const all = Array.from({ length: n }, (_, i) => i);
  return (
    n > 1 &&
    all.every(
      (i) => at(i, i) >= 0 && all.every((j) => Math.abs(at(i, j) - at(j, i)) <= 1e-12 * Math.sqrt(at(i, i) * at(j, j))),
    )
  );
}

/** J⁻¹r, or r itself where J has no inverse that points down. */
function descent(matrix: ArrayLike<number>, rest: Float64Array): Float64Array {
  const newton = solveSquare(matrix, rest);
  const along = alongStep(newton, rest);
  return along > 0 && along < Infinity ? newton : rest;
}

/** A step no longer than ten times x: where a mean grows like an exponential a longer one lands out of reach of its sums. */
function limited(step: Float64Array, x: Float64Array): Float64Array {
  const [length, longest] = [Math.hypot(...step), 10 * (1 + Math.hypot(...x))];
  return length > longest ? step.map((value) => value * (longest / length)) : step;
}

/** 1/(1 + δ) for the Newton decrement δ, which does not overshoot (Boyd and Vandenberghe 2004, section 9.6); 1 near the end. */
function damping(square: number): number {
  return square > 0.05 ? 1 / (1 + Math.sqrt(square)) : 1;
}

/** Σ stepᵢ·restᵢ. */
function alongStep(step: Float64Array, rest: Float64Array): number {
  return step.reduce((sum, value, i) => sum + value * (rest[i] ?? Number.NaN), 0);
}

/** Would a further step change next to nothing? */
function hasSettled(x: Float64Array, step: Float64Array): boolean {
  return unrestOf(x, step) <= 1;
}

/** A step in units of what is next to nothing. An unknown near 0 is measured by the others too. */
function unrestOf(x: Float64Array, step: Float64Array): number {
  const floor = 1e-15 + 1e-10 * x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return x.reduce(
    (most, value, i) => Math.max(most, Math.abs(step[i] ?? Number.NaN) / (1e-6 * Math.abs(value) + floor)),
    0,
  );
}

/** Weights that make the parts of the first residual comparable. */
function residualWeights(rest: Float64Array): Float64Array {
  const largest = rest.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
  return rest.map((value) => 1 / (Math.abs(value) + 1e-3 * largest));
}

/** Σ wᵢ|rᵢ|; not a number counts as far away. */
function weightedSize(rest: Float64Array, weights: Float64Array): number {
  const size = rest.reduce((sum, value, i) => sum + (weights[i] ?? 1) * Math.abs(value), 0);
  return Number.isNaN(size) ? Infinity : size;
}

/** A⁻¹b by elimination with partial pivoting; A row by row. */
export function solveSquare(matrix: ArrayLike<number>, right: ArrayLike<number>): Float64Array {
  const n = right.length;
  const rows = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n + 1 }, (_, j) => (j === n ? right[i] : matrix[i * n + j]) ?? Number.NaN),
  );
  for (let k = 0; k < n; k++) {
    const below = rows.slice(k).sort((a, b) => Math.abs(b[k] ?? 0) - Math.abs(a[k] ?? 0));
    rows.splice(k, n - k, ...below);
    const pivot = rows[k] ?? right;
    for (const row of rows.slice(k + 1)) {
      const factor = (row[k] ?? 0) / (pivot[k] ?? Number.NaN);
      for (let j = k; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]?.[n] ?? Number.NaN;
    for (let j = i + 1; j < n; j++) sum -= (rows[i]?.[j] ?? 0) * (x[j] ?? 0);
    x[i] = sum / (rows[i]?.[i] ?? Number.NaN);
  }
  return x;
}

/** A system whose unknowns and equations are numbers and tensors. */
export interface TensorSystem {
  readonly start: readonly Flat[];
  readonly unknowns: readonly Coordinates[];
  readonly equations: readonly Coordinates[];
  readonly residuals: (x: readonly Flat[]) => readonly Flat[];
  /** The derivative of the residuals along a tangent. */
  readonly slopes: (x: readonly Flat[], tangent: readonly Flat[]) => readonly Flat[];
  readonly inside: (x: readonly Flat[]) => boolean;
}

/** The unknowns with residuals = 0, from a start inside the domain. */
export function findTensorRoot(system: TensorSystem): Flat[] {
  const { start, unknowns, equations, residuals, slopes, inside } = system;
  const basis = basisTangents(unknowns);
  const tensors = (x: ArrayLike<number>): Flat[] =>
    start.map((first, k) =>
      typeof first === 'number'
        ? basis.reduce((sum, tangent, i) => sum + (x[i] ?? 0) * Number(tangent[k]), 0)
        : first.map((_, e) =>
            basis.reduce((sum, tangent, i) => sum + (x[i] ?? 0) * ((tangent[k] as Float64Array)[e] ?? 0), 0),
          ),
    );
  const jacobian = (x: Float64Array): Float64Array => {
    const here = tensors(x);
    const columns = basis.map((tangent) => coordinatesOf(slopes(here, tangent), equations));
    return Float64Array.from({ length: basis.length ** 2 }, (_, k) => {
      const row = Math.floor(k / basis.length);
      return columns[k - row * basis.length]?.[row] ?? Number.NaN;
    });
  };
  const found = findRoot(
    coordinatesOf(start, unknowns),
    (x) => coordinatesOf(residuals(tensors(x)), equations),
    jacobian,
    (x) => inside(tensors(x)),
  );
  return tensors(found);
}

/** Values one after the other; of a symmetric matrix the entries i ≤ j. */
export function coordinatesOf(values: readonly Flat[], kinds: readonly Coordinates[]): number[] {
  return values.flatMap((value, k) => {
    if (typeof value === 'number') return [value];
    const { kind = 'full', size = 0 } = kinds[k] ?? {};
    return Array.from(value).filter((_, i) => kind !== 'symmetric' || i % size >= Math.floor(i / size));
  });
}
