// What a rule on a group is made of, off by a thousandth: each part makes a claim of the theorem that uses it fail.
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/derivation/claim.ts';
import type { OptimizerFindings } from '../src/derivation/optimizer-findings.ts';
import { subjectOf } from '../src/derivation/subject.ts';
import type { Theorem } from '../src/derivation/theorem.ts';
import { verify } from '../src/derivation/verify.ts';
import { elaborateOptimizer } from '../src/elaborate/optimizer.ts';
import { mul } from '../src/ir/build.ts';
import { type Expr, rational } from '../src/ir/expr.ts';
import { mapSampler } from '../src/model/map-sampler.ts';
import { drawnClaims } from '../src/theorems/lie/base/drawn-claim.ts';
import { pointEstimate } from '../src/theorems/lie/centre.ts';
import { deriveOptimizer } from '../src/theorems/lie/derive.ts';
import { firstOrder } from '../src/theorems/lie/first-order.ts';
import { groupRule } from '../src/theorems/lie/rule.ts';
import { ruleClaims } from '../src/theorems/lie/rule-claims.ts';
import { modelOf } from './elaborate-fixture.ts';

const off = (e: Expr): Expr => mul(rational(1001, 1000), e);

const subjects = {
  'an affine group on an asymmetric base': `distribution Noise { variable z in Real density ∝ exp(-z - exp(-z)) }
    group G(P) { element A in Positive^P, b in Real^P action θ in Real^P -> A*θ + b }
    orbit O(P) { group G(P) base Noise^P }
    optimizer M(P) { posterior O(P) momentum β₁ for A, β₂ for b rate α_A for A, α_b for b }`,
  'triangular maps of a normal base': `distribution Noise { variable z in Real density ∝ exp(-z^2/2) }
    group G(P) { element L in LowerTriangular(P), b in Real^P action θ in Real^P -> L θ + b }
    orbit O(P) { group G(P) base Noise^P }
    optimizer M(P) { posterior O(P) momentum β rate α }`,
  'powers of a positive draw': `distribution Noise { variable z in Positive density ∝ z exp(-z) }
    group G { element k in Positive, c in Positive action x in Positive -> c x^k }
    orbit O { group G base Noise }
    optimizer M { posterior O momentum β rate α }`,
};

describe.each(Object.entries(subjects))('%s', (_, text) => {
  const known = deriveOptimizer(modelOf(elaborateOptimizer, text)).findings;
  const { orbit, step } = known;
  const { elements, point, spelling } = orbit.group.model;
  const { sizes } = subjectOf([...elements, ...point], { spelling, span: orbit.model.spans.name });
  const hold = (claims: readonly Claim[]): boolean =>
    verify(claims, { sizes, seed: 1, spelling }).every((v) => v.holds);
  const claimsOf = <F>(theorem: Theorem<F>, given: F): readonly Claim[] => {
    const outcome = theorem.apply(given);
    return outcome.kind === 'found' ? (outcome.step?.claims ?? []) : [];
  };
  const withOrbit = (part: Partial<OptimizerFindings['orbit']>): OptimizerFindings => ({
    ...known,
    orbit: { ...orbit, ...part },
  });
  if (!step || !orbit.energy || !orbit.natural) throw new Error('not derived');
  const { energy, natural } = orbit;

  it('holds as it is derived', () => {
    expect(hold([...claimsOf(groupRule, known), ...claimsOf(pointEstimate, known)])).toBe(true);
  });

  it.each(elements.map((g, i) => [g.name, i] as const))('the covector of %s', (__, i) => {
    const covector = energy.covector.map((c, j) => (i === j ? off(c) : c));
    expect(hold(claimsOf(groupRule, withOrbit({ energy: { ...energy, covector } })))).toBe(false);
  });

  it.each(elements.map((g, i) => [g.name, i] as const))('the direction of %s', (__, i) => {
    const values = natural.values.map((v, j) => (i === j ? off(v) : v));
    expect(hold(claimsOf(groupRule, withOrbit({ natural: { ...natural, values } })))).toBe(false);
  });

  it('the place of a draw, in the rule and in the estimate', () => {
    const moved = withOrbit({ energy: { ...energy, place: energy.place.map(off) } });
    expect(hold(claimsOf(groupRule, moved))).toBe(false);
    expect(hold(claimsOf(pointEstimate, moved))).toBe(false);
  });

  it.each(step.assignments.map((a) => [a.equation, a] as const))('the equation %s', (__, wrong) => {
    const assignments = step.assignments.map((a) => (a === wrong ? { ...a, value: off(a.value) } : a));
    const covector = elements.map((g, i) => {
      const m = step.momentum.get(g);
      return (m && step.next.get(m)) ?? step.averages[i]?.target ?? g;
    });
    expect(hold(ruleClaims(known, { ...step, assignments }, covector))).toBe(false);
  });

  it('the sampler of the base', () => {
    const [site] = orbit.base?.sites ?? [];
    if (!site?.sampler) throw new Error('no sampler');
    expect(hold(drawnClaims(site, false))).toBe(true);
    expect(hold(drawnClaims({ ...site, sampler: mapSampler(site.sampler, off) }, false))).toBe(false);
  });

  it('the rates that are compared with those of the learning rule', () => {
    const rates = claimsOf(firstOrder, orbit);
    const wrong = claimsOf(firstOrder, { ...orbit, natural: { ...natural, values: natural.values.map(off) } });
    expect(hold(rates)).toBe(true);
    // An orbit that is no exponential family is compared with nothing.
    expect(hold(wrong)).toBe(rates.length === 0);
  });
});
