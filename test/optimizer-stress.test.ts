// Runs on wild gradients in float32: the state stays in its domain, is never NaN, and what was held back is counted.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import { compile } from '../src/index.ts';
import { range } from '../src/ir/range.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';
import type { PlainRule, PlainRun } from '../src/runtime/portable/optimizer.ts';
import { missedEntries } from '../src/runtime/portable/optimizer-cut.ts';
import { conditionNumber, heldState } from '../src/runtime/portable/optimizer-state.ts';
import { load } from './emit-run.ts';
import { plainRun, programOf, subjects, tensorRun } from './long-runs.ts';
import { affineProgram, rotationProgram, scalingProgram, signedProgram } from './optimizer-fixture.ts';
import { header, hyperOf, loadOptimizer, numbersOf } from './optimizer-run.ts';

/** A gradient whose size is anything from 1e-3 to 1e6. */
const wild = (step: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => {
    const u = Math.sin(step * 12.9898 + i * 78.233) * 43758.5453;
    const w = Math.sin(step * 3.11 + i * 1.37) * 9973.13;
    return Math.sign(u) * 10 ** (9 * (w - Math.floor(w)) - 3);
  });

interface Outcome {
  readonly bad: readonly string[];
  readonly state: Readonly<Record<string, number[]>>;
  readonly warnings: Readonly<Record<string, number>>;
}

async function run(p: OptimizerProgram, count: number, size: number): Promise<Outcome> {
  const { make } = await loadOptimizer(p);
  const optimizer = make({ ...hyperOf(p), seed: 1 });
  const v = tf.variable(tf.fill([size], 0.3));
  const bad: string[] = [];
  for (let step = 0; step < count; step += 1) {
    const gradient = optimizer.sampled(() => tf.tensor1d(wild(step, size)), [v]);
    optimizer.applyGradients({ [v.name]: gradient });
    gradient.dispose();
    for (const [name, data] of Object.entries(numbersOf(optimizer.stateOf(v)))) {
      const domain = p.state.find((s) => s.name === name)?.symbol.domain;
      const [lower, upper] = domain?.kind === 'interval' ? [domain.lower, domain.upper] : [];
      const fits = (x: number): boolean =>
        Number.isFinite(x) && (!lower || x > range(lower).lo) && (!upper || x < range(upper).hi);
      if (!data.every(fits)) bad.push(`${name} at ${step}: ${data.join()}`);
    }
    if (bad.length > 3) break;
  }
  const outcome = { bad, state: numbersOf(optimizer.stateOf(v)), warnings: await optimizer.warnings() };
  optimizer.dispose();
  v.dispose();
  return outcome;
}

/** Invertible matrices on vectors of normal noise. */
function linearProgram(): OptimizerProgram {
  const text = `group Linear(P) {
  element A in Invertible(P)
  action  θ in Real^P -> A θ
}
distribution Noise {
  variable z in Real
  density  ∝ exp(-z^2/2)
}
orbit Around(P) {
  group Linear(P)
  base  Noise^P
}
optimizer Moved(P) {
  posterior Around(P)
  rate      α
  metric    identity
}`;
  const program = compile(text, { verify: 'none' }).declarations.at(-1)?.optimizer;
  if (!program) throw new Error('no algorithm');
  return program;
}

const count = process.env['STEPS'] === undefined ? 1000 : Number(process.env['STEPS']);

describe('steps on gradients up to 1e6', () => {
  beforeAll(async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
  });

  it.each([affineProgram(), scalingProgram(), signedProgram()])(
    '$name stays where its element lives',
    async (p) => {
      const { bad, warnings } = await run(p, count, 100);
      expect(bad).toEqual([]);
      expect(Object.values(warnings).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    },
    3600_000,
  );

  it.each([
    ['u in Unit', 'θ in Positive -> θ u / (1 - u)', 'z in Positive', 'z exp(-z)'],
    ['u in Interval(-∞, 1)', 'θ in Real -> θ (1 - u)', 'z in Real', 'exp(-z^2/2)'],
    ['u in Interval(-1, 1)', 'θ in Positive -> θ (1 + u) / (1 - u)', 'z in Positive', 'z exp(-z)'],
    ['u in Negative', 'θ in Real -> -θ u', 'z in Real', 'exp(-z^2/2)'],
  ])(
    'an element %s stays between its ends, and what was held is counted',
    async (element, action, variable, density) => {
      const text = `group Between {\n  element ${element}\n  action  ${action}\n}
distribution Noise {\n  variable ${variable}\n  density  ∝ ${density}\n}
orbit Around {\n  group Between\n  base  Noise\n}
optimizer Moved {\n  posterior Around\n  rate      α\n  metric    identity\n}`;
      const program = compile(text, { verify: 'none' }).declarations.at(-1)?.optimizer;
      if (!program) throw new Error('no algorithm');
      const { bad, warnings } = await run(program, 2 * count, 20);
      expect(bad).toEqual([]);
      expect(Object.values(warnings).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    },
    3600_000,
  );

  it('a matrix that acts keeps an inverse, and what was held is counted', async () => {
    const { bad, state, warnings } = await run(linearProgram(), count, 3);
    expect(bad).toEqual([]);
    const element = Float64Array.from(Object.values(state)[0] ?? []);
    expect(element).toHaveLength(9);
    expect(conditionNumber(element, 3)).toBeLessThan(2 ** 20.1);
    expect(Object.values(warnings).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
  }, 3600_000);

  it('Turning stays a rotation', async () => {
    const { bad, state } = await run(rotationProgram(), count, 3);
    expect(bad).toEqual([]);
    const r = state['R'] ?? [];
    const at = (i: number, j: number): number =>
      [0, 1, 2].reduce((sum, k) => sum + (r[3 * k + i] ?? 0) * (r[3 * k + j] ?? 0), 0);
    for (const i of [0, 1, 2]) for (const j of [0, 1, 2]) expect(at(i, j)).toBeCloseTo(Number(i === j), 5);
  }, 3600_000);
});

// All of them, and for longer: test/slow/long-runs.test.ts.
describe.each(subjects.filter(({ text }) => /rotation|motion|Rotation/.test(text)))('$name', (subject) => {
  it('keeps its columns orthonormal to rounding after angles of many turns', async () => {
    expect(await tf.setBackend('cpu')).toBe(true);
    expect((await tensorRun(programOf(subject), 60)).bad).toEqual([]);
    expect((await plainRun(programOf(subject), 60)).bad).toEqual([]);
  });
});

it('a plain module keeps entries between their ends in float64, and counts what it held', () => {
  const nothing = (): never => {
    throw new Error('not asked for');
  };
  const rule: PlainRule = {
    name: 'Between',
    state: [{ name: 'u', rank: 1, domain: [0, 1] }],
    hyper: [],
    samples: 'K',
    temperature: 'τ',
    point: [[]],
    noise: [],
    initial: nothing,
    start: nothing,
    sample: nothing,
    place: nothing,
    average: nothing,
    update: nothing,
    centre: nothing,
  };
  const next = { u: Float64Array.from([1, 0, 0.5, Number.NaN, Infinity]) };
  const { state, fits } = heldState(rule.state, next, { u: Float64Array.from([0.2, 0.2, 0.2, 0.7, 0.2]) });
  expect(state['u']).toEqual(Float64Array.from([1 - 2 ** -52, 2 ** -1022, 0.5, 0.7, 1 - 2 ** -52]));
  expect(missedEntries(fits)).toEqual({ u: 4 });
});

it('an element driven to one end leaves it when the gradient turns', async () => {
  const share = subjects.find(({ name }) => name === 'a share');
  if (!share) throw new Error('no share');
  const p = programOf(share);
  const module = (await load(emitOptimizerJs(p, header).js)) as unknown as Readonly<Record<string, unknown>>;
  const create = module[`create${p.name}`] as (point: unknown, options: object) => PlainRun;
  const run = create({}, { ...hyperOf(p), seed: 1 });
  const states = [-1e6, -1e6, 1e6, -1e6].map((gradient) => {
    run.step(() => gradient);
    return Number(run.state['u']);
  });
  expect(states.slice(0, 3)).toEqual([1 - 2 ** -52, 1 - 2 ** -52, 2 ** -1022]);
  expect(states[3]).toBeGreaterThan(2 ** -1022);
});
