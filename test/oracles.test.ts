// `eval` and `step` against values computed elsewhere: of every file an ordinary and the last extreme point and step.
import { describe, expect, it } from 'vitest';
import { files, points, steps } from './emitted-families.ts';
import { missesAt, missesOf, missText } from './oracle-comparison.ts';

const ends = <T>(list: readonly T[], first: (x: T) => boolean): readonly T[] => {
  const start = list.find(first);
  const end = list.findLast((x) => !first(x));
  return [start, end].filter((x) => x !== undefined);
};

// Their integrals at an extreme point take ten seconds and more: `npm run test:oracles` takes them.
const slow = new Set(
  ['tilted-normal', 'largest-of-normals', 'tilted-arcsine'].map((f) => `test/families-unseen/${f}.blr`),
);

describe.each(files)('%s', (file) => {
  it('agrees with the oracle', { timeout: 60_000 }, () => {
    const chosen = ends(
      points.filter((p) => p.file === file),
      (p) => !p.extreme,
    );
    expect(chosen.length).toBeGreaterThan(0);
    expect(
      chosen
        .slice(0, slow.has(file) ? 1 : 2)
        .flatMap(missesAt)
        .map(missText),
    ).toEqual([]);
  });

  const [first, ...more] = steps.filter((s) => s.file === file);
  const chosen = [first, slow.has(file) ? undefined : more.at(-1)].filter((s) => s !== undefined);
  it.runIf(chosen.length > 0)('steps with the oracle', { timeout: 60_000 }, () => {
    expect(chosen.flatMap(missesOf).map(missText)).toEqual([]);
  });
});
