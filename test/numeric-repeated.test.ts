// What is prepared once for many points gives at each what it gives alone.
import { describe, expect, it } from 'vitest';
import { add, div, elementwise, exp, log, mul, neg, square, sub } from '../src/ir/build.ts';
import { type Expr, half, integral, one, positiveLine, realLine, symbol, zero } from '../src/ir/expr.ts';
import { total } from '../src/ir/tensor.ts';
import { scalarOver, valueAt } from '../src/numeric/mixed-differences.ts';
import { samplePoint } from '../src/numeric/points.ts';
import { productMeasure } from '../src/numeric/product-measure.ts';
import { randomStream } from '../src/numeric/random.ts';

const [x, m, s] = [symbol('x', realLine), symbol('m', realLine), symbol('s', positiveLine)];
const v = symbol('v', realLine, ['P']);
const sizes = new Map([['P', 3]]);

describe('a scalar over many points', () => {
  const cases: Readonly<Record<string, Expr>> = {
    'a log-density': sub(mul(half, log(s)), mul(half, s, square(sub(x, m)))),
    'a total over a vector': add(total(mul(v, exp(neg(square(v))))), div(m, s)),
    'a logarithm that is not real everywhere': log(sub(x, m)),
    'a quotient with a pole': div(one, sub(x, x)),
    'log Γ': elementwise('lgamma', add(s, one)),
    'an integral': integral(x, exp(mul(neg(s), square(sub(x, m))))),
    'a number': zero,
  };

  it.each(Object.entries(cases))('%s', (_, e) => {
    const over = scalarOver(e, sizes);
    for (let seed = 1; seed <= 12; seed++) {
      const point = samplePoint([x, m, s, v], sizes, randomStream(seed));
      expect(over((symbol) => point.get(symbol))).toBe(valueAt(e, point, sizes));
    }
  });

  it('is not a number where a symbol has no value', () => {
    expect(scalarOver(add(x, m), sizes)(() => undefined)).toBeNaN();
  });
});

describe('the places of a product measure', () => {
  const coordinates = [x, m].map((variable) => ({ variable, logDensity: neg(mul(half, square(variable))) }));
  const measure = productMeasure(coordinates, { symbols: new Map(), sizes });

  it('weigh one, and come again in the same order', () => {
    const read = (): number[][] => Array.from(measure?.places ?? [], (p) => [p.weight, ...p.values.flat()]);
    const places = read();
    expect(places.reduce((sum, [weight = 0]) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(places.reduce((sum, [weight = 0, a = 0, b = 0]) => sum + weight * a ** 2 * b ** 2, 0)).toBeCloseTo(1, 9);
    expect(read()).toEqual(places);
  });
});
