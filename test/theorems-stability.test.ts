// The stable forms that a page prints: what emitted code computes, in functions that are explained, each claim one that can fail.
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/derivation/claim.ts';
import { verify } from '../src/derivation/verify.ts';
import { mul } from '../src/ir/build.ts';
import { rational } from '../src/ir/expr.ts';
import { latexOf, plainText } from '../src/notation/label.ts';
import { equationsOf, stepOf, wordsOf } from './theorems-fixture.ts';

const waiting =
  'family W { variable x in Positive parameter a in Positive, b in Positive density ∝ x^(a-1) exp(-b x) }';
const share =
  'family S { variable x in Interval(0, 1) parameter a in Positive, b in Positive density ∝ x^(a-1) (1-x)^(b-1) }';
const coin = 'family C { variable k in {0, 1} parameter t in Real density ∝ exp(k exp(t)) }';
const counts = 'family N { variable n in Natural parameter r in Positive density ∝ r^n / factorial(n) }';
const matrix = `family M(P) { variable X in SPD(P) parameter V in SPD(P), n in Real > P - 1
  density ∝ det(X)^((n-P-1)/2) * exp(-trace(inv(V) X)/2) }`;
const line = 'family L { variable x in Real parameter m in Real, s in Positive density ∝ exp(-s (x-m)^2/2) }';

const holds = (claims: readonly Claim[], size = new Map<string, number>()): readonly boolean[] =>
  verify(claims, { sizes: [size], seed: 1, spelling: new Map() }).map((v) => v.holds);

/** The right-hand sides under a left-hand side, in the order of print. */
const written = (text: string, left: string): readonly string[] =>
  stepOf(text, 'stable-form').body.flatMap((line) =>
    line.kind === 'equation' && plainText(line.left) === left ? line.right.map(plainText) : [],
  );

describe('a stable form', () => {
  it("is printed by Stirling's remainder where log Γ and ψ cancel", () => {
    const [entropy = ''] = written(waiting, 'H');
    expect(entropy).toContain('lgammaRemainder(a)');
    expect(entropy).not.toContain('lgamma(');
    const { right } = equationsOf(stepOf(waiting, 'stable-form')).get('H') ?? { right: [] };
    expect(right.map(latexOf).join()).toContain('\\mathcal{R}(a)');
  });

  it('explains the functions that it is made of, and no other', () => {
    const left = (text: string): readonly string[] => [...equationsOf(stepOf(text, 'stable-form')).keys()];
    expect(left(waiting)).toContain('lgammaRemainder(y)');
    expect(left(waiting)).toContain('trigammaGap(y)');
    expect(left(line).some((name) => name.includes('Gap') || name.includes('Remainder'))).toBe(false);
    expect(left(matrix).some((name) => name.startsWith('determinantGap('))).toBe(true);
  });

  it('is told for each side where there are two', () => {
    expect(written(share, 'log q')).toHaveLength(2);
    expect(wordsOf(stepOf(share, 'stable-form'))).toContain('a + b exceeds 16');
    expect(wordsOf(stepOf(share, 'stable-form'))).toContain('a + b is below 16');
    const tries = `family T { variable k in Integer(0..n) constant n in Integer(1..inf) parameter p in Unit
      density binomial(n, k) p^k (1-p)^(n-k) }`;
    const words = wordsOf(stepOf(tries, 'stable-form'));
    expect(words).toMatch(/Where n \+ 2 exceeds 16 and lgamma.* is not 0:/);
    expect(words).toMatch(/Where n \+ 2 is below 16, or lgamma.* is 0:/);
  });

  it('is that of each value of a small domain', () => {
    expect(written(coin, 'log q').length).toBe(2);
    expect(holds(stepOf(coin, 'stable-form').claims).every((h) => h)).toBe(true);
  });

  it('closes squares and takes differences first', () => {
    expect(written(line, 'log q').join()).toContain('(m - x)^2');
    expect(written(counts, 'KL(r ‖ r̃)').join()).toContain('(r̃ - r)/r');
  });

  it('has claims that hold, and that fail for another form', () => {
    for (const text of [waiting, share, line, counts]) {
      const { claims } = stepOf(text, 'stable-form');
      expect(holds(claims)).toEqual(claims.map(() => true));
      const wrong = claims.map((c) =>
        c.kind === 'identity' ? { ...c, right: mul(c.right, rational(1001, 1000)) } : c,
      );
      expect(holds(wrong)).toEqual(claims.map(() => false));
    }
    const { claims } = stepOf(matrix, 'stable-form');
    expect(holds(claims, new Map([['P', 2]]))).toEqual(claims.map(() => true));
  });
});
