// Hyper-parameters outside what they may be: refused with what they must be, by replay, by plain runs and by tensor optimizers.
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import type { PlainRun } from '../src/runtime/portable/optimizer.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { compiledText, declarationOf } from './group-texts.ts';
import { header, loadOptimizer } from './optimizer-run.ts';

const text = `distribution Noise { variable z in Real constant ν in Positive density ∝ (1 + z^2/ν)^(-(ν + 1)/2) }
group Shift { element b in Real  action x in Real -> x + b }
orbit Shifted { group Shift base Noise }
optimizer Heavy { posterior Shifted  momentum β  rate α  temperature τ  samples K }`;

const fine = { α: 0.1, β: 0.5, τ: 1, K: 1, ν: 3 };
const wrong = [
  ['α', -0.1, 'a number from 0'],
  ['β', 1, 'a number from 0 to below 1'],
  ['β', -0.2, 'a number from 0 to below 1'],
  ['τ', -1, 'a number from 0'],
  ['K', 0, 'a whole number of samples, at least 1'],
  ['K', 1.5, 'a whole number of samples, at least 1'],
  ['ν', 0, 'a number above 0'],
] as const;

describe('a hyper-parameter that is out of range', () => {
  const program = declarationOf(compiledText(text)).optimizer;
  if (!program) throw new Error('no algorithm');
  const steps = [{ noise: [0.3], gradient: [1] }];

  it.each(wrong)('%s = %d is refused by replay', (name, value) => {
    const found = replayOptimizer(program, { hyper: { ...fine, [name]: value }, steps });
    expect(found.ok).toBe(false);
    expect(found.ok ? '' : found.diagnostics[0]?.message).toContain(`${name} = ${value}`);
    expect(replayOptimizer(program, { hyper: fine, steps }).ok).toBe(true);
  });

  it.each(wrong)('%s = %d is refused by modules, which say what it must be', async (name, value, wanted) => {
    const module = (await load(emitOptimizerJs(program, header).js)) as unknown as Record<string, unknown>;
    const create = module['createHeavy'] as (point: number, options: object) => PlainRun;
    const { make } = await loadOptimizer(program);
    const words = `Heavy: ${name} = ${value} must be ${wanted}`;
    expect(() => create(0, { ...fine, [name]: value })).toThrow(words);
    expect(() => make({ ...fine, [name]: value })).toThrow(words);
    expect(() => make(fine).set({ [name]: value })).toThrow(words);
  });

  it('and so are a data size of zero and a negative weight decay; a rate of zero rests', async () => {
    const module = (await load(emitOptimizerJs(program, header).js)) as unknown as Record<string, unknown>;
    const create = module['createHeavy'] as (point: number, options: object) => PlainRun;
    const { make } = await loadOptimizer(program);
    for (const [name, value] of [
      ['dataSize', 0],
      ['weightDecay', -1],
    ] as const) {
      expect(() => create(0, { ...fine, [name]: value })).toThrow(`Heavy: ${name} = ${value} must be a number`);
      expect(() => make({ ...fine, [name]: value })).toThrow(`Heavy: ${name} = ${value} must be a number`);
    }
    const run = create(0.5, { ...fine, α: 0 });
    run.step(() => 3);
    expect(run.state['b']).toBe(0.5);
    expect(replayOptimizer(program, { hyper: { ...fine, α: 0 }, steps }).ok).toBe(true);
  });
});
