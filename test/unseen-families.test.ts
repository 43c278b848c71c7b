// Families as other authors may write them: `eval` and `step` against sums over the density alone (oracles/generate/unseen.py for
// one variable, several.py for more).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stepAt } from '../src/values/step.ts';
import { declared, type Point, type Step } from './emitted-families.ts';
import { compare, missesAt, missText } from './oracle-comparison.ts';

interface Oracle {
  readonly points: readonly Point[];
  readonly steps: readonly (Omit<Step, 'expected'> & { readonly natural: readonly number[] })[];
}
const oracles = ['unseen', 'several'].map(
  (name) => JSON.parse(readFileSync(new URL(`oracles/${name}-families.json`, import.meta.url), 'utf8')) as Oracle,
);
const points = oracles.flatMap((o) => o.points);
const steps = oracles.flatMap((o) => o.steps);

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
