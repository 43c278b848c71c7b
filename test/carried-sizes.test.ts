// One number of an element for all entries of a vector: a step divides by how many there are, which the state does not show.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import type { PlainRun } from '../src/runtime/portable/optimizer.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { compiledText, declarationOf } from './group-texts.ts';
import { gradientAt, header, loadOptimizer, loss, numbersOf } from './optimizer-run.ts';

const text = `distribution Noise { variable z in Real density ∝ exp(-z^2/2) }
group OneForAll(P) { element s in Positive, b in Real  action x in Real^P -> s x + b }
orbit Levelled(P) { group OneForAll(P) base Noise^P }`;

describe('a scale and a shift for all entries', () => {
  const program = declarationOf(compiledText(text)).optimizer;
  if (!program) throw new Error('no algorithm');

  it('replays with as many entries as were recorded', () => {
    const [noise, gradient] = [[[0.3, -1.2, 0.4, 2]], [[1, 0.5, -0.2, 0.1]]];
    const found = replayOptimizer(program, { hyper: { α: 0.1 }, steps: [{ noise, gradient }] });
    if (!found.ok) throw new Error(found.diagnostics.map((d) => d.message).join());
    // X_s = (Σ G ε − P)/(2P), X_b = Σ G/P; s = exp(−α X_s), b = −X_b (1 − s)/X_s.
    const [Xs, Xb] = [(0.3 - 0.6 - 0.08 + 0.2 - 4) / 8, 1.4 / 4];
    const s = Math.exp(-0.1 * Xs);
    expect(found.value.trace[0]?.['s']).toBeCloseTo(s, 14);
    expect(found.value.trace[0]?.['b']).toBeCloseTo((-Xb * (1 - s)) / Xs, 14);
  });

  it('runs in js and in tensors alike', async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
    const module = (await load(emitOptimizerJs(program, header).js)) as unknown as Record<string, unknown>;
    const create = module['createLevelled'] as (point: unknown, options: object) => PlainRun;
    const start = [0.5, -1, 2];
    const plain = create(start, { α: 0.05, K: 2, seed: 3 });
    const optimizer = (await loadOptimizer(program)).make({ α: 0.05, K: 2, seed: 3 });
    const variable = tf.variable(tf.tensor1d(start));
    for (let k = 0; k < 20; k++) {
      plain.step((theta) => gradientAt(theta as Float64Array));
      optimizer.minimize(() => loss(variable), false, [variable]);
    }
    const { s = [], b = [] } = numbersOf(optimizer.stateOf(variable));
    expect(s[0]).toBeCloseTo(Number(plain.state['s']), 5);
    expect(b[0]).toBeCloseTo(Number(plain.state['b']), 5);
    expect(plain.estimate()).toEqual(new Float64Array(3).fill(Number(plain.state['b'])));
    expect([...variable.dataSync()]).toHaveLength(3);
  });
});
