// Distances from the ends of a domain are taken out of polynomials, and out of nothing else.
import { expect, it } from 'vitest';
import { add, exp, mul, neg, sub } from '../src/ir/build.ts';
import { withEndFactors } from '../src/ir/end-factors.ts';
import { one, positiveLine, symbol, zero } from '../src/ir/expr.ts';

it('a polynomial shows its distances, a series that begins at the end stays whole', () => {
  const z = symbol('z', { kind: 'interval', lower: zero, upper: one });
  expect(withEndFactors(sub(one, mul(z, z)), z)).toBe(mul(sub(one, z), add(one, z)));
  const t = symbol('t', positiveLine);
  const series = sub(one, exp(neg(t)));
  expect(withEndFactors(series, t)).toBe(series);
});
