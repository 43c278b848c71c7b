// Emitted js modules of the library in double precision: against the reference evaluation, and far out against the oracle.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { type EmittedModule, load } from './emit-run.ts';
import {
  type Comparison,
  compareAt,
  compareExtreme,
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

async function moduleOf(file: string): Promise<EmittedModule> {
  const [point] = points.filter((p) => p.file === file);
  if (!point) throw new Error(`no oracle point for ${file}`);
  return load(emitJs(programAt(point), { source: file, version: '0.0.0' }).js);
}

const text = (c: Comparison, place: string): string =>
  `${c.what} at ${place}: ${c.found} instead of ${c.wanted} (${worstOf(c).toExponential(1)})`;

describe.each(library)('%s as a js module', (file) => {
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
    expect(misses.filter(([c]) => !(worstOf(c) <= 1e-9)).map(([c, at]) => text(c, at))).toEqual([]);
  });

  it('stays within the conditioning far out, and a number', { timeout: 60_000 }, async () => {
    const module = await moduleOf(file);
    const misses: string[] = [];
    for (const point of points.filter((p) => p.file === file && p.extreme)) {
      const found = await compareExtreme(point, module, plain);
      // The way back may amplify; then it is measured by going there again.
      const judged = found.filter((c) => !c.what.startsWith('from'));
      misses.push(...judged.filter((c) => !(worstOf(c) <= 1e-11)).map((c) => text(c, JSON.stringify(point.at))));
      const lost = found.filter((c) => c.found.some(Number.isNaN));
      misses.push(...lost.map((c) => text(c, JSON.stringify(point.at))));
    }
    expect(misses).toEqual([]);
  });
});
