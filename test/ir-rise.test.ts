// How far a function has risen since a place: exact beside the difference of fifty digits, next to the place and far from it.
import { describe, expect, it } from 'vitest';
import { add, elementwise, exp, log, mul, pow, sub } from '../src/ir/build.ts';
import { type Expr, half, one, pi, positiveLine, rational, realLine, symbol, two } from '../src/ir/expr.ts';
import { riseOf } from '../src/ir/rise.ts';
import { stableForm } from '../src/ir/stable.ts';
import { substitute } from '../src/ir/visit.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { entry, scalarTensor } from '../src/numeric/tensors.ts';

const x = symbol('x', realLine);
const y = symbol('y', positiveLine);

const cases: readonly (readonly [string, Expr, Expr])[] = [
  ['log x from 1', log(x), one],
  ['x² − 1 from 1', sub(pow(x, two), one), one],
  ['1 − √x from 1', sub(one, pow(x, half)), one],
  ['sin x from π', elementwise('sin', x), pi],
  ['cos x from 2', elementwise('cos', x), two],
  ['x³ e^{x − 1} log(1 + x) from 2', mul(pow(x, rational(3)), exp(sub(x, one)), log(add(one, x))), two],
];

describe.each(cases)('%s', (_, f, from) => {
  it.each([1e-200, 1e-12, 1e-3, 0.5])('at a distance of %d', (distance) => {
    const rise = riseOf(f, x, from, y);
    if (!rise) throw new Error('no rise');
    const symbols = new Map([[y, scalarTensor(distance)]]);
    const found = entry(evaluate(stableForm(rise), { symbols, sizes: new Map() }, floatArithmetic));
    const difference = sub(substitute(f, new Map([[x, add(from, y)]])), substitute(f, new Map([[x, from]])));
    const [exact] = evaluateAccurately([difference], { symbols, sizes: new Map() });
    const wanted = exact ? entry(exact) : Number.NaN;
    expect(Math.abs(found - wanted)).toBeLessThan(1e-14 * Math.abs(wanted));
  });
});

it('says nothing of a function that it has no rule for', () => {
  expect(riseOf(elementwise('lgamma', x), x, one, y)).toBeUndefined();
});
