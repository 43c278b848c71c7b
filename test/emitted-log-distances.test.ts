// Emitted modules where mass lies closer to an end of an interval than the smallest number: integrals by the logarithms of
// distances. Expected values: mpmath 1.3, quadrature over the log-odds with 30 digits, and Kummer's function with 40.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

function programFrom(source: string): FamilyProgram {
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error('does not compile');
  return programOf(declared.findings);
}

const header = { source: 'x.blr', version: '0.0.0' };
const logitNormal = readFileSync(new URL('families-unseen/logit-normal.blr', import.meta.url), 'utf8');
const tiltedBeta =
  'family F { variable x in Unit parameter a in Positive, b in Positive, c in Real density ∝ x^(a-1) * (1-x)^(b-1) * exp(-c x) }';
const cubic =
  'family F { variable x in Positive parameter a in Positive, c in Positive density ∝ x^(a-1) * exp(-c (x + x^3)) }';

const gap = (found: unknown, wanted: number): number => Math.abs(Number(found) / wanted - 1);

describe('a law whose log-odds spread over 10⁴', () => {
  const steps = [
    [1e-5, 0.00026126848382253016],
    [1e-7, 2.5320920451649238e-5],
    [1e-9, 2.524028517251606e-6],
  ] as const;

  it.each(steps)('is stepped right at precision %d', async (s, wanted) => {
    const m = await load(emitJs(programFrom(logitNormal), header).js);
    const next = m.update({ m: 0.7, s }, { m: 0.01 * s, s: 0.02 / s }, { rho: 0.1 }) as { s: number };
    expect(gap(next.s, wanted)).toBeLessThan(1e-13);
  });

  it('in single precision too', async () => {
    await tf.setBackend('cpu');
    const m = await loadTensors(emitTfjs(programFrom(logitNormal), header).js);
    const [s, wanted] = steps[0];
    const at = { m: tf.scalar(0.7), s: tf.scalar(s) };
    const next = m.update(at, { m: tf.scalar(0.01 * s), s: tf.scalar(0.02 / s) }, { rho: 0.1 }) as { s: tf.Tensor };
    expect(gap(next.s.dataSync()[0], wanted)).toBeLessThan(1e-5);
  });
});

describe('a law with half its mass below the smallest number', () => {
  it('between two ends', async () => {
    const m = await load(emitJs(programFrom(tiltedBeta), header).js);
    const at = { a: 1e-4, b: 1e-3, c: 30 };
    const mean = m.toMean(at) as Record<string, number>;
    // A(λ), and the means of x, log x, log(1 − x).
    expect(gap(m.logPartition(m.toNatural(at)), 9.209945988099063)).toBeLessThan(1e-13);
    const wanted = [3.452588820420152e-6, -10003.943756468338, -3.5152885058731395e-6];
    for (const [i, found] of Object.values(mean).entries()) expect(gap(found, wanted[i] ?? 0)).toBeLessThan(1e-11);
  });

  it('above one end', async () => {
    const m = await load(emitJs(programFrom(cubic), header).js);
    expect(gap(m.logPartition(m.toNatural({ a: 1e-4, c: 5 })), 9.210116675097286)).toBeLessThan(1e-13);
  });
});

// d log(Γ(s) ζ(s))/ds, and −∫ f log f: mpmath 1.3 at 30 digits.
describe('what vanishes like a distance is told by its logarithm where it underflows', () => {
  it('eˣ − 1', async () => {
    const program = programFrom(
      'family F { variable x in Positive parameter s in Interval(1, inf) density ∝ x^(s-1)/(exp(x)-1) }',
    );
    const m = await load(emitJs(program, header).js);
    const { mu } = m.toMean({ s: 1.001 }) as { mu: number };
    expect(gap(mu, -999.9985437615778)).toBeLessThan(1e-12);
    const tensors = await loadTensors(emitTfjs(program, header).js);
    const { mu: near } = tensors.toMean({ s: tf.scalar(1.5) }) as { mu: tf.Tensor };
    expect(gap(near.dataSync()[0], -1.4687453818096914)).toBeLessThan(1e-5);
  });

  it('1 − e^(−xᵏ)', async () => {
    const text = 'x^(-3/10) * exp(-x^(7/10)) * (1 - exp(-x^(7/10)))^(a - 1)';
    const m = await load(
      emitJs(programFrom(`family F { variable x in Positive parameter a in Positive density ∝ ${text} }`), header).js,
    );
    expect(Math.abs(Number(m.entropy({ a: 0.5 })) + 0.0801737399656106)).toBeLessThan(1e-12);
  });
});
