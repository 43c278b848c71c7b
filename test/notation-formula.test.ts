// Formulas typed as text: their LaTeX is what a mathematician would have typed, and KaTeX takes it.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { formula, formulaLatex, formulaWidth } from '../src/notation/formula.ts';
import { integralForms } from '../src/theorems/integrals/index.ts';

const squeezed = (text: string): string => formulaLatex(formula(text)).replace(/\s/g, '');

describe('formulas of general statements', () => {
  it.each([
    ['xᵃ (1−x)ᵇ', 'x^{a}(1-x)^{b}'],
    ['(−b)^{−a−1}', '(-b)^{-a-1}'],
    ['aᵀS⁻¹a', 'a^{\\top}S^{-1}a'],
    ['√(π/(−b))', '\\sqrt{\\pi/(-b)}'],
    ['2√(ab)', '2\\sqrt{ab}'],
    ['x₁₂', 'x_{12}'],
    ['(x − ρĝ)', '(x-\\rho\\hat{g})'],
    ['tr AᵀX', '\\operatorname{tr}A^{\\top}X'],
    ['a ≥ 0', 'a\\geq0'],
  ])('%s', (text, tex) => {
    expect(squeezed(text)).toBe(tex.replace(/\s/g, ''));
  });

  it('puts bounds on sums and integrals, and room before the differential', () => {
    expect(squeezed('∫₀^∞ e^{bx} dx')).toBe('\\int_{0}^\\inftye^{bx}\\,dx');
    expect(squeezed('Σ_{x≥0} e^{bx}')).toBe('\\sum_{x\\geq0}e^{bx}');
  });

  it('is wider the longer it is', () => {
    expect(formulaWidth(formula('a + b + c'))).toBeGreaterThan(formulaWidth(formula('a + b')));
  });

  it('accepts every form of the table of integrals', () => {
    const formulas = integralForms.flatMap((form) => form.title.parts).filter((part) => typeof part !== 'string');
    expect(formulas.length).toBeGreaterThan(15);
    for (const part of formulas) {
      const tex = part.kind === 'formula' ? formulaLatex(part) : '';
      expect(() => katex.renderToString(tex, { throwOnError: true, strict: 'error' }), tex).not.toThrow();
    }
  });
});
