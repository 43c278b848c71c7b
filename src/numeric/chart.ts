// Charts: a domain of several coordinates as a box, with the volume its coordinates span. What quadrature integrates
// over and what samples are drawn in.
import type { SymbolExpr } from '../ir/expr.ts';
import type { BoxSide } from './box-quadrature.ts';
import type { Point as Coordinate } from './coordinate.ts';
import { cholesky, inverse } from './dense.ts';
import type { Evaluator } from './evaluator.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { entriesOf, entry, sizeOfShape, type Tensor } from './tensors.ts';

/** A point of the domain and log |d domain / d box| there. */
export interface Charted {
  readonly value: Tensor<number>;
  readonly logVolume: number;
}

/** A domain in coordinates. */
export interface Chart {
  readonly sides: readonly BoxSide<number>[];
  readonly place: (coordinates: readonly Coordinate<number>[]) => Charted;
  /** The chart of the same domain whose coordinates are straightest around a value. */
  readonly around?: (value: Tensor<number>) => Chart;
}

const infinite = Number.POSITIVE_INFINITY;
const line: BoxSide<number> = { lower: -infinite, upper: infinite };
const halfLine: BoxSide<number> = { lower: 0, upper: infinite };
const unit: BoxSide<number> = { lower: 0, upper: 1 };
const times = <T>(count: number, x: T): readonly T[] => Array.from({ length: count }, () => x);

/** The chart of a continuous domain; nothing for a discrete one. */
export function chartOf(evaluator: Evaluator<number>, variable: SymbolExpr): Chart | undefined {
  const shape = sizeOfShape(variable.shape, evaluator.sizes);
  const [size = 1] = shape;
  const count = entriesOf(shape);
  const { domain } = variable;
  const direct = (side: BoxSide<number>): Chart => ({
    sides: times(count, side),
    place: (coordinates) => ({ value: { shape, data: coordinates.map((c) => c.x) }, logVolume: 0 }),
  });
  switch (domain.kind) {
    case 'interval': {
      const bound = (e: typeof domain.lower, absent: number): number => (e ? entry(evaluator.value(e)) : absent);
      return direct({ lower: bound(domain.lower, -infinite), upper: bound(domain.upper, infinite) });
    }
    case 'circle':
      return direct({ lower: -Math.PI, upper: Math.PI });
    case 'matrix':
      return direct(line);
    case 'simplex':
      return { sides: times(size - 1, unit), place: (coordinates) => brokenStick(shape, coordinates) };
    case 'symmetric':
      return { sides: times((size * (size + 1)) / 2, line), place: (coordinates) => symmetricFrom(shape, coordinates) };
    case 'spd':
      return factorChart(shape, unitFrame(size), 1);
    default:
      return undefined;
  }
}

/** x₁ = v₁, x₂ = (1 − v₁)v₂, …: the volume is that of the first K − 1 entries. */
function brokenStick(shape: readonly number[], coordinates: readonly Coordinate<number>[]): Charted {
  let [left, logLeft, logVolume] = [1, 0, 0];
  const data = coordinates.map((c) => {
    const piece = left * c.fromLower;
    logVolume += logLeft;
    left *= c.fromUpper;
    logLeft += c.logFromUpper;
    return piece;
  });
  return { value: { shape, data: [...data, left] }, logVolume };
}

/** The entries i ≥ j, row by row. */
function symmetricFrom(shape: readonly number[], coordinates: readonly Coordinate<number>[]): Charted {
  const [size = 1] = shape;
  const at = (i: number, j: number): number => coordinates[(i * (i + 1)) / 2 + j]?.x ?? 0;
  const data = Array.from({ length: size * size }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return i >= j ? at(i, j) : at(j, i);
  });
  return { value: { shape, data }, logVolume: 0 };
}

/**
 * All charts of a domain, the first one first: a positive definite matrix may be seen through its inverse, a vector by its length and
 * its direction.
 */
export function chartsOf(evaluator: Evaluator<number>, variable: SymbolExpr): readonly Chart[] {
  const chart = chartOf(evaluator, variable);
  if (!chart) return [];
  const shape = sizeOfShape(variable.shape, evaluator.sizes);
  if (variable.domain.kind === 'spd') return [chart, factorChart(shape, unitFrame(shape[0] ?? 1), -1)];
  const isSpace = variable.domain.kind === 'interval' && !variable.domain.lower && !variable.domain.upper;
  const polar = isSpace && shape.length === 1 ? polarCharts.get(shape[0] ?? 0) : undefined;
  return polar ? [chart, polar] : [chart];
}

const angle: BoxSide<number> = { lower: -Math.PI, upper: Math.PI };

/** The plane by length and angle, space by length, height on the unit sphere and angle. */
const polarCharts: ReadonlyMap<number, Chart> = new Map([
  [
    2,
    {
      sides: [halfLine, angle],
      place: ([length, turn]) => {
        const [r, φ] = [length?.x ?? 0, turn?.x ?? 0];
        const data = [r * Math.cos(φ), r * Math.sin(φ)];
        return { value: { shape: [2], data }, logVolume: length?.logFromLower ?? 0 };
      },
    },
  ],
  [
    3,
    {
      sides: [halfLine, { lower: -1, upper: 1 }, angle],
      place: ([length, height, turn]) => {
        const [r, h, φ] = [length?.x ?? 0, height?.x ?? 0, turn?.x ?? 0];
        const around = r * Math.sqrt((height?.fromLower ?? 0) * (height?.fromUpper ?? 0));
        const data = [around * Math.cos(φ), around * Math.sin(φ), r * h];
        return { value: { shape: [3], data }, logVolume: 2 * (length?.logFromLower ?? 0) };
      },
    },
  ],
]);

type Rows = readonly (readonly number[])[];

const unitFrame = (size: number): Rows =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));

const factorSides = (size: number): readonly BoxSide<number>[] =>
  Array.from({ length: size }, (_, i) => [...times(i, line), halfLine]).flat();

/**
 * X or X⁻¹ = C L Lᵀ Cᵀ with a lower triangular frame C. Around a matrix M the frame is the factor of M or M⁻¹, so that
 * L is near the unit matrix: the coordinates in which Bartlett's decomposition makes the entries of L independent.
 */
function factorChart(shape: readonly number[], frame: Rows, power: 1 | -1): Chart {
  const [size = 1] = shape;
  const logFrame = frame.reduce((sum, row, i) => sum + Math.log(row[i] ?? 1), 0);
  return {
    sides: factorSides(size),
    place: (coordinates) => {
      const factor = lowerProduct(frame, coordinates);
      const data = power > 0 ? lowerTimesTransposed(factor) : transposedTimesLower(lowerInverse(factor));
      return { value: { shape, data: data.flat() }, logVolume: factorVolume(coordinates, logFrame, size, power) };
    },
    around: ({ data }) => {
      const rows = Array.from({ length: size }, (_, i) => data.slice(i * size, (i + 1) * size));
      const seen = power > 0 ? rows : inverse(floatArithmetic, rows);
      const around = seen && cholesky(floatArithmetic, seen);
      return around ? factorChart(shape, around, power) : factorChart(shape, frame, power);
    },
  };
}

/** Beyond this logarithm of a ratio of diagonal entries a matrix in double precision forgets the smaller one. */
const singular = 17;

/** dLLᵀ = 2ⁿ Π Lᵢᵢ^{n+1−i} dL, dCYCᵀ = |C|^{n+1} dY and dY⁻¹ = |Y|^{−n−1} dY (Muirhead 1982, section 2.1). */
function factorVolume(
  coordinates: readonly Coordinate<number>[],
  logFrame: number,
  size: number,
  power: 1 | -1,
): number {
  let logVolume = size * Math.LN2 + (size + 1) * logFrame;
  let logFactor = logFrame;
  let [least, most] = [infinite, -infinite];
  for (let i = 0; i < size; i++) {
    const log = coordinates[(i * (i + 3)) / 2]?.logFromLower ?? 0;
    logVolume += (size - i) * log;
    logFactor += log;
    [least, most] = [Math.min(least, log), Math.max(most, log)];
  }
  if (most - least > singular) return -infinite;
  return power > 0 ? logVolume : logVolume - 2 * (size + 1) * logFactor;
}

/** C L, where the entries of L are the coordinates row by row. */
const lowerProduct = (frame: Rows, coordinates: readonly Coordinate<number>[]): Rows =>
  frame.map((row, i) =>
    row.map((_, j) => {
      let sum = 0;
      for (let k = j; k <= i; k++) sum += (row[k] ?? 0) * (coordinates[(k * (k + 1)) / 2 + j]?.x ?? 0);
      return sum;
    }),
  );

const lowerTimesTransposed = (factor: Rows): Rows =>
  factor.map((left, i) =>
    factor.map((right, j) => {
      let sum = 0;
      for (let k = 0; k <= Math.min(i, j); k++) sum += (left[k] ?? 0) * (right[k] ?? 0);
      return sum;
    }),
  );

const transposedTimesLower = (factor: Rows): Rows =>
  factor.map((_, i) =>
    factor.map((__, j) => {
      let sum = 0;
      for (let k = Math.max(i, j); k < factor.length; k++) sum += (factor[k]?.[i] ?? 0) * (factor[k]?.[j] ?? 0);
      return sum;
    }),
  );

/** By forward substitution, column by column. */
function lowerInverse(factor: Rows): Rows {
  const result = factor.map((row) => row.map(() => 0));
  for (let j = 0; j < factor.length; j++)
    for (let i = j; i < factor.length; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= (factor[i]?.[k] ?? 0) * (result[k]?.[j] ?? 0);
      const row = result[i];
      if (row) row[j] = sum / (factor[i]?.[i] ?? 1);
    }
  return result;
}
