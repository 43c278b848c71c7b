// Elements that are shares: a group on the simplex by ratios, its exponential, orbits of any number of shares, and their steps.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';
import { header, loadOptimizer, numbersOf } from './optimizer-run.ts';

const text = `import "../exponential/dirichlet.blr"
group Any(K) {
  element q in Simplex(K)
  action  p in Simplex(K) -> q*p / sum(q*p)
  claim exp = exp(K X_q) / sum(exp(K X_q))
}
orbit Open(K) { constant c in Positive^K  group Any(K)  base Dirichlet(K)(a = c) }
group Steep(K) {
  element q in Simplex(K), k in Positive
  action  p in Simplex(K) -> q*p^k / sum(q*p^k)
  claim compose = [q*q₂^k / sum(q*q₂^k), k*k₂]
}
orbit Corner { group Steep(3)  base Dirichlet(3)(a = [2, 3, 2]) }
optimizer Plain(K) { posterior Open(K)  metric identity }`;

const derived = (name: string) => declarationOf(compiledText(text, 'families/orbits', 'all'), name);

describe('shares as elements of a group', () => {
  // By hand: tangents at (1, …, 1)/K of zero sum; the score is K(S ε − c), S = Σ c, and the covariance of a Dirichlet draw
  // is (S diag c − c cᵀ)/(S²(S + 1)).
  const [c, S] = [[2, 3, 2], 7];
  const along = (i: number, j: number): number => {
    const [x, y] = [i, j].map((k) => [0, 1, 2].map((l) => (l === k ? 1 : l === 2 ? -1 : 0))) as [number[], number[]];
    const sum = (f: (l: number) => number): number => f(0) + f(1) + f(2);
    const [weighed, first, second] = [
      sum((l) => (c[l] ?? 0) * (x[l] ?? 0) * (y[l] ?? 0)),
      sum((l) => (c[l] ?? 0) * (x[l] ?? 0)),
      sum((l) => (c[l] ?? 0) * (y[l] ?? 0)),
    ];
    return (9 * (S * weighed - first * second)) / (S + 1);
  };

  it('have the Fisher form of the base', () => {
    const found = numbersAt(derived('Corner'), {}).fisherForm as readonly (readonly number[])[];
    for (const i of [0, 1]) for (const j of [0, 1]) expect(found[i]?.[j]).toBeCloseTo(along(i, j), 10);
    expect(found).toHaveLength(3);
  });

  it('hold all that is derived of them, of any size, beside a power, near the corners of a base', () => {
    for (const name of ['Any', 'Open', 'Steep', 'Corner']) {
      const steps = derived(name).derivation?.steps ?? [];
      expect(steps.length).toBeGreaterThan(3);
      expect(steps.flatMap((s) => s.verdicts).filter((v) => !v.holds)).toEqual([]);
    }
    expect(derived('Corner').orbit?.fisherForm?.error).toBeLessThan(1e-6);
  });
});

describe('a step of shares', () => {
  // By hand, with p = q∘ε/⟨q, ε⟩: one draw gives E = K (p∘(G + τ K) − τ − p ⟨p, G⟩), and q′ ∝ q∘e^{−α K E}.
  const [draw, slope, tau, rate] = [[0.2, 0.5, 0.3], [0.7, -1.2, 0.4], 0.8, 0.1];
  const q = [0.5, 0.2, 0.3];
  const shares = (w: readonly number[]): number[] => w.map((x) => x / w.reduce((a, b) => a + b, 0));
  const stepped = (scale: number): number[] => {
    const p = shares(q.map((x, i) => x * (draw[i] ?? 0)));
    const level = p.reduce((s, x, i) => s + x * (slope[i] ?? 0) * scale, 0);
    const covector = p.map((x, i) => 3 * (x * ((slope[i] ?? 0) * scale + 3 * tau) - tau - x * level));
    return shares(q.map((x, i) => x * Math.exp(-rate * 3 * (covector[i] ?? 0))));
  };
  const program = () => {
    const found = derived('Plain').optimizer;
    if (!found) throw new Error('no algorithm');
    return found;
  };

  it('is the one by hand in replay, in js and in tensors', async () => {
    const wanted = stepped(1);
    const hyper = { α: rate, τ: tau };
    const run = { init: { q }, hyper: { ...hyper, c: [3, 4, 5] }, steps: [{ noise: [draw], gradient: [slope] }] };
    const replayed = replayOptimizer(program(), run);
    const found = replayed.ok ? (replayed.value.trace[0]?.['q'] as number[]) : [];
    expect(Math.max(...found.map((x, i) => Math.abs(x - (wanted[i] ?? 0))))).toBeLessThan(1e-15);
    expect(found).toHaveLength(3);
    type Module = { step: (...args: unknown[]) => { q: ArrayLike<number> } };
    const { step } = (await load(emitOptimizerJs(program(), header).js)) as unknown as Module;
    const plain = Array.from(step({ q }, [draw], [slope], { ...hyper, c: [3, 4, 5] }).q);
    expect(Math.max(...plain.map((x, i) => Math.abs(x - (wanted[i] ?? 0))))).toBeLessThan(1e-15);
    // A step that leaves nothing of a share is cut: what is left are shares, and the right one grows.
    const far = Array.from(step({ q }, [draw], [slope.map((g) => 1e6 * g)], { ...hyper, c: [3, 4, 5] }).q);
    expect(far.every((x) => x > 0)).toBe(true);
    expect(far.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
    expect(far[1]).toBeGreaterThan(q[1] ?? 1);
  });

  it('keeps shares in tensors, through steps and at an end', async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
    const { make } = await loadOptimizer(program());
    const optimizer = make({ α: rate, τ: 0.01, seed: 1, c: [30, 40, 50] });
    const v = tf.variable(tf.tensor1d([0.2, 0.3, 0.5]));
    const target = tf.tensor1d([0.6, 0.3, 0.1]);
    const loss = (): tf.Scalar => tf.sum(tf.square(tf.sub(v, target))) as tf.Scalar;
    optimizer.minimize(loss, false, [v]);
    const { numTensors } = tf.memory();
    for (let k = 0; k < 100; k += 1) optimizer.minimize(loss, false, [v]);
    expect(tf.memory().numTensors).toBe(numTensors);
    const p = [...optimizer.sampled(() => v.dataSync(), [v])];
    expect(p.reduce((s, x) => s + x, 0)).toBeCloseTo(1, 5);
    expect(Math.hypot(...p.map((x, i) => x - (target.dataSync()[i] ?? 0)))).toBeLessThan(0.3);
    const steep = (): tf.Scalar => tf.mul(1e6, tf.sum(tf.mul(v, tf.tensor1d([1, 2, 3])))) as tf.Scalar;
    for (let k = 0; k < 20; k += 1) optimizer.minimize(steep, false, [v]);
    const ends = numbersOf(optimizer.stateOf(v))['q'] ?? [];
    expect(ends.every((x) => x > 0 && x <= 1)).toBe(true);
    expect(ends.reduce((s, x) => s + x, 0)).toBeCloseTo(1, 6);
    expect(ends[0]).toBeGreaterThan(0.99);
  });

  it('starts only from shares', async () => {
    const { make } = await loadOptimizer(program());
    const v = tf.variable(tf.tensor1d([0.2, 0.3, 0.5]));
    const optimizer = make({ α: rate, c: 2, initial: { q: [0.5, 0.6, 0.7] } });
    const steep = (): tf.Scalar => tf.sum(v) as tf.Scalar;
    expect(() => optimizer.minimize(steep, false, [v])).toThrow(/positive shares whose sum is 1/);
  });
});
