// Sums that are multiples of each other meet in a product: (2a − 2b)/(b − a) is −2. So a factor taken out of a sum is gone from
// its terms, and taking factors out comes to an end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, div, mul, pow, sub } from '../src/ir/build.ts';
import { type Expr, one, rational, type SymbolExpr, symbol } from '../src/ir/expr.ts';
import { cost, factorCommon, simplify } from '../src/ir/simplify.ts';
import { accurateValueAt } from '../src/numeric/evaluate-accurately.ts';
import { scalarTensor } from '../src/numeric/tensors.ts';

const letter = (name: string): SymbolExpr => symbol(name, { kind: 'interval' });
const [a, b, x, y] = [letter('a'), letter('b'), letter('x'), letter('y')];
const point = new Map([a, b, x, y].map((s, i) => [s, scalarTensor([0.7, -1.3, 2.1, 0.4][i] ?? 1)]));
const numberOf = (e: Expr): number => accurateValueAt(e, point, new Map());

const whole = fc.integer({ min: -3, max: 3 }).filter((n) => n !== 0);
/** c (u − v), with any sign and size of c. */
const line = fc
  .tuple(whole, fc.constantFrom([a, b], [x, y], [a, one], [y, one]))
  .map(([c, [u = one, v = one]]) => sub(mul(rational(c), u), mul(rational(c), v)));
const factor = fc.oneof(
  fc.constantFrom(a, b, x, y),
  line,
  fc.tuple(line, fc.constantFrom(-2, -1, 2)).map(([e, k]) => pow(e, rational(k))),
);
const term = fc.tuple(whole, fc.array(factor, { minLength: 1, maxLength: 4 })).map(([c, f]) => mul(rational(c), ...f));
const total = fc.array(term, { minLength: 2, maxLength: 4 }).map((terms) => add(...terms));

describe('multiples of a sum', () => {
  it('cancel', () => {
    expect(div(sub(mul(rational(2), a), mul(rational(2), b)), sub(b, a))).toBe(rational(-2));
    expect(div(sub(one, y), sub(y, one))).toBe(rational(-1));
    expect(mul(sub(a, b), sub(b, a))).toBe(mul(rational(-1), pow(sub(a, b), rational(2))));
  });

  it('leave a sum with the factor that is taken out, which is out at once and makes nothing longer', () => {
    fc.assert(
      fc.property(total, (e) => {
        const apart = factorCommon(e);
        expect(factorCommon(apart)).toBe(apart);
        expect(cost(apart)).toBeLessThanOrEqual(1.3 * cost(e) + 3);
        expect(numberOf(apart)).toBeCloseTo(numberOf(e), 8);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('are simplified once and for all', () => {
    fc.assert(
      fc.property(total, line, (e, bottom) => {
        const simple = simplify(div(e, bottom));
        expect(simplify(simple)).toBe(simple);
        const [got, want] = [numberOf(simple), numberOf(e) / numberOf(bottom)];
        expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(want)));
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});
