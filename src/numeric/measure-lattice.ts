// Several counts at once: the sum over a box of the lattice that grows until its faces carry nothing.

import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { Evaluator } from './evaluator.ts';
import { type Measure, placesOf } from './finite-measure.ts';
import { entriesOf, entry, sizeOfShape, type Tensor, Unevaluable } from './tensors.ts';

/** The largest number of terms. */
const limit = 300_000;
/** A face that carries less than this part of the total is the end. */
const negligible = 1e-14;

interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** The measure of exp(logDensity) over tuples of integers. */
export function latticeMeasure(evaluator: Evaluator<number>, variable: SymbolExpr, logDensity: Expr): Measure<number> {
  const { domain } = variable;
  if (domain.kind !== 'integers') throw new Unevaluable(`${variable.name} is no count`);
  const shape = sizeOfShape(variable.shape, evaluator.sizes);
  const count = entriesOf(shape);
  const [first, last] = [domain.lower, domain.upper].map((b) => (b ? entry(evaluator.value(b)) : undefined));
  const run = evaluator.curry([logDensity], [variable]);
  const log = (k: readonly number[]): number => entry(run([{ shape, data: k }])[0] as Tensor<number>);
  const ends: Box = {
    lower: new Array(count).fill(first ?? Number.NEGATIVE_INFINITY),
    upper: new Array(count).fill(last ?? Number.POSITIVE_INFINITY),
  };
  let box = startBox(ends);
  for (;;) {
    const terms = termsOf(box, log);
    const wider = widened(box, ends, terms);
    if (!wider) return { ...terms, shape, places: () => placesOf([variable], terms.points) };
    box = wider;
    if (volume(box) > limit) throw new Unevaluable(`the sum over ${variable.name} is too long`);
  }
}

const startBox = ({ lower, upper }: Box): Box => {
  const start = lower.map((a, i) => (Number.isFinite(a) ? a : Math.min(0, upper[i] ?? 0) - 4));
  return { lower: start, upper: start.map((a, i) => Math.min(a + 8, upper[i] ?? a)) };
};

const volume = ({ lower, upper }: Box): number => lower.reduce((v, a, i) => v * ((upper[i] ?? a) - a + 1), 1);

interface Terms {
  readonly points: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly logTotal: number;
  readonly error: number;
  readonly evaluations: number;
}

function termsOf(box: Box, log: (k: readonly number[]) => number): Terms {
  const points = lattice(box, 0);
  const logs = points.map(log).map((x) => (Number.isNaN(x) ? Number.NEGATIVE_INFINITY : x));
  const top = logs.reduce((x, y) => Math.max(x, y), Number.NEGATIVE_INFINITY);
  const masses = logs.map((x) => Math.exp(x - top));
  const total = masses.reduce((sum, x) => sum + x, 0);
  const weights = masses.map((x) => x / total);
  return { points, weights, logTotal: top + Math.log(total), error: negligible, evaluations: points.length };
}

function lattice(box: Box, axis: number): readonly (readonly number[])[] {
  const [a, b] = [box.lower[axis], box.upper[axis]];
  if (a === undefined || b === undefined) return [[]];
  const rest = lattice(box, axis + 1);
  return Array.from({ length: b - a + 1 }, (_, i) => rest.map((k) => [a + i, ...k])).flat();
}

/** The box with every face moved outward that still carries mass; nothing when none does. */
function widened(box: Box, ends: Box, { points, weights }: Terms): Box | undefined {
  let moved = false;
  const onFace = (axis: number, at: number): number =>
    points.reduce((sum, k, i) => sum + (k[axis] === at ? (weights[i] ?? 0) : 0), 0);
  const side = (from: readonly number[], stop: readonly number[], direction: 1 | -1): readonly number[] =>
    from.map((at, axis) => {
      const end = stop[axis] ?? at;
      if (at === end || (onFace(axis, at) < negligible && points.length > 1)) return at;
      moved = true;
      const width = (box.upper[axis] ?? 0) - (box.lower[axis] ?? 0) + 1;
      const next = at + direction * Math.ceil(width / 2);
      return direction > 0 ? Math.min(next, end) : Math.max(next, end);
    });
  const next = { lower: side(box.lower, ends.lower, -1), upper: side(box.upper, ends.upper, 1) };
  return moved ? next : undefined;
}
