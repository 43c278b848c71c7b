// Difference quotients against derivatives known in closed form.
import { describe, expect, test } from 'vitest';
import { derivative, gradient, hessian, jacobian, secondDerivative } from '../src/numeric/differences.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';

describe('first derivatives', () => {
  test('end where the error asked for is reached', () => {
    const counted = (enough?: number): { readonly value: number; readonly calls: number } => {
      let calls = 0;
      const f = (x: number): number => {
        calls++;
        return Math.exp(x);
      };
      const { value } = derivative(f, 1, enough === undefined ? {} : { enough });
      return { value, calls };
    };
    const [quick, full] = [counted(1e-6), counted()];
    expect(quick.calls).toBeLessThan(full.calls);
    expect(Math.abs(quick.value / Math.E - 1)).toBeLessThan(1e-6);
  });

  test.each<[string, (x: number) => number, number, number, { lower?: number; upper?: number; scale?: number }]>([
    ['exp at 1', Math.exp, 1, Math.E, {}],
    ['log near its edge', Math.log, 1e-6, 1e6, { lower: 0 }],
    ['log(1 − x) near its edge', (x) => Math.log1p(-x), 1 - 2 ** -20, -(2 ** 20), { lower: 0, upper: 1 }],
    ['lgamma at 1000', floatArithmetic.lgamma, 1000, floatArithmetic.digamma(1000), {}],
    ['a fast oscillation', (x) => Math.sin(1e4 * x), 0.3, 1e4 * Math.cos(3000), {}],
    ['a narrow peak far away', (x) => Math.exp(-((x - 1e6) ** 2)), 1e6 + 0.5, -Math.exp(-0.25), {}],
    ['a power at a small scale', (x) => x ** 3, 1e-8, 3e-16, { scale: 1e-8 }],
  ])('%s', (_, f, x, truth, options) => {
    const { value, error } = derivative(f, x, options);
    expect(Math.abs(value / truth - 1)).toBeLessThan(1e-9);
    expect(Math.abs(value - truth)).toBeLessThan(100 * error + 1e-12 * Math.abs(truth));
  });

  test('the domain is never left', () => {
    const seen: number[] = [];
    derivative((x) => seen.push(x), 0.9, { lower: 0, upper: 1 });
    expect(Math.min(...seen)).toBeGreaterThan(0);
    expect(Math.max(...seen)).toBeLessThan(1);
  });
});

test('second derivatives', () => {
  expect(secondDerivative(Math.exp, 0.3).value / Math.exp(0.3)).toBeCloseTo(1, 9);
  expect(secondDerivative(Math.log, 2, { lower: 0 }).value).toBeCloseTo(-0.25, 9);
});

test('gradient, Jacobian and Hessian', () => {
  const f = ([a, b]: readonly number[]): number => Math.exp((a ?? 0) * (b ?? 0)) + (a ?? 0) ** 3;
  const e = Math.exp(0.35);
  const close = (rows: number[][], truth: number[][], digits: number): void => {
    rows.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(truth.flat()[i] ?? Number.NaN, digits);
    });
  };
  close([gradient(f, [0.5, 0.7])], [[0.7 * e + 0.75, 0.5 * e]], 10);
  close(
    hessian(f, [0.5, 0.7]),
    [
      [0.49 * e + 3, 1.35 * e],
      [1.35 * e, 0.25 * e],
    ],
    7,
  );
  const g = (x: readonly number[]): number[] => [f(x), (x[0] ?? 0) - 2 * (x[1] ?? 0)];
  close(
    jacobian(g, [0.5, 0.7]),
    [
      [0.7 * e + 0.75, 0.5 * e],
      [1, -2],
    ],
    10,
  );
});
