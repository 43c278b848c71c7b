// What varies with an input: an integral over an interval does not vary with its own variable's distance from the ends.
import { expect, it } from 'vitest';
import { exp, mul, neg, sub } from '../src/ir/build.ts';
import { integral, symbol } from '../src/ir/expr.ts';
import { dependence } from '../src/numeric/evaluator.ts';

const lower = symbol('l', { kind: 'interval' });
const upper = symbol('u', { kind: 'interval' });
const slope = symbol('s', { kind: 'interval' });
const x = symbol('x', { kind: 'interval', lower, upper });
const total = integral(x, exp(neg(mul(slope, x))));

it('sees an integral vary with what is free in it alone', () => {
  expect(dependence([x, sub(x, lower), sub(upper, x)])(mul(x, total))).toBe(true);
  expect(dependence([x, sub(x, lower), sub(upper, x)])(total)).toBe(false);
  expect([slope, lower, upper].map((s) => dependence([s])(total))).toEqual([true, true, true]);
  expect(dependence([sub(upper, lower)])(total)).toBe(true);
});
