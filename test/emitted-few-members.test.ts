// A law on six written-out numbers where the exponential of the largest overflows alone: means and Fisher by normalised weights.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load } from './emit-run.ts';

const faces = [1, 3, 5, 12, 30, 40];
const source = `family Die {
  variable  k in {${faces.join(', ')}}
  parameter l in Real
  density   ∝ exp(l k)
}`;

/** Mean and variance from weights relative to the largest. */
function moments(l: number): readonly [number, number] {
  const largest = Math.max(...faces.map((k) => k * l));
  const weights = faces.map((k) => Math.exp(k * l - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  const pairs = faces.flatMap((a, i) =>
    faces.map((b, j) => ((a - b) ** 2 * (weights[i] ?? 0) * (weights[j] ?? 0)) / 2),
  );
  const mean = faces.reduce((sum, k, i) => sum + (k * (weights[i] ?? 0)) / total, 0);
  return [mean, pairs.reduce((a, b) => a + b, 0) / total ** 2];
}

describe('six numbers', () => {
  it.each([-30, -2, -0.3, 0, 0.1, 2, 18, 30])('have moments at l = %d', async (l) => {
    const [declared] = compile(source, { verify: 'none' }).declarations;
    if (!declared?.findings) throw new Error('the die does not compile');
    const m = await load(emitJs(programOf(declared.findings), { source: 'die', version: '0.0.0' }).js);
    const [mean, variance] = moments(l);
    const { mu } = m.toMean({ l }) as { mu: number };
    expect(Math.abs(mu / mean - 1)).toBeLessThan(1e-12);
    const [fisher = Number.NaN] = m.fisher({ l }) as Float64Array;
    expect(Math.abs(fisher / variance - 1)).toBeLessThan(1e-12);
  });
});
