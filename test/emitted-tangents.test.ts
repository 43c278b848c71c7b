// How far log I₀ lies above its tangent, alone and in the entropies and divergences of laws on the circle, near and far out.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { besselGap } from '../src/runtime/index.ts';
import { load, loadTensors } from './emit-run.ts';
import { programAt } from './emitted-families.ts';

const header = { source: 'x', version: '0.0.0' };
const angles = { file: 'families/exponential/von-mises.blr', name: 'VonMises' };
const turned = { file: 'test/families-unseen/cosine.blr', name: 'Cosine' };
const read = (t: unknown): number => (t as tf.Tensor).dataSync()[0] ?? Number.NaN;
const gap = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

beforeAll(() => tf.setBackend('cpu'));

// m, κ, the other m and κ, the divergence, the entropy: mpmath 1.3 at 60 digits, to a double.
const laws: readonly (readonly [number, number, number, number, number, number])[] = [
  [0.1, 1e6, 0.1, 1.1e6, 0.0023449112342028592, -5.488816495777277],
  [1.2, 1e4, 1.2, 9e3, 0.00268039673941165, -3.1862066509081584],
  [0.3, 1e-3, 0.4, 2e-3, 2.54995662222594e-7, 1.8378768164093922],
  [1, 2, 3, 0.5, 0.7782938518977841, 1.2663212919642859],
  [1, 50, 1, 60, 0.008925013998360497, -0.5319958006437375],
  [0, 30, 0, 31, 0.0002764738291415876, -0.27310816137880145],
  [0, 1e-6, 0, 1, 0.23591385850742866, 1.8378770664090955],
  [0, 100, 0, 0.01, 2.709079736687993, -0.8811275441649473],
];

describe.each(laws)('angles at %d, %d, beside %d, %d', (m, k, otherM, otherK, divergence, entropy) => {
  const [q, other] = [
    { m, κ: k },
    { m: otherM, κ: otherK },
  ];

  it('in js', async () => {
    const module = await load(emitJs(programAt(angles), header).js);
    expect(gap(module.kl(q, other) as number, divergence)).toBeLessThan(1e-12);
    expect(gap(module.entropy(q) as number, entropy)).toBeLessThan(1e-12);
  });

  it('in tfjs', async () => {
    const module = await loadTensors(emitTfjs(programAt(angles), header).js);
    expect(gap(read(module.kl(q, other)), divergence)).toBeLessThan(1e-5);
    expect(gap(read(module.entropy(q)), entropy)).toBeLessThan(1e-5);
  });
});

it.each([
  [1e3, 1e3 + 0.3, 2.250676454174528e-8],
  [-2, 3, 4.250187370150504],
  [-1e3, -900, 0.0026816488829792275],
])('a direction that may turn round, %d beside %d', async (a, b, divergence) => {
  const module = await load(emitJs(programAt(turned), header).js);
  expect(gap(module.kl({ a }, { a: b }) as number, divergence)).toBeLessThan(2e-12);
});

describe('the gap in tensors', () => {
  it.each([
    [3, 2],
    [2.1, 2],
    [500, 2],
    [0, 5],
    [1.05e4, 1e4],
  ])('has the slopes of its formula at %d, %d', (u, c) => {
    const [du, dc] = tf.grads((x, y) => besselGap(x as tf.Tensor, y as tf.Tensor))([tf.scalar(u), tf.scalar(c)]);
    const at = (x: number, y: number): number => read(besselGap(tf.scalar(x), tf.scalar(y)));
    const [hu, hc] = [0.02 * Math.max(u, 1), 0.02 * c];
    const low = Math.max(0, u - hu);
    expect(Math.abs(read(du) - (at(u + hu, c) - at(low, c)) / (u + hu - low))).toBeLessThan(
      0.02 * (Math.abs(read(du)) + 0.3 / c),
    );
    expect(Math.abs(read(dc) - (at(u, c + hc) - at(u, c - hc)) / (2 * hc))).toBeLessThan(
      0.02 * (Math.abs(read(dc)) + 0.3 / c),
    );
  });
});
