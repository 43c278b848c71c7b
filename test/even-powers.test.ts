// x²ᵏ for a count k is |x|²ᵏ: a known or a random count in an even power of a number of either sign.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

describe('an even power with a count in it', () => {
  it('derives, by the gamma integral over both sides', () => {
    const text = `family E { variable x in Real constant k in Natural parameter s in Positive
      density ∝ x^(2 k) * exp(-s x^2/2) }`;
    const compiled = compile(text, { verify: 'all' });
    expect(compiled.diagnostics).toEqual([]);
    const [declared] = compiled.declarations;
    const answer = declared && evaluateAt(declared, { at: { s: 1.3, k: 2 } });
    // log((2/s)^(k + ½) Γ(k + ½)), by hand.
    expect(answer?.ok && answer.value['logPartition']).toBeCloseTo(1.3616401607040547, 13);
  });

  it('derives beside a count up to five', { timeout: 30_000 }, () => {
    const text = `family E { variable x in Real, k in Integer(0..5) parameter s in Positive, t in Real
      density ∝ x^(2 k) * exp(-s x^2/2 + t k) / factorial(k) }`;
    expect(compile(text, { verify: 'all' }).diagnostics).toEqual([]);
  });

  it('is refused where the sum over all counts is infinite, with the condition', () => {
    const text = `family E { variable x in Real, k in Natural parameter s in Positive, t in Real
      density ∝ x^(2 k) * exp(-s x^2/2 + t k) / factorial(k) }`;
    const [problem] = compile(text).diagnostics;
    expect(problem).toMatchObject({ code: 'not-integrable' });
    expect(problem?.notes?.join()).toContain('t + log(2/s) < 0');
  });

  it('is refused where the power is odd for odd counts', () => {
    const text = 'distribution E { variable x in Interval(-1, 1), k in Natural density ∝ x^(3 k) / factorial(k) }';
    expect(compile(text).diagnostics[0]).toMatchObject({ code: 'negative-density' });
  });
});
