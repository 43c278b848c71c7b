// Texts that are meant to hurt: towers of functions, exponents and sizes beyond all measure. Each ends in one clear error.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';

const family = (density: string, variable = 'x in Positive', parameter = 'a in Positive'): string =>
  `family F { variable ${variable}  parameter ${parameter}  density ∝ ${density} }`;
const tower = (fn: string, height: number, of: string): string =>
  `${`${fn}(`.repeat(height)}${of}${')'.repeat(height)}`;

/** Name, text, and the code of what is told first. */
const texts: readonly (readonly [string, string, string])[] = [
  ['a tower of exponentials', family(`exp(-a * ${tower('exp', 100, 'x')})`), 'too-large'],
  ['exponentials that outgrow everything', family('exp(-a * exp(exp(exp(exp(x)))))', 'x in Real'), 'not-integrable'],
  [
    'Bessel functions within each other',
    family(`exp(-a x^2) besselI(0, besselI(0, besselI(0, x)))`, 'x in Real'),
    'not-derivable',
  ],
  ['twenty log Γ within each other', family(`exp(-a ${tower('lgamma', 20, 'x')})`), 'too-large'],
  [
    'a product of 39 error functions',
    family(`exp(-a x^2) ${Array.from({ length: 39 }, (_, i) => `(1 + erf(${i + 1} x))`).join(' * ')}`, 'x in Real'),
    'too-large',
  ],
  [
    'a sum of 40 distances',
    family(`exp(-a (${Array.from({ length: 40 }, (_, i) => `abs(x - ${i})`).join(' + ')}))`, 'x in Real'),
    'too-large',
  ],
  ['a wave of 10³⁰⁰', family('exp(-a x^2 + sin(1e300 x))', 'x in Real'), 'not-derivable'],
  ['a factor of 10³⁰⁸ in an exponent', family('exp(-a x^2 * 1e308)', 'x in Real'), 'not-derivable'],
  ['growth by 10³⁰⁸', family('exp(1e308 * x^2 - a x)'), 'not-integrable'],
  ['a factorial of a factorial', family('exp(-a x) * factorial(factorial(200))'), 'too-large'],
  ['exponentials four deep', family('exp(-a*exp(exp(exp(exp(x)))) - x^2)', 'x in Real'), 'not-derivable'],
  ['a power beyond all', family('exp(-a x) x^999999999999'), 'too-large'],
  ['a matrix of 10⁸ entries', 'group G { element A in Invertible(9999)  action x in Real^9999 -> A x }', 'too-large'],
  ['a vector of 9999', family('exp(-dot(a, x^2))', 'x in Real^9999', 'a in Positive^9999'), 'too-large'],
  [
    'an orbit of 9999',
    'group T(P) { element b in Real^P  action x in Real^P -> x + b }  distribution N { variable x in Real  density ∝ exp(-x^2) }  orbit O { group T(9999)  base N^9999 }',
    'too-large',
  ],
  ['an orbit on itself', 'orbit O { group O  base O }', 'shape-mismatch'],
];

it.each([9, 20])('a constant in the logarithm is no reason to refuse, however large: %d!!', (n) => {
  expect(compile(family(`exp(-a x) * factorial(factorial(${n}))`)).diagnostics).toEqual([]);
});

it('a power of 9999 is none either', () => {
  expect(compile(family('exp(-a x^9999)')).diagnostics).toEqual([]);
});

describe('a hostile text ends in an error', () => {
  it.each(texts)('%s', (_, text, code) => {
    const { diagnostics, declarations } = compile(text);
    expect(diagnostics[0]?.code).toBe(code);
    expect(diagnostics[0]?.hint).toBeTruthy();
    expect(declarations.at(-1)?.derivation).toBeUndefined();
  });
});
