// The Fisher metric in the mean parameters: textbook forms, by hand, in μ where ξ(μ) is closed and else at ξ.
import { describe, expect, it } from 'vitest';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { compile } from '../src/compile.ts';

function page(text: string): string {
  const { declarations, diagnostics } = compile(text, { verify: 'live' });
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const derivation = declarations[0]?.derivation;
  if (!derivation) throw new Error('not derived');
  const verdicts = derivation.steps.filter((s) => s.theorem === 'mean-metric').flatMap((s) => s.verdicts);
  expect(verdicts.every((v) => v.holds)).toBe(true);
  return markdownDocument(derivation);
}

const title = 'Fisher metric in the mean parameters';

describe('the metric in μ', () => {
  it.each([
    [
      '1/μ of a Poisson law',
      'variable k in Natural parameter r in Positive density r^k exp(-r)/factorial(k)',
      '\\frac{1}{\\mu}',
    ],
    [
      '1/μ² of waiting times',
      'variable x in Positive parameter r in Positive density r exp(-r x)',
      '\\frac{1}{\\mu^2}',
    ],
    [
      '1/(μ(1 − μ)) of a coin',
      'variable k in Binary parameter p in Unit density p^k (1-p)^(1-k)',
      '\\frac{1}{\\mu(1 - \\mu)}',
    ],
  ])('is %s', (_, body, wanted) => expect(page(`family F { ${body} }`)).toContain(`F(\\mu) = ${wanted}`));

  it('stands in the declared parameters where the map back needs Newton’s method', () => {
    const text = page('family F { variable x in Positive parameter a in Positive density x^(a-1) exp(-x)/gamma(a) }');
    expect(text).toContain('their map from the means is not closed');
    expect(text).toContain("F(\\mu) = \\frac{1}{\\psi'(a)}");
  });

  it('is left out where it holds an open integral', () =>
    expect(page('family F { variable x in Real parameter t in Real density ∝ exp(t x - x^4) }')).not.toContain(title));
});
