// Orbits on a simplex, whose points are tied by their sum; motions of five scalars in blocks; similarities of an open size.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';
import { header, loadOptimizer, numbersOf } from './optimizer-run.ts';

const derived = (text: string, name: string) => declarationOf(compiledText(text, 'families/orbits', 'all'), name);

const shares = `import "../exponential/dirichlet.blr"
group Perturbation {
  element a in Real, b in Real
  action  p in Simplex(3) -> [exp(a), exp(b), 1] * p / dot([exp(a), exp(b), 1], p)
}
orbit Shares { group Perturbation  base Dirichlet(3)(a = [2, 3, 4]) }
optimizer Steps { posterior Shares  metric identity }`;

describe('an orbit on shares', () => {
  // By hand: with p the moved draw, ∂pᵢ/∂a = pᵢ(δᵢ₁ − p₁) and log |det Dg| = Σ log w − 3 log w·ε, so that one draw gives
  // E_a = p₁(G₁ − G·p) − τ(1 − 3 p₁), and b likewise.
  const [draw, slope, tau, rate] = [[0.2, 0.5, 0.3], [0.7, -1.2, 0.4], 0.8, 0.1];
  const start = { a: 0.3, b: -0.4 };
  const weights = [Math.exp(start.a), Math.exp(start.b), 1];
  const sum = weights.reduce((s, w, i) => s + w * (draw[i] ?? 0), 0);
  const moved = weights.map((w, i) => (w * (draw[i] ?? 0)) / sum);
  const level = moved.reduce((s, p, i) => s + p * (slope[i] ?? 0), 0);
  const covector = [0, 1].map((i) => (moved[i] ?? 0) * ((slope[i] ?? 0) - level) - tau * (1 - 3 * (moved[i] ?? 0)));
  const wanted = { a: start.a - rate * (covector[0] ?? 0), b: start.b - rate * (covector[1] ?? 0) };

  it('steps as its volume and its motion say, in replay, in js and in tensors', async () => {
    const program = derived(shares, 'Steps').optimizer;
    if (!program) throw new Error('no algorithm');
    const run = { init: start, hyper: { α: rate, τ: tau }, steps: [{ noise: [draw], gradient: [slope] }] };
    const replayed = replayOptimizer(program, run);
    const state = replayed.ok ? replayed.value.trace[0] : undefined;
    expect(state?.['a']).toBeCloseTo(wanted.a, 14);
    expect(state?.['b']).toBeCloseTo(wanted.b, 14);
    const module = (await load(emitOptimizerJs(program, header).js)) as unknown as {
      step: (...args: unknown[]) => { a: number; b: number };
    };
    const plain = module.step(start, [draw], [slope], { α: rate, τ: tau });
    expect(plain.a).toBeCloseTo(wanted.a, 14);
    expect(plain.b).toBeCloseTo(wanted.b, 14);
    expect(await tf.setBackend('cpu')).toBe(true);
    const { make } = await loadOptimizer(program);
    const optimizer = make({ α: rate, τ: 0.01, seed: 1 });
    const v = tf.variable(tf.tensor1d([0.3, 0.3, 0.4]));
    const target = tf.tensor1d([0.6, 0.3, 0.1]);
    const loss = (): tf.Scalar => tf.sum(tf.square(tf.sub(v, target))) as tf.Scalar;
    optimizer.minimize(loss, false, [v]);
    const { numTensors } = tf.memory();
    for (let k = 0; k < 200; k += 1) optimizer.minimize(loss, false, [v]);
    expect(tf.memory().numTensors).toBe(numTensors);
    const p = [...optimizer.sampled(() => v.dataSync(), [v])];
    expect(p.reduce((s, x) => s + x, 0)).toBeCloseTo(1, 5);
    expect(numbersOf(optimizer.stateOf(v))['a']?.[0]).toBeGreaterThan(0.5);
  });
});

describe('motions of scalars that move each other in blocks', () => {
  const time = `distribution Bell { variable z in Real  density exp(-z^2/2)/sqrt(2 pi) }
group Oscillator {
  element s in Real, φ in Circle, a in Real, b in Real, c in Real
  action  (t, x, y, z) -> (t + s, cos(φ) x - sin(φ) y + a, sin(φ) x + cos(φ) y + b,
                       z + c + a (sin(φ) x + cos(φ) y) / 2 - b (cos(φ) x - sin(φ) y) / 2)
}
orbit Timed { group Oscillator  base Bell * Bell * Bell * Bell }`;

  it('have a change of volume, here none, and a score', () => {
    const { orbit } = derived(time, 'Timed');
    expect(orbit?.density).toBeDefined();
    // By hand, under independent standard normals at the identity: h = s t + a x + b y + c z + (a y − b x) z/2.
    const at = numbersAt(derived(time, 'Timed'), {}).fisherForm as readonly (readonly number[])[];
    expect(at).toEqual([
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 1.25, 0, 0],
      [0, 0, 0, 1.25, 0],
      [0, 0, 0, 0, 1],
    ]);
  });
});

describe('similarities of an open size', () => {
  it('have an exponential map, that of SciPy for three coordinates', () => {
    const text = `group Similarity(P) {
  element s in Positive, R in Rotation(P), b in Real^P
  action  x in Real^P -> s R x + b
}`;
    const { exp } = numbersAt(derived(text, 'Similarity'), {
      X_s: 0.4,
      X_R: [
        [0, -0.3, 0.7],
        [0.3, 0, -1.1],
        [-0.7, 1.1, 0],
      ],
      X_b: [1, -2, 0.5],
    }) as unknown as { exp: Readonly<Record<string, number | readonly number[]>> };
    const wanted = [1.3583512028186142, -1.8841302502905706, -1.1990980317085094];
    expect(exp['s']).toBeCloseTo(Math.exp(0.4), 14);
    wanted.forEach((x, i) => {
      expect((exp['b'] as readonly number[])[i]).toBeCloseTo(x, 13);
    });
  });
});
