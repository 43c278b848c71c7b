// The point estimate of an orbit is its mean: closed forms of the base's mean, where a generating integral has a pole too.
import { expect, it } from 'vitest';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { compile } from '../src/compile.ts';

const orbitOn = (base: string): string => `distribution U { variable z in ${base} }
group Aff { element s in Positive, b in Real  action θ in Real -> s*θ + b }
orbit O { group Aff  base U }`;

// Means of z: the middle of an interval; 3/4 under the density 3z²/1 on (0, 1); 4 under z³ e^{−z}/6.
it.each([
  ['Interval(-1, 1)  density 1/2', '\\theta = b'],
  ['Interval(0, 3)  density 1/3', '\\theta = b + \\frac{3s}{2}'],
  ['Unit  density 3*z^2', '\\theta = b + \\frac{3s}{4}'],
  ['Positive  density z^3*exp(-z)/6', '\\theta = b + 4s'],
])('a base on %s', (base, expected) => {
  const { declarations, diagnostics } = compile(orbitOn(base));
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const derivation = declarations.find((d) => d.kind === 'orbit')?.derivation;
  if (!derivation) throw new Error('the orbit was not derived');
  const page = markdownDocument(derivation);
  expect(page).toContain(`${expected}\\tag`);
  const { verdicts } = derivation.steps.find((s) => s.theorem === 'point-estimate') ?? { verdicts: [] };
  expect(verdicts.map((v) => v.holds)).toEqual([true, true]);
});

const estimateOf = (base: string, group = 'Aff'): { readonly line: string; readonly told: readonly string[] } => {
  const text = `distribution U { variable z in ${base} }
group Aff { element s in Positive, b in Real  action θ in Real -> s*θ + b }
group Turn { element t in Circle  action θ in Circle -> θ + t }
orbit O { group ${group}  base U }`;
  const { declarations, diagnostics } = compile(text);
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const derivation = declarations.find((d) => d.kind === 'orbit')?.derivation;
  const step = derivation?.steps.find((s) => s.theorem === 'point-estimate');
  expect(step?.verdicts.every((v) => v.holds)).toBe(true);
  const page = derivation ? markdownDocument(derivation) : '';
  const line = page.slice(page.indexOf('The point estimate')).match(/\\theta (=|\\approx) .*(?=\\tag)/)?.[0] ?? '';
  return { line, told: step?.claims.flatMap(({ text }) => (text.includes('carries the middle') ? [] : [text])) ?? [] };
};

// Where no mean exists the median stands in: the centre of symmetry, or the place with half of the mass below it. The Lévy
// law's is 1/Φ⁻¹(3/4)² = 2.19810933831773 (SciPy).
it.each([
  ['Real  density ∝ 1/(1 + z^2)', '\\theta = b', ['the density is symmetric about it']],
  ['Negative  density ∝ 1/(1 + z^2)', '\\theta = b - s', ['half of the mass lies below it']],
  ['Real > 5  density ∝ 1/z^2', '\\theta = b + 10s', ['half of the mass lies below it']],
  [
    'Positive  density ∝ z^(-1.5)*exp(-1/(2 z))',
    '\\theta \\approx b + 2.198109338318s',
    ['half of the mass lies below it'],
  ],
])('a base without mean on %s', (base, line, told) => {
  expect(estimateOf(base)).toEqual({ line, told });
});

it('a place that is a choice is called one', () => {
  const { declarations } =
    compile(`distribution U { variable z in Positive constant c in Positive density ∝ 1/(c + z^2) }
group Scale { element s in Positive  action θ in Positive -> s*θ }
orbit O { constant c in Positive group Scale  base U(c = c) }`);
  const derivation = declarations.find((d) => d.kind === 'orbit')?.derivation;
  const page = derivation ? markdownDocument(derivation) : '';
  expect(page).toContain('That is a choice, and nothing is claimed of it.');
});

// E[z] = 2.02875978169103 of e^(−z⁴) on (2, 3): mpmath, by quadrature at 30 digits.
it('a mean without closed form is a number, inside the support', () => {
  const { line, told } = estimateOf('Interval(2, 3)  density ∝ exp(-z^4)');
  expect(line).toBe('\\theta \\approx b + 2.028759781691s');
  expect(told).toEqual(['the mean of a draw']);
});

it('an angle has a mean direction', () => {
  expect(estimateOf('Circle  density ∝ exp(2 cos(z))', 'Turn')).toEqual({
    line: '\\theta = t',
    told: ['the mean direction of a draw'],
  });
  // sin 1 and cos 1 times I₁(2)/I₀(2) = 0.697774657964 (mpmath).
  const { line, told } = estimateOf('Circle  density ∝ exp(2 cos(z - 1))', 'Turn');
  expect(line).toContain('atan2}(0.587157128611, 0.3770092566743)');
  expect(told).toEqual(['the mean direction of a draw']);
});
