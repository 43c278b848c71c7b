// Fractions inside logarithms and powers are put over one denominator where that reads shorter.
import { expect, it } from 'vitest';
import { add, div, elementwise, exp, log, mul, neg, pow, sub } from '../src/ir/build.ts';
import { byDenominator } from '../src/ir/by-denominator.ts';
import { expand } from '../src/ir/expand.ts';
import { dimension, type Expr, one, rational, symbol, zero } from '../src/ir/expr.ts';
import { simplify } from '../src/ir/simplify.ts';
import { total } from '../src/ir/tensor.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';

const p = symbol('p', { kind: 'interval', lower: zero, upper: one });
const real = { kind: 'interval' } as const;
const n = symbol('n', { kind: 'interval', lower: zero });
const cos = (e: Expr): Expr => elementwise('cos', e);
const sin = (e: Expr): Expr => elementwise('sin', e);
const odds = add(one, div(p, sub(one, p)));

it('1 + p/(1 − p) = 1/(1 − p)', () => {
  expect(simplify(log(odds))).toBe(neg(log(sub(one, p))));
  expect(simplify(mul(n, log(odds)))).toBe(neg(mul(n, log(sub(one, p)))));
  expect(simplify(pow(odds, neg(n)))).toBe(pow(sub(one, p), n));
});

it('log(1 − 1/(1 + x)) = log x − log(1 + x) for positive x', () => {
  expect(simplify(log(sub(one, div(one, add(one, n)))))).toBe(sub(log(n), log(add(one, n))));
});

it('cos a cos b ± sin a sin b is the cosine of a difference or a sum, whatever multiplies both', () => {
  const [a, b] = [symbol('a', real), symbol('b', real)];
  const [cosines, sines] = [mul(n, cos(a), cos(b)), mul(n, sin(a), sin(b))];
  expect([mul(n, cos(sub(a, b))), mul(n, cos(sub(b, a)))]).toContain(simplify(add(cosines, sines)));
  expect(simplify(sub(cosines, sines))).toBe(mul(n, cos(add(a, b))));
  expect(simplify(add(p, neg(cosines), neg(sines)))).toBe(sub(p, simplify(add(cosines, sines))));
  const unlike = add(cosines, mul(p, sin(a), sin(b)));
  expect(simplify(unlike)).toBe(unlike);
});

it('sin a cos b ± cos a sin b is the sine of a sum or a difference, whatever multiplies both', () => {
  const [a, b] = [symbol('a', real), symbol('b', real)];
  const [first, second] = [mul(n, sin(a), cos(b)), mul(n, cos(a), sin(b))];
  expect(simplify(add(first, second))).toBe(mul(n, sin(add(a, b))));
  expect([mul(n, sin(sub(a, b))), neg(mul(n, sin(sub(b, a))))]).toContain(simplify(sub(first, second)));
  const alone = add(p, mul(n, sin(a), cos(a)));
  expect(simplify(alone)).toBe(alone);
  const unlike = add(first, mul(p, cos(a), sin(b)));
  expect(simplify(unlike)).toBe(unlike);
});

it('(aS² + 2aS + a)/(1 + S)³ = a/(1 + S), and a shared divisor is what a quotient is expanded in', () => {
  const [v, a] = [symbol('v', real, ['P']), symbol('a', real)];
  const sum = total(elementwise('exp', v));
  const whole = add(one, sum);
  const spread = mul(a, add(mul(sum, sum), mul(rational(2), sum), one), pow(whole, rational(-3)));
  expect(byDenominator(spread)).toBe(div(a, whole));
  const mixed = mul(add(mul(a, sum), a, neg(mul(a, a))), pow(whole, rational(-2)));
  const apart = byDenominator(mixed);
  expect(apart).toBe(sub(div(a, whole), mul(a, a, pow(whole, rational(-2)))));
  const symbols = new Map([
    [v, { shape: [2], data: [0.3, -1.2] }],
    [a, { shape: [], data: [0.7] }],
  ]);
  const [before, after] = evaluateAccurately([mixed, apart], { symbols, sizes: new Map([['P', 2]]) });
  expect(after?.data[0]).toBeCloseTo(Number(before?.data[0]), 14);
  expect(byDenominator(div(a, add(one, a)))).toBe(div(a, add(one, a)));
});

it('x/(P + 1)² + x/(P(P + 1)²) = x/(P(P + 1)), as a sum and as a product', () => {
  const P = dimension('P');
  const x = symbol('X', { kind: 'symmetric' }, ['P', 'P']);
  const below = pow(add(P, one), rational(-2));
  const short = mul(x, pow(mul(P, add(P, one)), rational(-1)));
  expect(simplify(add(mul(x, below), mul(x, below, pow(P, rational(-1)))))).toBe(short);
  expect(simplify(mul(x, below, add(one, pow(P, rational(-1)))))).toBe(short);
  const apart = add(mul(x, below), mul(p, x, below));
  expect(simplify(apart)).toBe(simplify(mul(x, below, add(one, p))));
});

it('r(1 − w)(w + (1 − w)e⁻ʳ)²/(w + (1 − w)e⁻ʳ)² = r(1 − w): e⁻²ʳ is the square of e⁻ʳ, and e^{a + b} a product', () => {
  const mixture = add(p, mul(sub(one, p), exp(neg(n))));
  const top = expand(mul(n, sub(one, p), mixture, mixture));
  expect(simplify(div(top, pow(mixture, rational(2))))).toBe(sub(n, mul(n, p)));
  const [a, b] = [symbol('a', real), symbol('b', real)];
  const odds = add(exp(a), exp(neg(b)), one);
  expect(simplify(div(expand(mul(odds, add(exp(a), mul(n, exp(b))))), odds))).toBe(add(exp(a), mul(n, exp(b))));
  const apart = div(add(exp(a), exp(mul(rational(2), b))), odds);
  expect(simplify(apart)).toBe(apart);
});

it('log(1/x) = −log x whatever sign x has: both are defined where x > 0', () => {
  const x = sub(symbol('a', real), p);
  expect(log(div(one, x))).toBe(neg(log(x)));
  expect(log(pow(x, rational(-3)))).toBe(mul(rational(-3), log(x)));
  expect(log(pow(x, rational(-2)))).toBe(mul(rational(-2), log(elementwise('abs', x))));
});
