// Families whose natural parameters, read as they are written, fill a subspace or are too many, and those that sum over few
// values: `eval` against derivatives of log ∫ h^c e^⟨λ,T⟩ (oracles/generate/reduced.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { textOf } from '../src/notation/text.ts';
import { stepAt } from '../src/values/step.ts';
import { load } from './emit-run.ts';
import { compareAt, declared, type Entries, type Kind, type Point, programAt, worstOf } from './emitted-families.ts';
import { missesAt, missText } from './oracle-comparison.ts';

const all = JSON.parse(readFileSync(new URL('oracles/reduced-families.json', import.meta.url), 'utf8')) as {
  readonly points: readonly Point[];
};
/** Their metric is solved only after elimination has run long: test/slow takes them. */
const long = ['SignOfClass', 'OffsetClass'];
const points = all.points.filter((p) => !long.includes(p.name));

const numbers = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return Array.isArray(value) ? value.flatMap(numbers) : Object.values(value as object).flatMap(numbers);
};
const plain: Kind = { give: (value) => value, take: numbers };

describe.each(points)('$name', (point) => {
  it('has the numbers of its integral', { timeout: 60_000 }, () => {
    expect(Object.keys(point.expected)).toContain('fisherParameters');
    expect(missesAt(point).map(missText)).toEqual([]);
  });

  it('has them in its module', { timeout: 60_000 }, async () => {
    const module = await load(emitJs(programAt(point), { source: point.file, version: '0.0.0' }).js);
    const compared = await compareAt(point, module, plain);
    expect(compared.length).toBeGreaterThan(5);
    expect(compared.filter((c) => !(worstOf(c) <= 1e-12)).map((c) => c.what)).toEqual([]);
  });
});

it('draws a vector by its length and a direction', async () => {
  const program = programAt({ file: 'test/oracles/reduced-families.blr', name: 'RadialExponential' });
  const { sample } = await load(emitJs(program, { source: '', version: '0.0.0' }).js);
  const drawn = sample?.({ b: 0.75, P: 4 }, [20_000], 7) as readonly ArrayLike<number>[] | undefined;
  const rows = (drawn ?? []).map((row) => Array.from(row));
  const mean = (f: (row: readonly number[]) => number): number => rows.reduce((sum, r) => sum + f(r), 0) / rows.length;
  // The length is gamma distributed with shape 4 and rate b; the square of one coordinate has mean 20/(4 b²).
  expect(Math.abs(mean((r) => Math.hypot(...r)) - 4 / 0.75)).toBeLessThan(0.08);
  expect(Math.abs(mean(([x = 0]) => x))).toBeLessThan(0.1);
  expect(Math.abs(mean(([x = 0]) => x * x) - 5 / 0.75 ** 2)).toBeLessThan(0.5);
});

it('moves a count as if it stood alone, whatever class stands beside it', () => {
  const step = { rho: 0.25, tau: 0.5 };
  const both = stepAt(declared('test/oracles/reduced-families.blr', 'CountBesideClass'), {
    at: { p: [0.25, 0.5, 0.25], r: 1.5 },
    gradient: { p: [0.1, -0.2, 0.05], r: 0.375 },
    ...step,
  });
  const alone = stepAt(declared('families/exponential/poisson.blr', 'Poisson'), {
    at: { r: 1.5 },
    gradient: { r: 0.375 },
    ...step,
  });
  const rate = (a: typeof both): number => (a.ok ? Number((a.value['parameters'] as Entries)['r']) : Number.NaN);
  expect(Math.abs(rate(both) / rate(alone) - 1)).toBeLessThan(1e-12);
});

it('tells a matrix of which only one side is held that it does not integrate', () => {
  const text = `family Open(P, Q) { variable X in Matrix(P, Q) constant u in Real^P parameter m in Real^Q
    density ∝ exp(-norm2(X' u - m)/2) }`;
  expect(compile(text).diagnostics.map((d) => d.code)).toEqual(['not-integrable']);
});

it('tells a tie of two ranges with a wrong normaliser what it sums to', () => {
  const text = `family Wrong { variable j in Integer(0..3), k in Integer(0..3) parameter t in Real
    density exp(t j k)/(7 + exp(t)) }`;
  expect(compile(text).diagnostics.map((d) => d.code)).toEqual(['not-normalised']);
});

it('reads the logarithm of a sum over classes as the sum of logarithms', () => {
  const text = 'family Class(K) { variable y in OneHot(K) parameter p in Simplex(K) density exp(log(sum(p*y))) }';
  const { findings } = compile(text).declarations[0] ?? {};
  expect(findings?.separation?.blocks.map((b) => textOf(b.natural))).toEqual(['log(head(p)) - log(last(p))']);
});
