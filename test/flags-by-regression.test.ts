// Flags whose log-odds are Xw: a statistic that mixes coordinates has the mean that mixes theirs, in every claim.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { textOf } from '../src/notation/text.ts';

it.each([
  ['Binary', 'dot(y, X w)'],
  ['{-1, 1}', 'dot(y, X w)'],
  ['Binary', "w' X' y"],
])('a vector of %s with the exponent %s derives', (values, exponent) => {
  const text = `family L(N, P) { variable y in ${values}^N parameter w in Real^P constant X in Matrix(N, P)
    density ∝ exp(${exponent}) }`;
  expect(compile(text, { verify: 'all' }).diagnostics).toEqual([]);
});

it.each([
  'logistic(X w)^y * logistic(-X w)^(1-y)',
  'logistic(X w)^y * (1 - logistic(X w))^(1-y)',
  '(1 + exp(-X w))^(-y) * (1 - 1/(1 + exp(-X w)))^(1-y)',
])('the chances %s are read by their log-odds', (chances) => {
  const text = `family L(N, P) { variable y in Binary^N parameter w in Real^P constant X in Matrix(N, P)
    density prod(${chances}) }`;
  const [told] = compile(text, { verify: 'none' }).declarations;
  expect(told?.findings?.separation?.blocks.map((b) => textOf(b.natural))).toEqual(['w']);
});
