// The second road of an open integral: a value that is off is told, though the quadrature that gave it agrees with itself.
import { expect, it } from 'vitest';
import { isItsOwnIntegral, secondOpinion } from '../src/derivation/second-opinion.ts';
import { elementwise, log, mul, neg, pow, sub } from '../src/ir/build.ts';
import { integral, one, rational, symbol, two, zero } from '../src/ir/expr.ts';
import { evaluatorOf } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { measureOver } from '../src/numeric/measure-many.ts';

const x = symbol('x', { kind: 'interval', lower: zero });
const evaluator = evaluatorOf({ symbols: new Map(), sizes: new Map() }, floatArithmetic);

/** max(x − 1, 0) e^(−2x), whose total is e⁻²/4. */
const body = mul(elementwise('max', sub(x, one), zero), elementwise('exp', neg(mul(two, x))));
const claim = {
  kind: 'normaliser' as const,
  text: 'the integral',
  live: true,
  logIntegrand: sub(log(elementwise('max', sub(x, one), zero)), mul(two, x)),
  variable: x,
  value: log(integral(x, body)),
};
const measure = measureOver(evaluator, x, claim.logIntegrand, 1);

it('asks of an open integral, not of a closed form', () => {
  expect(isItsOwnIntegral(claim, evaluator)).toBe(true);
  expect(isItsOwnIntegral({ ...claim, value: pow(two, two) }, evaluator)).toBe(false);
});

it('agrees with the truth, and tells what is off by a millionth, or by the half of the line that is zero', () => {
  const truth = -2 - Math.log(4);
  expect(secondOpinion(claim, evaluator, measure, truth)).toBe(0);
  expect(secondOpinion(claim, evaluator, measure, truth + 1e-6)).toBeGreaterThan(5e-7);
  expect(secondOpinion(claim, evaluator, measure, Math.log(0.1588))).toBeGreaterThan(0.5);
});

const k = symbol('k', { kind: 'integers', lower: one });
const sum = {
  ...claim,
  logIntegrand: mul(rational(-3, 2), log(k)),
  variable: k,
  value: log(integral(k, pow(k, rational(-3, 2)))),
};

it('agrees with the truth of an open sum, and tells what is off by a millionth, or a sum that ends too early', () => {
  expect(isItsOwnIntegral(sum, evaluator)).toBe(true);
  const over = measureOver(evaluator, k, sum.logIntegrand, 1);
  const truth = Math.log(2.612375348685488);
  expect(secondOpinion(sum, evaluator, over, truth)).toBe(0);
  expect(secondOpinion(sum, evaluator, over, truth + 1e-6)).toBeGreaterThan(5e-7);
  expect(secondOpinion(sum, evaluator, over, truth - 1e-6)).toBeGreaterThan(5e-7);
  const early = Array.from({ length: 1e6 }, (_, i) => (i + 1) ** -1.5).reduce((a, b) => a + b, 0);
  expect(secondOpinion(sum, evaluator, over, Math.log(early))).toBeGreaterThan(7e-4);
});
