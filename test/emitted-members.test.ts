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

  // Beyond 88 single precision knows no eᵗ: it overflows in the form of 0, which is not taken.
  it.each([-80, -3, 0.5, 80, 88, 89, 100, 1e4])('has a slope at t = %d in tfjs', async (t) => {
    const at = await tensorDensity();
    const slope = Number.isFinite(Math.exp(t)) ? Math.exp(t) / Math.expm1(Math.exp(t)) : 0;
    expect(tf.grad(at)(tf.scalar(t)).dataSync()[0]).toBeCloseTo(slope, 4);
  });

  it('has slopes in a batch of which one entry overflows', async () => {
    await tf.setBackend('cpu');
    const m = await loadTensors(emitTfjs(program, origin).js);
    const slopes = (y: readonly number[], t: readonly number[]): number[] =>
      Array.from(
        tf
          .grad((at) => m.logDensity({ t: at }, tf.tensor1d([...y])) as tf.Tensor)(tf.tensor1d([...t]))
          .dataSync(),
      );
    const [first = Number.NaN, second, third] = slopes([1, 1, 0], [0.5, 100, 2]);
    expect(first).toBeCloseTo(Math.exp(0.5) / Math.expm1(Math.exp(0.5)), 5);
    expect(second).toBe(0);
    expect(third).toBeCloseTo(-Math.exp(2), 4);
    // One parameter for all entries: each takes its own form.
    const whole = tf.grad((t) => tf.sum(m.logDensity({ t }, tf.tensor1d([1, 1])) as tf.Tensor))(tf.scalar(100));
    expect(whole.dataSync()[0]).toBe(0);
  });
});

// Three numbers of which each has a form of its own; the exponential in the forms of 0 and 2 is squared.
const three = `family Three {
  variable  y in {0, 1, 2}
  parameter t in Real, s in Real
  density   ∝ exp(y t - (y - 1)^2 exp(2 s) / 2)
}`;

describe('a law of three numbers', () => {
  it.each([-3, 0.5, 2, 20, 60, 100])('has slopes at s = %d in tfjs', async (s) => {
    const [found] = compile(three, { verify: 'none' }).declarations;
    if (!found?.findings) throw new Error('the law of three numbers does not compile');
    await tf.setBackend('cpu');
    const m = await loadTensors(emitTfjs(programOf(found.findings), { source: 'three', version: '0.0.0' }).js);
    const slope = tf.grad((at) => m.logDensity({ t: tf.scalar(0.3), s: at }, tf.scalar(1)) as tf.Tensor)(tf.scalar(s));
    // −d/ds log(e^{−w/2} + e^{0.3} + e^{0.6 − w/2}) with w = e²ˢ.
    const w = Math.exp(2 * s);
    const outer = Math.exp(-w / 2) * (1 + Math.exp(0.6));
    expect(slope.dataSync()[0]).toBeCloseTo(outer === 0 ? 0 : (w * outer) / (outer + Math.exp(0.3)), 4);
  });
});
