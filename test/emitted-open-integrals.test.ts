// Emitted tfjs modules whose normaliser stays an integral or a sum: values and gradients against the js module.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { integrateNodes, logIntegrateNodes, sumCounts } from '../src/backends/tfjs/support-integrals.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

type Values = Readonly<Record<string, number>>;
type Quantity = 'entropy' | 'kl' | 'logDensity' | 'logPartition';

async function modulesOf(name: string): Promise<{ readonly exact: EmittedModule; readonly tensors: EmittedModule }> {
  const source = readFileSync(new URL(`families-unseen/${name}.blr`, import.meta.url), 'utf8');
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${name} does not compile`);
  const program = programOf(declared.findings);
  const header = { source: name, version: '0.0.0' };
  return { exact: await load(emitJs(program, header).js), tensors: await loadTensors(emitTfjs(program, header).js) };
}

/** A quantity at parameters, where the others are held: another point, a place. */
const quantity = (m: EmittedModule, what: Quantity, at: object, held: object, theta: unknown): unknown => {
  if (what === 'entropy') return m.entropy(at);
  if (what === 'kl') return m.kl(at, held);
  return what === 'logDensity' ? m.logDensity(at, theta) : m.logPartition(m.toNatural(at));
};

describe('nodes laid where terms count', () => {
  const read = (t: tf.Tensor): number => t.dataSync()[0] ?? Number.NaN;
  const bell = (width: number) => (x: tf.Tensor) => tf.neg(tf.square(tf.div(tf.sub(x, 0.3), width)));

  it.each([1, 1e-2, 1e-3])('a bell of width %d', async (width) => {
    await tf.setBackend('cpu');
    const wanted = width * Math.sqrt(Math.PI);
    expect(Math.abs(read(integrateNodes((x) => tf.exp(bell(width)(x)))) / wanted - 1)).toBeLessThan(
      1e-3 * width ** 0.1,
    );
  });

  it.each([1, 1e-2, 1e-4])('its logarithm, far above what overflows, at width %d', (width) => {
    const found = read(logIntegrateNodes((x) => tf.add(500, bell(width)(x))));
    expect(Math.abs(found - 500 - Math.log(width * Math.sqrt(Math.PI)))).toBeLessThan(2e-3);
  });

  it('distances to an end keep what a difference loses', () => {
    const found = integrateNodes((_x, below, above) => tf.rsqrt(tf.mul(below, above)), tf.scalar(3), tf.scalar(5));
    expect(Math.abs(read(found) - Math.PI)).toBeLessThan(3e-6);
  });

  it('a geometric sum', () => {
    expect(Math.abs(read(sumCounts((k) => tf.pow(0.9, k), 0, Infinity)) - 10)).toBeLessThan(1e-5);
  });
});

const cases: readonly (readonly [string, Values, Values, number])[] = [
  ['quartic', { a: 0.7, b: 1.3 }, { a: 1.1, b: -0.4 }, 0.6],
  ['quartic', { a: 40, b: -200 }, { a: 60, b: -150 }, 0.05],
  ['tilted-arcsine', { a: 0.8 }, { a: -1.7 }, 0.3],
  ['tilted-arcsine', { a: 300 }, { a: 280 }, 0.99],
  ['conway-maxwell-poisson', { r: 3, ν: 1.4 }, { r: 2.5, ν: 1.2 }, 2],
];

describe.each(cases)('%s at %o beside %o', (name, at, other, theta) => {
  const tensorsOf = (values: Values): Record<string, tf.Tensor> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, tf.scalar(value)]));

  it.each(['entropy', 'kl', 'logDensity', 'logPartition'] as const)('%s and its gradient', async (what) => {
    await tf.setBackend('cpu');
    const { exact, tensors } = await modulesOf(name);
    const plain = (changed: Values): number => quantity(exact, what, { ...at, ...changed }, other, theta) as number;
    const names = Object.keys(at);
    const value = (...given: tf.Tensor[]): tf.Scalar => {
      const own = Object.fromEntries(names.map((key, i) => [key, given[i]]));
      return tf.sum(quantity(tensors, what, own, tensorsOf(other), tf.scalar(theta)) as tf.Tensor);
    };
    const points = names.map((key) => tf.scalar(at[key] ?? Number.NaN));
    const [found = Number.NaN] = await value(...points).data();
    // Single precision holds 1e-7 of the terms, which are no larger than the exponent at the point.
    const size = 1 + Math.abs(exact.logPartition(exact.toNatural(at)) as number);
    expect(Math.abs(found - plain({}))).toBeLessThan(1e-5 * size);
    const slopes = await Promise.all(
      tf
        .grads(value)(points)
        .map((g) => g.data()),
    );
    for (const [i, key] of names.entries()) {
      const here = at[key] ?? Number.NaN;
      const h = 1e-4 * Math.abs(here);
      const wanted = (plain({ [key]: here + h }) - plain({ [key]: here - h })) / (2 * h);
      const [slope = Number.NaN] = slopes[i] ?? [];
      expect(Math.abs(slope - wanted) * Math.abs(here), `∂/∂${key}: ${slope} instead of ${wanted}`).toBeLessThan(
        3e-5 * size,
      );
    }
  });
});
