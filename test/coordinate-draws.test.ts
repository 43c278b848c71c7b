// A vector of independent coordinates, finitely many values, a count or an angle each: every coordinate has random numbers of its own.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

/** Parameters, how many coordinates, and the expected moments of one coordinate: its mean, and of its square. */
interface Case {
  readonly text: string;
  readonly parameters: Readonly<Record<string, number | readonly number[]>>;
  readonly means: readonly number[];
  readonly squares: readonly number[];
}

const three = [1, Math.exp(0.4 - 0.3), Math.exp(0.8 - 1.2)];
const sum = three.reduce((a, b) => a + b);
const [first, second] = [((three[1] ?? 0) + 2 * (three[2] ?? 0)) / sum, ((three[1] ?? 0) + 4 * (three[2] ?? 0)) / sum];

const rates = [0.3 - 0.8, 0.3, 0.3 + 1.6].map(Math.exp);
const chances = [-0.7, 0, 1.4].map((x) => 1 / (1 + Math.exp(-x)));

const cases: Readonly<Record<string, Case>> = {
  'a probability a coordinate': {
    text: 'family F(P) { variable y in Binary^P parameter p in Unit^P density prod(p^y * (1-p)^(1-y)) }',
    parameters: { p: [0.1, 0.5, 0.9] },
    means: [0.1, 0.5, 0.9],
    squares: [0.1, 0.5, 0.9],
  },
  'one probability for all': {
    text: 'family F { variable y in Binary^4 parameter p in Unit density prod(p^y * (1-p)^(1-y)) }',
    parameters: { p: 0.3 },
    means: [0.3, 0.3, 0.3, 0.3],
    squares: [0.3, 0.3, 0.3, 0.3],
  },
  'signs of known weights': {
    text: "family F(P) { variable y in {-1,1}^P constant c in Real^P parameter b in Real density ∝ exp(b c'y) }",
    parameters: { c: [1, -1, 2], b: 0.7 },
    means: [0.7, -0.7, 1.4].map(Math.tanh),
    squares: [1, 1, 1],
  },
  'three values and two statistics': {
    text: 'family F { variable y in {0,1,2}^3 parameter a in Real, b in Real density ∝ exp(a sum(y) - b sum(y*y)) }',
    parameters: { a: 0.4, b: 0.3 },
    means: [first, first, first],
    squares: [second, second, second],
  },
  'counts over known exposures': {
    text: 'family F { variable k in Natural^2 constant values in Positive^2 parameter r in Positive density prod((r*values)^k * exp(-r*values) / factorial(k)) }',
    parameters: { values: [0.5, 20], r: 1.5 },
    means: [0.75, 30],
    squares: [0.75 + 0.75 ** 2, 30 + 30 ** 2],
  },
  'a regression of counts': {
    text: 'family F(P) { variable k in Natural^P constant x in Real^P parameter a in Real, b in Real density prod(exp(k*(a + b*x) - exp(a + b*x)) / factorial(k)) }',
    parameters: { x: [-1, 0, 2], a: 0.3, b: 0.8 },
    means: rates,
    squares: rates.map((r) => r + r * r),
  },
  'numbers of failures, from one on, each of its own chance': {
    text: 'family F(P) { variable k in Integer(1..inf)^P parameter p in Unit^P density prod((1-p)*p^(k-1)) }',
    parameters: { p: [0.2, 0.9] },
    means: [1 / 0.8, 1 / 0.1],
    squares: [1.2 / 0.8 ** 2, 1.9 / 0.1 ** 2],
  },
  'counts up to nine of known weights': {
    text: 'family F(P) { variable k in Integer(0..9)^P constant x in Real^P parameter a in Real density ∝ prod(exp(k*a*x) / (factorial(k)*factorial(9-k))) }',
    parameters: { x: [-1, 0, 2], a: 0.7 },
    means: chances.map((p) => 9 * p),
    squares: chances.map((p) => 9 * p * (1 - p) + 81 * p * p),
  },
};

const count = 20_000;
const header = { source: 'coordinates.blr', version: '0.0.0' };

async function modulesOf(text: string) {
  const { declarations, diagnostics } = compile(text, { verify: 'all' });
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const findings = declarations[0]?.findings;
  if (!findings) throw new Error('not derived');
  const program = programOf(findings);
  return {
    js: await load(emitJs(program, header).js),
    tensors: await loadTensors(emitTfjs(program, header).js),
  };
}

/** The mean of each column lies within five standard errors. */
function near(rows: readonly (readonly number[])[], wanted: readonly number[]): void {
  wanted.forEach((mean, i) => {
    const column = rows.map((r) => r[i] ?? Number.NaN);
    const found = column.reduce((a, b) => a + b, 0) / column.length;
    const spread = Math.sqrt(column.reduce((a, x) => a + (x - found) ** 2, 0)) / column.length;
    expect(Math.abs(found - mean)).toBeLessThanOrEqual(5 * spread);
  });
}

describe('vectors drawn coordinate by coordinate', () => {
  for (const [name, { text, parameters, means, squares }] of Object.entries(cases))
    it(name, { timeout: 60_000 }, async () => {
      const { js, tensors } = await modulesOf(text);
      const rows = (js.sample(parameters, [count], 3) as Float64Array[]).map((r) => [...r]);
      near(rows, means);
      near(
        rows.map((r) => r.map((x) => x * x)),
        squares,
      );
      // Coordinates are independent: the mean of a product is the product of the means.
      near(
        rows.map((r) => [(r[0] ?? 0) * (r[1] ?? 0)]),
        [(means[0] ?? 0) * (means[1] ?? 0)],
      );
      const drawn = tensors.sample(parameters, [200], 3) as tf.Tensor;
      expect(drawn.shape).toEqual([200, means.length]);
      expect([...drawn.dataSync()]).toEqual(rows.slice(0, 200).flat());
    });

  it('a batch of parameters', async () => {
    const { js, tensors } = await modulesOf(cases['a probability a coordinate']?.text ?? '');
    const p = [
      [0.1, 0.9],
      [0.5, 0.2],
    ];
    const wanted = (js.sample({ p }, [50], 5) as Float64Array[]).flatMap((r) => [...r]);
    const drawn = tensors.sample({ p: tf.tensor2d(p) }, [50], 5) as tf.Tensor;
    expect(drawn.shape).toEqual([50, 2, 2]);
    expect([...drawn.dataSync()]).toEqual(wanted);
  });

  it('a batch of parameters of counts, one of them for each coordinate', { timeout: 60_000 }, async () => {
    const { js, tensors } = await modulesOf(cases['a regression of counts']?.text ?? '');
    const [a, b] = [
      [0.3, -0.2],
      [0.8, 1.1],
    ];
    const x = [-1, 0, 2];
    const wanted = (js.sample({ a, b, x }, [50], 5) as Float64Array[]).flatMap((r) => [...r]);
    const drawn = tensors.sample({ a: tf.tensor1d(a), b: tf.tensor1d(b), x }, [50], 5) as tf.Tensor;
    expect(drawn.shape).toEqual([50, 2, 3]);
    expect([...drawn.dataSync()]).toEqual(wanted);
  });

  it('angles, each of its own concentration', { timeout: 60_000 }, async () => {
    const { js, tensors } = await modulesOf(
      'family F(P) { variable x in Circle^P parameter k in Positive^P density ∝ exp(sum(k*cos(x))) }',
    );
    const k = [0.5, 3];
    const rows = (js.sample({ k }, [count], 3) as Float64Array[]).map((r) => [...r]);
    // I₁(k)/I₀(k), by mpmath.
    near(
      rows.map((r) => r.map(Math.cos)),
      [0.24249961258080191, 0.80998529395650443],
    );
    const drawn = tensors.sample({ k }, [200], 3) as tf.Tensor;
    expect(drawn.shape).toEqual([200, 2]);
    const far = [...drawn.dataSync()].map((x, i) => Math.abs(x - (rows.flat()[i] ?? Number.NaN)));
    expect(Math.max(...far)).toBeLessThan(1e-5);
  });
});
