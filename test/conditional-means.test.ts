// Sums over a few values inside an integral: which are means under masses, and which outgrow every power of what moves them.
import { describe, expect, it } from 'vitest';
import { add, exp, mul, pow, square } from '../src/ir/build.ts';
import { type Expr, integral, minusOne, one, rational, realLine, symbol, zero } from '../src/ir/expr.ts';
import { contains, dependsOn } from '../src/ir/visit.ts';
import { powerOfMasses, underMasses } from '../src/numeric/conditional-means.ts';

const x = symbol('x', realLine);
const k = symbol('k', { kind: 'integers', lower: zero, upper: rational(4) });
const counts = symbol('n', { kind: 'integers', lower: zero });
const weight = exp(mul(k, x));
const masses = integral(k, weight);
const sum = (g: Expr): Expr => integral(k, mul(g, weight));
const mean = (g: Expr): Expr => integral(k, mul(g, weight, pow(masses, minusOne)));
/** No exponential is tame here. */
const power = (e: Expr): number =>
  powerOfMasses(e, x, (part) => !contains(part, (n) => n.kind === 'apply' && dependsOn(n, [x])));

describe('a sum over a few values', () => {
  it('is its masses times a mean under them', () => {
    expect(underMasses(sum(k))).toEqual({ masses, mean: mean(k) });
    expect(underMasses(masses)).toEqual({ masses, mean: one });
    expect(underMasses(integral(counts, exp(mul(counts, x))))).toBeUndefined();
    expect(underMasses(x)).toBeUndefined();
  });

  it.each([
    ['a mean', mean(k), 0],
    ['a quotient of sums', mul(sum(square(k)), pow(masses, minusOne)), 0],
    ['a variance', add(mean(square(k)), mul(minusOne, square(mean(k)))), 0],
    ['what a mean multiplies', mul(x, add(mean(k), minusOne)), 0],
    ['a mean of what holds a sum', integral(k, mul(k, sum(k), weight, pow(masses, rational(-2)))), 0],
    ['a quotient beside a mean', mul(mean(k), sum(k), pow(masses, minusOne)), 0],
    ['one mass too few', mul(sum(k), mean(k)), 1],
    ['an exponential beside a mean', mul(exp(square(x)), mean(k)), Number.POSITIVE_INFINITY],
  ])('%s', (_, e, wanted) => expect(power(e)).toBe(wanted));
});
