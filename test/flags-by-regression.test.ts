// Flags whose log-odds are Xw: a statistic that mixes coordinates has the mean that mixes theirs, in every claim.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';

it.each([
  ['Binary', 'dot(y, X w)'],
  ['{-1, 1}', 'dot(y, X w)'],
  ['Binary', "w' X' y"],
])('a vector of %s with the exponent %s derives', (values, exponent) => {
  const text = `family L(N, P) { variable y in ${values}^N parameter w in Real^P constant X in Matrix(N, P)
    density ∝ exp(${exponent}) }`;
  expect(compile(text, { verify: 'all' }).diagnostics).toEqual([]);
});
