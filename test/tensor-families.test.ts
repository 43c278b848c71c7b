// Vector and matrix families as other authors write them: `eval` and `step` against values computed elsewhere.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Point, Step } from './emitted-families.ts';
import { missesAt, missesOf, missText } from './oracle-comparison.ts';

const { points, steps } = JSON.parse(
  readFileSync(new URL('oracles/tensor-families.json', import.meta.url), 'utf8'),
) as { readonly points: readonly Point[]; readonly steps: readonly Step[] };
const names = [...new Set(points.map((p) => p.name))];

// A sum within a sum takes many seconds: of this one point and one step, of all of them with ORACLES=all.
const slow = process.env['ORACLES'] === 'all' ? undefined : 'NegMultinomial';
const of = <T extends { readonly name?: string }>(list: readonly T[], name: string | undefined): readonly T[] =>
  list.filter((x) => x.name === name).slice(0, name === slow ? 1 : undefined);

describe.each(names)('%s', (name) => {
  it('has the numbers of the oracle', { timeout: 120_000 }, () => {
    const own = of(points, name);
    expect(own.length).toBeGreaterThan(0);
    expect(own.flatMap(missesAt).map(missText)).toEqual([]);
  });

  it('steps with the oracle', { timeout: 300_000 }, () => {
    const own = of(steps, name);
    expect(own.length).toBeGreaterThan(0);
    expect(own.flatMap(missesOf).map(missText)).toEqual([]);
  });
});
