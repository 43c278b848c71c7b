// Bounds that natural parameters have over the declared ones: left out only where conditions known before tell them.
import { expect, it } from 'vitest';
import { add, mul } from '../src/ir/build.ts';
import { type Expr, one, positiveLine, rational, symbol } from '../src/ir/expr.ts';
import type { Condition } from '../src/model/exponential-family.ts';
import { imageConditions } from '../src/theorems/parameter-maps/image.ts';

const [p, q] = [symbol('p', positiveLine), symbol('q', positiveLine)];
const untold = (...known: readonly Expr[]): readonly Expr[] =>
  imageConditions(
    [p, q].map((s) => ({ symbol: s, meanSymbol: s, statistic: one, natural: s })),
    known.map((value): Condition => ({ value, relation: '>' })),
    [p, q],
  ).map((c) => c.value);
const less = (a: Expr, times: number, b: Expr): Expr => add(a, mul(rational(-times), b));

it('are told by a condition that another bound helps, where that one is told by itself', () => {
  expect(untold(p, less(q, 1, p))).toEqual([]);
});

// p > q > 2p holds where both are negative.
it('do not tell each other', () => {
  expect(untold(less(p, 1, q), less(q, 2, p))).toEqual([p, q]);
});
