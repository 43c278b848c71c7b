// Divergences of members close to each other, of which a difference of log-partitions leaves no digit. Expected values:
// mpmath 1.3 at 60 digits, from log-partitions in closed form.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

const gamma = 'variable x in Positive parameter a in Positive, b in Positive density ∝ x^(a-1) * exp(-b x)';
const cubic = 'variable x in Interval(-1, 1) parameter k in Real density ∝ exp(-(k^3 + k) x)';
const ramp = 'variable x in Interval(0, 2) parameter k in Real density ∝ x * exp(k x)';
const counts = 'variable k in Natural parameter c in Positive density ∝ (k+1)^2 * sqrt(c)^k / factorial(k)';
const shares = 'variable x in Simplex(3) parameter a in Positive^3 density ∝ prod(x^(a-1))';
const header = { source: 'x.blr', version: '0.0.0' };

function programFrom(body: string): FamilyProgram {
  const [declared] = compile(`family F { ${body} }`, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error('does not compile');
  return programOf(declared.findings);
}

type Values = Readonly<Record<string, number | readonly number[]>>;

// How far they may be off is what half a unit in the last place of the parameters moves, but for 1e-12.
const close: readonly (readonly [string, Values, Values, number, number])[] = [
  [
    gamma,
    { a: 2.773374253184314, b: 1.368290789255456 },
    { a: 2.773377026558567, b: 1.3682921575462452 },
    2.7932827970959664e-13,
    1e-9,
  ],
  [cubic, { k: 30 }, { k: 30.001 }, 4.9926036752856456e-9, 1e-11],
  [cubic, { k: 1e-7 }, { k: -1e-5 }, 1.7001666669977785e-11, 1e-13],
  [ramp, { k: 400 }, { k: 400.2 }, 1.2464541859959088e-7, 2e-11],
  [counts, { c: 2 }, { c: 2.0001 }, 5.65401424039034e-10, 1e-10],
  [shares, { a: [1.5, 2.5, 3] }, { a: [1.500001, 2.499998, 3.000001] }, 1.6455837968344023e-12, 1e-9],
];

describe('in double precision', () => {
  it.each(close)('%s at %j and %j', async (body, at, to, wanted, tolerance) => {
    const m = await load(emitJs(programFrom(body), header).js);
    const given = (v: Values): object =>
      Object.fromEntries(Object.entries(v).map(([k, x]) => [k, typeof x === 'number' ? x : Float64Array.from(x)]));
    expect(Math.abs(Number(m.kl(given(at), given(to))) / wanted - 1)).toBeLessThan(tolerance);
  });
});

describe('in single precision', () => {
  beforeAll(async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
  });

  it.each([
    [gamma, { a: 2.5, b: 1.25 }, { a: 2.5078125, b: 1.2578125 }, 1.4895247481350234e-5],
    [cubic, { k: 0.5 }, { k: 0.5078125 }, 2.922022993845812e-5],
    [counts, { c: 2 }, { c: 2.015625 }, 1.3710889461933891e-5],
  ] as const)('%s at %j and %j, with gradients', async (body, at, to, wanted) => {
    const m = await loadTensors(emitTfjs(programFrom(body), header).js);
    const tensors = (v: Values): Record<string, tf.Tensor> =>
      Object.fromEntries(Object.entries(v).map(([k, x]) => [k, tf.scalar(Number(x))]));
    const [here, there] = [tensors(at), tensors(to)];
    const found = m.kl(here, there) as tf.Tensor;
    expect(Math.abs((found.dataSync()[0] ?? Number.NaN) / wanted - 1)).toBeLessThan(3e-5);
    const [name = ''] = Object.keys(to);
    const slope = tf.grad((x) => m.kl(here, { ...there, [name]: x }) as tf.Tensor)(there[name] as tf.Tensor);
    expect(Number.isFinite(slope.dataSync()[0])).toBe(true);
  });
});
