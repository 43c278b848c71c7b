// Where emitted sums and integrals look for their mass: by the weights' exponent, far out, seldom; and what Newton's
// method finds there in single precision.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { integrate, summation } from '../src/backends/js/support/quadrature.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { integrateNodes, sumCounts } from '../src/backends/tfjs/support-integrals.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';
import { programAt } from './emitted-families.ts';

const header = { source: 'x', version: '0.0.0' };
const of = (file: string, name: string) => programAt({ file: `families/exponential/${file}.blr`, name });
const tensors = (file: string, name: string): Promise<EmittedModule> =>
  loadTensors(emitTfjs(of(file, name), header).js);
const read = (t: unknown): number => (t as tf.Tensor).dataSync()[0] ?? Number.NaN;

beforeAll(() => tf.setBackend('cpu'));

describe('a step of a law of counts in tensors', () => {
  // The js module holds 1e-14 of mpmath there.
  it.each([1e2, 1e6, 1e7, 1e9, 1e12])('at a mean of %d', async (r) => {
    const m = await tensors('poisson', 'Poisson');
    const exact = await load(emitJs(of('poisson', 'Poisson'), header).js);
    const step = [{ r }, { r: 0.3 / r }, { rho: 0.1 }] as const;
    const wanted = (exact.update(...step) as { r: number }).r;
    expect(Math.abs(read((m.update(...step) as { r: tf.Tensor }).r) / wanted - 1)).toBeLessThan(1e-5);
  });
});

describe('an integral with a weight', () => {
  const shape = (width: number) => (x: tf.Tensor) => tf.neg(tf.square(tf.div(tf.sub(x, 0.3), width)));
  const bell = (width: number) => (x: tf.Tensor) => tf.exp(shape(width)(x));

  it.each([1, 1e-3, 1e-5])('is found at width %d', (width) => {
    const found = read(integrateNodes(bell(width), undefined, undefined, shape(width)));
    expect(Math.abs(found / (width * Math.sqrt(Math.PI)) - 1)).toBeLessThan(1e-2);
  });

  it('asks its integrand at 643 places', () => {
    let places = 0;
    const counted = (x: tf.Tensor): tf.Tensor => {
      places += x.size;
      return bell(1)(x);
    };
    integrateNodes(counted, undefined, undefined, shape(1));
    expect(places).toBe(129 + 257 + 257);
  });

  it('is found in js where it underflows beside its peak', () => {
    const narrow = (x: number): number => -(((x - 1 / 3) / 1e-7) ** 2);
    const found = integrate((x) => Math.exp(narrow(x)), -Infinity, Infinity, narrow);
    expect(Math.abs(found / (1e-7 * Math.sqrt(Math.PI)) - 1)).toBeLessThan(1e-6);
  });
});

describe('a sum without a weight that finds no mass', () => {
  const far = (k: number): number => Math.exp(-0.5 * ((k - 1e13) / 3e6) ** 2);

  it('is not a number', () => {
    expect(summation(far, 0, Infinity)).toBeNaN();
    const tensor = (k: tf.Tensor): tf.Tensor => tf.exp(tf.mul(-0.5, tf.square(tf.div(tf.sub(k, 1e13), 3e6))));
    expect(read(sumCounts(tensor, 0, Infinity))).toBeNaN();
  });
});

describe('the map back from means in single precision', () => {
  // What means hold of the parameters: their own rounding, 1e-7, over the relative spread 1/κ or 1/α.
  it.each([1e-3, 1, 1e2, 1e4, 1e5, 1e6])('of angles at concentration %d', async (κ) => {
    const m = await tensors('von-mises', 'VonMises');
    const found = m.fromMean(m.toMean({ m: 1.2, κ })) as { m: tf.Tensor; κ: tf.Tensor };
    expect(Math.abs(read(found.m) - 1.2)).toBeLessThan(1e-5);
    expect(Math.abs(read(found.κ) / κ - 1)).toBeLessThan(1e-5 + 2e-7 * κ);
  });

  it.each([
    [1e-3, 3e-4],
    [1, 0.3],
    [1e3, 300],
    [1e5, 3e4],
    [1e-3, 1e3],
    [1e-2, 1e4],
  ])('of shares at %d, %d', async (a, b) => {
    const m = await tensors('beta', 'Beta');
    const found = m.fromMean(m.toMean({ a, b })) as { a: tf.Tensor; b: tf.Tensor };
    const allowed = 2e-4 + 2e-6 * Math.max(a, 100 * b * Number(b > 100 * a));
    expect(Math.abs(read(found.a) / a - 1)).toBeLessThan(allowed);
    expect(Math.abs(read(found.b) / b - 1)).toBeLessThan(allowed);
  });

  it.each([
    ['beta', 'Beta', { a: 2, b: 3 }, 'a'],
    ['von-mises', 'VonMises', { m: 0.4, κ: 2 }, 'κ'],
    ['gamma', 'Gamma', { α: 2, β: 3 }, 'α'],
  ] as const)('of %s has slopes that undo those of the means', async (file, name, at, key) => {
    const m = await tensors(file, name);
    // Along the parameter, there and back again: slope 1.
    const there = (x: tf.Tensor): tf.Tensor =>
      (m.fromMean(m.toMean({ ...at, [key]: x })) as Record<string, tf.Tensor>)[key] as tf.Tensor;
    const start = (at as Record<string, number>)[key] ?? Number.NaN;
    expect(Math.abs(read(tf.grad(there)(tf.scalar(start))) - 1)).toBeLessThan(1e-3);
  });

  it('is not a number where no law has the means', async () => {
    const m = await tensors('gamma', 'Gamma');
    const { α } = m.fromMean({ mu1: 1, mu2: 0.01 }) as { α: tf.Tensor };
    expect(read(α)).toBeNaN();
  });
});
