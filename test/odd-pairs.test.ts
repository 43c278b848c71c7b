// x/sinh x among the factors of an integrand: one factor that is positive, with what is left of a power of x beside it.
import { expect, it } from 'vitest';
import { elementwise, exp, mul, neg, pow } from '../src/ir/build.ts';
import { minusOne, positiveLine, rational, realLine, symbol } from '../src/ir/expr.ts';
import { isOddPair, withOddPair } from '../src/numeric/odd-pairs.ts';

const [x, c, d] = [symbol('x', realLine), symbol('c', positiveLine), symbol('d', realLine)];
const under = (scale: typeof c): ReturnType<typeof mul> => pow(elementwise('sinh', mul(scale, x)), minusOne);
const pair = mul(x, under(c));

it('is found beside other factors, and leaves a power', () => {
  expect(withOddPair([x, exp(x), under(c)], x)).toEqual([pair, exp(x)]);
  expect(withOddPair([pow(x, rational(3)), under(c)], x)).toEqual([pair, pow(x, rational(2))]);
  expect(isOddPair(pair, x)).toBe(true);
});

it.each([
  ['a scale of either sign', [x, under(d)]],
  ['a negative scale', [x, pow(elementwise('sinh', neg(x)), minusOne)]],
  ['a function without a zero', [x, pow(elementwise('cosh', x), minusOne)]],
  ['no power above', [exp(x), under(c)]],
  ['a power below', [pow(x, minusOne), under(c)]],
])('is not made of %s', (_, factors) => {
  expect(withOddPair(factors, x)).toEqual(factors);
  expect(isOddPair(mul(...factors), x)).toBe(false);
});

it('is not made where nothing changes sign', () => {
  const r = symbol('r', positiveLine);
  const factors = [r, pow(elementwise('sinh', r), minusOne)];
  expect(withOddPair(factors, r)).toEqual(factors);
});
