// An index stands for one thing in one place: a sum within a sum over the same letter is printed beside it, not inside.
import { describe, expect, it } from 'vitest';
import { add, exp, mul, neg, pow, square } from '../src/ir/build.ts';
import { type Expr, integral, rational, realLine, symbol, zero } from '../src/ir/expr.ts';
import { displayTerm } from '../src/notation/display.ts';
import { latexOf } from '../src/notation/label.ts';

const k = symbol('k', { kind: 'integers', lower: zero, upper: rational(3) });
const [a, x] = [symbol('a', realLine), symbol('x', realLine)];
const mass = exp(mul(a, k));
const total = integral(k, mass);
const inverse = (e: Expr): Expr => pow(e, rational(-1));
const mean = integral(k, mul(k, mass, inverse(total)));
const variance = integral(
  k,
  add(mul(square(k), mass, inverse(total)), neg(mul(k, mass, integral(k, mul(k, mass)), pow(total, rational(-2))))),
);

describe('a sum over a letter that a sum within it binds, too', () => {
  it('has that sum before it', () => {
    expect(latexOf(mean)).toBe('\\frac{1}{\\sum_{k=0}^3 e^{ak}}\\sum_{k=0}^3 ke^{ak}');
  });

  it('is split where it is one of several terms', () => {
    expect(latexOf(variance)).toBe(
      '\\frac{1}{\\sum_{k=0}^3 e^{ak}}\\sum_{k=0}^3 k^2e^{ak} - \\frac{\\left(\\sum_{k=0}^3 ke^{ak}\\right)^2}{\\left(\\sum_{k=0}^3 e^{ak}\\right)^2}',
    );
  });

  it('keeps its sign before both parts', () => {
    expect(latexOf(add(x, mul(x, neg(variance))))).toContain('- x\\left(\\frac{1}{');
    const broken = displayTerm(neg(mul(x, variance)), 16);
    expect(broken).toContain('-w_1x');
    expect(broken).toContain(String.raw`w_1 = \Bigl(`);
  });
});
