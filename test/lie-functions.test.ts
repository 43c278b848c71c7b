// φ_k, Stumpff's functions and φ_k of matrices: values from outside in every arithmetic, derivatives, closed forms.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ballArithmetic, relativeError as ballError } from '../src/numeric/ball-arithmetic.ts';
import { decimalArithmetic } from '../src/numeric/decimal-arithmetic.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { matrixPhi as matrixPhiIn } from '../src/numeric/matrix-phi.ts';
import { phi, stumpff } from '../src/numeric/special/phi.ts';
import * as portable from '../src/runtime/portable/phi.ts';

type Row = readonly [order: number, x: number, value: string, condition: number];
interface MatrixCase {
  readonly order: number;
  readonly matrix: readonly (readonly number[])[];
  readonly value: readonly (readonly number[])[];
}
const oracle = JSON.parse(readFileSync(new URL('./oracles/lie-functions.json', import.meta.url), 'utf8')) as {
  readonly phi: readonly Row[];
  readonly stumpff: readonly Row[];
  readonly matrixPhi: readonly MatrixCase[];
};
const scalars = [
  ['phi', phi, portable.phi],
  ['stumpff', stumpff, portable.stumpff],
] as const;

const relative = (got: number, truth: number): number => (got === truth ? 0 : Math.abs(got / truth - 1));

describe.each(scalars)('%s agrees with mpmath', (name, general, inEmittedCode) => {
  const rows = oracle[name];
  test('in float64, to 1e-15 times its condition number', () => {
    for (const [k, x, value, condition] of rows)
      for (const got of [general(floatArithmetic, k, x), inEmittedCode(k, x)])
        expect(relative(got, Number(value)), `${name}(${k}, ${x}) = ${got}, not ${value}`).toBeLessThan(
          1e-15 * (4 + condition),
        );
  });

  test.each([30, 50])('in decimals of %i digits', (digits) => {
    const d = decimalArithmetic(digits);
    for (const [k, x, value, condition] of rows) {
      const truth = decimalArithmetic(70).fromNumber(0).plus(value);
      const error = general(d, k, d.fromNumber(x)).minus(truth).div(truth).abs().toNumber();
      expect(error, `${name}(${k}, ${x})`).toBeLessThan((10 + 10 * condition) * 10 ** -digits);
    }
  });

  test('in balls, which hold the truth', () => {
    const b = ballArithmetic(30);
    for (const [k, x, value] of rows) {
      const got = b[name](k, b.fromNumber(x));
      const error = got.x.minus(value).abs();
      expect(error.isZero() || error.log().toNumber() < Math.max(got.error, -300), `${name}(${k}, ${x})`).toBe(true);
      expect(ballError(got), `${name}(${k}, ${x})`).toBeLessThan(-26);
    }
  });

  test('in balls around an argument that is not exact', () => {
    const b = ballArithmetic(30);
    for (const [k, x] of rows) {
      const shifted = general(decimalArithmetic(40), k, b.fromNumber(x).x.plus(1e-9));
      const got = b[name](k, { x: b.fromNumber(x).x, error: -9 });
      expect(shifted.minus(got.x).abs().lte(b.fromNumber(10).x.pow(got.error)), `${name}(${k}, ${x})`).toBe(true);
    }
  });
});

const norm = (m: readonly (readonly number[])[]): number =>
  Math.max(...m.map((row) => row.reduce((s, x) => s + Math.abs(x), 0)));

describe('matrixPhi agrees with mpmath', () => {
  const worst = (got: readonly (readonly number[])[], { value }: MatrixCase): number =>
    norm(got.map((row, i) => row.map((x, j) => x - (value[i]?.[j] ?? 0)))) / norm(value);
  test.each(oracle.matrixPhi.map((c) => [c.order, c.matrix, c] as const))('φ_%i of %j', (k, matrix, c) => {
    // The exponential's condition number is about the norm, or less.
    const bound = 1e-14 * (1 + norm(matrix));
    expect(worst(matrixPhiIn(floatArithmetic, k, matrix), c)).toBeLessThan(bound);
    const flat = portable.matrixPhi(k, matrix.flat(), matrix.length);
    expect(
      worst(
        matrix.map((row, i) => row.map((_, j) => flat[i * matrix.length + j] ?? 0)),
        c,
      ),
    ).toBeLessThan(bound);
    const d = decimalArithmetic(40);
    const inDecimals = matrixPhiIn(
      d,
      k,
      matrix.map((row) => row.map(d.fromNumber)),
    );
    expect(
      worst(
        inDecimals.map((row) => row.map(d.toNumber)),
        c,
      ),
    ).toBeLessThan(2e-16 * matrix.length);
    const b = ballArithmetic(40);
    for (const [i, row] of matrixPhiIn(
      b,
      k,
      matrix.map((r) => r.map(b.fromNumber)),
    ).entries())
      for (const [j, x] of row.entries()) {
        const truth = inDecimals[i]?.[j] ?? d.fromNumber(0);
        const distance = x.x.minus(truth).abs();
        expect(distance.isZero() || distance.log().toNumber() < x.error + 0.5).toBe(true);
        expect(x.error).toBeLessThan(Math.log10(norm(c.value)) - 20);
      }
  });
});
