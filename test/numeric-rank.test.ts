// The rank of mixed differences as evidence: a statistic counts though it moves on few values of the support only.
import { describe, expect, it } from 'vitest';
import { add, elementwise, exp, mul, square, sub } from '../src/ir/build.ts';
import { rational, realLine, type SymbolExpr, symbol, zero } from '../src/ir/expr.ts';
import { mixedDifferenceRank, scoreRank } from '../src/numeric/mixed-differences.ts';

describe('the rank on counts up to 7', () => {
  const k = symbol('k', { kind: 'integers', lower: zero, upper: rational(7) });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => symbol(name, realLine)) as [typeof k, typeof k, typeof k];
  const model = { variables: [k], parameters: [a, b, c], constants: [] };
  const ramp = elementwise('max', sub(k, rational(3)), zero);

  it.each([
    [add(mul(a, k), mul(b, square(k)), mul(c, ramp)), 3],
    [add(mul(a, k), mul(b, square(k)), mul(c, k)), 2],
  ])('case %#', (logDensity, wanted) => {
    expect(mixedDifferenceRank(model, logDensity, 9)).toMatchObject({ rank: wanted, rows: 8 });
  });
});

it('a score is not lost beside what moves with the parameter alone', () => {
  const [x, s] = ['x', 's'].map((name) => symbol(name, realLine)) as [SymbolExpr, SymbolExpr];
  const model = { variables: [x], parameters: [s], constants: [] };
  const alone = exp(exp(add(rational(3), s)));
  expect(scoreRank(model, add(mul(s, square(x)), alone))).toMatchObject({ rank: 1, parameters: 1, overflows: false });
});
