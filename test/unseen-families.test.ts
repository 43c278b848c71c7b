// Scalar families as other authors may write them: `eval` against sums over the density alone (oracles/generate/unseen.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Point } from './emitted-families.ts';
import { missesAt, missText } from './oracle-comparison.ts';

const { points } = JSON.parse(readFileSync(new URL('oracles/unseen-families.json', import.meta.url), 'utf8')) as {
  readonly points: readonly Point[];
};

describe.each(points)('$name', (point) => {
  it('has the numbers of the density', { timeout: 120_000 }, () => {
    expect(Object.keys(point.expected)).toContain('fisherParameters');
    expect(missesAt(point).map(missText)).toEqual([]);
  });
});
