// Emitted plain optimizers: against replay to 1e-12, the draws of the tensor modules, runs, and hostile names.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import { emitOptimizerTfjs } from '../src/backends/tfjs/optimizer.ts';
import { realLine, symbol } from '../src/ir/expr.ts';
import { substitute } from '../src/ir/visit.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import { splitSeed } from '../src/runtime/portable/philox.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import {
  affineProgram,
  heavyProgram,
  pointProgram,
  programs,
  signedProgram,
  translationProgram,
  wholeProgram,
} from './optimizer-fixture.ts';
import { drawsAt, gradientAt, header, hyperOf, loadOptimizer } from './optimizer-run.ts';

type Value = number | Float64Array;
type State = Record<string, Value>;
interface PlainRun {
  readonly state: State;
  readonly warnings: Record<string, number>;
  estimate(): Value;
  sampled(): Value;
  step(gradientAt: (...point: Float64Array[]) => unknown): void;
  save(): unknown;
  restore(saved: unknown): void;
}
interface PlainModule {
  init(point: unknown): State;
  sample(sizes: object, seed: number, hyper?: object): Value[];
  place(state: State, noise: readonly unknown[]): Value[];
  step(state: object, noise: readonly unknown[], gradient: readonly unknown[], hyper: object): State;
  centre(state: State): Value[];
  create(point: unknown, options?: object): PlainRun;
}

async function moduleOf(p: OptimizerProgram): Promise<PlainModule> {
  const module = (await load(emitOptimizerJs(p, header).js)) as unknown as Record<string, unknown>;
  return { ...module, create: module[`create${p.name}`] } as unknown as PlainModule;
}

const flat = (x: unknown): number[] =>
  typeof x === 'number' ? [x] : Array.from(x as ArrayLike<unknown>).flatMap(flat);
const worst = (found: unknown, wanted: unknown): number => {
  const [a, b] = [flat(found), flat(wanted)];
  return a.length === b.length
    ? Math.max(0, ...a.map((x, i) => Math.abs(x - (b[i] ?? 0)) / (1 + Math.abs(b[i] ?? 0))))
    : Infinity;
};
const nested = (x: Value, rank: number): unknown => {
  const data = flat(x);
  const n = Math.sqrt(data.length);
  if (rank === 0) return data[0];
  return rank === 1 ? data : Array.from({ length: n }, (_, i) => data.slice(i * n, (i + 1) * n));
};

describe.each(programs().map((p) => ({ name: `${p.name}(${p.dimensions})`, p })))('$name', ({ p }) => {
  const P = 3;
  it.each([1, 2])('steps as it replays, by %i samples', async (count) => {
    const m = await moduleOf(p);
    const hyper = hyperOf(p, count);
    let state = m.init(p.dimensions.length > 0 ? { P } : p.gradient.length === 1 ? 0.5 : [0.5, 1.5]);
    const init = Object.fromEntries(
      p.state.map(({ name, symbol: s }) => [name, nested(state[name] ?? Number.NaN, s.shape.length)]),
    );
    const trace: State[] = [];
    const steps = Array.from({ length: 5 }, (_, t) => {
      const draws = Array.from({ length: count }, (_unused, k) => m.sample({ P }, 100 * t + k, hyper));
      const places = draws.map((d) => m.place(state, d));
      const gradient = places.flatMap((at) => at.map((x) => (typeof x === 'number' ? 0.3 * x - 0.2 : gradientAt(x))));
      state = m.step(state, draws.flat(), gradient, hyper);
      trace.push(state);
      return {
        ...(p.noise.length > 0 ? { noise: draws.flat().map((d) => (typeof d === 'number' ? d : [...d])) } : {}),
        gradient,
      };
    });
    const replayed = replayOptimizer(p, { init, hyper, steps });
    if (!replayed.ok) throw new Error(replayed.diagnostics.map((d) => d.message).join());
    expect(replayed.value.trace).toHaveLength(5);
    replayed.value.trace.forEach((wanted, t) => {
      for (const { name } of p.state) expect(worst(trace[t]?.[name], wanted[name]), name).toBeLessThan(1e-12);
    });
  });
});

describe('draws', () => {
  it.each([heavyProgram(), wholeProgram(), signedProgram()])('of $name are those of the tensor module', async (p) => {
    expect(await tf.setBackend('cpu')).toBe(true);
    const hyper = hyperOf(p);
    const tensors = drawsAt(await loadOptimizer(p), { shape: [4], places: [], sizes: { P: 4 }, hyper }, 9, 2, 1);
    const own = [0, 2, 1, 0].reduce((seed, part) => splitSeed(seed, part), 9);
    const plain = (await moduleOf(p)).sample({ P: 4 }, own, hyper);
    expect(worst(plain, tensors)).toBeLessThan(3e-6);
    expect(flat(plain)).toHaveLength(4 * p.noise.length);
  });

  it('follow hyper-parameters in either spelling', async () => {
    const m = await moduleOf(heavyProgram());
    expect(m.sample({ P: 3 }, 1, { nu: 2 })).toEqual(m.sample({ P: 3 }, 1, { ν: 2 }));
    expect(m.sample({ P: 3 }, 1, { nu: 2 })).not.toEqual(m.sample({ P: 3 }, 1, {}));
  });
});

describe('a plain run', () => {
  it('draws what the tensor module draws', async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
    const p = signedProgram();
    const run = { shape: [4], places: [], sizes: { P: 4 }, hyper: hyperOf(p) };
    const tensors = drawsAt(await loadOptimizer(p), run, 9, 2, 1);
    const seen: unknown[] = [];
    const look = (theta: Float64Array): Float64Array => {
      seen.push([...theta]);
      return theta;
    };
    const plain = (await moduleOf(p)).create(new Float64Array(4), {
      α: 0,
      K: 2,
      τ: 0,
      seed: 9,
      initial: { 'A₊': 1, 'A₋': 1e-300 },
    });
    for (let i = 0; i < 3; i += 1) plain.step(look);
    expect(worst(seen.at(-1), tensors[0])).toBeLessThan(1e-6);
  });

  it('starts at a point, averages, and goes on from what it saved', async () => {
    const m = await moduleOf(affineProgram());
    const options = { α_A: 0.02, alpha_b: 5, K: 3, τ: 0, seed: 4, initial: { A: 0.1 } };
    const first = m.create([2, -1], options);
    expect(first.estimate()).toEqual(Float64Array.of(2, -1));
    const step = (r: PlainRun): void => r.step((theta) => theta.map((x) => x - 1));
    for (let i = 0; i < 40; i += 1) step(first);
    const saved = JSON.stringify(first.save());
    for (let i = 0; i < 10; i += 1) step(first);
    const second = m.create([0, 0], options);
    second.restore(JSON.parse(saved));
    for (let i = 0; i < 10; i += 1) step(second);
    expect(second.state).toEqual(first.state);
    expect(second.sampled()).toEqual(first.sampled());
    expect(worst(first.estimate(), [1, 1])).toBeLessThan(0.2);
  });

  it('restores what fits, and leaves the run as it was where something does not', async () => {
    const run = (await moduleOf(affineProgram())).create([2, -1], { α_A: 0.02, α_b: 0.5, seed: 4 });
    run.step((theta) => theta.map((x) => x - 1));
    const saved = run.save() as { readonly state: { readonly A: number[]; readonly b: number[] } };
    const before = structuredClone(run.state);
    const asObject = JSON.parse(JSON.stringify({ ...saved, state: { ...saved.state, b: Float64Array.of(1, 2) } }));
    const short = { ...saved, state: { ...saved.state, A: [1] } };
    const missing = { ...saved, state: { ...saved.state, b: undefined } };
    const noNumber = { ...saved, state: { ...saved.state, b: [1, null] } };
    for (const [wrong, part] of [
      [asObject, 'b'],
      [short, 'A'],
      [missing, 'b'],
      [noNumber, 'b'],
    ] as const)
      expect(() => run.restore(wrong)).toThrow(`this run holds 2 numbers as ${part}; what was saved does not`);
    for (const wrong of [undefined, {}, { ...saved, steps: -1 }, { ...saved, draws: 0.5 }])
      expect(() => run.restore(wrong)).toThrow('a saved run has whole numbers steps and draws');
    expect(() => run.restore({ ...saved, seed: 5 })).toThrow('saved under the seed 5, and this run has the seed 4');
    expect(run.state).toEqual(before);
    const outside = { ...saved, state: { ...saved.state, A: [1, -1] } };
    expect(() => run.restore(outside)).toThrow('no state: A must hold positive numbers');
    expect(run.state).toEqual(before);
    run.restore({ ...saved, state: { ...saved.state, A: Float64Array.from(saved.state.A) } });
    expect(run.state).toEqual(before);
  });

  it('tells what it was not asked for: starts, options, sizes, gradients', async () => {
    const m = await moduleOf(affineProgram());
    const options = { α_A: 0.02, α_b: 0.5 };
    const made = (more: object) => () => m.create([2, -1], { ...options, ...more });
    expect(made({ initial: { A: -1 } })).toThrow('at the start A must hold positive numbers');
    expect(made({ initial: { b: Number.NaN } })).toThrow('at the start b must hold finite numbers');
    expect(made({ seed: 'x' })).toThrow('seed = x must be a finite number');
    expect(made({ dataSize: Number.NaN })).toThrow('dataSize = NaN must be a finite number');
    expect(made({ sizes: { Q: 3 } })).toThrow('Affine has no size Q; it has P');
    const run = made({})();
    const before = structuredClone(run.state);
    for (const [gradient, count] of [
      [[1], 1],
      [[1, 2, 3], 3],
      [undefined, 0],
      [Promise.resolve([1, 2]), 0],
    ] as const)
      expect(() => run.step(() => gradient as unknown as Float64Array)).toThrow(
        `a gradient has ${count} numbers where the point has 2`,
      );
    expect(run.state).toEqual(before);
  });

  it('stays in its domain for 1e5 steps on gradients up to 1e6, and counts what was held', async () => {
    const run = (await moduleOf(affineProgram())).create([1, 1], { α_A: 0.1, α_b: 0.1, seed: 1 });
    let t = 0;
    const wild = (): number => {
      t += 1;
      const u = Math.sin(t * 12.9898) * 43758.5453;
      return Math.sign(Math.sin(t * 3.1)) * 10 ** (9 * (u - Math.floor(u)) - 3);
    };
    for (let i = 0; i < 100_000; i += 1) {
      run.step(() => [wild(), wild()]);
      const { A, b } = run.state as Record<string, Float64Array>;
      if (!A?.every((x) => x > 0 && x < Infinity) || !b?.every(Number.isFinite))
        throw new Error(`left at ${i}: ${A} ${b}`);
    }
    expect(run.warnings['A']).toBeGreaterThan(0);
  });

  it('takes scalars, pairs and options in either spelling, and says what is wrong', async () => {
    const one = await moduleOf(translationProgram(''));
    const scalar = one.create(0.5, { alpha_b: 0.1, beta_2: 0 });
    expect(() => one.create([0.5, 1, 2], { alpha_b: 0.1, beta_2: 0 })).toThrow(
      '3 numbers are given where the point has one',
    );
    scalar.step(() => 2);
    expect(scalar.estimate()).toBeCloseTo(0.3, 12);
    const m = await moduleOf(pointProgram());
    const pair = m.create([3, 4], { α: 0.5 });
    expect(pair.estimate()).toEqual([3, 4]);
    pair.step((...point) => point);
    expect(pair.estimate()).toEqual([1.5, 3.5]);
    expect(() => m.create([3, 4, 5], { α: 0.5 })).toThrow('Point: 3 values are given where a point has 2');
    expect(() => m.create([1, 1], {})).toThrow('Point needs a finite number α or alpha');
    expect(() => m.create([1, 1], { α: 1, rate: 2 })).toThrow('Point has no option rate');
    expect(() => m.step({ b: 0, c: 0 }, [], [1], { α: 1 })).toThrow(
      'a step asks for 2 entries of gradient; there are 1',
    );
    const affine = await moduleOf(affineProgram());
    const step = (noise: unknown, gradient: unknown) => () =>
      affine.step(affine.init([1, 2]), [noise], [gradient], { α_A: 0.1, α_b: 0.1 });
    expect(step([1], [1, 2])).toThrow('Affine: 1 numbers are no P where P is 2');
    expect(step([1, 2], [1, 2, 3])).toThrow('Affine: 2 numbers are no P where P is 3');
    expect(step([1], [2])).toThrow('the state holds 2 numbers as A, and a gradient like this asks for 1');
    expect(step([1, 2], [1, 2])).not.toThrow();
  });
});

describe('names of a source', () => {
  it('cannot leave their place', async () => {
    const p = pointProgram();
    const evil = `x*/'; globalThis.hacked = 1; /*\`$${'{globalThis.hacked = 1}'}\`\u2028`;
    const renamed = new Map(p.hyper.map((h) => [h.symbol, symbol(`${h.symbol.name}${evil}`, realLine)]));
    const hostile: OptimizerProgram = {
      ...p,
      name: `class ${evil}`,
      hyper: p.hyper.map((h) => ({ ...h, symbol: renamed.get(h.symbol) ?? h.symbol })),
      samples: renamed.get(p.samples) ?? p.samples,
      temperature: renamed.get(p.temperature) ?? p.temperature,
      state: p.state.map((s, i) => ({ ...s, name: i === 0 ? '__proto__' : `constructor${evil}` })),
      step: p.step.map((a) => ({ ...a, value: substitute(a.value, renamed), equation: evil })),
    };
    const js = emitOptimizerJs(hostile, { ...header, source: evil });
    const tensors = emitOptimizerTfjs(hostile, { ...header, source: evil });
    const module = (await load(js.js)) as unknown as Record<string, unknown>;
    expect(Object.keys(module)).toContain('step');
    await loadOptimizer({ ...hostile, name: p.name });
    for (const text of [js.js, js.dts, tensors.js, tensors.dts]) expect(text).not.toContain(evil);
    expect((globalThis as Record<string, unknown>)['hacked']).toBeUndefined();
  });
});
