// Functions that emitted tensor modules carry with them: shapes, Newton's method without a host, quadrature nodes.
import {
  add,
  broadcastTo,
  cast,
  concat,
  div,
  exp,
  expandDims,
  isFinite,
  isNaN,
  lessEqual,
  logicalAnd,
  minimum,
  mul,
  onesLike,
  range,
  reshape,
  slice,
  stack,
  sub,
  sum,
  abs,
  any,
  logicalNot,
  sinh,
  type Tensor,
  type TensorLike,
  tensor1d,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** A value as a float32 tensor. */
export function tensorOf(value: Tensor | TensorLike): Tensor {
  return cast(value, 'float32');
}

/** A zero of the shape that the tensors have together. */
export function commonZero(parts: readonly Tensor[]): Tensor {
  return parts.map((part) => zerosLike(part)).reduce((a, b) => add(a, b));
}

/** Scalars [...] side by side as a vector [..., K]. */
export function stacked(parts: readonly Tensor[]): Tensor {
  const zero = commonZero(parts);
  return stack(
    parts.map((part) => add(part, zero)),
    -1,
  );
}

/** A vector [..., K] and a scalar [...] as a vector [..., K+1]. */
export function appended(vector: Tensor, last: Tensor): Tensor {
  const end = add(sum(zerosLike(vector), -1, true), expandDims(last, -1));
  return concat([add(vector, zerosLike(end)), end], -1);
}

/** All entries of a vector [..., K] but the last. */
export function headOf(vector: Tensor): Tensor {
  const size = vector.shape[vector.rank - 1] ?? 1;
  return slice(vector, new Array(vector.rank).fill(0), [...vector.shape.slice(0, -1), size - 1]);
}

/** The last entry of a vector [..., K]. */
export function lastOf(vector: Tensor): Tensor {
  const lead = vector.shape.slice(0, -1);
  const begin = [...lead.map(() => 0), (vector.shape[vector.rank - 1] ?? 1) - 1];
  return reshape(slice(vector, begin, [...lead, 1]), lead);
}

/** Where a Cholesky factor [..., P, P] exists. */
export function isFactor(factor: Tensor): Tensor {
  return logicalNot(any(isNaN(factor), [-2, -1]));
}

/** The leading dimensions that values have together, each without its own last `ranks[k]` ones. */
export function batchShape(values: readonly Tensor[], ranks: readonly number[]): number[] {
  const lead = values.map((value, k) => value.shape.slice(0, value.rank - (ranks[k] ?? 0)));
  const rank = Math.max(0, ...lead.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) =>
    Math.max(...lead.map((shape) => shape[i - rank + shape.length] ?? 1)),
  );
}

/** The dimensions of a sample: those asked for, then those of the parameters. */
export function placesOf(
  shape: number | readonly number[],
  values: readonly Tensor[],
  ranks: readonly number[],
): number[] {
  return [...(typeof shape === 'number' ? [shape] : shape), ...batchShape(values, ranks)];
}

/** The Newton system of one iteration: how its step is found and how large a residual is. */
export interface NewtonSystem {
  readonly start: readonly Tensor[];
  readonly residuals: (x: readonly Tensor[]) => Tensor[];
  readonly jacobian: (x: readonly Tensor[]) => Tensor[][];
  /** A truth value for each system. */
  readonly inside: (x: readonly Tensor[]) => Tensor;
  readonly solve: (jacobian: readonly (readonly Tensor[])[], residuals: readonly Tensor[]) => Tensor[];
  /** Brings a quantity of each entry to one of each system. */
  readonly gather: (x: Tensor) => Tensor;
}

/**
 * Newton's method for many systems at once, with a fixed number of iterations and no look from the host: a system takes
 * a step only if that stays inside and comes closer; else its next try is half as long.
 */
export function findRoots(system: NewtonSystem): Tensor[] {
  const { start, residuals, jacobian, inside, solve, gather } = system;
  const zero = commonZero([...residuals(start), ...start]);
  let x = start.map((value) => add(value, zero));
  let rest = residuals(x);
  const weights = rest.map((r) => div(1, add(abs(r), 1e-6)));
  const size = (list: readonly Tensor[]): Tensor =>
    gather(list.map((r, i) => mul(abs(r), weights[i] ?? 1)).reduce((a, b) => add(a, b)));
  let scale = onesLike(size(rest));
  for (let iteration = 0; iteration < 40; iteration++) {
    [x, rest, [scale]] = tidy(() => {
      const step = solve(jacobian(x), rest);
      const next = x.map((value, i) => sub(value, mul(scale, step[i] ?? 0)));
      const nextRest = residuals(next);
      const accept = logicalAnd(inside(next), lessEqual(size(nextRest), size(rest)));
      const pick = (a: readonly Tensor[], b: readonly Tensor[]): Tensor[] =>
        a.map((value, i) => where(accept, value, b[i] ?? value));
      return [pick(next, x), pick(nextRest, rest), [where(accept, minimum(mul(scale, 2), 1), mul(scale, 0.5))]];
    }) as [Tensor[], Tensor[], [Tensor]];
  }
  return x;
}

/** J⁻¹r for small systems, entry by entry, by elimination. */
export function eliminate(jacobian: readonly (readonly Tensor[])[], residuals: readonly Tensor[]): Tensor[] {
  const n = residuals.length;
  const rows = jacobian.map((row, i) => [...row, residuals[i] as Tensor]);
  const at = (i: number, j: number): Tensor => rows[i]?.[j] as Tensor;
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      const factor = div(at(i, k), at(k, k));
      rows[i] = (rows[i] ?? []).map((value, j) => (j < k ? value : sub(value, mul(factor, at(k, j)))));
    }
  const x: Tensor[] = [];
  for (let i = n - 1; i >= 0; i--) {
    const known = x.map((value, k) => mul(at(i, n - 1 - k), value));
    x.push(div(known.reduce((rest, value) => sub(rest, value), at(i, n)), at(i, i)));
  }
  return x.reverse();
}

/** ∫ f(x) dx by the double-exponential rule with fixed nodes on a new last axis; infinite ends are left out. */
export function integrateNodes(f: (x: Tensor) => Tensor, lower?: Tensor, upper?: Tensor): Tensor {
  const [nodes, weights] = doubleExponentialNodes(lower !== undefined, upper !== undefined);
  const last = (x: Tensor): Tensor => expandDims(x, -1);
  if (lower && upper) {
    const width = last(sub(upper, lower));
    return sumFinite(mul(mul(f(add(last(lower), mul(width, nodes))), weights), width));
  }
  if (lower) return sumFinite(mul(f(add(last(lower), nodes)), weights));
  if (upper) return sumFinite(mul(f(sub(last(upper), nodes)), weights));
  return sumFinite(mul(f(nodes), weights));
}

/** Σ over the last axis of the terms that are finite. */
export function sumFinite(terms: Tensor): Tensor {
  return sum(where(isFinite(terms), terms, zerosLike(terms)), -1);
}

/** Nodes and weights for (0, 1), (0, ∞) or (−∞, ∞) (Takahasi & Mori 1974). */
export function doubleExponentialNodes(below: boolean, above: boolean): [Tensor, Tensor] {
  const count = 257;
  const t = Array.from({ length: count }, (_, k) => (3.6 * (2 * k - count + 1)) / (count - 1));
  const step = 7.2 / (count - 1);
  const s = t.map((value) => (Math.PI / 2) * Math.sinh(value));
  const slope = t.map((value) => step * (Math.PI / 2) * Math.cosh(value));
  const points = s.map((value) =>
    below && above ? 1 / (1 + Math.exp(-2 * value)) : below || above ? Math.exp(value) : Math.sinh(value),
  );
  const weights = s.map((value, k) => {
    const rate = below && above ? 0.5 / Math.cosh(value) ** 2 : below || above ? Math.exp(value) : Math.cosh(value);
    return rate * (slope[k] ?? 0);
  });
  return [tensor1d(points), tensor1d(weights)];
}

/** Σ f(k) for k = lower, …, upper on a new last axis: all of them where the host knows both ends, else 2048. */
export function sumCounts(f: (k: Tensor) => Tensor, lower: number | Tensor, upper: number | Tensor): Tensor {
  const known = typeof lower === 'number' && typeof upper === 'number' && upper - lower < 2048;
  const counts = range(0, known ? upper - lower + 1 : 2048);
  const places = add(typeof lower === 'number' ? lower : expandDims(lower, -1), counts);
  const limit = typeof upper === 'number' ? upper : expandDims(upper, -1);
  const terms = f(places);
  return sumFinite(where(broadcastLike(lessEqual(places, limit), terms), terms, zerosLike(terms)));
}

/** A truth value spread to the shape of a tensor, as far as it is smaller. */
export function broadcastLike(condition: Tensor, like: Tensor): Tensor {
  return condition.rank < like.rank ? broadcastTo(condition, like.shape) : condition;
}

/** The point of (0, 1), (0, ∞) or (−∞, ∞) at t of the double-exponential substitution. */
export function substitutionAt(t: Tensor, below: boolean, above: boolean): Tensor {
  const s = mul(Math.PI / 2, sinh(t));
  if (below && above) return div(1, add(1, exp(mul(-2, s))));
  return below || above ? exp(s) : sinh(s);
}
