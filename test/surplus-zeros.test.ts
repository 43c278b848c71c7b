// Laws of counts with surplus zeros are exponential families: k and its sign are their statistics. Values by mpmath, from
// sums over the density.
import { describe, expect, it } from 'vitest';
import { latexDocument } from '../src/backends/latex/document.ts';
import { compile } from '../src/compile.ts';
import { textOf } from '../src/notation/text.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const poisson = `family SurplusPoisson {
  variable k in Natural
  parameter w in Unit, r in Positive
  density w*(1-sign(k)) + (1-w)*exp(-r)*r^k/factorial(k)
}`;
const geometric = `family SurplusGeometric {
  variable k in Natural
  parameter w in Unit, q in Unit
  density w*(1-sign(k)) + (1-w)*(1-q)*q^k
}`;

const derived = (text: string) => {
  const [family] = compile(text).declarations;
  expect(family?.diagnostics).toEqual([]);
  if (!family?.derivation) throw new Error('refused');
  return family;
};

describe('surplus zeros', () => {
  it('are told by the sign of the count', { timeout: 60_000 }, () => {
    for (const text of [poisson, geometric]) {
      const { findings } = derived(text);
      expect(findings?.separation?.blocks).toHaveLength(2);
    }
  });

  it('have means that read as in a textbook, on a page of a readable size', { timeout: 60_000 }, () => {
    const { derivation, findings } = derived(poisson);
    expect(findings?.mean?.ofParameters.map(textOf)).toEqual(['r - r*w', '(1 - w)*(1 - exp(-r))']);
    expect(derivation && latexDocument(derivation).length).toBeLessThan(50_000);
  });

  it('have the numbers of the sum', { timeout: 60_000 }, () => {
    const answer = evaluateAt(derived(poisson), { at: { w: 0.25, r: 1.5, k: 2 }, toPoint: { w: 0.5, r: 1 } });
    if (!answer.ok) throw new Error('no answer');
    const wanted = { entropy: 1.43584398804901, logDensity: -1.669899036795397, kl: 0.1949182888765422 };
    for (const [key, value] of Object.entries(wanted)) expect(answer.value[key]).toBeCloseTo(value, 12);
  });
});
