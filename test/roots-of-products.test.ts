// Roots of products of two negative factors: maps back from natural parameters that need no iteration.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { textOf } from '../src/notation/text.ts';

it('finds two deviations and a correlation in closed form', () => {
  const text = `family F { variable x in Real, y in Real
    parameter s in Positive, t in Positive, r in Interval(-1, 1)
    density ∝ exp(-(x^2/s^2 - 2 r x y/(s t) + y^2/t^2)/(2 (1-r^2))) }`;
  const [d] = compile(text, { verify: 'none' }).declarations;
  const found = d?.findings?.inverseInOrder?.map(({ unknown, value }) => `${unknown.name} = ${textOf(value)}`);
  expect(found?.[0]).toBe('r = λ₁/(2*sqrt(-λ₂)*sqrt(-λ₃))');
  expect(found).toHaveLength(3);
});
