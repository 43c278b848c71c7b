// Emitted js modules of a density with a factor that vanishes and overflows to a large power: its integrals are taken by
// their logarithms. Expected values: mpmath 1.3 at 40 digits, from ∫ (1 + cos x)ⁿ dx = 2π (2n)!/(n!² 2ⁿ).
import { expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load } from './emit-run.ts';

const text = 'family F { variable x in Circle parameter s in Positive density ∝ (1 + cos(x))^(1/s) }';

// s, x, log-density, entropy, divergence from 1.25 s, mean, Fisher metric, and how far the terms of a logarithm reach.
const rows = [
  [
    1e-4, 0.01, 3.0896695208298297, -2.839683062503425, 0.011571150657106717, 0.6930971818099453, 49997500.00000625,
    1e4,
  ],
  [
    0.02, 2.7, -151.17230215847096, -0.19549921259274883, 0.011446790365391346, 0.6831971780604451, 1237.5012496252123,
    1e2,
  ],
  [2, 3.1, -5.259345347629465, 1.6931471805599454, 0.0038363523838581093, 0.07944154167983593, 0.04438324164397169, 1],
] as const;

it.each(rows)('at s = %d', async (s, x, logDensity, entropy, kl, mean, fisher, reach) => {
  const [declared] = compile(text, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error('does not compile');
  const m = await load(emitJs(programOf(declared.findings), { source: 'x.blr', version: '0.0.0' }).js);
  const tolerance = 2e-12 * reach;
  expect(Math.abs(Number(m.logDensity({ s }, x)) - logDensity)).toBeLessThan(tolerance);
  expect(Math.abs(Number(m.entropy({ s })) - entropy)).toBeLessThan(tolerance);
  expect(Math.abs(Number(m.kl({ s }, { s: 1.25 * s })) - kl)).toBeLessThan(tolerance);
  expect(Math.abs(Object.values(m.toMean({ s }) as object)[0] / mean - 1)).toBeLessThan(1e-12);
  expect(Math.abs(((m.fisher({ s }) as Float64Array)[0] ?? Number.NaN) / fisher - 1)).toBeLessThan(1e-10);
});
