// Laws of a class beside a sign or an answer, whose metric is solved with numbers after elimination has run long: `eval` against
// derivatives of log ∫ h^c e^⟨λ,T⟩ (oracles/generate/reduced.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Point } from '../emitted-families.ts';
import { missesAt, missText } from '../oracle-comparison.ts';

const { points } = JSON.parse(readFileSync(new URL('../oracles/reduced-families.json', import.meta.url), 'utf8')) as {
  readonly points: readonly Point[];
};

describe.each(['SignOfClass', 'OffsetClass'])('%s', (name) => {
  it('has the numbers of its sum', { timeout: 120_000 }, () => {
    const own = points.filter((p) => p.name === name);
    expect(own.length).toBeGreaterThan(0);
    expect(own.flatMap(missesAt).map(missText)).toEqual([]);
  });
});
