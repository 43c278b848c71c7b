// `eval` and `step` against values computed elsewhere: of every file an ordinary and the last extreme point and step.
import { describe, expect, it } from 'vitest';
import { files, points, steps } from './emitted-families.ts';
import { missesAt, missesOf, missText } from './oracle-comparison.ts';

const ends = <T>(list: readonly T[], first: (x: T) => boolean): readonly T[] => {
  const start = list.find(first);
  const end = list.findLast((x) => !first(x));
  return [start, end].filter((x) => x !== undefined);
};

describe.each(files)('%s', (file) => {
  it('agrees with the oracle', { timeout: 60_000 }, () => {
    const chosen = ends(
      points.filter((p) => p.file === file),
      (p) => !p.extreme,
    );
    expect(chosen.length).toBeGreaterThan(0);
    expect(chosen.flatMap(missesAt).map(missText)).toEqual([]);
  });

  const [first, ...more] = steps.filter((s) => s.file === file);
  const chosen = [first, more.at(-1)].filter((s) => s !== undefined);
  it.runIf(chosen.length > 0)('steps with the oracle', { timeout: 60_000 }, () => {
    expect(chosen.flatMap(missesOf).map(missText)).toEqual([]);
  });
});
