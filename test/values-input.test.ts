// Values handed in by name: what is said of names that are unknown or missing.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

const [normal] = compile(
  'family F { variable x in Real parameter m in Real, s in Positive density ∝ exp(-(x-m)^2*s/2) }',
  { verify: 'none' },
).declarations;

function said(at: unknown): string {
  const answer = normal && evaluateAt(normal, { at });
  return answer?.ok === false ? answer.diagnostics.map((d) => d.message).join() : 'no mistake';
}

it('an unknown name is told before a missing one', () => {
  expect(said({ m: 0, sigma: 1 })).toBe('F has no σ');
  expect(said({ m: 0 })).toBe('a value of s is missing');
  expect(said({ m: 0, s: 1 })).toBe('no mistake');
});

it('scores of any size count as evidence of a parameter', () => {
  const text = 'family F { variable x in Positive parameter a in Positive density ∝ exp(-a*(1+x)^200*(1+a)^200) }';
  const codes = compile(text, { verify: 'live' }).diagnostics.map((d) => d.code);
  expect(codes).not.toContain('not-identifiable');
});

it('a bound that names a size is held, though the size is known only from another value', () => {
  const text = `family W(P) { variable X in SPD(P) parameter V in SPD(P) constant n in Real > P + 1
    density ∝ det(X)^((n-P-1)/2) exp(-trace(inv(V) X)/2) }`;
  const [wishart] = compile(text, { verify: 'none' }).declarations;
  const saidOf = (query: Parameters<typeof evaluateAt>[1]): string => {
    const answer = wishart && evaluateAt(wishart, query);
    return answer?.ok === false ? answer.diagnostics.map((d) => `${d.code}: ${d.message}`).join() : 'no mistake';
  };
  const tooFew = 'shape-mismatch: n = 2 lies outside its domain: it must be above 3';
  const V = [
    [1, 0],
    [0, 1],
  ];
  expect(saidOf({ at: { V, n: 2 } })).toBe(tooFew);
  expect(saidOf({ at: { n: 2 }, atNatural: [-0.5, 0, -0.5] })).toBe(tooFew);
  expect(saidOf({ at: { V, n: 4 } })).toBe('no mistake');
});

it('says how many entries are declared', () => {
  const text = 'family D { variable p in Simplex(3) parameter a in Positive^3 density ∝ prod(p^(a-1)) }';
  const [shares] = compile(text, { verify: 'none' }).declarations;
  const answer = shares && evaluateAt(shares, { at: { a: [1, 2] } });
  expect(answer?.ok === false && answer.diagnostics[0]?.message).toBe('a has 2 entries, declared are 3');
});
