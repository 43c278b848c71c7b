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
  expect(verdicts.map((v) => v.holds)).toEqual([true]);
});
