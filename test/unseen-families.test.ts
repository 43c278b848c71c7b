// Families as other authors may write them: `eval` and `step` against sums over the density alone (oracles/generate/unseen.py for
// one variable, several.py for more, open.py where the last of several integrals has no closed form).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';
import { load } from './emit-run.ts';
import { declared, type Point, programAt, type Step } from './emitted-families.ts';
import { compare, missesAt, missText } from './oracle-comparison.ts';

interface Oracle {
  readonly points: readonly Point[];
  readonly steps: readonly (Omit<Step, 'expected'> & { readonly natural: readonly number[] })[];
}
const oracles = ['unseen', 'several', 'open'].map(
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

it('has no cumulative mass where the mass has no value', { timeout: 120_000 }, () => {
  const waving = declared('test/oracles/unseen-families.blr', 'WavingCounts');
  const found = evaluateAt(waving, { at: { a: 0.0001, k: 3 } });
  expect(found.ok && found.value).toMatchObject({ logDensity: 'NaN', cdf: 'NaN' });
  const ramped = declared('test/oracles/unseen-families.blr', 'RampedCounts');
  const none = evaluateAt(ramped, { at: { a: 0.5, k: 1 } });
  expect(none.ok && none.value).toMatchObject({ logDensity: '-Infinity', cdf: 0 });
});

describe.each(steps)('$name', ({ file, name, natural, ...query }) => {
  it('steps as its covariances say', { timeout: 120_000 }, () => {
    const answer = stepAt(declared(file, name), query);
    const found = answer.ok ? (answer.value['natural'] as readonly number[]) : [];
    expect(compare('natural', name, found, natural).map(missText)).toEqual([]);
  });
});

// (1 − y)(x − m)² has y − 1 for 1 − y in its terms: a square closed by their quotient is 0/0 where y is 1.
it('a square weighed by a flag has a value in emitted code where the flag is up', { timeout: 120_000 }, async () => {
  const file = 'test/oracles/several-families.blr';
  const { logDensity } = await load(
    emitJs(programAt({ file, name: 'OwnVariances' }), { source: file, version: '0.0.0' }).js,
  );
  const [point] = points.filter((p) => p.name === 'OwnVariances');
  const found = (y: number) => logDensity?.({ p: 0.3, m: 0.2, n: 0.75, v: 1.5, w: 0.8 }, { y, x: 0.7 });
  expect(found(1)).toBeCloseTo(point?.expected['logDensity'] as number, 13);
  // log 0.7 − (0.7 − 0.2)²/3 − log(2π 1.5)/2
  expect(found(0)).toBeCloseTo(Math.log(0.7) - 0.25 / 3 - Math.log(3 * Math.PI) / 2, 13);
});
