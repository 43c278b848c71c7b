// Emitted js modules of the library against the reference evaluation, in double precision.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { load } from './emit-run.ts';
import { compareAt, compareStep, files, type Kind, points, programAt, steps, worstOf } from './emitted-families.ts';

const numbers = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return Array.isArray(value) ? value.flatMap(numbers) : Object.values(value as object).flatMap(numbers);
};
const plain: Kind = { give: (value) => value, take: numbers };

// Maps solved by iteration end at the conditioning of the map, formulas at rounding.
const tolerance = (what: string): number => (what.startsWith('from') ? 1e-7 : 1e-11);

const library = files.filter((f) => f.startsWith('families/exponential/'));

describe.each(library)('%s as a js module', (file) => {
  const [point] = points.filter((p) => p.file === file && !p.extreme);
  const [step] = steps.filter((s) => s.file === file);

  it('computes what the reference computes', async () => {
    if (!point || !step) throw new Error(`no oracle point for ${file}`);
    const { js } = emitJs(programAt(point), { source: file, version: '0.0.0' });
    const module = await load(js);
    const found = [...compareAt(point, module, plain), compareStep(step, module, plain)];
    expect(
      found
        .filter((c) => !(worstOf(c) <= tolerance(c.what)))
        .map((c) => `${c.what}: ${c.found} instead of ${c.wanted}`),
    ).toEqual([]);
  });
});
