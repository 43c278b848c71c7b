// Cumulants and Christoffel symbols against closed forms computed elsewhere, and their claims where they must fail.
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/derivation/claim.ts';
import { verify } from '../src/derivation/verify.ts';
import { mul } from '../src/ir/build.ts';
import { rational } from '../src/ir/expr.ts';
import { plainText } from '../src/notation/label.ts';
import { equationsOf, printed, stepOf, wordsOf } from './theorems-fixture.ts';

const waiting =
  'family W { variable x in Positive parameter a in Positive, b in Positive density ∝ x^(a-1) exp(-b x) }';
const counts = 'family C { variable n in Natural parameter r in Positive density ∝ r^n / factorial(n) }';
const share = `family S(K) { variable s in Simplex(K) parameter a in Positive^K density ∝ prod(s^(a-1)) }`;

const holds = (claims: readonly Claim[]): readonly boolean[] =>
  verify(claims, { sizes: [new Map()], seed: 1, spelling: new Map() }).map((v) => v.holds);

describe('the cumulants', () => {
  it('form a symmetric array for two statistics', () => {
    // λ₁ = −b, λ₂ = a − 1; polygamma values by mpmath: ψ″(2.5) and ψ‴(2.5).
    const step = stepOf(waiting, 'cumulants');
    const at = { 'λ₁': -2, 'λ₂': 1.5 };
    const expected: readonly (readonly [string, number])[] = [
      ['κ₁₁₁', (2 * 2.5) / 8],
      ['κ₁₁₂', 1 / 4],
      ['κ₁₂₂', 0],
      ['κ₂₂₂', -0.2362040516417274],
      ['κ₁₁₁₁', (6 * 2.5) / 16],
      ['κ₁₁₁₂', 2 / 8],
      ['κ₂₂₂₂', 0.22390584881725],
    ];
    for (const [name, value] of expected) expect(printed(step, name, at)).toBeCloseTo(value, 12);
  });

  it('are given in a direction where statistics are vectors', () => {
    const step = stepOf(share, 'cumulants');
    expect(wordsOf(step)).toContain('In a direction u');
    expect(step.claims.map((c) => c.kind)).toEqual(['derivative', 'derivative', 'derivative']);
  });

  it('have claims that fail for another value', () => {
    const { claims } = stepOf(waiting, 'cumulants');
    expect(holds(claims)).toEqual(claims.map(() => true));
    const third = claims[0];
    if (third?.kind !== 'expectation') throw new Error('no claim');
    expect(holds([{ ...third, value: mul(third.value, rational(1001, 1000)) }])).toEqual([false]);
  });
});

describe('the Christoffel symbols', () => {
  it('are half the slope of the logarithm of the metric, in λ and in the parameter', () => {
    const step = stepOf(counts, 'christoffel');
    expect(printed(step, 'Γ(λ)', { λ: 0.7 })).toBe(0.5);
    expect(printed(step, 'Γ(r)', { r: 4 })).toBe(-0.125);
    expect(holds(step.claims)).toEqual([true, true]);
  });

  it('carry a claim that another symbol fails', () => {
    const [, change] = stepOf(counts, 'christoffel').claims;
    if (change?.kind !== 'identity') throw new Error('no claim');
    expect(holds([{ ...change, left: mul(change.left, rational(2)) }])).toEqual([false]);
  });
});

describe('the Christoffel symbols of several parameters', () => {
  const line = 'family L { variable x in Real parameter m in Real, s in Positive density ∝ exp(-s (x-m)^2/2) }';
  const vector = `family V(P) { variable x in Real^P parameter m in Real^P, S in SPD(P)
    density ∝ exp(-(x-m)' S (x-m) / 2) }`;

  it('are an array of numbers', () => {
    const step = stepOf(line, 'christoffel');
    expect([...equationsOf(step).keys()].filter((k) => k.startsWith('Γ'))).toEqual([
      'Γ₁₁₂(m, s)',
      'Γ₂₁₁(m, s)',
      'Γ₂₂₂(m, s)',
    ]);
    // From the metric diag(s, 1/(2s²)) by hand.
    const at = { m: 0.3, s: 1.6 };
    for (const [name, value] of [
      ['Γ₁₁₂(m, s)', 0.3125],
      ['Γ₂₁₁(m, s)', -2.56],
      ['Γ₂₂₂(m, s)', -0.625],
    ] as const)
      expect(printed(step, name, at)).toBeCloseTo(value, 14);
    expect(wordsOf(step)).toContain('not listed vanish');
  });

  it('are a form in two directions of vectors and matrices', () => {
    // Skovgaard 1984, A Riemannian geometry of the multivariate normal model, theorem 2.1, in the precision.
    const found = equationsOf(stepOf(vector, 'christoffel'));
    const written = (left: string): readonly string[] => found.get(left)?.right.map(plainText) ?? [];
    expect(written('Γ_m(m, S)[u, v]')).toEqual(['(inv(S) u_S v_m)/2 + (inv(S) v_S u_m)/2']);
    expect(written('Γ_S(m, S)[u, v]').join()).toContain("S u_m v_m' S");
  });

  it('stand in natural parameters where the declared ones are shares', () => {
    const text = 'family H(K) { variable x in OneHot(K) parameter p in Simplex(K) density prod(p^x) }';
    expect([...equationsOf(stepOf(text, 'christoffel')).keys()]).toContain('Γ_λ(λ)[u, v]');
  });

  it('carry a claim that another form fails', () => {
    const { claims } = stepOf(line, 'christoffel');
    expect(holds(claims)).toEqual([true, true, true, true]);
    const last = claims[3];
    if (last?.kind !== 'derivative') throw new Error('no claim');
    expect(holds([{ ...last, value: mul(last.value, rational(1001, 1000)) }])).toEqual([false]);
  });
});

describe('what no reader will read', () => {
  const window = `family W { variable k in Integer(a..b) constant a in Integer, b in Integer(a+1..inf)
    parameter t in Real density ∝ exp(t k) }`;
  const pair = `family P { variable x in Real, t in Positive parameter a in Real > 1/2, b in Positive, c in Real
    density ∝ t^(a-1) * exp(-b t - t (x-c)^2/2) }`;

  it('is told by the equation that it solves', () => {
    expect([...equationsOf(stepOf(window, 'cumulants')).keys()]).toEqual(['κ₂', 'κ₃']);
    expect([...equationsOf(stepOf(window, 'christoffel')).keys()]).toEqual(['Γ(λ)']);
    expect(wordsOf(stepOf(window, 'christoffel'))).toContain('half the slope, in t, of the logarithm of the metric');
    expect(wordsOf(stepOf(window, 'second-order-retraction'))).toContain('half the slope of the metric');
    const steps = [...equationsOf(stepOf(pair, 'second-order-retraction')).keys()];
    expect(steps.slice(0, 3).join()).toBe('λ₁′,λ₂′,λ₃′');
    expect(wordsOf(stepOf(pair, 'second-order-retraction'))).toContain('solution of the linear equations');
  });
});
