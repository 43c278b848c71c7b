// Totals of masses on the integers by plain addition: right within their doubt, which is small but where terms hide.
import { expect, it } from 'vitest';
import { plainSum } from '../src/numeric/plain-sum.ts';

const infinite = Number.POSITIVE_INFINITY;
const counts = [0, infinite] as const;
const line = [-infinite, infinite] as const;
const bell = (at: number, width: number) => (k: number) => Math.exp(-(((k - at) / width) ** 2) / 2);

// Totals in closed form; of a wide bell over all integers that is √(2π) times its width, by Poisson's summation.
it.each<readonly [string, (k: number) => number, readonly [number, number], readonly number[], number]>([
  ['a geometric mass', (k) => 0.3 * 0.7 ** k, counts, [], 1],
  ['a slow one', (k) => 1e-4 * 0.9999 ** k, counts, [], 1],
  ['ends that are no integers', (k) => 2 ** -k, [0.5, 3.5], [], 7 / 8],
  ['the integers below', (k) => 2 ** k, [-infinite, -1], [], 1],
  ['the squares', (k) => k ** -2, [1, infinite], [], Math.PI ** 2 / 6],
  ['a heavy tail', (k) => k ** -1.2, [1, infinite], [], 5.591582441177751],
  ['all integers', bell(0.3, 3), line, [], 3 * Math.sqrt(2 * Math.PI)],
  ['far out', bell(1e6, 1e3), counts, [1e6], 1e3 * Math.sqrt(2 * Math.PI)],
  ['a long range', (k) => 1 / 1e6 + 0 * k, [1, 1e6], [], 1],
  ['a middle one', (k) => 1 / 1000 + 0 * k, [1, 1000], [], 1],
])('%s', (_name, mass, ends, near, truth) => {
  const { value, doubt } = plainSum(mass, ends, near);
  expect(Math.abs(value - truth)).toBeLessThan(doubt);
  expect(doubt).toBeLessThan(3e-7 * truth);
});

it('doubts a mass that oscillates between the integers, and one that is no number at some', () => {
  const between = plainSum((k) => k ** -2 * (1 + 0.5 * Math.sin(Math.PI * k) ** 2), [1, infinite], []);
  expect(between.doubt).toBeGreaterThan(Math.abs(between.value - Math.PI ** 2 / 6));
  const gap = plainSum((k) => (k === 2 ? Number.NaN : 2 ** -k), [1, infinite], []);
  expect(gap.doubt).toBeGreaterThan(Math.abs(gap.value - 1) / 2.01);
});
