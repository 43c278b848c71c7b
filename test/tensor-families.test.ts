// Vector and matrix families as other authors write them: `eval` and `step` against values computed elsewhere.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Point, Step } from './emitted-families.ts';
import { missesAt, missesOf, missText } from './oracle-comparison.ts';

const { points, steps } = JSON.parse(
  readFileSync(new URL('oracles/tensor-families.json', import.meta.url), 'utf8'),
) as { readonly points: readonly Point[]; readonly steps: readonly Step[] };
const names = [...new Set(points.map((p) => p.name))];

// A sum within a sum takes half a minute of CPU: with ORACLES=all.
const slow = process.env['ORACLES'] === 'all' ? undefined : 'NegMultinomial';

describe.each(names)('%s', (name) => {
  it('has the numbers of the oracle', { timeout: 120_000 }, () => {
    const own = points.filter((p) => p.name === name);
    expect(own.length).toBeGreaterThan(0);
    expect(own.flatMap(missesAt).map(missText)).toEqual([]);
  });

  it.skipIf(name === slow)('steps with the oracle', { timeout: 300_000 }, () => {
    const own = steps.filter((s) => s.name === name);
    expect(own.length).toBeGreaterThan(0);
    expect(own.flatMap(missesOf).map(missText)).toEqual([]);
  });
});
