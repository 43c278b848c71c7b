// Dense float64 linear algebra against its defining equations and against a matrix whose answers are known exactly.
import { describe, expect, test } from 'vitest';
import * as la from '../src/runtime/portable/linear-algebra.ts';
import { fillNormal } from '../src/runtime/random-portable.ts';

function largestGap(left: ArrayLike<number>, right: ArrayLike<number>): number {
  expect(left.length).toBe(right.length);
  return Array.from(left).reduce((worst, entry, i) => Math.max(worst, Math.abs(entry - (right[i] ?? Number.NaN))), 0);
}

function randomSPD(size: number, seed: number): Float64Array {
  const root = fillNormal(new Float64Array(size * size), seed);
  const matrix = la.multiply(root, la.transpose(root, size, size), size, size, size);
  for (let i = 0; i < size; i += 1) matrix[i * size + i] = (matrix[i * size + i] ?? 0) + 0.5;
  return matrix;
}

describe.each([1, 2, 3, 7])('size %d', (size) => {
  const matrix = randomSPD(size, size);
  const right = fillNormal(new Float64Array(size * 2), 50 + size);
  const factor = la.cholesky(matrix, size);

  test('the factor is lower and squares to the matrix', () => {
    expect(largestGap(la.multiply(factor, la.transpose(factor, size, size), size, size, size), matrix)).toBeLessThan(
      1e-13,
    );
    for (let i = 0; i < size; i += 1) for (let j = i + 1; j < size; j += 1) expect(factor[i * size + j]).toBe(0);
  });

  test('solves', () => {
    const forward = la.solveLower(factor, right, size, 2, false);
    expect(largestGap(la.multiply(factor, forward, size, size, 2), right)).toBeLessThan(1e-12);
    const backward = la.solveLower(factor, right, size, 2, true);
    const transposed = la.transpose(factor, size, size);
    expect(largestGap(la.multiply(transposed, backward, size, size, 2), right)).toBeLessThan(1e-12);
    const both = la.solveSPD(matrix, right, size, 2);
    expect(largestGap(la.multiply(matrix, both, size, size, 2), right)).toBeLessThan(1e-12);
    expect(largestGap(la.solveGeneral(matrix, right, size, 2).solution, both)).toBeLessThan(1e-12);
  });

  test('inverse and determinant of a general matrix', () => {
    const general = fillNormal(new Float64Array(size * size), 70 + size);
    const inverse = la.inverseGeneral(general, size);
    expect(largestGap(la.multiply(general, inverse, size, size, size), la.identityMatrix(size))).toBeLessThan(1e-11);
    expect(la.determinant(matrix, size) / Math.exp(la.logDeterminantSPD(matrix, size))).toBeCloseTo(1, 12);
    const negated = Float64Array.from(general);
    for (let j = 0; j < size; j += 1) negated[j] = -(negated[j] ?? 0);
    expect(la.determinant(negated, size)).toBeCloseTo(-la.determinant(general, size), 12);
  });

  test('entries of a symmetric matrix go out and back', () => {
    const entries = la.entriesFromSymmetric(matrix, size);
    expect(entries.length).toBe((size * (size + 1)) / 2);
    expect(largestGap(la.symmetricFromEntries(entries, size), la.symmetrise(matrix, size))).toBeLessThan(1e-14);
  });
});

test('the Hilbert matrix of order 4 has determinant 1/6048000 and an integer inverse', () => {
  const hilbert = Float64Array.from({ length: 16 }, (_, k) => 1 / (Math.floor(k / 4) + (k % 4) + 1));
  expect(Math.exp(la.logDeterminantSPD(hilbert, 4)) * 6048000).toBeCloseTo(1, 9);
  const inverse = [16, -120, 240, -140, -120, 1200, -2700, 1680, 240, -2700, 6480, -4200, -140, 1680, -4200, 2800];
  expect(largestGap(la.inverseSPD(hilbert, 4), inverse)).toBeLessThan(1e-8);
});

test('a matrix that is not positive definite gives no factor, a singular one no determinant', () => {
  expect([...la.cholesky([1, 2, 2, 1], 2)].every(Number.isNaN)).toBe(true);
  expect(la.determinant([1, 2, 2, 4], 2)).toBe(0);
});

test('small products', () => {
  expect([...la.outerProduct([1, 2], [3, 4, 5])]).toEqual([3, 4, 5, 6, 8, 10]);
  expect(la.dotProduct([1, 2], [3, 4])).toBe(11);
  expect(la.trace([1, 2, 3, 4], 2)).toBe(5);
  expect([...la.diagonalPart(la.diagonalMatrix([7, 8]), 2)]).toEqual([7, 8]);
});
