// Fractions inside logarithms and powers are put over one denominator where that reads shorter.
import { expect, it } from 'vitest';
import { add, div, log, mul, neg, pow, sub } from '../src/ir/build.ts';
import { one, symbol, zero } from '../src/ir/expr.ts';
import { simplify } from '../src/ir/simplify.ts';

const p = symbol('p', { kind: 'interval', lower: zero, upper: one });
const n = symbol('n', { kind: 'interval', lower: zero });
const odds = add(one, div(p, sub(one, p)));

it('1 + p/(1 − p) = 1/(1 − p)', () => {
  expect(simplify(log(odds))).toBe(neg(log(sub(one, p))));
  expect(simplify(mul(n, log(odds)))).toBe(neg(mul(n, log(sub(one, p)))));
  expect(simplify(pow(odds, neg(n)))).toBe(pow(sub(one, p), n));
});

it('log(1 − 1/(1 + x)) = log x − log(1 + x) for positive x', () => {
  expect(simplify(log(sub(one, div(one, add(one, n)))))).toBe(sub(log(n), log(add(one, n))));
});
