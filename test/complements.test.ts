// c ∓ c·erf x where it is nearly 0: its digits, and those of its logarithm, in every arithmetic.
import { describe, expect, it } from 'vitest';
import { add, elementwise, log, mul, neg } from '../src/ir/build.ts';
import { half, one, symbol } from '../src/ir/expr.ts';
import { evaluate, evaluatorOf } from '../src/numeric/evaluate.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { scalarTensor } from '../src/numeric/tensors.ts';

const x = symbol('x', { kind: 'interval' });
const erf = elementwise('erf', x);
const above = add(one, erf);
const chance = add(half, neg(mul(half, erf)));

/** x, 1 + erf x, its logarithm, and log((1 − erf x)/2): mpmath 1.3.0 at 60 digits (at −26 at 400); 0 where no double reaches. */
const values: readonly (readonly [number, number, number, number])[] = [
  [-40, 0, -1604.2615566532736, 0],
  [-26, 5.663192408856143e-296, -679.8311997631943, -2.8315962044280716e-296],
  [-6, 2.1519736712498913e-17, -38.37756117322339, -1.0759868356249456e-17],
  [-0.25, 0.7236736098317631, -0.32341480339361944, -0.4491612366785609],
  [1e-9, 1.0000000011283792, 1.128379166458893e-9, -0.6931471816883245],
  [3, 1.9999779095030015, 0.6931361352504468, -11.413510222541058],
  [30, 2, 0.6931471805599453, -904.6672642912039],
];

const close = (found: number, wanted: number): void => {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(3e-14 * Math.abs(wanted) + 1e-300);
};

describe('1 + erf x and (1 − erf x)/2', () => {
  const wanted = [above, log(above), log(chance)];
  for (const [at, ...truth] of values)
    it(`at ${at}`, () => {
      const symbols = new Map([[x, scalarTensor(at)]]);
      const sizes = new Map<string, number>();
      const plain = wanted.map((e) => evaluate(e, { symbols, sizes }, floatArithmetic).data[0] ?? Number.NaN);
      const tape = evaluatorOf({ symbols: new Map(), sizes }, floatArithmetic).curry(wanted, [x]);
      const taped = tape([scalarTensor(at)]).map((t) => t.data[0] ?? Number.NaN);
      const exact = evaluateAccurately(wanted, { symbols, sizes }).map((t) => t.data[0] ?? Number.NaN);
      for (const found of [plain, taped, exact]) for (const [i, v] of found.entries()) close(v, truth[i] ?? Number.NaN);
    });
});
