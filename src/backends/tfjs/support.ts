// Functions that emitted tensor modules carry with them: shapes, Newton's method without a host, nodes of a sampler.
import {
  abs,
  add,
  all,
  any,
  broadcastTo,
  cast,
  ceil,
  concat,
  customGrad,
  div,
  equal,
  expandDims,
  gather,
  greater,
  greaterEqual,
  // biome-ignore lint/suspicious/noShadowRestrictedNames: the library's name, which a GPU's compiler respects
  isNaN,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSigmoid,
  matMul,
  maximum,
  minimum,
  mul,
  onesLike,
  range,
  reshape,
  scalar,
  slice,
  sqrt,
  squeeze,
  stack,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  unstack,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';

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

/** The product of matrices [..., P, Q] and [..., Q, R] whose leading dimensions broadcast (matMul spreads one side only). */
export function matrixProduct(left: Tensor, right: Tensor): Tensor {
  const lead = batchShape([left, right], [2, 2]);
  const spread = (x: Tensor): Tensor => {
    const shape = [...lead, ...x.shape.slice(-2)];
    return shape.every((size, i) => size === x.shape[i]) ? x : broadcastTo(x, shape);
  };
  return matMul(spread(left), spread(right));
}

/** A matrix [..., P, Q] times a vector [..., Q]. */
export function applyMatrix(matrix: Tensor, vector: Tensor): Tensor {
  return squeeze(matrixProduct(matrix, expandDims(vector, -1)), [-1]);
}

/** Where a Cholesky factor [..., P, P] exists. */
export function isFactor(factor: Tensor): Tensor {
  return logicalNot(any(isNaN(factor), [-2, -1]));
}

/** The leading dimensions that values have together, each without its own last `ranks[k]` ones. */
export function batchShape(values: readonly Tensor[], ranks: readonly number[]): number[] {
  const lead = values.map((value, k) => value.shape.slice(0, value.rank - (ranks[k] ?? 0)));
  const rank = Math.max(0, ...lead.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => Math.max(...lead.map((shape) => shape[i - rank + shape.length] ?? 1)));
}

/** The dimensions of a sample: those asked for, then those of the parameters. */
export function placesOf(
  shape: number | readonly number[],
  values: readonly Tensor[],
  ranks: readonly number[],
): number[] {
  const sizes = typeof shape === 'number' ? [shape] : shape;
  const wrong = sizes.find((size) => !(Number.isInteger(size) && size >= 0));
  if (wrong !== undefined) throw new RangeError(`the shape of a sample holds whole numbers from 0 on, not ${wrong}`);
  return [...sizes, ...batchShape(values, ranks)];
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
  /** Which unknowns may not change their signs. */
  readonly signs: readonly boolean[];
}

/**
 * The roots of many systems at once. Gradients are those of the implicit function, the first ones: what a Newton step from the
 * root changes as the equations do.
 */
export function findRoots(system: NewtonSystem): Tensor[] {
  const { start, residuals, jacobian, solve, gather } = system;
  const roots = unstack(
    held(() => stack(searchRoots(system), -1)),
    -1,
  );
  const rest = residuals(roots);
  const step = solve(jacobian(roots), rest);
  const near = held(() => less(gather(weighedSize(rest, residuals(start))), nearness()));
  return roots.map((value, i) => {
    const by = step[i] ?? value;
    const still = held(() => add(by, 0));
    const ends = held(() => logicalOr(near, isSmall(by, value)));
    return where(ends, sub(value, sub(by, still)), Number.NaN);
  });
}

/** Σ |rᵢ| in shares of what the residuals were at first. */
export function weighedSize(rest: readonly Tensor[], first: readonly Tensor[]): Tensor {
  return rest.map((r, i) => div(abs(r), add(abs(first[i] ?? 0), 1e-6))).reduce((a, b) => add(a, b));
}

/**
 * Newton's method: a system takes a step only if that stays inside and comes closer; else its next try is half as long. Where
 * the Jacobian is symmetric with a positive diagonal the residual is the gradient of a convex function, and a step comes
 * closer as long as that does not rise at its end. It ends when no system moves any more, where the host can ask, and after 40
 * steps.
 */
export function searchRoots(system: NewtonSystem): Tensor[] {
  const { start, residuals, jacobian, inside, solve, gather, signs } = system;
  const first = residuals(start);
  const zero = commonZero([...first, ...start]);
  let x = start.map((value) => add(value, zero));
  let rest = first.map((value) => add(value, zero));
  const size = (list: readonly Tensor[]): Tensor => gather(weighedSize(list, first));
  let scale = onesLike(size(rest));
  let settled = scale;
  for (let iteration = 0; iteration < 40; iteration++) {
    [x, rest, [scale, settled]] = tidy(() => {
      const slopes = jacobian(x);
      const newton = solve(slopes, rest);
      const convex = solve === eliminate && rest.length > 1 ? isConvex(slopes) : undefined;
      const step = convex ? descent(convex, newton, rest, x) : newton;
      const next = x.map((value, i) => moved(value, mul(scale, step[i] ?? 0), signs[i] ?? false));
      const nextRest = residuals(next);
      const closer = lessEqual(size(nextRest), size(rest));
      const gone = x.map((value, i) => sub(value, next[i] ?? 0));
      const falls = convex ? logicalOr(closer, logicalAnd(convex, stillFalls(gone, rest, nextRest))) : closer;
      const accept = logicalAnd(inside(next), falls);
      const pick = (a: readonly Tensor[], b: readonly Tensor[]): Tensor[] =>
        a.map((value, i) => where(accept, value, b[i] ?? value));
      const still = x.map((value, i) => lessEqual(abs(newton[i] ?? 0), mul(2e-7, abs(value))));
      const ended = gather(cast(logicalNot(still.reduce((a, b) => logicalAnd(a, b))), 'float32'));
      const further = where(accept, minimum(mul(scale, 2), 1), mul(scale, 0.5));
      return [pick(next, x), pick(nextRest, rest), [further, logicalOr(equal(ended, 0), less(further, 1e-3))]];
    }) as [Tensor[], Tensor[], [Tensor, Tensor]];
    if (isTold(settled)) break;
  }
  return x;
}

/** Does a truth value hold everywhere? A backend that cannot be asked at once says no. */
export function isTold(test: Tensor): boolean {
  try {
    return tidy(() => all(test).dataSync()[0] === 1);
  } catch {
    return false;
  }
}

/** x − step; an unknown that keeps its sign comes nearer to 0 by a factor, so that none is stopped at its edge by another. */
export function moved(x: Tensor, step: Tensor, keepsSign: boolean): Tensor {
  const plain = sub(x, step);
  if (!keepsSign) return plain;
  const share = div(step, x);
  return where(greater(share, 0), div(x, add(1, maximum(share, 0))), plain);
}

/** Where a matrix, entry by entry, is symmetric with a positive diagonal. */
export function isConvex(slopes: readonly (readonly Tensor[])[]): Tensor {
  const at = (i: number, j: number): Tensor => slopes[i]?.[j] as Tensor;
  const tests = slopes.flatMap((row, i) =>
    row.map((slope, j) => {
      if (i === j) return greater(slope, 0);
      return lessEqual(abs(sub(slope, at(j, i))), mul(1e-5, sqrt(abs(mul(at(i, i), at(j, j))))));
    }),
  );
  return tests.reduce((a, b) => logicalAnd(a, b));
}

/** Σ aᵢbᵢ. */
export function along(a: readonly Tensor[], b: readonly Tensor[]): Tensor {
  return a.map((value, i) => mul(value, b[i] ?? 0)).reduce((sum, term) => add(sum, term));
}

/** Where a function is convex: Newton's step, or the gradient where that points up; no longer than ten times x. */
export function descent(
  convex: Tensor,
  newton: readonly Tensor[],
  gradient: readonly Tensor[],
  x: readonly Tensor[],
): Tensor[] {
  const down = held(() => {
    const slope = along(newton, gradient);
    return logicalAnd(greater(slope, 0), less(slope, 1e30));
  });
  const chosen = newton.map((value, i) => where(down, value, gradient[i] ?? value));
  const fits = held(() => {
    const longest = mul(10, add(1, sqrt(along(x, x))));
    return minimum(1, div(longest, add(sqrt(along(chosen, chosen)), 1e-30)));
  });
  return chosen.map((value, i) => where(convex, mul(fits, value), newton[i] ?? value));
}

/** Does a convex function not rise yet at the end of a step? */
export function stillFalls(step: readonly Tensor[], before: readonly Tensor[], after: readonly Tensor[]): Tensor {
  const [first, last] = [along(step, before), along(step, after)];
  const falls = logicalAnd(lessEqual(last, mul(1.01, first)), greaterEqual(last, mul(-0.05, first)));
  // Near the end rounding decides: there only what comes closer counts.
  return logicalAnd(falls, greater(first, 1e-4));
}

/** How tensors are flattened, and how many of their last dimensions are their own. */
export interface Coordinated {
  readonly kinds: readonly Coordinates[];
  readonly ranks: readonly number[];
}

/** A system whose unknowns and equations are scalars and tensors. */
export interface TensorSystem {
  readonly start: readonly Tensor[];
  readonly unknowns: Coordinated;
  readonly equations: Coordinated;
  readonly residuals: (x: readonly Tensor[]) => Tensor[];
  /** The derivative of the residuals along a tangent. */
  readonly slopes: (x: readonly Tensor[], tangent: readonly Tensor[]) => Tensor[];
  /** A truth value for each system. */
  readonly inside: (x: readonly Tensor[]) => Tensor;
  readonly solve: (matrix: Tensor, right: Tensor) => Tensor;
}

/** Newton's method as in `findRoots`, for systems of tensors: a column of the Jacobian for each basis tangent. */
export function findTensorRoots(system: TensorSystem): Tensor[] {
  const { start, unknowns, equations, residuals, slopes, inside, solve } = system;
  const first = residuals(start);
  const lead = batchShape([...start, ...first], [...unknowns.ranks, ...equations.ranks]);
  const own = start.map((value, k) => value.shape.slice(value.rank - (unknowns.ranks[k] ?? 0)));
  const lists = own.map((shape, k) => directions(unknowns.kinds[k] ?? 'full', shape));
  const spread = (flat: readonly number[], k: number): Tensor =>
    broadcastTo(reshape(tensor1d([...flat]), own[k] ?? []), [...lead, ...(own[k] ?? [])]);
  const still = own.map((shape, k) => spread(new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0), k));
  const tangents = lists.flatMap((list, k) =>
    list.map((flat) => still.map((zero, other) => (other === k ? spread(flat, k) : zero))),
  );
  const restOf = (x: readonly Tensor[]): Tensor => flattened(residuals(x), equations, lead);
  let x = start.map((value, k) => add(value, still[k] ?? 0));
  let rest = restOf(x);
  const weights = div(1, add(abs(rest), 1e-6));
  const size = (r: Tensor): Tensor => sum(mul(abs(r), weights), -1);
  let scale = held(() => onesLike(size(rest)));
  for (let iteration = 0; iteration < 40; iteration++) {
    [x, [rest, scale]] = tidy(() => {
      const columns = tangents.map((tangent) => flattened(slopes(x, tangent), equations, lead));
      const step = mul(solve(stack(columns, -1), rest), expandDims(scale, -1));
      const next = x.map((value, k) => sub(value, alongTangents(step, tangents, k)));
      const nextRest = restOf(next);
      const accept = logicalAnd(inside(next), lessEqual(size(nextRest), size(rest)));
      const pick = (a: Tensor, b: Tensor): Tensor =>
        where(reshape(accept, [...lead, ...a.shape.slice(lead.length).map(() => 1)]), a, b);
      return [
        next.map((value, k) => pick(value, x[k] ?? value)),
        [pick(nextRest, rest), where(accept, minimum(mul(scale, 2), 1), mul(scale, 0.5))],
      ];
    }) as [Tensor[], [Tensor, Tensor]];
  }
  const columns = tangents.map((tangent) => flattened(slopes(x, tangent), equations, lead));
  const step = solve(stack(columns, -1), rest);
  const near = less(size(rest), nearness());
  return x.map((value, k) => {
    const whole = reshape(near, [...lead, ...value.shape.slice(lead.length).map(() => 1)]);
    const ends = held(() => logicalOr(whole, isSmall(alongTangents(step, tangents, k), value)));
    return where(ends, value, Number.NaN);
  });
}

/** The share of the first residual below which single precision tells no more. */
export function nearness(): number {
  return 1e-6;
}

/** Would a step change next to nothing, in single precision? */
export function isSmall(step: Tensor, value: Tensor): Tensor {
  return lessEqual(abs(step), add(mul(1e-2, abs(value)), 1e-4));
}

/** The sum of the tangents of unknown `k`, weighted by the entries of a step. */
export function alongTangents(step: Tensor, tangents: readonly (readonly Tensor[])[], k: number): Tensor {
  const lead = step.rank - 1;
  const parts = tangents.map((tangent, i) => {
    const direction = tangent[k] ?? step;
    const weight = gather(step, [i], lead);
    return mul(reshape(weight, [...step.shape.slice(0, -1), ...direction.shape.slice(lead).map(() => 1)]), direction);
  });
  return parts.reduce((a, b) => add(a, b));
}

/** Values one after the other on one last axis; of a symmetric matrix the entries i ≤ j. */
export function flattened(values: readonly Tensor[], { kinds, ranks }: Coordinated, lead: readonly number[]): Tensor {
  const parts = values.map((value, k) => {
    const own = value.shape.slice(value.rank - (ranks[k] ?? 0));
    const count = own.reduce((a, b) => a * b, 1);
    const flat = reshape(broadcastTo(value, [...lead, ...own]), [...lead, count]);
    if (kinds[k] !== 'symmetric') return flat;
    const n = own[0] ?? 1;
    const upper = Array.from({ length: count }, (_, i) => i).filter((i) => i % n >= Math.floor(i / n));
    return gather(flat, upper, lead.length);
  });
  return concat(parts, -1);
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
    x.push(
      div(
        known.reduce((rest, value) => sub(rest, value), at(i, n)),
        at(i, i),
      ),
    );
  }
  return x.reverse();
}

/** A value that gradients do not go through. */
export function held(compute: () => Tensor): Tensor {
  return customGrad((nothing) => ({ value: compute(), gradFunc: () => zerosLike(nothing as Tensor) }))(scalar(0));
}

/** A truth value spread to the shape of a tensor, as far as it is smaller. */
export function broadcastLike(condition: Tensor, like: Tensor): Tensor {
  return condition.rank < like.rank ? broadcastTo(condition, like.shape) : condition;
}

/** How a parameter is flattened into rows of the Fisher matrix. */
export type Coordinates = 'scalar' | 'full' | 'symmetric' | 'lower' | 'simplex';

/** The directions of one parameter: entries, those i ≤ j of a symmetric and i ≥ j of a lower matrix, exchanges with the last class. */
export function directions(kind: Coordinates, shape: readonly number[]): number[][] {
  const size = shape.reduce((product, length) => product * length, 1);
  const at = (...entries: readonly (readonly [number, number])[]): number[] => {
    const direction = new Array<number>(size).fill(0);
    for (const [i, value] of entries) direction[i] = value;
    return direction;
  };
  if (kind === 'scalar' || kind === 'full') return Array.from({ length: size }, (_, i) => at([i, 1]));
  if (kind === 'simplex') return Array.from({ length: size - 1 }, (_, i) => at([i, 1], [size - 1, -1]));
  const n = shape[0] ?? 1;
  const pairs = Array.from({ length: n * n }, (_, k) => [Math.floor(k / n), k % n] as const);
  if (kind === 'lower') return pairs.filter(([i, j]) => i >= j).map(([i, j]) => at([i * n + j, 1]));
  return pairs.filter(([i, j]) => i <= j).map(([i, j]) => at([i * n + j, 1], [j * n + i, 1]));
}

/** The matrix [..., N, N] of a bilinear form: tangents run over two axes put before the last ones of each value. */
export function formMatrix(
  values: readonly Tensor[],
  ranks: readonly number[],
  kinds: readonly Coordinates[],
  form: (...values: Tensor[]) => Tensor,
): Tensor {
  const shapes = values.map((value, k) => value.shape.slice(value.rank - (ranks[k] ?? 0)));
  const lists = kinds.map((kind, k) => directions(kind, shapes[k] ?? []));
  const n = lists.reduce((count, list) => count + list.length, 0);
  const lifted = values.map((value, k) => {
    const lead = value.shape.slice(0, value.rank - (ranks[k] ?? 0));
    return reshape(value, [...lead, 1, 1, ...(shapes[k] ?? [])]);
  });
  let before = 0;
  const tangents = lists.map((list, k) => {
    const size = (shapes[k] ?? []).reduce((product, length) => product * length, 1);
    const rows = Array.from({ length: n }, (_, i) => list[i - before] ?? new Array<number>(size).fill(0));
    before += list.length;
    return { flat: rows.flat(), shape: shapes[k] ?? [] };
  });
  const side = (axes: readonly number[]): Tensor[] =>
    tangents.map(({ flat, shape }) => reshape(tensor1d(flat), [...axes, ...shape]));
  const value = form(...lifted, ...side([n, 1]), ...side([1, n]));
  return add(value, zerosLike(reshape(tensor1d(new Array<number>(n * n).fill(0)), [n, n])));
}

/** An angle brought into (−π, π]. */
export function wrapAngle(angle: Tensor): Tensor {
  return sub(angle, mul(2 * Math.PI, ceil(div(sub(angle, Math.PI), 2 * Math.PI))));
}

/** A lower triangle: the strict part of a matrix [..., P, P] with a diagonal [..., P]. */
export function lowerTriangle(matrix: Tensor, diagonal: Tensor): Tensor {
  const size = matrix.shape[matrix.rank - 1] ?? 1;
  const row = expandDims(range(0, size), -1);
  const below = cast(greater(row, range(0, size)), 'float32');
  const on = cast(equal(row, range(0, size)), 'float32');
  return add(mul(matrix, below), mul(expandDims(diagonal, -1), on));
}

/** A matrix with the leading dimensions of another. */
export function spreadTo(matrix: Tensor, like: Tensor): Tensor {
  return add(matrix, zerosLike(like));
}

/** log cosh x + log 2. */
export function logCosh(x: Tensor): Tensor {
  return sub(abs(x), logSigmoid(mul(2, abs(x))));
}
