// Scalar expressions as plain functions of numbers, for loops that call them thousands of times.
import type { Expr } from '../ir/expr.ts';
import { type Environment, evaluatorOf } from './evaluate.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { entriesOf, entry, sizeOfShape } from './tensors.ts';

const nowhere: Environment<number> = { symbols: new Map(), sizes: new Map() };

/** A scalar expression as a function of some of its nodes (mostly symbols), the others taken from the environment. */
export function compile(
  e: Expr,
  inputs: readonly Expr[],
  environment: Environment<number> = nowhere,
): (...values: readonly number[]) => number {
  const evaluator = evaluatorOf(environment, floatArithmetic);
  const run = evaluator.curry([e], inputs);
  const places = inputs.map((input) => {
    const shape = sizeOfShape(input.shape, environment.sizes);
    return { shape, data: new Array<number>(entriesOf(shape)).fill(0.5) };
  });
  return (...values) => {
    for (const [i, place] of places.entries()) place.data.fill(values[i] ?? Number.NaN);
    const [result] = run(places);
    return result ? entry(result) : Number.NaN;
  };
}
