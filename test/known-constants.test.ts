// A known constant may be zero: no statistic is divided by it. And weights that are known do not stop a page.
import { describe, expect, it } from 'vitest';
import { compile, markdownDocument } from '../src/index.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const only = (text: string) => {
  const [d] = compile(text, { verify: 'none' }).declarations;
  if (!d?.derivation) throw new Error(d?.diagnostics.map((x) => x.message).join('; '));
  return { compiled: d, derivation: d.derivation };
};

describe('a precision about a known place', () => {
  const { compiled } = only(
    'family F { variable x in Real constant c in Real parameter a in Positive density ∝ exp(-a (x-c)^2) }',
  );

  // Of x² − 2 c x the mean is 1/(2a) − c², the variance 1/(2a²).
  it.each([0, 1, -3])('has its numbers where the place is %d', (c) => {
    const answer = evaluateAt(compiled, { at: { c, a: 2, x: c + 0.5 } });
    expect(answer.ok && answer.value).toMatchObject({
      natural: [-2],
      mean: [0.25 - c * c],
      naturalFromMean: [-2],
      fisherNatural: [[0.125]],
      fisherParameters: [[0.125]],
    });
    expect(answer.ok && answer.value['logDensity']).toBeCloseTo(Math.log(2 / Math.PI) / 2 - 0.5, 14);
  });
});

it('statistics that share a parameter are added with their constants, none of them a divisor', () => {
  const { compiled } = only(`family F { variable x in Real constant c in Real, d in Real parameter a in Real
    density ∝ exp(a (c x + d x^3) - x^4) }`);
  const answer = evaluateAt(compiled, { at: { a: 0.5, c: 0, d: 0.25 } });
  expect(answer.ok && answer.value).toMatchObject({
    statistics: ['c*x + d*x^3'],
    natural: [0.5],
    mean: [expect.any(Number)],
  });
});

it('a class drawn from known weights and shares has a page', () => {
  const { derivation } = only(`family F(K) { variable y in OneHot(K) constant w in Positive^K parameter p in Simplex(K)
    density ∝ prod((w * p)^y) }`);
  expect(markdownDocument(derivation)).toContain('\\lambda');
});
