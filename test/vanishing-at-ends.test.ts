// Powers of functions that vanish at an end of the domain: what lies nearer to it than a double tells is counted by the
// distance from there, and where a power is too low for an integral the density is refused.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { load } from './emit-run.ts';

const family = (domain: string, density: string, parameter = 'a in Positive'): string =>
  `family Vanishing { parameter ${parameter} variable x in ${domain} density ∝ ${density} }`;

// A(λ) and E[T] at a = 0.05, where half of the mass lies nearer than 1e-6 to the end: mpmath 1.3 with 30 digits, in the
// variable (distance from the end)^a.
const values: readonly (readonly [string, string, number, number])[] = [
  ['Interval(0, 1)', '(-log(x))^(a-1) * x * (1 + x)', 3.617283769611773, -21.39166977187276],
  ['Interval(1, inf)', 'log(x)^(a-1) * x^(-3) * (1 + exp(-x))', 3.241278593241839, -21.31477011114643],
  ['Interval(1, inf)', '(x^2 - 1)^(a-1) * exp(-x^2)', 1.259340107527942, -20.82258306588146],
  ['Interval(0, 1)', '(1 - sqrt(x))^(a-1) * (1 + x)', 4.312837903976433, -21.35181309953841],
  ['Interval(-1, 1)', '(1 - x^2)^(a-1) * (3 + x)', 4.159825576533415, -18.7618857406577],
  ['Interval(0, 1)', '(1 - exp(x - 1))^(a-1) * (2 + x)', 4.098583379281151, -19.94418111994736],
  ['Interval(0, pi)', 'sin(x)^(a-1) * (1 + x)', 4.666760577882706, -19.34583491098957],
];

describe.each(values)('on %s the density %s', (domain, density, logPartition, mean) => {
  it('has all of its mass', () => {
    const [declared] = compile(family(domain, density), { verify: 'none' }).declarations;
    if (!declared) throw new Error('no family');
    const answer = evaluateAt(declared, { at: { a: 0.05 } });
    if (!answer.ok) throw new Error('no value');
    const found = answer.value as { logPartition: number; mean: readonly number[] };
    expect(Math.abs(found.logPartition - logPartition)).toBeLessThan(1e-13 * logPartition);
    expect(Math.abs((found.mean[0] ?? 0) - mean)).toBeLessThan(1e-13 * -mean);
  });

  // On a half-line js leaves out some 1e-6 of the mean: what is nearer than 1e-100 to the end.
  it('has it in js', async () => {
    const [declared] = compile(family(domain, density), { verify: 'none' }).declarations;
    if (!declared?.findings) throw new Error('no family');
    const m = await load(emitJs(programOf(declared.findings), { source: 'x', version: '0.0.0' }).js);
    const found = Object.values(m.toMean({ a: 0.05 }) as object).map(Number);
    expect(Math.abs((found[0] ?? 0) - mean)).toBeLessThan((domain.includes('inf') ? 1e-5 : 1e-12) * -mean);
  });
});

// Each integral is infinite on a part of the domain that no ordinary number of a reaches.
const infinite: readonly (readonly [string, string, string])[] = [
  ['Interval(0, 1)', '(x^2 - x^3)^(a-1) * (1 + x)', 'its lower end'],
  ['Interval(0, 1)', '(1 - cos(x))^(a-1) * (1 + x)', 'its lower end'],
  ['Real', '(1 + x^4)^(-a) * (2 + sin(x))', 'its upper end'],
  ['Positive', 'x^a * (1 + x)^(-10) * exp(-exp(-x))', 'its upper end'],
];

describe.each(infinite)('on %s the density %s', (domain, density, end) => {
  it('is refused for the power that is too low', () => {
    const [first] = compile(family(domain, density), { verify: 'none' }).diagnostics;
    expect(first).toMatchObject({
      code: 'not-integrable',
      message: 'Vanishing does not integrate for some declared parameters',
    });
    expect(first?.notes?.join(' ')).toContain(`diverges at ${end}`);
  });
});

it('accepts a power that is high enough all over its domain', () => {
  const text = family('Interval(0, 1)', '(x^2 - x^3)^(a-1) * (1 + x)', 'a in Interval(1/2, inf)');
  expect(compile(text, { verify: 'none' }).diagnostics).toEqual([]);
});
