// The training loop: it learns, it goes on bit for bit from a checkpoint, it stops where it must, it leaks nothing.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../src/runtime/index.ts';
import {
  type Checkpoint,
  decodeCheckpoint,
  type EpochRecord,
  encodeCheckpoint,
  factorAt,
  fingerprint,
  sameSettings,
  scheduleOf,
  scheduleText,
  type TrainingPlan,
  train,
} from '../src/train/index.ts';
import { encodeTensors } from '../src/train/tensor-file.ts';
import { cloudSplit, perturbedDescent, settings } from './train-fixture.ts';

beforeAll(() => selectBackend({ prefer: ['cpu'] }));

const plan: TrainingPlan = { settings, data: cloudSplit(100, 60), makeOptimizer: perturbedDescent, epochs: 3 };

/** Without the time that it took. */
const timeless = (history: readonly EpochRecord[]): object[] => history.map(({ seconds: _, ...rest }) => rest);

/** A checkpoint as it is after having been a file. */
function stored(checkpoint: Checkpoint): Checkpoint {
  const read = decodeCheckpoint('c', encodeCheckpoint(checkpoint));
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

/** Trains, and gives the checkpoints that were saved on the way. */
async function run(asked: TrainingPlan, stopAfter = Number.POSITIVE_INFINITY) {
  const saved: Checkpoint[] = [];
  let batches = 0;
  const result = await train(asked, {
    save: async (checkpoint) => {
      saved.push(checkpoint);
    },
    interrupted: async () => {
      batches += 1;
      return batches >= stopAfter;
    },
  });
  return { result, saved };
}

describe('a schedule of rates', () => {
  const rates = (text: string): TrainingPlan => {
    const schedule = scheduleOf(text, 3);
    if (!schedule.ok) throw new Error(schedule.problem.message);
    const { hyper: _, ...others } = settings;
    return { ...plan, settings: { ...others, hyper: {}, rates: { values: { α: 0.3 }, schedule: schedule.value } } };
  };

  it('that is constant is none', async () => {
    const [scheduled, plain] = [await run(rates('constant')), await run(plan)];
    expect(timeless(scheduled.result.history)).toEqual(timeless(plain.result.history));
  });

  it('is a function of the step: a run resumed in the middle of an epoch ends as the run unbroken', async () => {
    const whole = await run(rates('cosine'));
    const constant = await run(plan);
    expect(timeless(whole.result.history)).not.toEqual(timeless(constant.result.history));
    const { saved } = await run(rates('cosine'), 10);
    const last = saved.at(-1);
    if (!last) throw new Error('nothing was saved');
    const resumed = await run({ ...rates('cosine'), resume: stored(last) });
    expect(timeless(resumed.result.history)).toEqual(timeless(whole.result.history));
    expect(resumed.saved.at(-1)?.weights).toEqual(whole.saved.at(-1)?.weights);
  });

  it('has a part in what must be equal for a run to go on', () => {
    const of = (text: string) => fingerprint(rates(text).settings, plan.data);
    expect(sameSettings(of('cosine'), of('cosine:3'))).toEqual({ ok: true, value: true });
    const other = sameSettings(of('cosine'), of('cosine:4'));
    expect(other.ok ? [] : other.problem.notes).toEqual(['schedule was cosine:3, now it is cosine:4']);
  });

  it.each<[string, readonly number[]]>([
    ['constant', [1, 1, 1, 1]],
    ['linear', [1, 0.5, 0, 0]],
    ['linear:12', [1, 0.75, 0.5, 0.25]],
    ['cosine', [1, 0.5, 0, 0]],
    ['cosine:9', [1, 0.75, 0.25, 0]],
    ['step:3:0.5', [1, 0.5, 0.25, 0.125]],
  ])('%s over six epochs', (text, expected) => {
    const read = scheduleOf(text, 6);
    if (!read.ok) throw new Error(read.problem.message);
    const found = [0, 3, 6, 9].map((epoch) => factorAt(read.value, 10 * epoch, 10));
    found.forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i] ?? Number.NaN, 12);
    });
    expect(scheduleOf(scheduleText(read.value), 1)).toEqual(read);
  });

  it.each(['cosin', 'constant:1', 'cosine:0', 'cosine:', 'step', 'step:2', 'step:2:x', 'step:0:0.5', 'linear:1:2', ''])(
    'refuses `%s` and says what there is',
    (text) => {
      const read = scheduleOf(text, 6);
      expect(read.ok ? '' : `${read.problem.message} ${read.problem.hint}`).toMatch(/no schedule.*cosine:EPOCHS/);
    },
  );
});

describe('training', () => {
  it('learns to tell two clouds apart, and measures after each epoch', async () => {
    const { result, saved } = await run(plan);
    expect(result.ending).toBe('finished');
    expect(result.history.map(({ epoch, steps }) => [epoch, steps])).toEqual([
      [1, 7],
      [2, 14],
      [3, 21],
    ]);
    const last = result.history.at(-1);
    expect(last?.mean.accuracy).toBeGreaterThan(0.85);
    expect(last?.averaged?.accuracy).toBeGreaterThan(0.85);
    expect(last?.loss).toBeLessThan(result.history[0]?.loss ?? 0);
    expect(saved.map(({ position }) => position.epoch)).toEqual([1, 2, 3]);
    expect(result.filters).toHaveLength(10);
    expect(result.reliability?.averaged?.reduce((sum, { count }) => sum + count, 0)).toBe(60);
  });

  it('depends on the seed, and on nothing else that is random', async () => {
    const [once, again, other] = [
      await run(plan),
      await run(plan),
      await run({ ...plan, settings: { ...settings, seed: 8 } }),
    ];
    expect(timeless(once.result.history)).toEqual(timeless(again.result.history));
    expect(timeless(once.result.history)).not.toEqual(timeless(other.result.history));
  });

  it('has no average where the optimizer has no posterior', async () => {
    const { result } = await run({ ...plan, epochs: 1, makeOptimizer: () => tf.train.sgd(0.3) });
    expect(result.history[0]?.averaged).toBeNull();
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await run(plan, 10);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an interrupted run', () => {
  // In the middle of an epoch, after its last batch, within the first one.
  it.each([10, 14, 1])('that stopped after %i batches goes on bit for bit', async (stopAfter) => {
    const whole = await run(plan);
    const part = await run(plan, stopAfter);
    expect(part.result.ending).toBe('interrupted');
    const at = part.saved.at(-1);
    if (!at) throw new Error('nothing was saved');
    expect(at.position.epoch * 7 + at.position.batch).toBe(stopAfter);
    const rest = await run({ ...plan, resume: stored(at) });
    expect(timeless(rest.result.history)).toEqual(timeless(whole.result.history));
    const [end, wholeEnd] = [rest.saved.at(-1), whole.saved.at(-1)];
    expect(end?.weights).toEqual(wholeEnd?.weights);
    expect(end?.optimizer).toEqual(wholeEnd?.optimizer);
    expect(end?.optimizer.length).toBeGreaterThan(2);
  });

  it('that was finished may go on for more epochs', async () => {
    const longer = await run({ ...plan, epochs: 4 });
    const shorter = await run(plan);
    const last = shorter.saved.at(-1);
    const rest = await run({ ...plan, epochs: 4, ...(last ? { resume: stored(last) } : {}) });
    expect(rest.result.history).toHaveLength(4);
    expect(timeless(rest.result.history)).toEqual(timeless(longer.result.history));
  });
});

describe('a run whose loss is no number', () => {
  it('stops before it is saved', async () => {
    const rate = (steps: number) => () => {
      const optimizer = tf.train.sgd(0.1);
      const apply = optimizer.applyGradients.bind(optimizer);
      let done = 0;
      optimizer.applyGradients = (gradients) => {
        done += 1;
        if (done > steps) (optimizer as unknown as { c: tf.Scalar }).c = tf.keep(tf.scalar(Number.NaN));
        apply(gradients);
      };
      return optimizer;
    };
    // After step 10 of 7 an epoch: the eleventh finds it. After step 13: the measures of the second epoch do.
    for (const steps of [9, 13]) {
      const { result, saved } = await run({ ...plan, makeOptimizer: rate(steps) });
      expect(result).toMatchObject({ ending: 'diverged', position: { epoch: 1 } });
      expect(saved.map(({ position }) => position.epoch)).toEqual([1]);
    }
  });
});

describe('a checkpoint', () => {
  it('is refused when it was cut short, and when it is something else', async () => {
    const { saved } = await run({ ...plan, epochs: 1 });
    const [checkpoint] = saved;
    if (!checkpoint) throw new Error('nothing was saved');
    const bytes = encodeCheckpoint(checkpoint);
    const changed = bytes.slice();
    changed[bytes.length - 6] = (changed[bytes.length - 6] ?? 0) ^ 4;
    const surplus = new Uint8Array(bytes.length + 1);
    surplus.set(bytes);
    const words = Buffer.from(bytes.toString(), 'utf8');
    for (const broken of [
      ...[bytes.length - 3, 300, 20, 0].map((length) => bytes.subarray(0, length)),
      ...[changed, surplus, words, new Uint8Array(100)],
    ]) {
      expect(decodeCheckpoint('c', broken)).toMatchObject({
        ok: false,
        problem: { message: 'c is no whole checkpoint: it was cut short, or changed since it was written' },
      });
    }
    const other = encodeTensors({ metadata: { blrc: '1' }, tensors: [] });
    expect(decodeCheckpoint('c', other)).toMatchObject({ problem: { message: 'c is no checkpoint of this version' } });
    expect(decodeCheckpoint('c', bytes)).toEqual({ ok: true, value: checkpoint });
  });
});
