// Where a second-order step stays: the conditions that its page prints, against where the step lands.
import { describe, expect, it } from 'vitest';
import { type Expr, zero } from '../src/ir/expr.ts';
import { symbolsOf } from '../src/ir/visit.ts';
import { plainText } from '../src/notation/label.ts';
import { stepOf, valueAt, wordsIn } from './theorems-fixture.ts';

const waiting =
  'family W { variable x in Positive parameter a in Positive, b in Positive density ∝ x^(a-1) exp(-b x) }';
const counts = 'family C { variable n in Natural parameter r in Positive density ∝ r^n / factorial(n) }';
const spread = 'family S { variable x in Real parameter s in Positive density ∝ exp(-s x^2/2) }';
const shares = 'family D(K) { variable s in Simplex(K) parameter a in Positive^K density ∝ prod(s^(a-1)) }';

const conditionsOf = (text: string): readonly Expr[] =>
  stepOf(text, 'second-order-retraction').body.flatMap((line) =>
    line.kind === 'equation' && line.relation === '>' && line.left.kind !== 'label' ? [line.left] : [],
  );

describe('a second-order step', () => {
  it('stays exactly where the printed conditions hold', () => {
    const [shape, rate] = conditionsOf(waiting);
    // λ₁ = −b lands below 0 and λ₂ = a − 1 above −1, or the step leaves the domain.
    const at = (rho: number): Record<string, number> => ({
      'λ₁': -2,
      'λ₂': 1.5,
      'ĝ_λ₁': -3,
      'ĝ_λ₂': 2,
      'Γ_λ₁': 1.25,
      'Γ_λ₂': -0.75,
      ρ: rho,
    });
    for (const rho of [0.1, 0.5, 0.8, 1, 1.5, 2.5]) {
      const landed = { first: -2 + 3 * rho - (1.25 * rho ** 2) / 2, second: 1.5 - 2 * rho + (0.75 * rho ** 2) / 2 };
      expect(valueAt(rate ?? zero, at(rho)) > 0).toBe(landed.first < 0);
      expect(valueAt(shape ?? zero, at(rho)) > 0).toBe(landed.second > -1);
    }
    expect(stepOf(waiting, 'second-order-retraction').left).toEqual([]);
  });

  it('has none to fulfil in a linear space and on a cone', () => {
    for (const text of [counts, spread]) expect(conditionsOf(text)).toEqual([]);
    expect(wordsIn(stepOf(counts, 'second-order-retraction').discharged)).toContain('Every step stays');
    expect(wordsIn(stepOf(spread, 'second-order-retraction').discharged)).toContain('no step size leaves the domain');
  });

  it('is asked of every entry of a vector', () => {
    const [only, ...more] = conditionsOf(shares);
    expect(more).toEqual([]);
    expect([...symbolsOf(only as Expr)].map((s) => s.name).sort()).toEqual(['a', 'ĝ_a', 'Γ_a', 'ρ'].sort());
    expect(plainText(only as Expr)).toContain('2*a');
  });
});
