// Emitted log-densities on few numbers where exponentials beside the variable overflow: log(1 − e^{−eᵗ}) at 1, −eᵗ at 0,
// each by its own closed form.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

const source = readFileSync(new URL('families-unseen/cloglog-bernoulli.blr', import.meta.url), 'utf8');
const [declared] = compile(source, { verify: 'none' }).declarations;
if (!declared?.findings) throw new Error('the law of two numbers does not compile');
const program = programOf(declared.findings);
const origin = { source: 'cloglog-bernoulli.blr', version: '0.0.0' };

/** log(1 − e^{−eᵗ}) by two roads: for small eᵗ by expm1, else by log1p. */
const closed = (t: number): number =>
  t < 0 ? Math.log(-Math.expm1(-Math.exp(t))) : Math.log1p(-Math.exp(-Math.exp(t)));

describe('a chance of 1 − exp(−eᵗ)', () => {
  it.each([-800, -3, 0.5, 3, 89, 709, 711, 1e4])('has a log-density at t = %d in js', async (t) => {
    const m = await load(emitJs(program, origin).js);
    const at = (y: number): number => Number(m.logDensity({ t }, y));
    const wanted = t < -700 ? t : closed(t);
    expect(Math.abs(at(1) - wanted)).toBeLessThanOrEqual(1e-12 * Math.abs(wanted));
    expect(at(0)).toBe(-Math.exp(t));
  });

  const tensorDensity = async (): Promise<(t: tf.Tensor) => tf.Tensor> => {
    await tf.setBackend('cpu');
    const m = await loadTensors(emitTfjs(program, origin).js);
    return (t) => m.logDensity({ t }, tf.scalar(1)) as tf.Tensor;
  };

  it.each([-80, -3, 0.5, 89, 100, 1e4])('has a log-density at t = %d in tfjs', async (t) => {
    const at = await tensorDensity();
    const wanted = closed(t);
    expect(Math.abs((at(tf.scalar(t)).dataSync()[0] ?? Number.NaN) - wanted)).toBeLessThanOrEqual(
      1e-5 * Math.abs(wanted),
    );
  });

  // Beyond 88, where single precision knows no eᵗ, the slope is not a number (docs/status.md).
  it.each([-80, -3, 0.5, 80, 88])('has a slope at t = %d in tfjs', async (t) => {
    const at = await tensorDensity();
    const slope = Math.exp(t) / Math.expm1(Math.exp(t));
    expect(tf.grad(at)(tf.scalar(t)).dataSync()[0]).toBeCloseTo(slope, 4);
  });
});
