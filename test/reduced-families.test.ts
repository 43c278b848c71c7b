// Families whose natural parameters, read as they are written, fill a subspace or are too many, and those that sum over few
// values: `eval` against derivatives of log ∫ h^c e^⟨λ,T⟩ (oracles/generate/reduced.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
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
