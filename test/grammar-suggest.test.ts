// The nearest known word: slips of the finger are recognised, and short words are not all alike.
import { describe, expect, it } from 'vitest';
import { lookAlike, nearestWord } from '../grammar/suggest.ts';

const domains = ['Real', 'Positive', 'Negative', 'NonNegative', 'Unit', 'SPD'];

describe('the nearest word', () => {
  it.each([
    ['Postive', 'Positive'],
    ['Positvie', 'Positive'],
    ['positive', 'Positive'],
    ['Positiv', 'Positive'],
    ['NonNegatve', 'NonNegative'],
    ['spd', 'SPD'],
    ['Rael', 'Real'],
  ])('to %s is %s', (word, nearest) => expect(nearestWord(word, domains)).toBe(nearest));

  it('is the closer of two', () => expect(nearestWord('logg', ['exp', 'log', 'log1p'])).toBe('log'));

  it.each(['Complex', 'Posit', 'x'])('to %s is none of them', (word) =>
    expect(nearestWord(word, domains)).toBeUndefined(),
  );

  it('shares at least a letter', () => {
    expect(nearestWord('x', ['y', 'β'])).toBeUndefined();
    expect(nearestWord('x', ['x₁'])).toBe('x₁');
    expect(nearestWord('X', ['y', 'x'])).toBe('x');
  });

  it('is not looked for among very long words', () => {
    expect(nearestWord('a'.repeat(41), ['a'.repeat(40)])).toBeUndefined();
  });
});

describe('a word of other characters', () => {
  it('is told from the one that it looks like, by its character', () => {
    expect(lookAlike('v\u0430riable', ['variable', 'density'])).toEqual({
      name: 'variable',
      hint: '`v\u0430riable` only looks like `variable`: it is written with U+0430 instead of U+0061',
    });
    expect(lookAlike('x', ['\u0445'])?.hint).toContain('U+0078 instead of U+0445');
    expect(lookAlike('𝑥', ['x'])?.name).toBe('x');
  });

  it('looks like nothing where the letters differ', () => {
    expect(lookAlike('ν', ['v', 'n'])).toBeUndefined();
    expect(lookAlike('x', ['x'])).toBeUndefined();
  });
});
