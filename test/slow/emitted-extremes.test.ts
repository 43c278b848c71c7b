// Emitted js modules far out, against the oracle: within the conditioning, and never "not a number" inside the domain.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../../src/backends/js/module.ts';
import { load } from '../emit-run.ts';
import { compareExtreme, files, type Kind, points, programAt, worstOf } from '../emitted-families.ts';

const numbers = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return Array.isArray(value) ? value.flatMap(numbers) : Object.values(value as object).flatMap(numbers);
};
const plain: Kind = { give: (value) => value, take: numbers };

/**
 * What is missed, and by how much at most: sums over masses whose logarithms cancel far out, and a simplex whose last
 * number was rounded.
 */
const shortfalls: ReadonlyMap<string, number> = new Map([['families/exponential/categorical.blr entropy', 2]]);

const library = files.filter((f) => f.startsWith('families/exponential/'));

describe.each(library)('%s as a js module', (file) => {
  const extreme = points.filter((p) => p.file === file && p.extreme);

  it('holds far out', { timeout: 120_000 }, async () => {
    const [first] = extreme;
    if (!first) throw new Error(`no extreme point for ${file}`);
    const module = await load(emitJs(programAt(first), { source: file, version: '0.0.0' }).js);
    const misses: string[] = [];
    for (const point of extreme) {
      for (const c of await compareExtreme(point, module, plain)) {
        // The way back may amplify what its input does not hold; it is measured by going there again.
        const gap = c.what.startsWith('from') ? 0 : worstOf(c);
        const lost = c.found.some(Number.isNaN);
        if (gap <= (shortfalls.get(`${file} ${c.what}`) ?? 1) && !lost) continue;
        misses.push(
          `${c.what} at ${JSON.stringify(point.at)}: ${c.found} instead of ${c.wanted} (${gap.toPrecision(2)})`,
        );
      }
    }
    expect(misses).toEqual([]);
  });
});
