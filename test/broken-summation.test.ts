// A summation that is wrong agrees with itself, as measure and as value; the plain road tells, so that nothing is printed.
import { afterEach, expect, it, vi } from 'vitest';

const road = vi.hoisted(() => ({ shift: 0 }));

vi.mock(import('../src/numeric/summation.ts'), async (actual) => {
  const real = await actual();
  const sumLogMass: typeof real.sumLogMass = (arithmetic, ...rest) => {
    const found = real.sumLogMass(arithmetic, ...rest);
    return { ...found, logSum: arithmetic.add(found.logSum, arithmetic.fromNumber(road.shift)) };
  };
  return { ...real, sumLogMass };
});

const { compile } = await import('../src/compile.ts');

const open = `family Counts { variable k in Natural
  parameter a in Positive
  density ∝ exp(-a sqrt(k)) }`;

afterEach(() => {
  road.shift = 0;
});

it('accepts an open sum that is right', () => {
  const { diagnostics } = compile(open);
  expect(diagnostics).toEqual([]);
});

it.each([1e-6, -1e-6, 0.5])('refuses one that is off by %d', (shift) => {
  road.shift = shift;
  const { diagnostics } = compile(open);
  expect(diagnostics.map((d) => d.message).join()).toContain('the integral (Log-partition');
});
