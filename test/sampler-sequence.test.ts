// Several variables drawn one after the other, by emitted code: their marginal laws and what ties them together.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { erf } from '../src/runtime/portable/error-function.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

type Draws = Readonly<Record<string, ArrayLike<number>>>;
type Matrices = Readonly<Record<string, readonly ArrayLike<number>[]>>;

function programFrom(text: string): FamilyProgram {
  const { declarations, diagnostics } = compile(text, { verify: 'live' });
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const findings = declarations[0]?.findings;
  if (!findings) throw new Error('not derived');
  return programOf(findings);
}

const header = { source: 'several.blr', version: '0.0.0' };
const jsOf = (text: string) => load(emitJs(programFrom(text), header).js);

/** √n times the Kolmogorov–Smirnov distance; 1.9495 is its critical value at 1e-3. */
function distance(draws: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  let most = 0;
  sorted.forEach((x, i) => {
    most = Math.max(most, Math.abs(cdf(x) - i / n), Math.abs(cdf(x) - (i + 1) / n));
  });
  return Math.sqrt(n) * most;
}

const limit = 1.9495;
const count = 20_000;
const pairs = (u: ArrayLike<number>, v: ArrayLike<number>, f: (u: number, v: number) => number): number[] =>
  Array.from(u, (x, i) => f(x, v[i] ?? Number.NaN));

/** Student's law of four degrees of freedom. */
const student4 = (t: number): number => {
  const w = 1 + (t * t) / 4;
  return 0.5 + (3 / 8) * (t / Math.sqrt(w)) * (1 - (t * t) / (12 * w));
};
const gamma2 = (x: number): number => 1 - Math.exp(-x) * (1 + x);
const chiSquared1 = (q: number): number => erf(Math.sqrt(q / 2));
const chiSquared2 = (q: number): number => 1 - Math.exp(-q / 2);
const chiSquared4 = (q: number): number => gamma2(q / 2);

const [m, k, a, b] = [0.7, 1.9, 2, 1.3];
const standardised = (x: number): number => (x - m) / Math.sqrt(b / (k * a));

const withPrecision =
  'family F { variable x in Real, t in Positive parameter m in Real, k in Positive, a in Positive, b in Positive density ∝ t^(a-1/2) * exp(-b*t - k*t*(x-m)^2/2) }';
const withVariance =
  'family F { variable v in Positive, x in Real parameter m in Real, k in Positive, a in Positive, b in Positive density ∝ v^(-a-3/2) * exp(-b/v - k*(x-m)^2/(2 v)) }';
const mixed =
  'family F { variable t in Positive, x in {0, 1} parameter a in Positive, b in Positive density ∝ t^(a-1) * exp(-b*t-t*x) }';
const vectorAndMatrix =
  "family F(P) { variable x in Real^P, T in SPD(P) parameter m in Real^P, k in Positive, V in SPD(P), n in Real > P - 1 density ∝ exp((n-P)/2*logdet(T) - trace(V T)/2 - k (x-m)' T (x-m)/2) }";

describe('variables drawn one after the other', () => {
  it('a number and its precision', async () => {
    const { x, t } = (await jsOf(withPrecision)).sample({ m, k, a, b }, [count], 11) as {
      x: Float64Array;
      t: Float64Array;
    };
    expect(distance([...t], (y) => gamma2(b * y))).toBeLessThan(limit);
    expect(distance([...x], (y) => student4(standardised(y)))).toBeLessThan(limit);
    expect(
      distance(
        pairs(x, t, (u, v) => k * v * (u - m) ** 2),
        chiSquared1,
      ),
    ).toBeLessThan(limit);
  });

  it('in whatever order they are declared', async () => {
    const { x, v } = (await jsOf(withVariance)).sample({ m, k, a, b }, [count], 12) as {
      x: Float64Array;
      v: Float64Array;
    };
    expect(distance([...v], (y) => 1 - gamma2(b / y))).toBeLessThan(limit);
    expect(distance([...x], (y) => student4(standardised(y)))).toBeLessThan(limit);
  });

  it('a case and a rate that depends on it', async () => {
    const { x, t } = (await jsOf(mixed)).sample({ a, b }, [count], 13) as { x: Float64Array; t: Float64Array };
    const share = (1 + b) ** -a / (b ** -a + (1 + b) ** -a);
    expect(Math.abs(x.reduce((sum, y) => sum + y, 0) / count - share)).toBeLessThan(limit / Math.sqrt(count));
    expect(
      distance(
        pairs(x, t, (u, v) => (b + u) * v),
        gamma2,
      ),
    ).toBeLessThan(limit);
  });

  it('a vector and its precision matrix', async () => {
    const centre = [0.4, -1];
    const V = [
      [2, 0.5],
      [0.5, 1],
    ];
    const module = await jsOf(vectorAndMatrix);
    const drawn = module.sample({ m: centre, k, V, n: 4 }, [count], 14) as Matrices;
    const [x = [], T = []] = [drawn['x'], drawn['T']];
    const corner = 1 / (2 - 0.25);
    expect(
      distance(
        T.map((s) => (s[0] ?? Number.NaN) / corner),
        chiSquared4,
      ),
    ).toBeLessThan(limit);
    const squares = x.map((y, i) => {
      const [u, w] = [(y[0] ?? 0) - 0.4, (y[1] ?? 0) + 1];
      const s = T[i] ?? [];
      return k * ((s[0] ?? 0) * u * u + ((s[1] ?? 0) + (s[2] ?? 0)) * u * w + (s[3] ?? 0) * w * w);
    });
    expect(distance(squares, chiSquared2)).toBeLessThan(limit);
  });

  it('for every instance, alike in tensors', async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
    const program = programFrom(withPrecision);
    const [js, tensors] = [await load(emitJs(program, header).js), await loadTensors(emitTfjs(program, header).js)];
    const parameters = { m: [-1, 0, 1e3], k: [1, 2, 3], a: [2, 1.5, 7], b: 1 };
    const plain = js.sample(parameters, [4], 5) as Draws;
    const drawn = tensors.sample(parameters, [4], 5) as Record<string, { shape: number[]; dataSync(): Float32Array }>;
    for (const name of ['x', 't']) {
      expect(drawn[name]?.shape).toEqual([4, 3]);
      expect(plain[name]).toHaveLength(12);
      const found = drawn[name]?.dataSync() ?? [];
      Array.from(plain[name] ?? []).forEach((y, i) => {
        expect(Math.abs(y - (found[i] ?? Number.NaN)) / Math.max(1, Math.abs(y))).toBeLessThan(1e-5);
      });
    }
    expect(new Set(Array.from(plain['t'] ?? [])).size).toBe(12);
  });

  it('alone as numbers', async () => {
    const one = (await jsOf(withPrecision)).sample({ m, k, a, b }, [], 3) as Record<string, unknown>;
    expect(typeof one['x']).toBe('number');
    expect(typeof one['t']).toBe('number');
  });
});

// Laws with no form in the table: a cumulative distribution is tabulated once for the parameters that it depends on.
describe('parts that stay open', () => {
  const beside =
    'family F { variable p in Unit, x in Positive parameter a in Real, b in Positive density ∝ (1+x)^(3/4) exp(a p^2 - b x^3) }';
  const counted =
    'family F { variable k in Integer(-1..1), p in Unit parameter a in Real, b in Positive, c in Real density ∝ (1-p)^b exp(a k + c k p) }';

  it('are drawn beside each other, each from one table', async () => {
    const text = emitJs(programFrom(beside), header).js;
    expect(text).toContain('remembered(tables, [a].join()');
    expect(text).toContain('remembered(tables, [b].join()');
    const { x } = (await load(text)).sample({ a: 0.5, b: 1.5 }, [count], 3) as Draws;
    // E[x³] by sums over a grid (oracles/generate/joint.py, BothAlone).
    const gaps = Array.from(x ?? [], (v) => v ** 3 - 0.27206254877581926);
    const [mean, square] = [gaps, gaps.map((g) => g * g)].map((all) => all.reduce((s, v) => s + v, 0) / count);
    expect(Math.abs(mean ?? Number.NaN)).toBeLessThan(3.3 * Math.sqrt((square ?? 0) / count));
  });

  it('draw a count of few values from its masses, the same in js and in tensors', async () => {
    const program = programFrom(counted);
    const at = { a: -0.25, b: 1.5, c: 0.5 };
    const { k, p } = (await load(emitJs(program, header).js)).sample(at, [count], 4) as Draws;
    await tf.setBackend('cpu');
    const tensors = (await loadTensors(emitTfjs(program, header).js)).sample(at, [200], 4) as Record<string, tf.Tensor>;
    expect([...(tensors['k']?.dataSync() ?? [])]).toEqual(Array.from(k ?? []).slice(0, 200));
    // Given p the three masses are those of a softmax over −s, 0, s with s = a + c p.
    const score = pairs(k ?? [], p ?? [], (n, q) => {
      const s = at.a + at.c * q;
      return n - (Math.exp(s) - Math.exp(-s)) / (Math.exp(s) + 1 + Math.exp(-s));
    });
    expect(Math.abs(score.reduce((sum, v) => sum + v, 0) / count)).toBeLessThan(3.3 * Math.sqrt(0.7 / count));
  });
});
