// Names: one canonical spelling; the other spellings are equal to it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiName, canonicalName, letterOf } from '../grammar/names.ts';

describe('the canonical name', () => {
  it.each([
    ['theta', 'θ'],
    ['Theta', 'Θ'],
    ['sigma', 'σ'],
    ['lambda', 'λ'],
    ['epsilon', 'ε'],
    ['varphi', 'ϕ'],
    ['phi', 'φ'],
    ['pi', 'π'],
    ['inf', '∞'],
    ['beta', 'β'],
    ['gamma', 'γ'],
    ['Gamma', 'Γ'],
    ['Beta', 'Beta'],
    ['beta_1', 'β₁'],
    ['β_1', 'β₁'],
    ['beta₁', 'β₁'],
    ['x_1', 'x₁'],
    ['x_12', 'x₁₂'],
    ['alpha_A', 'α_A'],
    ['sigma_theta', 'σ_θ'],
    ['theta1', 'theta1'],
    ['e', 'e'],
    ['digamma', 'digamma'],
    ['log1p', 'log1p'],
    ['_x', '_x'],
    ['𝜃', 'θ'],
    ['µ', 'μ'],
    ['ℝ', 'Real'],
  ])('%s is %s', (text, name) => expect(canonicalName(text)).toBe(name));

  it('distinguishes names with several indices', () => {
    expect(canonicalName('x_1_2')).not.toBe(canonicalName('x_12'));
  });

  const word = fc.oneof(fc.constantFrom(...letterOf.keys()), fc.stringMatching(/^[a-zA-Zα-ω]{1,4}$/));
  const name = fc
    .tuple(word, fc.array(fc.oneof(word, fc.stringMatching(/^[0-9]{1,2}$/)), { maxLength: 3 }))
    .map(([head, tail]) => [head, ...tail].join('_'));

  it('is its own canonical name', () => {
    fc.assert(fc.property(name, (text) => canonicalName(canonicalName(text)) === canonicalName(text)));
  });

  it('is found again from its ASCII spelling', () => {
    const letters = fc.constantFrom('θ', 'β₁', 'α_A', 'x₁₂', 'Γ', '∞', 'ϕ');
    fc.assert(fc.property(letters, (letter) => canonicalName(asciiName(letter)) === letter));
    expect(asciiName('θ')).toBe('theta');
    expect(asciiName('β₁')).toBe('beta_1');
  });
});
