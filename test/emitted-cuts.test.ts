// Emitted modules whose integrands jump, bend or have a pole inside, against closed forms (mpmath at 30 digits).
import { expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load } from './emit-run.ts';

/** The mean of the statistic and the entropy: A′ = ±E[T] and H = A − λμ of A = log 2B((1 − a)/2, 1/2) and the like. */
const cases: readonly (readonly [string, number, number, number])[] = [
  ['t in Circle parameter a in Real < 1 density ∝ |sin(t)|^(-a)', 0.9, -9.380942870328848, -4.688488114870713],
  ['t in Circle parameter a in Real < 1 density ∝ |cos(t)|^(-a)', 0.9, -9.380942870328848, -4.688488114870713],
  ['x in Unit parameter a in Real < 1 density ∝ |x - 0.3|^(-a)', 0.9, -10.762386762324523, -6.767551076180151],
  ['x in Interval(-1, 1) parameter a in Real density ∝ exp(a sign(x))', 2, 0.9640275800758169, 0.0900947677661761],
  [
    'x in Unit parameter c in Real density ∝ (1 - abs(2 x - 1)) exp(c x)',
    0.272686,
    0.5113583980345173,
    -0.1937924144117622,
  ],
];

it.each(cases)('%s at a = %d', async (text, a, mean, entropy) => {
  const [declared] = compile(`family F { variable ${text} }`, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error('it does not compile');
  const run = await load(emitJs(programOf(declared.findings), { source: 'a test', version: '0.0.0' }).js);
  const at = { [declared.findings.model.parameters[0]?.name ?? '']: a };
  const [found] = Object.values(run.toMean(at) as Record<string, number>);
  expect(Math.abs((found ?? Number.NaN) / mean - 1)).toBeLessThan(1e-12);
  expect(Math.abs((run.entropy(at) as number) - entropy)).toBeLessThan(1e-11);
});
