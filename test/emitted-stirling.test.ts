// What Stirling's formula leaves of log Γ, and emitted entropies and divergences of laws whose log Γ's cancel.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import * as runtime from '../src/runtime/index.ts';
import { entropyGap, log1pGap } from '../src/runtime/portable/elementary.ts';
import { lgamma, lgammaRemainder } from '../src/runtime/portable/gamma.ts';
import { digamma, lgammaRemainderSlope } from '../src/runtime/portable/polygamma.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

async function moduleOf(file: string, target: 'js' | 'tfjs'): Promise<EmittedModule> {
  const source = readFileSync(new URL(`../${file}.blr`, import.meta.url), 'utf8');
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${file} does not compile`);
  const header = { source: file, version: '0.0.0' };
  const program = programOf(declared.findings);
  return target === 'js' ? load(emitJs(program, header).js) : loadTensors(emitTfjs(program, header).js);
}

const gap = (found: unknown, wanted: number): number => Math.abs((found as number) - wanted) / Math.abs(wanted);
const single = (f: (x: tf.Tensor) => tf.Tensor, x: number): number => f(tf.scalar(x)).dataSync()[0] ?? Number.NaN;

// x, R(x), R′(x) from mpmath 1.3 at 60 digits.
const remainders: readonly (readonly [number, number, number])[] = [
  [0.001, 2.5422704679670947, -493.66781665282815],
  [0.3, 0.2360649007482156, -0.6318847512075304],
  [1.7, 0.04849986811365692, -0.027962729129852912],
  [6.5, 0.012810465242920227, -0.001967769578581562],
  [9, 0.009255462182712733, -0.0010275438250538307],
  [40, 0.0020832899383024218, -5.2080079093176943e-5],
  [1e6, 8.333333333333056e-8, -8.3333333333325e-14],
];

describe('the remainder of Stirling’s formula and its slope', () => {
  it.each(remainders)('at %d', async (x, remainder, slope) => {
    await tf.setBackend('cpu');
    expect(Math.abs(lgammaRemainder(x) - remainder)).toBeLessThan(2e-15 * (1 + remainder) * (x < 8 ? 1 : remainder));
    expect(Math.abs(lgammaRemainderSlope(x) - slope)).toBeLessThan(x < 10 ? 1e-15 * (1 - slope) : 1e-14 * -slope);
    expect(Math.abs(single(runtime.lgammaRemainder, x) - remainder)).toBeLessThan(1e-6);
    expect(Math.abs(single(runtime.lgammaRemainderSlope, x) - slope)).toBeLessThan(1e-6 * (1 - slope));
    expect(gap(single(tf.grad(runtime.lgammaRemainder), x), slope)).toBeLessThan(x < 8 ? 1e-4 : 1e-6);
  });

  it('give log Γ and ψ back', () => {
    for (let i = 1; i <= 64; i++) {
      const x = 1.37 ** (i - 32);
      const whole = (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + lgammaRemainder(x);
      expect(Math.abs(whole - lgamma(x))).toBeLessThan(2e-15 * (10 + x * Math.abs(Math.log(x))));
      const slope = Math.log(x) - 1 / (2 * x) + lgammaRemainderSlope(x);
      expect(Math.abs(slope - digamma(x))).toBeLessThan(2e-15 * (10 + 1 / x));
    }
  });

  it.each([
    [-0.9, -1.402585092994046],
    [-0.3, -0.056674943938732375],
    [1e-9, -4.999999996666667e-19],
    [0.02, -0.00019737270382028698],
    [0.39, -0.060696252857399616],
    [5, -3.208240530771945],
  ])('log(1 + δ) − δ at δ = %d', (delta, wanted) => {
    const tensors = (x: tf.Tensor): tf.Tensor => runtime.log1pGap(x, tf.add(1, x), tf.scalar(1));
    expect(gap(log1pGap(delta, 1 + delta, 1), wanted)).toBeLessThan(1e-15);
    expect(gap(single(tensors, delta), wanted)).toBeLessThan(1e-6);
    expect(gap(single(tf.grad(tensors), delta), -delta / (1 + delta))).toBeLessThan(2e-6);
    const entropy = (1 + delta) * wanted + delta * delta;
    expect(gap(entropyGap(delta), entropy)).toBeLessThan(1e-15);
    expect(gap(single(runtime.entropyGap, delta), entropy)).toBeLessThan(1e-6);
    expect(gap(single(tf.grad(runtime.entropyGap), delta), Math.log1p(delta))).toBeLessThan(1e-6);
  });

  it.each([runtime.log1pGap, runtime.logQuotient])('one δ beside several numbers has one slope', (gapOf) => {
    const places = tf.tensor1d([0.5, 1, 2]);
    const sum = (delta: tf.Tensor): tf.Tensor => tf.sum(gapOf(delta, tf.mul(tf.add(1, delta), places), places));
    const wanted = gapOf === runtime.log1pGap ? (-3 * 0.2) / 1.2 : 3 / 1.2;
    const slope = tf.grad(sum)(tf.tensor1d([0.2]));
    expect(slope.shape).toEqual([1]);
    expect(gap(slope.dataSync()[0] ?? Number.NaN, wanted)).toBeLessThan(1e-6);
  });
});

/** A family, a point, another one, the divergence and the entropy (mpmath). */
const laws: readonly (readonly [string, object, object, number, number])[] = [
  [
    'families/exponential/gamma',
    { α: 1e6, β: 2 },
    { α: 1.0001e6, β: 2.0003 },
    0.0012498358555650393,
    7.633546298293448,
  ],
  ['families/exponential/gamma', { α: 1e6, β: 2 }, { α: 1e6 + 1e-3, β: 2 }, 5.000002973308927e-13, 7.633546298293448],
  ['families/exponential/gamma', { α: 3.2, β: 0.4 }, { α: 1e5, β: 7 }, 665238.8426316751, 2.8042499981985447],
  ['families/exponential/gamma', { α: 1e-3, β: 1 }, { α: 2e-3, β: 1.5 }, 0.30654271009110023, -992.6668174744946],
  [
    'test/families-unseen/beta-mean-concentration',
    { m: 0.3, c: 1e6 },
    { m: 0.3001, c: 1.001e6 },
    0.023832198385209766,
    -6.269141373878981,
  ],
  [
    'test/families-unseen/beta-mean-concentration',
    { m: 0.75, c: 4e5 },
    { m: 0.75, c: 400001 },
    1.5625030381852212e-12,
    -5.867661957745551,
  ],
  [
    'test/families-unseen/beta-mean-concentration',
    { m: 0.2, c: 3 },
    { m: 0.6, c: 9 },
    6.732279271859506,
    -0.6855789880815151,
  ],
];

describe.each(laws)('%s at %o beside %o', (file, at, other, kl, entropy) => {
  it('holds its digits in double precision', async () => {
    const m = await moduleOf(file, 'js');
    // 1e6 + 1e-3 is a double up to 1e-10 only.
    const near = kl < 1e-11 ? 1e-6 : 1e-11;
    expect(gap(m.kl(at, other), kl)).toBeLessThan(near);
    expect(gap(m.entropy(at), entropy)).toBeLessThan(1e-14);
    expect(Math.abs(m.kl(at, at) as number)).toBeLessThan(1e-18);
  });

  it('and in single precision', async () => {
    await tf.setBackend('cpu');
    const m = await moduleOf(file, 'tfjs');
    const given = (p: object): object => Object.fromEntries(Object.entries(p).map(([key, x]) => [key, tf.scalar(x)]));
    const [found] = (m.entropy(given(at)) as tf.Tensor).dataSync();
    expect(gap(found, entropy)).toBeLessThan(2e-6);
    // Parameters are floats first: the divergence is that between them.
    const rounded = (p: object): object => Object.fromEntries(Object.entries(p).map(([k, x]) => [k, Math.fround(x)]));
    const exact = (await moduleOf(file, 'js')).kl(rounded(at), rounded(other)) as number;
    const [divergence = Number.NaN] = (m.kl(given(at), given(other)) as tf.Tensor).dataSync();
    expect(Math.abs(divergence - exact)).toBeLessThan(1e-5 * exact + 1e-12);
  });
});

describe('functions of the normal law in single precision', () => {
  it.each([
    [4, 3.9, 1.937499069695175e-8],
    [-3.9, -4, 1.937499069695175e-8],
    [0.25, -0.5, 0.7968262679812834],
  ])('erf %d − erf %d and its slopes', async (a, b, wanted) => {
    await tf.setBackend('cpu');
    expect(gap(runtime.erfDifference(tf.scalar(a), tf.scalar(b)).dataSync()[0], wanted)).toBeLessThan(3e-6);
    const [left, right] = tf.grads(runtime.erfDifference)([tf.scalar(a), tf.scalar(b)]);
    expect(gap(left?.dataSync()[0], (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a))).toBeLessThan(1e-5);
    expect(gap(right?.dataSync()[0], (-2 / Math.sqrt(Math.PI)) * Math.exp(-b * b))).toBeLessThan(1e-5);
  });

  it.each([
    [40, -1604.9547038338335, -80.02498439935778],
    [-4, -7.708628979851489e-9, -6.34911738487627e-8],
  ])('log(erfc(x)/2) at %d and its slope', async (x, wanted, slope) => {
    await tf.setBackend('cpu');
    expect(gap(single(runtime.logHalfErfc, x), wanted)).toBeLessThan(1e-6);
    expect(gap(single(tf.grad(runtime.logHalfErfc), x), slope)).toBeLessThan(1e-5);
  });
});
