// Functions of a vector's length over a written size: a flat top, a cusp or a ring, which are integrated one coordinate inside the other, or by length and direction.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { textOf } from '../src/notation/text.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const family = (size: number, exponent: string): string =>
  `family R { variable x in Real^${size} parameter a in Positive density ∝ ${exponent} }`;

// log ∫ over ℝⁿ by the area of the sphere: 2π or 4π times ∫ rⁿ⁻¹ f(r) dr, in gamma functions (mpmath, a = 1.3).
const cases: readonly (readonly [number, string, number])[] = [
  [2, "exp(-a (x' x)^2)", 0.892765515980409],
  [3, "exp(-a (x' x)^2)", 1.15123763893008],
  [2, "exp(-a sqrt(x' x))", 1.31314853747436],
  [2, "(x' x) exp(-a (x' x))", 0.620001356914418],
];

describe('a function of the length of a vector', () => {
  it.each(cases)('of %i numbers derives: %s', { timeout: 60_000 }, (size, exponent, logPartition) => {
    const compiled = compile(family(size, exponent), { verify: 'all' });
    expect(compiled.diagnostics).toEqual([]);
    const [declared] = compiled.declarations;
    const answer = declared && evaluateAt(declared, { at: { a: 1.3 } });
    expect(answer?.ok && answer.value['logPartition']).toBeCloseTo(logPartition, 12);
  });

  it('of any number of numbers derives', { timeout: 60_000 }, () => {
    const text = "family Q(P) { variable x in Real^P parameter s in Positive density ∝ exp(-s (x' x)^2) }";
    expect(compile(text, { verify: 'all' }).diagnostics).toEqual([]);
  });

  // Entry by entry no rule converges for these; ∫ by the gamma and beta functions.
  it.each([
    ['x in Real^2 parameter a in Real > 2 density ∝ (1 + sqrt(norm2(x)))^(-a)', { a: 5 }, Math.log(Math.PI / 6)],
    ['x in Real^3 parameter a in Positive density ∝ sqrt(norm2(x)) exp(-a norm2(x))', { a: 2 }, Math.log(Math.PI / 2)],
    [
      'x in Real^2 parameter a in Positive, b in Positive density ∝ norm2(x)^(a/2) exp(-b norm2(x))',
      { a: 2, b: 2 },
      Math.log(Math.PI / 4),
    ],
  ])('is seen by length and direction: %s', { timeout: 60_000 }, (density, at, logPartition) => {
    const { declarations, diagnostics } = compile(`family R { variable ${density} }`, { verify: 'all' });
    expect(diagnostics).toEqual([]);
    const [declared] = declarations;
    const answer = declared && evaluateAt(declared, { at });
    expect(answer?.ok && answer.value['logPartition']).toBeCloseTo(logPartition, 13);
  });

  // mpmath 1.3, the integral over the length with 25 digits.
  it('of which two powers leave the integral over the length open derives, of any number of numbers', () => {
    const text =
      "family T(P) { variable x in Real^P parameter a in Positive, b in Real density ∝ exp(-a (x' x)^2 - b x' x) }";
    const { declarations, diagnostics } = compile(text);
    expect(diagnostics).toEqual([]);
    const [declared] = declarations;
    const answer = declared && evaluateAt(declared, { at: { a: 0.7, b: -0.4, P: 5 } });
    const values = answer?.ok ? answer.value : {};
    expect(values['logPartition']).toBeCloseTo(2.742746671671543, 13);
    expect(values['entropy']).toBeCloseTo(3.723416818334468, 13);
    expect((values['mean'] as readonly number[])[1]).toBeCloseTo(2.1704712190529643, 13);
    expect((values['fisherNatural'] as readonly (readonly number[])[])[0]?.[1]).toBeCloseTo(1.0638943252291839, 13);
  });

  it('is integrated over a length that no declared letter can be taken for', () => {
    const text = "family T(P) { variable x in Real^P parameter r in Positive density ∝ exp(-r (x' x)^2 - x' x) }";
    const A = compile(text).declarations[0]?.findings?.partition?.ofParameters;
    expect(A && textOf(A)).toContain('r*‖x‖^4');
  });

  it('of which two powers diverge is refused for that', () => {
    const text =
      "family B(P) { variable x in Real^P parameter a in Real, b in Real density ∝ exp(-a (x' x)^2 - b x' x) }";
    expect(compile(text).diagnostics.map((d) => d.code)).toEqual(['not-integrable']);
  });
});
