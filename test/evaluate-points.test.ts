// Random points lie in their domains, approach the edges, never touch them, and follow from the seed.
import { describe, expect, it } from 'vitest';
import { add, mul } from '../src/ir/build.ts';
import {
  type Domain,
  dimension,
  minusOne,
  one,
  rational,
  realLine,
  type Shape,
  type SymbolExpr,
  symbol,
  zero,
} from '../src/ir/expr.ts';
import { cholesky } from '../src/numeric/dense.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { dimensionsOf, drawPoint, samplePoint, sizesFor } from '../src/numeric/points.ts';
import { randomStream } from '../src/numeric/random.ts';

const sizes = new Map([
  ['P', 3],
  ['K', 4],
]);
const drawn = (s: SymbolExpr, count = 400, moderate = false): readonly (readonly number[])[] => {
  const random = randomStream(1);
  return Array.from({ length: count }, () => samplePoint([s], sizes, random, { moderate }).get(s)?.data ?? []);
};
const of = (domain: Domain, shape: Shape = []): SymbolExpr => symbol('s', domain, shape);

describe('points', () => {
  it('approach the ends of an interval and never touch them', () => {
    const values = drawn(of({ kind: 'interval', lower: minusOne, upper: rational(3) }), 2000).flat();
    expect(values.every((x) => x > -1 && x < 3)).toBe(true);
    expect(Math.min(...values)).toBeLessThan(-1 + 1e-4);
    expect(Math.max(...values)).toBeGreaterThan(3 - 1e-4);
  });

  it('of a half-line run from tiny to large, and stay ordinary where that is asked for', () => {
    const half = of({ kind: 'interval', lower: zero });
    const values = drawn(half, 2000).flat();
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.min(...values)).toBeLessThan(1e-5);
    expect(Math.max(...values)).toBeGreaterThan(100);
    expect(
      drawn(half, 500, true)
        .flat()
        .every((x) => x > 0.5 && x < 5),
    ).toBe(true);
    expect(
      drawn(of({ kind: 'interval', upper: zero }))
        .flat()
        .every((x) => x < 0),
    ).toBe(true);
  });

  it('of integers, sets and angles are what they say', () => {
    expect(
      drawn(of({ kind: 'integers', lower: one }))
        .flat()
        .every((k) => Number.isInteger(k) && k >= 1 && k < 40),
    ).toBe(true);
    const bounded = new Set(drawn(of({ kind: 'integers', lower: zero, upper: rational(2) })).flat());
    expect([...bounded].sort()).toEqual([0, 1, 2]);
    expect(new Set(drawn(of({ kind: 'set', values: [minusOne, one] })).flat())).toEqual(new Set([-1, 1]));
    expect(
      drawn(of({ kind: 'circle' }))
        .flat()
        .every((x) => Math.abs(x) < Math.PI),
    ).toBe(true);
  });

  it('of the simplex and of classes add up to one', () => {
    for (const p of drawn(of({ kind: 'simplex' }, ['K']))) {
      expect(p).toHaveLength(4);
      expect(Math.min(...p)).toBeGreaterThan(0);
      expect(p.reduce((s, x) => s + x, 0)).toBeCloseTo(1, 14);
    }
    const classes = drawn(of({ kind: 'onehot' }, ['K']));
    expect(classes.every((h) => h.filter((x) => x === 1).length === 1 && h.filter((x) => x === 0).length === 3)).toBe(
      true,
    );
    expect(new Set(classes.map((h) => h.indexOf(1))).size).toBe(4);
  });

  it('of matrices are symmetric and positive definite where they must be', () => {
    const rowsOf = (data: readonly number[]): number[][] => [0, 3, 6].map((i) => data.slice(i, i + 3));
    for (const data of drawn(of({ kind: 'spd' }, ['P', 'P']), 200)) {
      const rows = rowsOf(data);
      expect(rows.map((_, i) => rows.map((row) => row[i] ?? 0))).toEqual(rows);
      expect(cholesky(floatArithmetic, rows)).toBeDefined();
    }
    for (const data of drawn(of({ kind: 'symmetric' }, ['P', 'P']), 20)) expect(data[1]).toBe(data[3]);
  });

  it('respect bounds that name other symbols and dimensions', () => {
    const n = symbol('n', { kind: 'integers', lower: one });
    const k = symbol('k', { kind: 'integers', lower: zero, upper: n });
    const nu = symbol('ν', { kind: 'interval', lower: add(dimension('P'), minusOne) });
    const top = symbol('t', { kind: 'interval', lower: nu, upper: mul(rational(2), nu) });
    for (let seed = 0; seed < 100; seed++) {
      const point = drawPoint([k, top], sizes, seed);
      const at = (s: SymbolExpr): number => point.get(s)?.data[0] ?? Number.NaN;
      expect(at(k)).toBeLessThanOrEqual(at(n));
      expect(at(nu)).toBeGreaterThan(2);
      expect(at(top)).toBeGreaterThan(at(nu));
      expect(at(top)).toBeLessThan(2 * at(nu));
    }
  });

  it('follow from the seed and from what is given', () => {
    const x = symbol('x', realLine, ['P']);
    expect(drawPoint([x], sizes, 5)).toEqual(drawPoint([x], sizes, 5));
    expect(drawPoint([x], sizes, 5)).not.toEqual(drawPoint([x], sizes, 6));
    const given = new Map([[x, { shape: [3], data: [1, 2, 3] }]]);
    expect(drawPoint([x], sizes, 5, given).get(x)?.data).toEqual([1, 2, 3]);
  });

  it('are uniform where the stream is asked for numbers', () => {
    const random = randomStream(11);
    const values = Array.from({ length: 20_000 }, random);
    const mean = values.reduce((s, x) => s + x, 0) / values.length;
    const variance = values.reduce((s, x) => s + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(variance * 12 - 1)).toBeLessThan(0.03);
    expect(new Set(values).size).toBe(values.length);
  });
});

describe('sizes', () => {
  it('tell dimensions apart, and give classes a choice', () => {
    const symbols = [of({ kind: 'simplex' }, ['K']), of({ kind: 'matrix' }, ['P', 'Q']), of(realLine, ['P+1'])];
    const { names, counts } = dimensionsOf(symbols);
    expect([...names]).toEqual(['K', 'P', 'Q']);
    expect([...counts]).toEqual(['K']);
    expect(sizesFor(names, 1, counts)).toEqual(
      new Map([
        ['K', 2],
        ['P', 2],
        ['Q', 3],
      ]),
    );
  });
});
