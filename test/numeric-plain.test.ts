// Totals by plain panels: right within their doubt, and in doubt where mass hides.
import { expect, it } from 'vitest';
import { plainTotal } from '../src/numeric/plain-integral.ts';

const infinite = Number.POSITIVE_INFINITY;
const line = [-infinite, infinite] as const;
const normal = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

// Totals in closed form.
it.each<readonly [string, (x: number) => number, readonly [number, number], readonly number[], number]>([
  ['a bell', normal, line, [], 1],
  ['a narrow bell that is pointed at', (x) => 1e4 * normal(1e4 * (x - 7)), line, [7], 1],
  ['one bend', (x) => Math.max(x - 1, 0) * Math.exp(-2 * x), [0, infinite], [], Math.exp(-2) / 4],
  ['a gap', (x) => Math.max(Math.abs(x - 1 / 3) - 0.02, 0), [0, 1], [], (47 / 150) ** 2 / 2 + (97 / 150) ** 2 / 2],
  ['a pole at an end', (x) => 0.1 * x ** -0.9, [0, 1], [], 1],
  ['a heavy tail', (x) => 1 / (Math.PI * (1 + x * x)), line, [], 1],
  ['the left half', (x) => Math.exp(x), [-infinite, 0], [], 1],
])('%s', (_name, density, ends, near, truth) => {
  const { value, doubt } = plainTotal(density, ends, near);
  expect(Math.abs(value - truth)).toBeLessThan(doubt);
  expect(doubt).toBeLessThan(2e-7 * truth);
});

it('doubts what a pole hides at an end that is not 0', () => {
  const { value, doubt } = plainTotal((x) => 0.1 * (1 - x) ** -0.9, [0, 1], []);
  expect(Math.abs(value - 1)).toBeGreaterThan(1e-3);
  expect(Math.abs(value - 1)).toBeLessThan(doubt);
});
