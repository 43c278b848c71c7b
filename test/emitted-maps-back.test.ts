// Emitted maps back from mean parameters where Newton's method runs into the edge of the domain: they lead back. And the
// entropy there.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

type Values = Readonly<Record<string, number>>;

function moduleFrom(source: string): Promise<EmittedModule> {
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${source} does not compile`);
  return load(emitJs(programOf(declared.findings), { source: 'x.blr', version: '0.0.0' }).js);
}

const moduleOf = (path: string): Promise<EmittedModule> =>
  moduleFrom(readFileSync(new URL(`${path}.blr`, import.meta.url), 'utf8'));

// The last number is what the digits of the means hold of the parameters.
const cases: readonly (readonly [string, readonly Values[], number])[] = [
  ['families-unseen/truncated-normal', [{ a: -40, b: 1 }, { a: -10, b: 1 }, { a: 2, b: 3 }, { a: 40, b: 1 }], 1e-10], // biome-ignore format: points
  [
    'families-unseen/conway-maxwell-poisson',
    [
      { r: 3, ν: 0.2 },
      { r: 3, ν: 0.5 },
      { r: 0.1, ν: 4 },
    ],
    1e-11,
  ],
  [
    '../families/exponential/gamma-scale',
    [
      { k: 1e6, s: 1e6 },
      { k: 1e-3, s: 1e6 },
    ],
    1e-8,
  ],
];

// Σ (k + 1)² c^{k/2}/k! was walked by steps of one size, which did not end; a die of nearly one face stopped short.
// Of an open sum whose natural domain ends at −log 16 the search began beyond that end, and found nothing.
const written: readonly (readonly [string, Values, number])[] = [
  ['variable k in Natural parameter c in Unit density ∝ binomial(2*k, k)^2 * (c/16)^k', { c: 0.5 }, 1e-12],
  ['variable k in Natural parameter c in Positive density ∝ (k + 1)^2 * sqrt(c)^k / factorial(k)', { c: 1e6 }, 1e-9],
  ['variable k in Integer(3..40) parameter t in Real, s in Real density ∝ exp(t*k + s*k^2)', { t: 4, s: 0 }, 1e-8],
];

it.each(written)('%s', async (text, point, allowed) => {
  const m = await moduleFrom(`family F { ${text} }`);
  const found = m.fromMean(m.toMean(point)) as Values;
  const size = Math.max(...Object.values(point));
  for (const [name, value] of Object.entries(point))
    expect(Math.abs((found[name] ?? Number.NaN) - value), `${name}: ${found[name]}`).toBeLessThan(allowed * size);
});

it('numbers start inside such a domain, too', () => {
  const [[text, at] = ['', {}]] = written;
  const [declared] = compile(`family F { ${text} }`, { verify: 'none' }).declarations;
  const answer = declared && evaluateAt(declared, { at });
  const { natural, naturalFromMean } = (answer?.ok ? answer.value : {}) as Readonly<Record<string, number[]>>;
  expect(naturalFromMean?.[0]).toBeCloseTo(natural?.[0] ?? Number.NaN, 13);
});

// mpmath 1.3: −Σ q log q with 40 digits.
it('the entropy of a die of nearly one face keeps its digits', async () => {
  const text = 'family F { variable k in Integer(3..40) parameter t in Real, s in Real density ∝ exp(t*k + s*k^2) }';
  const [declared] = compile(text, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error('a die does not compile');
  const m = await load(emitJs(programOf(declared.findings), { source: 'F.blr', version: '0.0.0' }).js);
  expect(Math.abs(Number(m.entropy({ t: 20, s: 0 })) / 4.328422615830098e-8 - 1)).toBeLessThan(1e-6);
});

describe.each(cases)('%s', (path, points, allowed) => {
  it.each(points)('at %o', async (point) => {
    const m = await moduleOf(path);
    const found = m.fromMean(m.toMean(point)) as Values;
    for (const [name, value] of Object.entries(point))
      expect(Math.abs((found[name] ?? Number.NaN) / value - 1), `${name}: ${found[name]}`).toBeLessThan(allowed);
  });
});

it.each([1e6, 1e10])('counts whose mean grows like an exponential of the unknown, at c = %d', async (c) => {
  const m = await moduleFrom(
    'family F { variable k in Natural parameter c in Positive density ∝ (k+1)^2 * sqrt(c)^k / factorial(k) }',
  );
  // The mean of (k + 1)² zᵏ/k! is z (1 + (3 + 2z)/(1 + 3z + z²)).
  const z = Math.sqrt(c);
  const { c: found } = m.fromMean({ mu: z * (1 + (3 + 2 * z) / (1 + 3 * z + z * z)) }) as { c: number };
  expect(Math.abs(found / c - 1)).toBeLessThan(2e-10);
});

const tensorsOf = (text: string): Promise<EmittedModule> => {
  const [declared] = compile(`family F { ${text} }`, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${text} does not compile`);
  return loadTensors(emitTfjs(programOf(declared.findings), { source: 'F.blr', version: '0.0.0' }).js);
};

describe('in tensors', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('an unknown is not stopped at the edge of another one', async () => {
    const m = await tensorsOf(
      'variable k in Integer(0..30) parameter p in Unit, r in Positive density ∝ p^k * exp(-r/(k+1))',
    );
    const here = { p: tf.scalar(0.789), r: tf.scalar(3.304) };
    const back = m.fromMean(m.toMean(here)) as Readonly<Record<'p' | 'r', tf.Tensor>>;
    expect(back.p.dataSync()[0]).toBeCloseTo(0.789, 4);
    expect(back.r.dataSync()[0]).toBeCloseTo(3.304, 2);
  });

  // 1/A″(1) of A(k) = log((eᵏ − 1)/k), by mpmath.
  it('have the slope of the implicit function, and keep no tensor', async () => {
    const m = await tensorsOf('variable x in Unit parameter k in Real density ∝ exp(k*x)');
    const back = (mu: tf.Tensor): tf.Tensor => (m.fromMean({ mu }) as { k: tf.Tensor }).k;
    const mean = tf.scalar(0.5819767068693265);
    const before = tf.memory().numTensors;
    const [value, slope] = tf.tidy(() => [back, tf.grad(back)].map((f) => f(mean).dataSync()[0]));
    expect(tf.memory().numTensors).toBe(before);
    expect(value).toBeCloseTo(1, 5);
    expect(slope).toBeCloseTo(12.60614280974055, 4);
  });

  // mpmath: the slope of log Z + a E[k²].
  it('gradients go through sums without ends', async () => {
    const m = await tensorsOf('variable k in Integer(-inf..inf) parameter a in Positive density ∝ exp(-a*k^2)');
    const slope = tf.grad((a: tf.Tensor) => m.entropy({ a }) as tf.Scalar)(tf.scalar(0.7));
    expect(slope.dataSync()[0]).toBeCloseTo(-0.7146526504981, 5);
  });
});
