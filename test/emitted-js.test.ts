// Emitted js modules of the library against the reference evaluation, in double precision; far out: test/slow.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { type EmittedModule, load } from './emit-run.ts';
import {
  type Comparison,
  compareAt,
  compareStep,
  files,
  type Kind,
  points,
  programAt,
  steps,
  worstOf,
} from './emitted-families.ts';

const numbers = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return Array.isArray(value) ? value.flatMap(numbers) : Object.values(value as object).flatMap(numbers);
};
const plain: Kind = { give: (value) => value, take: numbers };

const library = files.filter((f) => f.startsWith('families/exponential/'));
// Nested sums over one variable, and sizes that only other sizes name.
const further = [
  'benford',
  'tilted-categorical',
  'features-categorical',
  'three-logits',
  'two-values',
  'bivariate-bernoulli',
  'count-regression',
  'exposures',
  'ordinal',
  'shared-bernoulli',
  'ising-pair',
  'shared-shape',
].map((name) => `test/families-unseen/${name}.blr`);

async function moduleOf(file: string): Promise<EmittedModule> {
  const [point] = points.filter((p) => p.file === file);
  if (!point) throw new Error(`no oracle point for ${file}`);
  return load(emitJs(programAt(point), { source: file, version: '0.0.0' }).js);
}

/** Steps whose formula cancels far out, and to what they hold. */
const shortfalls: ReadonlyMap<string, number> = new Map([
  ['families/exponential/poisson.blr {"r":1000000}', 1e-6],
  ['families/exponential/von-mises.blr {"m":0.1,"κ":1000000}', 1e-5],
  ['test/families-unseen/ising-pair.blr {"a":15,"b":-3,"c":8}', 1e-5],
]);

const text = (c: Comparison, place: string): string =>
  `${c.what} at ${place}: ${c.found} instead of ${c.wanted} (${worstOf(c).toExponential(1)})`;

describe.each([...library, ...further])('%s as a js module', (file) => {
  it('computes what the reference computes', async () => {
    const module = await moduleOf(file);
    const misses: string[] = [];
    for (const point of points.filter((p) => p.file === file && !p.extreme)) {
      const found = await compareAt(point, module, plain);
      misses.push(...found.filter((c) => !(worstOf(c) <= 1e-12)).map((c) => text(c, JSON.stringify(point.at))));
    }
    expect(misses).toEqual([]);
  });

  it('steps as the reference steps', async () => {
    const module = await moduleOf(file);
    const mine = steps.filter((s) => s.file === file);
    const found = await Promise.all(mine.map((s) => compareStep(s, module, plain)));
    const misses = found.map((c, i) => [c, JSON.stringify(mine[i]?.at)] as const);
    expect(
      misses
        .filter(([c, at]) => !(worstOf(c) <= (shortfalls.get(`${file} ${at}`) ?? 1e-9)))
        .map(([c, at]) => text(c, at)),
    ).toEqual([]);
  });
});
