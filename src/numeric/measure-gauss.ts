// Gauss rules of tabulated weights, and the product of such rules as a measure: the slices of the density carry the
// weights, so that a density with independent coordinates is integrated exactly and any other by what it deviates.
// Gautschi, Orthogonal Polynomials (2004), sections 2.2.3 and 3.1.1.
import type { BareMeasure } from './finite-measure.ts';
import { alongAxis, type Slice, sliceOf } from './measure-slices.ts';
import type { Whitened } from './measure-whitened.ts';

/** Nodes and weights that sum to one. */
interface GaussRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/** The coefficients of x pₖ = bₖ₊₁ pₖ₊₁ + aₖ pₖ + bₖ pₖ₋₁ for orthonormal polynomials. */
interface Recurrence {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** Lanczos's process on the tabulated weight, orthogonalised in full. */
function recurrenceOf(nodes: readonly number[], weights: readonly number[], count: number): Recurrence {
  const whole = weights.reduce((sum, w) => sum + w, 0);
  const basis: (readonly number[])[] = [weights.map((w) => Math.sqrt(w / whole))];
  const a: number[] = [];
  const b: number[] = [0];
  for (let k = 0; k < count; k++) {
    const last = basis[k] ?? [];
    let next = last.map((q, i) => q * (nodes[i] ?? 0));
    a.push(inner(next, last));
    for (let pass = 0; pass < 2; pass++)
      for (const q of basis) {
        const along = inner(next, q);
        next = next.map((x, i) => x - along * (q[i] ?? 0));
      }
    const size = Math.sqrt(inner(next, next));
    b.push(size);
    basis.push(next.map((x) => x / size));
  }
  return { a, b };
}

function inner(x: readonly number[], y: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
  return sum;
}

/** The Gauss rules of some orders for the weight of a slice. */
function gaussRules({ nodes, densities }: Slice, orders: readonly number[]): readonly GaussRule[] {
  const count = Math.max(...orders);
  const recurrence = recurrenceOf(nodes, densities, count);
  const ends = [nodes[0] ?? -1, nodes.at(-1) ?? 1] as const;
  const rules = new Map<number, GaussRule>();
  let roots: readonly number[] = [];
  for (let degree = 1; degree <= count; degree++) {
    roots = nextRoots(recurrence, degree, roots, ends);
    rules.set(degree, { nodes: roots, weights: roots.map((x) => christoffel(recurrence, degree, x)) });
  }
  return orders.flatMap((order) => rules.get(order) ?? []);
}

/** The roots of one degree separate those of the next. */
function nextRoots(
  recurrence: Recurrence,
  degree: number,
  roots: readonly number[],
  [first, last]: readonly [number, number],
): readonly number[] {
  const fences = [first, ...roots, last];
  return fences.slice(1).map((upper, i) => bisect((x) => polynomial(recurrence, degree, x), fences[i] ?? first, upper));
}

/** A positive multiple of p at the degree asked for. */
function polynomial({ a, b }: Recurrence, degree: number, x: number): number {
  let [previous, value] = [0, 1];
  for (let k = 0; k < degree; k++)
    [previous, value] = [value, ((x - (a[k] ?? 0)) * value - (b[k] ?? 0) * previous) / (b[k + 1] ?? 1)];
  return value;
}

function bisect(f: (x: number) => number, lower: number, upper: number): number {
  let [low, high] = [lower, upper];
  const sign = Math.sign(f(high));
  for (let i = 0; i < 54; i++) {
    const middle = (low + high) / 2;
    if (Math.sign(f(middle)) === sign) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** The weight of a node is 1/Σ pₖ(x)². */
function christoffel({ a, b }: Recurrence, degree: number, x: number): number {
  let [previous, value, sum] = [0, 1, 1];
  for (let k = 0; k + 1 < degree; k++) {
    [previous, value] = [value, ((x - (a[k] ?? 0)) * value - (b[k] ?? 0) * previous) / (b[k + 1] ?? 1)];
    sum += value * value;
  }
  return 1 / sum;
}

/** Nodes along each axis by dimension: the product rule, and a smaller one that tells its error. */
type Orders = Readonly<Record<number, readonly [number, number]>>;
const orders: Orders = { 2: [32, 24], 3: [11, 8] };
/** For a second look where a moment of high order asks for more than the density does. */
const finerOrders: Orders = { 2: [48, 36], 3: [22, 16] };
/** For a third look in three coordinates, where the first has few nodes. */
const finestOrders: Orders = { 3: [32, 22] };
const ordersOf: Readonly<Record<Precision, Orders>> = { usual: orders, finer: finerOrders, finest: finestOrders };

/** How many nodes. */
export type Precision = 'usual' | 'finer' | 'finest';

/** The product rule in two or three white coordinates: at most 2,000 evaluations with the slices, some 15,000 or 43,000. */
export function productMeasure(space: Whitened, precision: Precision = 'usual'): BareMeasure | undefined {
  const wanted = ordersOf[precision][space.dimension];
  if (!wanted) return undefined;
  const slices = Array.from({ length: space.dimension }, (_, axis) => sliceOf(space, axis));
  const rules = slices.map((slice) => gaussRules(slice, wanted));
  const logSlices = slices.reduce((sum, { total }) => sum + Math.log(total), 0);
  const at = (size: 0 | 1): Product =>
    productOf(
      space,
      rules.map((both) => both[size] ?? { nodes: [], weights: [] }),
    );
  const [fine, coarse] = [at(0), at(1)];
  const top = space.at(new Array<number>(space.dimension).fill(0)).log;
  return {
    logTotal: top + logSlices + Math.log(fine.mass),
    error: Math.max(Math.abs(fine.mass / coarse.mass - 1), Math.abs(fine.height - coarse.height)) ** 1.5,
    places: () => fine.places,
    weights: fine.weights,
    evaluations: fine.weights.length + coarse.weights.length,
  };
}

interface Product {
  /** E[f / product of slices] under the product of the slices. */
  readonly mass: number;
  /** The mean of log f, whose error stands for that of all moments. */
  readonly height: number;
  readonly places: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** The density at the nodes of a product rule, relative to the product of the slices there. */
function productOf(space: Whitened, rules: readonly GaussRule[]): Product {
  const { dimension } = space;
  const top = space.at(new Array<number>(dimension).fill(0)).log;
  const heights = rules.map(({ nodes }, axis) => nodes.map((t) => space.at(alongAxis(dimension, axis, t)).log - top));
  const places: (readonly number[])[] = [];
  const masses: number[] = [];
  const logs: number[] = [];
  for (const index of indices(rules.map(({ nodes }) => nodes.length))) {
    const { value, log } = space.at(index.map((i, axis) => rules[axis]?.nodes[i] ?? 0));
    const sliced = index.reduce((sum, i, axis) => sum + (heights[axis]?.[i] ?? 0), top);
    const weight = index.reduce((product, i, axis) => product * (rules[axis]?.weights[i] ?? 0), 1);
    const mass = weight * Math.exp(log - sliced);
    if (!(mass > 0 && Number.isFinite(mass))) continue;
    places.push(value.data);
    masses.push(mass);
    logs.push(log - top);
  }
  const mass = masses.reduce((sum, m) => sum + m, 0);
  const weights = masses.map((m) => m / mass);
  return { mass, height: weights.reduce((sum, w, i) => sum + w * (logs[i] ?? 0), 0), places, weights };
}

/** All tuples of numbers below the bounds. */
const indices = ([bound, ...rest]: readonly number[]): readonly (readonly number[])[] =>
  bound === undefined ? [[]] : indices(rest).flatMap((tail) => Array.from({ length: bound }, (_, i) => [i, ...tail]));
