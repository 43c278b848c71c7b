// Two peaks so narrow that the places looked at first may show neither, or only the lower one.
import { expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load } from './emit-run.ts';

const text = 'family Two { variable x in Circle parameter a in Real, b in Real density ∝ exp(a cos(x) + b sin(2 x)) }';

// The mean of cos x, mpmath 1.3 at 40 digits, by quadrature around π/4 and −3π/4.
it.each([
  [30, 0.39850289437683833],
  [1000, 0.39772995562338626],
  [10000, 0.3977080699920787],
] as const)('at b = %d', async (b, mean) => {
  const { findings } = compile(text, { verify: 'none' }).declarations[0] ?? {};
  if (!findings) throw new Error('not derived');
  const module = await load(emitJs(programOf(findings), { source: 'two.blr', version: '0.0.0' }).js);
  const toMean = module['toMean'] as (at: { a: number; b: number }) => { readonly mu1: number };
  expect(Math.abs(toMean({ a: 0.9, b }).mu1 / mean - 1)).toBeLessThan(1e-12);
});
