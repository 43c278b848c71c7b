// Linear algebra: residuals, known determinants, and the ill-conditioned Hilbert matrix in decimals.
import type { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import {
  cholesky,
  determinant,
  inverse,
  logDeterminant,
  lu,
  matmul,
  nullspace,
  rank,
  singularValues,
  solve,
  transpose,
} from '../src/numeric/dense.ts';
import { floatArithmetic as F } from '../src/numeric/float-arithmetic.ts';

const spd = [
  [4, 2, 0.6],
  [2, 5, 1],
  [0.6, 1, 3],
];

function expectClose(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): void {
  expect(a.length).toBe(b.length);
  a.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(b.flat()[i] ?? Number.NaN, 12);
  });
}

describe('float64', () => {
  test('A = L Lᵀ', () => {
    const l = cholesky(F, spd) ?? [];
    expectClose(matmul(F, l, transpose(l)), spd);
    expect(
      cholesky(F, [
        [1, 2],
        [2, 1],
      ]),
    ).toBeUndefined();
    expect(
      logDeterminant(F, [
        [1, 2],
        [2, 1],
      ]),
    ).toBeNaN();
  });

  test('A A⁻¹ = 1, also where the first pivot vanishes', () => {
    for (const a of [
      spd,
      [
        [0, 1, 2],
        [1, 0, 3],
        [4, -3, 8],
      ],
    ]) {
      expectClose(matmul(F, a, inverse(F, a) ?? []), [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]);
    }
    expect(
      inverse(F, [
        [1, 2],
        [2, 4],
      ]),
    ).toBeUndefined();
    expect(
      lu(F, [
        [0, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
  });

  test('determinants', () => {
    expect(
      determinant(F, [
        [0, 1, 2],
        [1, 0, 3],
        [4, -3, 8],
      ]),
    ).toBeCloseTo(-2, 13);
    expect(logDeterminant(F, spd)).toBeCloseTo(Math.log(determinant(F, spd)), 13);
    expect(
      determinant(F, [
        [1, 2],
        [2, 4],
      ]),
    ).toBe(0);
  });

  test('A x = b', () => {
    expectClose(
      [
        solve(
          F,
          [
            [2, 1],
            [1, 3],
          ],
          [3, 5],
        ) ?? [],
      ],
      [[0.8, 1.4]],
    );
  });

  test('rank, singular values and nullspace', () => {
    const a = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    // numpy.linalg.svd of the same matrix.
    const truth = [16.84810335261421, 1.0683695145547099];
    expect(rank(a)).toBe(2);
    truth.forEach((value, i) => {
      expect(singularValues(a).singularValues[i]).toBeCloseTo(value, 12);
    });
    const [v] = nullspace(a);
    expectClose(
      matmul(
        F,
        a,
        (v ?? []).map((x) => [x]),
      ),
      [[0], [0], [0]],
    );
    expect(
      nullspace([
        [1, 1, 0],
        [0, 0, 1],
      ]),
    ).toHaveLength(1);
    expect(
      nullspace([
        [1, 0],
        [0, 1],
      ]),
    ).toHaveLength(0);
    expect(
      rank([
        [0, 0],
        [0, 0],
      ]),
    ).toBe(0);
    expect(
      rank([
        [1, 1e-7],
        [0, 1e-9],
      ]),
    ).toBe(2);
    expect(
      rank([
        [1, 1e-7],
        [0, 1e-12],
      ]),
    ).toBe(1);
  });

  test('the rank of a tall or wide matrix is the number of singular values above the tolerance', () => {
    for (const small of [1e-6, 1e-8, 1e-12, 1e-14, 0])
      for (const [rows, columns] of [
        [40, 7],
        [7, 40],
        [9, 9],
      ] as const) {
        const entry = (i: number, j: number): number => (Math.sin(12.9898 * i + 78.233 * j) * 43758.5453) % 1;
        const tall = Array.from({ length: Math.max(rows, columns) }, (_, i) => {
          const row = Array.from({ length: Math.min(rows, columns) - 1 }, (__, j) => entry(i, j));
          return [...row, row.reduce((sum, x) => sum + x, 0) + small * entry(i, 99)];
        });
        const matrix = rows > columns ? tall : transpose(tall);
        const values = singularValues(tall).singularValues;
        const wanted = values.filter((value) => value > 1e-10 * (values[0] ?? 0)).length;
        expect(wanted).toBe(Math.min(rows, columns) - (small > 1e-10 ? 0 : 1));
        expect(rank(matrix, 1e-10)).toBe(wanted);
      }
  });

  test.each([1e300, 1e160, 1e-160, 1e-300])('a matrix of the size %d keeps its singular values', (size) => {
    const matrix = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ].map((row) => row.map((x) => x * size));
    expect(rank(matrix)).toBe(2);
    expect(nullspace(matrix)).toHaveLength(1);
    expect((singularValues(matrix).singularValues[1] ?? 0) / size).toBeCloseTo(1.0683695145547099, 12);
  });

  test('the rank of a product does not exceed its inner size', () => {
    const left = Array.from({ length: 6 }, (_, i) => [Math.sin(i + 1), Math.cos(3 * i)]);
    const right = [0, 1].map((k) => Array.from({ length: 5 }, (_, j) => Math.sin(2 * j + k)));
    expect(rank(matmul(F, left, right))).toBe(2);
  });
});

test('the Hilbert matrix of size 12 in decimals has its integer inverse', () => {
  const arithmetic = decimalArithmetic(50);
  const hilbert: Decimal[][] = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: 12 }, (_, j) => arithmetic.fromRational(1n, BigInt(i + j + 1))),
  );
  const inv = inverse(arithmetic, hilbert) ?? [];
  expect(inv[0]?.[0]?.minus(144).abs().toNumber()).toBeLessThan(1e-30);
  expect(inv.flat().every((x) => x.minus(x.round()).abs().lt(1e-12))).toBe(true);
});
