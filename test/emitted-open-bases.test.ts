// Emitted steps and entropies where both the normaliser and the mean of the base measure stay open: far out e^{λT} alone
// overflows, and log h is much larger than what is left of it. Expected values: mpmath 1.3, sums with 40 digits, integrals with 30.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

function programOfText(text: string): ReturnType<typeof programOf> {
  const [found] = compile(text, { verify: 'none' }).declarations;
  if (!found?.findings) throw new Error('the family does not compile');
  return programOf(found.findings);
}

const counts = programOfText(
  'family F { variable k in Integer(0..n) constant n in Integer(1..inf) parameter t in Real density ∝ binomial(n, k)^2 * exp(t k) }',
);
const cube = programOfText(
  'family F { variable x in Interval(-1, 1) parameter t in Real density ∝ (1 + x^2) * exp(sinh(t) x^3) }',
);

type At = Readonly<Record<string, number>>;
/** A program, a point, its gradient; t after a step of 0.1, the entropy. */
const cases: readonly (readonly [string, ReturnType<typeof programOf>, At, number, number, number])[] = [
  ['20 counts', counts, { t: 0.3, n: 20 }, 0.2, 0.2914111109472542, 1.8868388727690157],
  ['200 counts', counts, { t: 0.3, n: 200 }, 0.2, 0.29912228481952646, 3.0268129681884917],
  ['3000 counts', counts, { t: 0.3, n: 3000 }, 0.2, 0.29994135654774984, 4.37967470402076],
  ['mass at an end', cube, { t: 6 }, 0.002, 5.8942345364504405, -5.400455616966539],
  ['mass at the other', cube, { t: -8 }, 0.002, -7.894836742398348, -7.404793243151025],
];

describe.each(cases)('%s', (_, program, at, gradient, next, entropy) => {
  it('in js', async () => {
    const m = await load(emitJs(program, { source: 'F', version: '0.0.0' }).js);
    const { t } = m.update(at, { t: gradient }, { rho: 0.1 }) as { t: number };
    expect(Math.abs(t / next - 1)).toBeLessThan(1e-13);
    expect(Math.abs((m.entropy(at) as number) / entropy - 1)).toBeLessThan(1e-11);
  });

  // Of a log-mass of −37426 single precision holds two decimals.
  it.skipIf(at['n'] === 3000)('in tensors', async () => {
    await tf.setBackend('cpu');
    const m = await loadTensors(emitTfjs(program, { source: 'F', version: '0.0.0' }).js);
    const { t } = m.update(at, { t: gradient }, { rho: 0.1 }) as { t: tf.Tensor };
    expect(Math.abs((t.dataSync()[0] ?? Number.NaN) / next - 1)).toBeLessThan(1e-3);
    expect(Math.abs(((m.entropy(at) as tf.Tensor).dataSync()[0] ?? Number.NaN) / entropy - 1)).toBeLessThan(1e-3);
  });
});
