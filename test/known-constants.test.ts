// A known constant may be zero: no statistic is divided by it. And weights that are known do not stop a page.
import { describe, expect, it } from 'vitest';
import { compile, markdownDocument } from '../src/index.ts';
import { textOf } from '../src/notation/text.ts';
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

it.each([
  ["Real^2 constant X in Matrix(2,2) parameter w in Positive^2 density ∝ exp(-y' X' diag(w) X y/2)", 'w'],
  ["Real^P constant L in LowerTriangular(P) parameter w in Positive^P density ∝ exp(-y' L' diag(w) L y)", 'w'],
])('known matrices around a diagonal belong to the statistic: y in %s', (rest, natural) => {
  const sizes = rest.includes('^P') ? '(P)' : '';
  const [d] = compile(`family F${sizes} { variable y in ${rest} }`, { verify: 'none' }).declarations;
  expect(d?.findings?.separation?.blocks.map((b) => textOf(b.natural))).toEqual([natural]);
});

it('shares whose log-odds lie on a line have one statistic: alleles in equilibrium are two throws', () => {
  const { compiled } = only(
    'family F { variable z in OneHot(3) parameter q in Unit density prod([q^2, 2 q (1 - q), (1 - q)^2]^z) }',
  );
  const answer = evaluateAt(compiled, { at: { q: 0.3 }, toPoint: { q: 0.6 } });
  expect(answer.ok && answer.value).toMatchObject({ mean: [expect.closeTo(0.3, 14)] });
  expect(answer.ok && answer.value['kl']).toBeCloseTo(2 * (0.3 * Math.log(0.5) + 0.7 * Math.log(7 / 4)), 13);
});
