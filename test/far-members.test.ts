// Laws whose checks once asked too much of too few places: a switch beside a vector, and members with a peak of F between them.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';

describe('is derived, every claim with it', () => {
  it.each([
    [
      'a vector that a bit tilts',
      "family Tilted(P) { variable y in Binary, x in Real^P parameter h in Real, m in Real^P density ∝ exp(h y + y m' x - norm2(x)/2) }",
    ],
    [
      'listed numbers, weighed by their squares',
      'family Listed { variable y in {1, 2, 5, 10} parameter t in Real, u in Real density ∝ exp(t y + u y^2) }',
    ],
  ])('%s', (_, text) => {
    const { declarations, diagnostics } = compile(text);
    expect(diagnostics.map((d) => d.message)).toEqual([]);
    expect(declarations[0]?.derivation?.steps.length).toBeGreaterThan(15);
  });
});
