// Steps whose element a float cannot hold: one fraction of all rates, the same in js, in tensors and in replay.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import type { HyperParameter } from '../src/model/optimizer.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import type { PlainRun } from '../src/runtime/portable/optimizer.ts';
import { cutStep } from '../src/runtime/portable/optimizer-cut.ts';
import { type Replayed, replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { programOf, subjects } from './long-runs.ts';
import { header, hyperOf, loadOptimizer, numbersOf } from './optimizer-run.ts';

type Numbers = Readonly<Record<string, number | readonly number[] | Float64Array>>;
type Step = (state: Numbers, noise: readonly unknown[], gradient: readonly unknown[], hyper: Numbers) => Numbers;

const named = (name: string): OptimizerProgram => {
  const subject = subjects.find((s) => s.name === name);
  if (!subject) throw new Error(`no ${name}`);
  return programOf(subject);
};

const loaded = async (p: OptimizerProgram): Promise<Readonly<Record<string, unknown>>> =>
  (await load(emitOptimizerJs(p, header).js)) as unknown as Readonly<Record<string, unknown>>;

function replayed(p: OptimizerProgram, input: unknown): Replayed {
  const result = replayOptimizer(p, input);
  if (!result.ok) throw new Error(result.diagnostics[0]?.message);
  return result.value;
}

const list = (x: unknown): number[] => [x].flat(2).flatMap((v) => (typeof v === 'number' ? [v] : [...(v as number[])]));
const close = (a: unknown, b: unknown, tolerance: number): void => {
  const [found, wanted] = [list(a), list(b)];
  expect(found).toHaveLength(wanted.length);
  found.forEach((x, i) => {
    expect(Math.abs(x - (wanted[i] ?? Number.NaN))).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(wanted[i] ?? 0)),
    );
  });
};

/** A momentum: what lies between 0 and 1. */
const isShare = ({ symbol: { domain } }: HyperParameter): boolean =>
  domain.kind === 'interval' && domain.lower !== undefined && domain.upper !== undefined;

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe('a triangular matrix and a shift', () => {
  const [noise, gradient] = [
    [0.5, -2],
    [1e6, 3e5],
  ];
  // At the identity the covectors are the lower part of Gεᵀ less τI, and G; its length is bounded by √6 times the largest.
  const share = 1 / (Math.sqrt(6) * 1e6);

  it('is the step at rates that are a fraction of those given', async () => {
    const p = named('triangular-normal');
    const step = (await loaded(p))['step'] as Step;
    const start = { L: [1, 0, 0, 1], b: [0, 0] };
    const cut = step(start, [noise], [gradient], { α: 0.05, τ: 1 });
    const slow = step(start, [noise], [gradient], { α: 0.05 * share, τ: 1 });
    close(cut['L'], slow['L'], 1e-14);
    close(cut['b'], slow['b'], 1e-14);
    expect(list(cut['L'])[0]).not.toBe(1);
    const { trace, warnings } = replayed(p, {
      init: {
        L: [
          [1, 0],
          [0, 1],
        ],
        b: [0, 0],
      },
      hyper: { α: 0.05 },
      steps: [{ noise: [noise], gradient: [gradient] }],
    });
    expect(warnings).toMatchObject({ L: 1 });
    close(trace[0]?.['L'], cut['L'], 1e-14);
    close(trace[0]?.['b'], cut['b'], 1e-14);
  });

  it('moves again after a wild step, in js and in tensors alike', async () => {
    const p = named('triangular-normal');
    const create = (await loaded(p))[`create${p.name}`] as (point: unknown, options: object) => PlainRun;
    const run = create([0, 0], { α: 0.05, seed: 3 });
    const { make } = await loadOptimizer(p);
    const optimizer = make({ α: 0.05, seed: 3 });
    const v = tf.variable(tf.zeros([2]));
    for (const size of [1e6, 1, 1e6, 0.5, 0.25]) {
      const g = [size, -size / 2];
      run.step(() => g);
      optimizer.minimize(() => tf.sum(tf.mul(v, tf.tensor1d(g))) as tf.Scalar, false, [v]);
      const state = numbersOf(optimizer.stateOf(v));
      close(state['L'], run.state['L'], 1e-5);
      close(state['b'], run.state['b'], 1e-5);
    }
    expect(run.warnings['L']).toBe(2);
    expect(await optimizer.warnings()).toMatchObject({ L: 2 });
    optimizer.dispose();
    v.dispose();
  });
});

it('is cut to a covector of length one where no number can be read at once', async () => {
  tf.copyRegisteredKernels('cpu', 'elsewhere');
  tf.registerBackend('elsewhere', () => tf.findBackend('cpu'));
  const { make } = await loadOptimizer(named('full-normal'));
  const steps = ['cpu', 'elsewhere'].map((backend) => {
    expect(tf.setBackend(backend)).toBeTruthy();
    const optimizer = make({ α: 0.05, seed: 3 });
    const v = tf.variable(tf.zeros([2]));
    for (const size of [1e6, 1, 1e6]) optimizer.minimize(() => tf.sum(tf.mul(size, v)) as tf.Scalar, false, [v]);
    const state = numbersOf(optimizer.stateOf(v));
    optimizer.dispose();
    v.dispose();
    return state;
  });
  expect(list(steps[1]?.['A'])).not.toEqual([1, 0, 0, 1]);
  expect(steps[1]).toEqual(steps[0]);
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe('entries that move apart', () => {
  it('are cut each by itself: the others step as if nothing were', async () => {
    const p = named('affine');
    const step = (await loaded(p))['step'] as Step;
    const zeros = { momentum_A: [0, 0], momentum_b: [0, 0] };
    const known = {
      ...hyperOf(p),
      ...Object.fromEntries(p.hyper.flatMap((h) => (isShare(h) ? [[h.symbol.name, 0.5]] : []))),
    };
    const start = { A: [1, 1], b: [0, 0], ...zeros };
    const wild = step(start, [[-1, 0.3]], [[1e6, 2]], known);
    const tame = step(start, [[0.1, 0.3]], [[1, 2]], known);
    for (const name of ['A', 'b']) {
      expect(list(wild[name])[1]).toBe(list(tame[name])[1]);
      expect(list(wild[name])[0]).not.toBe(list(start[name as keyof typeof start])[0]);
      expect(Math.abs(list(wild[name])[0] ?? 0)).toBeLessThan(2);
    }
    // Momenta are those of the whole step.
    expect(list(wild['momentum_b'])[0]).toBeGreaterThan(1e5);
  });
});

it('a power is not driven to where nothing is left of it', async () => {
  const p = named('a power');
  const create = (await loaded(p))[`create${p.name}`] as (point: unknown, options: object) => PlainRun;
  const run = create({}, { α: 0.05, seed: 1 });
  for (let k = 0; k < 20; k += 1) run.step(() => (k % 2 === 0 ? 1e6 : -1e6));
  expect(run.warnings['k']).toBeGreaterThan(0);
  for (const x of [run.state['k'], run.state['c']].flatMap(list)) {
    expect(x).toBeGreaterThan(1e-3);
    expect(x).toBeLessThan(1e3);
  }
});

it('a gradient that is no number moves nothing', async () => {
  const p = named('full-normal');
  const create = (await loaded(p))[`create${p.name}`] as (point: unknown, options: object) => PlainRun;
  const run = create([1, 2], { α: 0.05, seed: 1 });
  run.step(() => [Number.NaN, 1]);
  expect(list(run.state['A'])).toEqual([1, 0, 0, 1]);
  expect(list(run.state['b'])).toEqual([1, 2]);
  expect(run.warnings).toEqual({ A: 1, b: 2 });
});

describe('a number at its end, pushed on beside one that a half of the step keeps', () => {
  const slots = [
    { name: 'A', domain: 'positive', rank: 0 },
    { name: 'b', domain: 'real', rank: 0 },
  ] as const;
  const old = { A: Float64Array.of(Number.MAX_VALUE, 1, 1), b: Float64Array.of(0, 0, 0) };

  it('is not tried at every half', () => {
    let updates = 0;
    const { state } = cutStep({ state: slots, apart: true }, old, [Float64Array.of(1, 1e4, 1)], ({ A, b }, [m]) => {
      updates += 1;
      const grown = list(A).map((x, i) => x * Math.exp(1000 * (list(m)[i] ?? 0)));
      return { A: Float64Array.from(grown), b: b ?? 0 };
    });
    // Whole, at length one, at the smallest step, and at a half, where the others are held.
    expect(updates).toBe(4);
    expect(list(state['A'])).toEqual([Number.MAX_VALUE, Math.exp(500), Math.exp(500)]);
  });
});
