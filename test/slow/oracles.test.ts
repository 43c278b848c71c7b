// `eval` and `step` against every value of the oracles.
import { describe, expect, it } from 'vitest';
import { files, points, steps } from '../emitted-families.ts';
import { missesAt, missesOf, missText } from '../oracle-comparison.ts';

describe.each(files)('%s', (file) => {
  it('agrees with the oracle', { timeout: 600_000 }, () => {
    const misses = points.filter((p) => p.file === file).flatMap(missesAt);
    expect(misses.map(missText)).toEqual([]);
  });

  it('steps with the oracle', { timeout: 900_000 }, () => {
    const misses = steps.filter((s) => s.file === file).flatMap(missesOf);
    expect(misses.map(missText)).toEqual([]);
  });
});
