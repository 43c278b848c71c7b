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
