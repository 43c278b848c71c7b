// Running text: formulas that signs part are one formula, a mark after a display stays with it, domains read as words.
import { describe, expect, it } from 'vitest';
import { domainWords } from '../src/derivation/given.ts';
import { formula, label, type Prose, prose } from '../src/derivation/step.ts';
import { one, positiveLine, realLine, symbol, zero } from '../src/ir/expr.ts';
import { plainProse, styledProse } from '../src/notation/prose.ts';

const written = (text: Prose, limit = 30): string =>
  styledProse(text, {
    text: (t) => t,
    inline: (tex) => `$${tex.replace(/\s+/g, ' ')}$`,
    display: (tex) => `[[${tex}]]`,
    limit,
    room: 40,
  });

const [lambda, mu] = [label('natural'), label('mean')];

describe('running text', () => {
  it('joins what signs and brackets part', () => {
    expect(written(prose`the entropy is ${label('logPartition')} − ⟨${lambda}, ${mu}⟩.`)).toBe(
      'the entropy is $A - \\langle \\lambda , \\mu \\rangle$.',
    );
  });

  it('leaves the punctuation of a list alone', () => {
    expect(written(prose`for ${lambda}, ${mu} and ${lambda}`)).toBe('for $\\lambda$, $\\mu$ and $\\lambda$');
  });

  it('keeps a full stop on the line of a displayed formula', () => {
    const long = formula('a + b + c + d + e');
    expect(written(prose`Then ${long}. Next`, 2)).toBe('Then [[a + b + c + d + e.]]Next');
  });

  it('reads the same as plain text', () => {
    expect(plainProse(prose`the pair ⟨${lambda}, ${mu}⟩ and ${formula('e^{bx}')}`)).toBe('the pair ⟨λ, μ⟩ and e^bx');
  });
});

describe('domains in words', () => {
  it.each([
    [symbol('x', positiveLine), 'a positive number'],
    [symbol('x', realLine), 'a real number'],
    [symbol('x', { kind: 'interval', lower: zero, upper: one }), 'a number between 0 and 1'],
    [symbol('x', { kind: 'interval', lower: one }), 'a number above 1'],
    [symbol('x', { kind: 'interval', upper: one }), 'a number below 1'],
    [symbol('x', { kind: 'integers', lower: zero }), 'a whole number from 0 on'],
    [symbol('x', { kind: 'set', values: [zero, one] }), 'one of 0, 1'],
    [symbol('x', { kind: 'circle' }), 'an angle'],
    [symbol('x', realLine, ['P']), 'a real vector of length P'],
    [symbol('x', positiveLine, ['P']), 'a vector of length P with positive entries'],
    [symbol('x', { kind: 'simplex' }, ['K']), 'a point of the simplex with K entries'],
    [symbol('x', { kind: 'onehot' }, ['K']), 'a one-hot vector of length K'],
    [symbol('x', { kind: 'matrix' }, ['P', 'Q']), 'a real matrix of size P × Q'],
    [symbol('x', { kind: 'symmetric' }, ['P', 'P']), 'a symmetric matrix of size P × P'],
    [symbol('x', { kind: 'rotation' }, ['3', '3']), 'a rotation matrix of size 3 × 3'],
    [symbol('x', { kind: 'spd' }, ['P', 'P']), 'a positive definite matrix of size P × P'],
  ] as const)('%#: %s', (s, words) => {
    expect(plainProse(domainWords(s))).toBe(words);
  });
});
