// Conditions of natural domains, on matrices whose eigenvalues are known in closed form.
import { describe, expect, it } from 'vitest';
import { isPositiveDefinite, satisfies } from '../src/model/condition.ts';
import type { Condition } from '../src/model/exponential-family.ts';
import { scalarTensor, tensorOf } from '../src/numeric/tensors.ts';

type Case = readonly [relation: Condition['relation'], value: ReturnType<typeof tensorOf>, holds: boolean];

// [[4, c], [c, 4]] has the eigenvalues 4 − c and 4 + c, and square roots without rounding at the edge.
const matrix = (c: number, sign = 1): ReturnType<typeof tensorOf> =>
  tensorOf([
    [4 * sign, c],
    [c, 4 * sign],
  ]);

const cases: readonly Case[] = [
  ['>', scalarTensor(1e-300), true],
  ['>', scalarTensor(0), false],
  ['>', scalarTensor(Number.NaN), false],
  ['>', tensorOf([1, 2, -1e-9]), false],
  ['<', scalarTensor(-1), true],
  ['<', scalarTensor(0), false],
  ['<', tensorOf([-1, 0]), false],
  ['positive-definite', matrix(3.999), true],
  ['positive-definite', matrix(4), false],
  ['positive-definite', matrix(-4.001), false],
  ['positive-definite', matrix(1, -1), false],
  ['negative-definite', matrix(3.999, -1), true],
  ['negative-definite', matrix(4.001, -1), false],
  ['negative-definite', matrix(1), false],
];

describe('a condition of a natural domain', () => {
  it.each(cases)('%s of %j: %s', (relation, value, holds) => {
    expect(satisfies(value, relation)).toBe(holds);
  });

  it('takes a number for a matrix of one entry', () => {
    expect([3, 0, -3].map((x) => isPositiveDefinite(scalarTensor(x)))).toEqual([true, false, false]);
  });
});
