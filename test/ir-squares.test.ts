// Squares of circular and hyperbolic functions unite in pairs, and no term is used for two of them.
import { describe, expect, it } from 'vitest';
import { add, elementwise, mul, neg, square } from '../src/ir/build.ts';
import { expand } from '../src/ir/expand.ts';
import { one, realLine, symbol } from '../src/ir/expr.ts';

const [u, v] = [symbol('u', realLine), symbol('v', realLine)];
const of = (fn: 'sin' | 'cos' | 'sinh' | 'cosh', x: typeof u) => elementwise(fn, x);

describe('squares that add up', () => {
  it('are one', () => {
    expect(add(square(of('sin', u)), square(of('cos', u)))).toBe(one);
    expect(add(square(of('cosh', u)), neg(square(of('sinh', u))))).toBe(one);
  });

  it('are used once each in products of two angles', () => {
    const cosine = add(mul(of('cos', u), of('cos', v)), neg(mul(of('sin', u), of('sin', v))));
    const sine = add(mul(of('sin', u), of('cos', v)), mul(of('cos', u), of('sin', v)));
    expect(expand(add(square(cosine), square(sine)))).toBe(one);
  });

  it('stay where their sign is another', () => {
    const sum = add(square(of('cosh', u)), square(of('sinh', u)));
    expect(sum.kind).toBe('sum');
  });
});
