// Scalar families as other authors may write them: `eval` against sums over the density alone (oracles/generate/unseen.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stepAt } from '../src/values/step.ts';
import { declared, type Point, type Step } from './emitted-families.ts';
import { compare, missesAt, missText } from './oracle-comparison.ts';

const { points, steps } = JSON.parse(
  readFileSync(new URL('oracles/unseen-families.json', import.meta.url), 'utf8'),
) as {
  readonly points: readonly Point[];
  readonly steps: readonly (Omit<Step, 'expected'> & { readonly natural: readonly number[] })[];
};

describe.each(points)('$name', (point) => {
  it('has the numbers of the density', { timeout: 120_000 }, () => {
    expect(Object.keys(point.expected)).toContain('fisherParameters');
    expect(missesAt(point).map(missText)).toEqual([]);
  });
});

describe.each(steps)('$name', ({ file, name, natural, ...query }) => {
  it('steps as its covariances say', { timeout: 120_000 }, () => {
    const answer = stepAt(declared(file, name), query);
    const found = answer.ok ? (answer.value['natural'] as readonly number[]) : [];
    expect(compare('natural', name, found, natural).map(missText)).toEqual([]);
  });
});
