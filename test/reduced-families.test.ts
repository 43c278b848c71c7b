// Families whose natural parameters, read as they are written, fill a subspace or are too many, and those that sum over few
// values: `eval` against derivatives of log ∫ h^c e^⟨λ,T⟩ (oracles/generate/reduced.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { textOf } from '../src/notation/text.ts';
import type { Point } from './emitted-families.ts';
import { missesAt, missText } from './oracle-comparison.ts';

const { points } = JSON.parse(readFileSync(new URL('oracles/reduced-families.json', import.meta.url), 'utf8')) as {
  readonly points: readonly Point[];
};

describe.each(points)('$name', (point) => {
  it('has the numbers of its integral', { timeout: 60_000 }, () => {
    expect(Object.keys(point.expected)).toContain('fisherParameters');
    expect(missesAt(point).map(missText)).toEqual([]);
  });
});

it('tells a matrix of which only one side is held that it does not integrate', () => {
  const text = `family Open(P, Q) { variable X in Matrix(P, Q) constant u in Real^P parameter m in Real^Q
    density ∝ exp(-norm2(X' u - m)/2) }`;
  expect(compile(text).diagnostics.map((d) => d.code)).toEqual(['not-integrable']);
});

it('tells a tie of two ranges with a wrong normaliser what it sums to', () => {
  const text = `family Wrong { variable j in Integer(0..3), k in Integer(0..3) parameter t in Real
    density exp(t j k)/(7 + exp(t)) }`;
  expect(compile(text).diagnostics.map((d) => d.code)).toEqual(['not-normalised']);
});

it('reads the logarithm of a sum over classes as the sum of logarithms', () => {
  const text = 'family Class(K) { variable y in OneHot(K) parameter p in Simplex(K) density exp(log(sum(p*y))) }';
  const { findings } = compile(text).declarations[0] ?? {};
  expect(findings?.separation?.blocks.map((b) => textOf(b.natural))).toEqual(['log(head(p)) - log(last(p))']);
});
