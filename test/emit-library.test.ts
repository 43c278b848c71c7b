// The functions that emitted modules carry: their stored texts are those of the sources, and they work.
// After a change of those sources: npx vitest run test/emit-library -u
import { describe, expect, it } from 'vitest';
// biome-ignore lint/correctness/useImportExtensions: its types lie beside it
import { library, tensorLibrary } from '../scripts/library.mjs';
import { createInlined, libraryNames } from '../src/backends/js/library.ts';
import { eachEntry, eachInstance } from '../src/backends/js/support/batch.ts';
import { quantile, quantileTable } from '../src/backends/js/support/inversion.ts';
import { appended, applyMatrix, filled, isDefinite, leadingSign } from '../src/backends/js/support/matrix.ts';
import { findRoot, solveSquare } from '../src/backends/js/support/newton.ts';
import { integrate, logSummation, summation } from '../src/backends/js/support/quadrature.ts';
import { bartlettProduct, oneHot, sampleMany, wrapAngle } from '../src/backends/js/support/sampling.ts';
import { basisTangents, formMatrix } from '../src/backends/js/support/tangents.ts';
import { lgamma } from '../src/runtime/portable/gamma.ts';

describe('the stored libraries', () => {
  it('are those of the sources', async () => {
    await expect(library()).toMatchFileSnapshot('../src/backends/js/library.json');
    await expect(tensorLibrary()).toMatchFileSnapshot('../src/backends/tfjs/library.json');
  });

  it('inline a function with all it calls, and nothing else', () => {
    const inlined = createInlined();
    inlined.helper('lgamma');
    const text = inlined.text();
    const f = new Function(`${text}; return lgamma(5.5);`) as () => number;
    expect(f()).toBeCloseTo(3.9578139676187165, 14);
    expect(text).not.toContain('function digamma');
    expect(() => inlined.helper('nothing')).toThrow();
    expect(libraryNames.length).toBeGreaterThan(50);
  });
});

describe('numerics', () => {
  it('integrate over bounded and unbounded intervals', () => {
    expect(integrate((x) => Math.exp(-x * x), -Infinity, Infinity)).toBeCloseTo(Math.sqrt(Math.PI), 12);
    expect(integrate((x) => x ** 2.5 * Math.exp(-x), 0, Infinity)).toBeCloseTo(3.323350970447843, 12);
    expect(integrate((x) => Math.log(x), 0, 1)).toBeCloseTo(-1, 12);
    expect(integrate((x) => 1 / Math.sqrt(2 - x), 1, 2)).toBeCloseTo(2, 7);
    expect(integrate((x) => Math.exp(x), -Infinity, 0)).toBeCloseTo(1, 12);
  });

  it('sum finite and infinite series', () => {
    expect(summation((k) => 1 / k, 1, 4)).toBeCloseTo(25 / 12, 14);
    expect(summation((k) => 0.5 ** k, 0, Infinity)).toBeCloseTo(2, 14);
  });

  // ζ(1.1) and ζ(1.05) from mpmath 1.3; Γ(7/2) 10^{31.5}; H_n = log n + γ + 1/(2n) + …; Σ √j = ⅔n^{3/2} + ½√n + ….
  it.each([
    ['a slow tail', (k: number) => k ** -1.1, 1, Infinity, 10.584448464950801],
    ['a slower one', (k: number) => k ** -1.05, 1, Infinity, 20.58084430203307],
    [
      'terms that rise for 10⁹ terms',
      (k: number) => k ** 2.5 * Math.exp(-k * 1e-9),
      0,
      Infinity,
      3.323350970447843 * 1e9 ** 3.5,
    ],
    [
      'a peak far out',
      (k: number) => Math.exp(-0.5 * ((k - 1e10) / 1e5) ** 2) / 1e5,
      0,
      Infinity,
      Math.sqrt(2 * Math.PI),
    ],
    ['equal terms', () => 1, 1, 1e12, 1e12],
    ['a finite sum that falls slowly', (k: number) => 1 / k, 1, 1e12, 28.20823678083056],
    ['a root at the far end', (k: number) => Math.sqrt(1e12 + 1 - k), 1, 1e12, (2 / 3) * 1e18 + 0.5e6],
  ] as const)('sum %s by blocks', (_, f, lower, upper, truth) => {
    expect(Math.abs(summation(f, lower, upper) / truth - 1)).toBeLessThan(1e-12);
  });

  it('refuse a long sum whose terms are not smooth, or whose mass is out of sight', () => {
    expect(summation((k) => (k % 2) * Math.exp(-k * 1e-6), 0, Infinity)).toBeNaN();
    expect(summation((k) => k ** -1.01, 1, Infinity)).toBeNaN();
  });

  // Σ e^{ak}/k! = exp(eᵃ); at a = 218 the terms near their largest are rounding, and no sum is known.
  it.each([
    [20, true],
    [218, false],
  ])('look for the largest term as far as a double reaches, and end (%d)', (a, isKnown) => {
    let asked = 0;
    const term = (k: number): number => {
      asked += 1;
      return k * a - lgamma(1 + k);
    };
    const found = logSummation(term, 0, Infinity);
    expect(asked).toBeLessThan(200_000);
    expect(Math.abs(found / Math.exp(a) - 1) < 1e-14).toBe(isKnown);
  });

  it('find roots from afar without leaving the domain', () => {
    const root = findRoot(
      [1e-3],
      ([x = 0]) => [Math.log(x) - 5],
      ([x = 0]) => [1 / x],
      ([x = 0]) => x > 0,
    );
    expect(root[0]).toBeCloseTo(Math.exp(5), 10);
    expect([...solveSquare([0, 2, 1, 0], [4, 3])]).toEqual([3, 2]);
  });

  it('find roots of equations that round, and end where steps shrink no more', () => {
    let calls = 0;
    const rounded = ([, y = 0]: ArrayLike<number> & Iterable<number>): number => {
      calls += 1;
      return 1e-17 * (Math.round(1e8 * (y - 10)) * 10 - 3 - 1e-3 * Math.sin(1e9 * y));
    };
    const root = findRoot(
      [0, 0],
      (at) => [(at[0] ?? 0) - 1, rounded(at)],
      () => [1, 0, 0, 1e-8],
      () => true,
    );
    expect(root[1]).toBeCloseTo(10, 7);
    expect(calls).toBeLessThan(40);
  });

  it('invert a tabulated distribution', () => {
    const table = quantileTable((x) => -Math.abs(x) * 3, -Infinity, Infinity);
    expect(quantile(table, 0.9)).toBeCloseTo(-Math.log(0.2) / 3, 5);
    const peaked = quantileTable((x) => -0.5 * ((x - 1000) / 0.1) ** 2, 0, Infinity);
    expect(quantile(peaked, 0.5)).toBeCloseTo(1000, 4);
  });

  it('see definiteness', () => {
    expect(isDefinite([2, 1, 1, 2], 2, 1)).toBe(true);
    expect(isDefinite([-2, 1, 1, -2], 2, -1)).toBe(true);
    expect(isDefinite([1, 2, 2, 1], 2, 1)).toBe(false);
    expect(isDefinite([Number.NaN], 1, 1)).toBe(false);
    expect([...appended([1, 2], 3), ...filled(4, 2), leadingSign([-2, 0, 0, -2])]).toEqual([1, 2, 3, 4, 4, -1]);
    expect([...applyMatrix([1, 2, 3, 4, 5, 6], [1, 0, 1], 2)]).toEqual([4, 10]);
  });

  it('make Wishart draws from the factor and its parts', () => {
    expect([...bartlettProduct([1, 0, 0, 2], 2, [9, 9, 3, 9], [2, 8])]).toEqual([4, 12, 12, 100]);
    expect(wrapAngle(3.5 * Math.PI)).toBeCloseTo(-0.5 * Math.PI, 14);
    expect(wrapAngle(-Math.PI)).toBeCloseTo(Math.PI, 14);
  });
});

describe('instances', () => {
  it('go through a kernel one by one', () => {
    expect(eachEntry([1, 2], (a = 0, b = 0) => a + b)).toBe(3);
    expect(eachEntry([[1, 2], 2], (a = 0, b = 0) => a + b)).toEqual(Float64Array.of(3, 4));
    const sums = eachInstance(
      [
        [
          [1, 2],
          [3, 4],
        ],
        1,
      ],
      [1, 0],
      (v, s) => [(v as Float64Array).reduce((a, b) => a + b, s as number)],
    );
    expect(sums).toEqual([Float64Array.of(4, 8)]);
  });

  it('are drawn for every place, one value where no place is asked for', () => {
    const draw = (shape: number | number[], value: unknown): unknown =>
      sampleMany([value], [0], shape, (count) => (place, mean) => (mean as number) + place / count);
    expect(draw([], 1)).toBe(1);
    expect(draw(2, 1)).toEqual(Float64Array.of(1, 1.5));
    expect(draw([2], [1, 2])).toEqual(Float64Array.of(1, 2.25, 1.5, 2.75));
    expect([...oneHot(1, 3)]).toEqual([0, 1, 0]);
  });

  it('have a matrix of a form along all pairs of tangents', () => {
    const kinds = [{ kind: 'full', size: 2 }] as const;
    const form = formMatrix(kinds, ([u], [v]) => 3 * ((u as Float64Array)[0] ?? 0) * ((v as Float64Array)[0] ?? 0));
    expect([...form]).toEqual([3, 0, 0, 0]);
  });

  it('have one basis tangent for each row', () => {
    const kinds = [
      { kind: 'scalar', size: 1 },
      { kind: 'symmetric', size: 2 },
      { kind: 'simplex', size: 3 },
    ] as const;
    const basis = basisTangents(kinds);
    expect(basis.length).toBe(1 + 3 + 2);
    expect(basis[2]).toEqual([0, Float64Array.of(0, 1, 1, 0), Float64Array.of(0, 0, 0)]);
    expect(basis[5]?.[2]).toEqual(Float64Array.of(0, 1, -1));
  });
});
