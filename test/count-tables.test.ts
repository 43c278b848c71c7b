// Counts from tables of cumulative mass: the draws of a plain sum, at a cost that does not grow with the mean.
import { describe, expect, it } from 'vitest';
import { countFromTable, countsFromTables, countTable, countTables } from '../src/runtime/portable/counts.ts';
import { lgamma } from '../src/runtime/portable/gamma.ts';
import { fillUniform } from '../src/runtime/random-portable.ts';

type LogMass = (count: number) => number;

const poisson =
  (mean: number): LogMass =>
  (k) =>
    k * Math.log(mean) - mean - lgamma(k + 1);

/** Half the mass at 0, nothing up to near 5,000. */
const hurdle: LogMass = (k) => (k === 0 ? Math.log(0.5) : Math.log(0.5) + poisson(5000)(k));

/** Even counts alone. */
const even: LogMass = (k) => (k % 2 === 0 ? Math.log(0.1) + (k / 2) * Math.log(0.9) : -Infinity);

/** By adding one mass after the other. */
function plain(logMass: LogMass, u: readonly number[], last: number): readonly number[] {
  const cumulative: number[] = [];
  let sum = 0;
  for (let k = 0; k <= last; k += 1) {
    sum += Math.exp(logMass(k));
    cumulative.push(sum);
  }
  return u.map((level) => cumulative.findIndex((mass) => mass >= level));
}

const uniforms = (count: number): readonly number[] => [...fillUniform(new Float64Array(count), 11)];

describe('draws of counts', () => {
  it.each([
    ['a mean of 0.3', poisson(0.3), 40],
    ['a mean of 40', poisson(40), 200],
    ['a mean of 20,000', poisson(20_000), 22_000],
    ['a hurdle far below the rest', hurdle, 6000],
    ['even counts', even, 700],
    ['a power law', (k: number): number => Math.log(1 / (k + 1) - 1 / (k + 2)), 2000],
  ])('are those of a plain sum: %s', (_, logMass, last) => {
    const u = uniforms(400).filter((level) => level < 0.999);
    const table = countTable(logMass, 0, Infinity);
    expect(u.map((level) => countFromTable(table, level))).toEqual(plain(logMass, u, last));
  });

  it('end at the last count', () => {
    const table = countTable(() => Math.log(1 / 3), 5, 7);
    expect([0.1, 0.5, 0.9, 1].map((u) => countFromTable(table, u))).toEqual([5, 6, 7, 7]);
  });

  it('are none where masses are none', () => {
    expect(
      countFromTable(
        countTable(() => Number.NaN, 0, Infinity),
        0.5,
      ),
    ).toBeNaN();
  });

  it('of coordinates are those of each alone', () => {
    const means = [0.5, 3000, 7];
    const masses = (counts: Float64Array): readonly number[] => means.map((m, i) => poisson(m)(counts[i] ?? 0));
    const tables = countTables(masses, [0, 0, 0]);
    const alone = means.map((m) => countTable(poisson(m), 0, Infinity));
    for (const u of uniforms(20))
      expect([...countsFromTables(tables, [u, 1 - u, u])]).toEqual(
        alone.map((table, i) => countFromTable(table, i === 1 ? 1 - u : u)),
      );
  });

  it.each([1e3, 1e6, 1e9])('ask for few masses at a mean of %d', (mean) => {
    let asked = 0;
    // log r − log k! by Stirling's formula, which loses nothing far out.
    const logMass: LogMass = (k) => {
      asked += 1;
      const delta = (k - mean) / mean;
      const deviance = mean * (Math.log1p(delta) * (1 + delta) - delta);
      return k < 9 ? poisson(mean)(k) : -deviance - 0.5 * Math.log(2 * Math.PI * k) - 1 / (12 * k);
    };
    const table = countTable(logMass, 0, Infinity);
    const u = uniforms(2000);
    const drawn = u.map((level) => countFromTable(table, level));
    expect(asked / u.length).toBeLessThan(100);
    // A rank of the middle: half of the draws lie below the median, which is within 1 of the mean.
    const below = drawn.filter((k) => k <= mean).length - u.filter((level) => level <= 0.5).length;
    expect(Math.abs(below)).toBeLessThan(30);
    const spread = drawn.reduce((sum, k) => sum + (k - mean) ** 2 / mean, 0) / u.length;
    expect(Math.abs(spread - 1)).toBeLessThan(4 * Math.sqrt(2 / u.length));
  });
});
