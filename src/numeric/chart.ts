// Charts: a domain of several coordinates as a box, with the volume its coordinates span. What quadrature integrates
// over and what samples are drawn in.
import type { SymbolExpr } from '../ir/expr.ts';
import type { BoxSide } from './box-quadrature.ts';
import type { Point as Coordinate } from './coordinate.ts';
import type { Evaluator } from './evaluator.ts';
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
      return { sides: factorSides(size), place: (coordinates) => fromFactor(shape, coordinates) };
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

const factorSides = (size: number): readonly BoxSide<number>[] =>
  Array.from({ length: size }, (_, i) => [...times(i, line), halfLine]).flat();

/** X = LLᵀ, dX = 2ⁿ Π Lᵢᵢ^{n+1−i} dL (Muirhead 1982, theorem 2.1.9). */
function fromFactor(shape: readonly number[], coordinates: readonly Coordinate<number>[]): Charted {
  const [size = 1] = shape;
  const l = coordinates.map((c) => c.x);
  const data = new Array<number>(size * size).fill(0);
  let logVolume = size * Math.LN2;
  for (let i = 0; i < size; i++) {
    const row = (i * (i + 1)) / 2;
    logVolume += (size - i) * (coordinates[row + i]?.logFromLower ?? 0);
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let m = 0; m <= j; m++) sum += (l[row + m] ?? 0) * (l[(j * (j + 1)) / 2 + m] ?? 0);
      data[i * size + j] = sum;
      data[j * size + i] = sum;
    }
  }
  return { value: { shape, data }, logVolume };
}
