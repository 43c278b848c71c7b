// What float32 cannot hold of a state: numbers at the nearest value, matrices as a whole, every change counted.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { guarded, missed } from '../src/runtime/optimizer-guard.ts';
import type { StateDomain } from '../src/runtime/optimizer-rule.ts';

const run = (
  domain: StateDomain,
  next: number[],
  old: number[],
  shape: number[],
): { value: number[]; changed: number } =>
  tf.tidy(() => {
    const { value, fits } = guarded(domain, tf.tensor(next, shape), tf.tensor(old, shape));
    return { value: [...value.dataSync()], changed: fits ? (missed(fits).dataSync()[0] ?? 0) : 0 };
  });
const largest = Math.fround(3.4028234e38);
const smallest = Math.fround(1.1754944e-38);

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    await tf.ready();
  });

  it('numbers go to the nearest value, and stay where they are none', () => {
    const next = [Infinity, -Infinity, Number.NaN, 2, 0];
    expect(run('real', next, [1, 1, 7, 1, 1], [5])).toEqual({ value: [largest, -largest, 7, 2, 0], changed: 3 });
    expect(run('positive', next, [1, 1, 7, 1, 1], [5])).toEqual({
      value: [largest, smallest, 7, 2, smallest],
      changed: 4,
    });
  });

  it('numbers between two ends stay a rounding or two inside', () => {
    const next = [Infinity, -Infinity, Number.NaN, 0.5, 0, 1];
    const below = 1 - 2 ** -23;
    expect(run([0, 1], next, [0.2, 0.2, 0.7, 0.2, 0.2, 0.2], [6])).toEqual({
      value: [below, smallest, Math.fround(0.7), 0.5, smallest, below],
      changed: 5,
    });
    expect(run([-Infinity, 0], [0, -3, Infinity], [-1, -1, -1], [3])).toEqual({
      value: [-smallest, -3, -smallest],
      changed: 2,
    });
    const [low, high] = run([0.1, 0.7], [0.1, 0.7], [0.5, 0.5], [2]).value;
    expect(low).toBeGreaterThan(0.1);
    expect(high).toBeLessThan(0.7);
    expect((high ?? 0) - (low ?? 0)).toBeCloseTo(0.6, 6);
    expect(run([0, 1], [0.25, 0.75], [0.5, 0.5], [2])).toEqual({ value: [0.25, 0.75], changed: 0 });
  });

  it.each<[StateDomain, number[]]>([
    ['matrix', [1, Number.NaN, 0, 1]],
    ['matrix', [1, 1e30, 0, 1]],
    ['invertible', [1, 2, 2, 4]],
    ['invertible', [0, 0, 0, 0]],
    ['invertible', [1, 0, 0, 5e-7]],
    ['invertible', [1, 1, 1, 1.000001]],
    ['lowerTriangular', [1, 0, 3, 0]],
    ['lowerTriangular', [-1, 0, 3, 1]],
    ['rotation', [2, 0, 0, 2]],
    ['rotation', [Infinity, 0, 0, 1]],
  ])('a matrix that is no element of %s does not move: %j', (domain, next) => {
    expect(run(domain, next, [1, 0, 0, 1], [2, 2])).toEqual({ value: [1, 0, 0, 1], changed: 1 });
  });

  it.each<[StateDomain, number[]]>([
    ['matrix', [0, 0, 0, 0]],
    ['invertible', [1, 2, 3, 4]],
    ['invertible', [1, 0, 0, 2e-6]],
    ['invertible', [1e-15, 0, 0, 1e-15]],
    ['invertible', [1e15, 2e15, 3e15, 4e15]],
    ['lowerTriangular', [1, 0, 3, 2]],
    ['rotation', [0, -1, 1, 0]],
  ])('a matrix that is one of %s moves: %j', (domain, next) => {
    expect(run(domain, next, [1, 0, 0, 1], [2, 2])).toEqual({ value: next.map(Math.fround), changed: 0 });
  });

  it('an ill-conditioned start may improve, and gets no worse', () => {
    const [worse, start, better] = [1e-8, 1e-7, 2e-7].map((x) => [1, 0, 0, Math.fround(x)]) as number[][];
    expect(run('invertible', better ?? [], start ?? [], [2, 2])).toEqual({ value: better, changed: 0 });
    expect(run('invertible', worse ?? [], start ?? [], [2, 2])).toEqual({ value: start, changed: 1 });
  });

  it('of many points each moves by itself', () => {
    const { value, changed } = run('invertible', [1, 0, 0, 1, 0, 0, 0, 0], [5, 0, 0, 5, 6, 0, 0, 6], [2, 2, 2]);
    expect(value).toEqual([1, 0, 0, 1, 6, 0, 0, 6]);
    expect(changed).toBe(1);
  });

  it('a rotation comes back from rounding', () => {
    const [c, s] = [Math.cos(1) * 1.01, Math.sin(1) * 1.01];
    const { value } = run('rotation', [c, -s, s, c], [1, 0, 0, 1], [2, 2]);
    expect(Math.hypot(value[0] ?? 0, value[2] ?? 0)).toBeCloseTo(1, 3);
  });
});
