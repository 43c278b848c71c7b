// The bracket as an author claims it, in the coordinates X and Y of two tangents.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';

const told = (text: string) => compile(text).diagnostics;
const heisenberg = (claim: string): string =>
  `group H { element a in Real, b in Real, c in Real action (x, y, z) -> (x + a, y + b, z + c + a y) claim ${claim} }`;

describe('a claim of the bracket', () => {
  it.each([
    ['numbers', heisenberg('bracket = (0, 0, X_a Y_b - Y_a X_b)')],
    [
      'a matrix beside a vector',
      `group G(P) { element A in Invertible(P), b in Real^P action θ in Real^P -> A θ + b
        claim bracket = (X_A Y_A - Y_A X_A, X_A Y_b - Y_A X_b) }`,
    ],
    [
      'a point that has taken the name of the second tangent',
      `group G { element a in Positive, b in Real action Y_b in Real -> a Y_b + b
        claim bracket = (0, X_a Y_b_2 - Y_a X_b) }`,
    ],
  ])('holds: %s', (_, text) => expect(told(text)).toEqual([]));

  it('is wrong with another sign, and the point is shown', () => {
    const [first, ...more] = told(heisenberg('bracket = (0, 0, X_a Y_b + Y_a X_b)'));
    expect(more).toEqual([]);
    expect(first).toMatchObject({ code: 'wrong-claim', label: expect.stringMatching(/^off by .* at .*Y_b = /) });
    expect(first?.notes).toContain('derived: bracket = (0, 0, X_a*Y_b - X_b*Y_a)');
  });

  it('speaks of tangents, not of elements', () =>
    expect(told(heisenberg('bracket = (0, 0, X_a b)'))[0]).toMatchObject({ code: 'unknown-name' }));
});
