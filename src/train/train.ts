// The training loop: epochs of shuffled batches, measures after each, and a checkpoint from which it goes on bit for bit.
import * as tf from '@tensorflow/tfjs-core';
import { splitSeed } from '../runtime/portable/philox.ts';
import { type Checkpoint, type Position, restoreState, takeState } from './checkpoint.ts';
import { type Dataset, rowsOf, type Split } from './dataset.ts';
import { initialStates } from './initial.ts';
import { createNetwork, type Network } from './network.ts';
import type { OptimizerMaker, TrainableOptimizer } from './optimizer.ts';
import { type EpochRecord, firstLayer, measure, type Reliability } from './record.ts';
import { factorAt, type Rates } from './schedule.ts';
import { type Fingerprint, fingerprint, type TrainingSettings } from './settings.ts';
import { permutation } from './shuffle.ts';

/** A run to be made. */
export interface TrainingPlan {
  readonly settings: TrainingSettings;
  readonly data: Split;
  readonly makeOptimizer: OptimizerMaker;
  readonly epochs: number;
  /** Where an earlier run stopped. */
  readonly resume?: Checkpoint;
}

/** What a run tells while it goes on. */
export interface TrainingWatch {
  /** A batch is done. */
  readonly batch?: (position: Position, loss: number) => void;
  /** An epoch is done and measured. */
  readonly epoch?: (record: EpochRecord) => void;
  /** A state to return to: after each epoch, and where the run is interrupted. */
  readonly save?: (checkpoint: Checkpoint) => Promise<void>;
  /** Asked after each batch: is the run to stop here? */
  readonly interrupted?: () => Promise<boolean>;
}

/** How a run ended. */
export interface TrainingResult {
  /** `diverged`: a loss was no finite number, and the last checkpoint is from before. */
  readonly ending: 'finished' | 'interrupted' | 'diverged';
  readonly position: Position;
  readonly history: readonly EpochRecord[];
  /** For the pictures; none where the run did not finish. */
  readonly reliability?: Reliability;
  readonly filters?: Float32Array;
  /** What the optimizer had to hold inside the range of float32, by the name of the state. */
  readonly warnings: Readonly<Record<string, number>>;
}

/** A run under way. */
interface Run {
  readonly plan: TrainingPlan;
  readonly watch: TrainingWatch;
  readonly network: Network;
  readonly optimizer: TrainableOptimizer;
  readonly fingerprint: Fingerprint;
  readonly history: EpochRecord[];
  readonly batches: number;
}

/** How many steps an epoch has. */
export const stepsPerEpoch = ({ settings, data }: Pick<TrainingPlan, 'settings' | 'data'>): number =>
  Math.ceil(data.train.count / settings.batch);

/** All hyper-parameters as an optimizer is made with them. */
const hyperAtStart = ({ hyper, rates }: TrainingSettings): Readonly<Record<string, number>> => ({
  ...hyper,
  ...rates?.values,
});

/** A network and its optimizer before the first step. */
export interface Beginning {
  readonly network: Network;
  readonly optimizer: TrainableOptimizer;
}

/** Both as the settings say; what the optimizer has against these is thrown. */
export function beginning({ settings, data, makeOptimizer }: TrainingPlan): Beginning {
  const { features, classes } = data.train;
  const { hidden, activation, seed, weightDecay, initial } = settings;
  const network = createNetwork({ features, hidden, classes: classes.length, activation }, splitSeed(seed, 0));
  try {
    const states = initialStates(initial, network.scales, splitSeed(seed, 0));
    const optimizer = makeOptimizer({
      ...{ dataSize: data.train.count, weightDecay, seed: splitSeed(seed, 1), hyper: hyperAtStart(settings) },
      ...(Object.keys(initial).length > 0 ? { initial: states } : {}),
    });
    return { network, optimizer };
  } catch (thrown) {
    network.dispose();
    throw thrown;
  }
}

/** Trains until the epochs are done, until it is interrupted, or until the loss is no number any more. */
export async function train(plan: TrainingPlan, watch: TrainingWatch = {}): Promise<TrainingResult> {
  const { settings, data, resume } = plan;
  const { network, optimizer } = beginning(plan);
  const batches = stepsPerEpoch(plan);
  const history = [...(resume?.history ?? [])];
  const run = { plan, watch, network, optimizer, history, batches, fingerprint: fingerprint(settings, data) };
  try {
    if (resume) await restoreState(resume, network, optimizer);
    const ended = await epochsOf(run, resume?.position ?? { epoch: 0, batch: 0, lossSum: 0, seconds: 0 });
    return { ...ended, warnings: (await optimizer.warnings?.()) ?? {} };
  } finally {
    network.dispose();
    optimizer.dispose();
  }
}

async function epochsOf(run: Run, from: Position): Promise<Omit<TrainingResult, 'warnings'>> {
  const { plan, watch, history } = run;
  let position = from;
  let reliability: Reliability | undefined;
  while (position.epoch < plan.epochs) {
    const passed = await batchesOf(run, position);
    if (passed.ending === 'interrupted' && passed.position.batch < run.batches) {
      await save(run, passed.position);
      return { ending: 'interrupted', position: passed.position, history };
    }
    const closed = passed.ending === 'diverged' ? undefined : await closeEpoch(run, passed.position);
    if (closed === undefined) return { ending: 'diverged', position: passed.position, history };
    reliability = closed.reliability;
    position = { epoch: position.epoch + 1, batch: 0, lossSum: 0, seconds: 0 };
    await save(run, position);
    watch.epoch?.(closed.record);
    if (passed.ending === 'interrupted' && position.epoch < plan.epochs) {
      return { ending: 'interrupted', position, history };
    }
  }
  return { ending: 'finished', position, history, ...(await outlook(run, reliability)) };
}

/** What the pictures show; measured anew where a finished run is resumed. */
async function outlook(
  { plan, network, optimizer }: Run,
  known: Reliability | undefined,
): Promise<Pick<TrainingResult, 'reliability' | 'filters'>> {
  const { data, settings } = plan;
  const reliability = known ?? (await measure(network, optimizer, data.test, settings.samplesTest)).reliability;
  return { reliability, filters: (await firstLayer(network)).slice() };
}

async function save({ watch, network, optimizer, fingerprint, history }: Run, position: Position): Promise<void> {
  if (watch.save === undefined) return;
  await watch.save({ fingerprint, position, history: [...history], ...(await takeState(network, optimizer)) });
}

/** Measures and notes an epoch; nothing where the weights have left the numbers. */
async function closeEpoch(
  { plan, network, optimizer, history, batches }: Run,
  at: Position,
): Promise<{ readonly record: EpochRecord; readonly reliability: Reliability } | undefined> {
  const { settings, data } = plan;
  const { reliability, ...measured } = await measure(network, optimizer, data.test, settings.samplesTest);
  if (!Number.isFinite(measured.mean.nll)) return undefined;
  const epoch = at.epoch + 1;
  const loss = at.lossSum / data.train.count;
  const record = { epoch, steps: epoch * batches, seconds: at.seconds, loss, ...measured };
  history.push(record);
  return { record, reliability };
}

interface Passed {
  readonly ending: 'finished' | 'interrupted' | 'diverged';
  readonly position: Position;
}

/** The rest of an epoch. */
async function batchesOf({ plan, watch, network, optimizer, batches }: Run, from: Position): Promise<Passed> {
  const { settings, data } = plan;
  const order = permutation(data.train.count, splitSeed(settings.seed, 2 + from.epoch));
  let position = from;
  while (position.batch < batches) {
    const began = performance.now();
    const start = position.batch * settings.batch;
    const examples = rowsOf(data.train, order.subarray(start, start + settings.batch));
    if (settings.rates) setRates(optimizer, settings.rates, from.epoch * batches + position.batch, batches);
    const loss = await step(network, optimizer, examples);
    if (!Number.isFinite(loss)) return { ending: 'diverged', position };
    position = {
      epoch: from.epoch,
      batch: position.batch + 1,
      lossSum: position.lossSum + loss * examples.count,
      seconds: position.seconds + (performance.now() - began) / 1000,
    };
    watch.batch?.(position, loss);
    if (await watch.interrupted?.()) return { ending: 'interrupted', position };
  }
  return { ending: 'finished', position };
}

/** The rates of a step, by their schedule. */
function setRates(optimizer: TrainableOptimizer, { values, schedule }: Rates, step: number, batches: number): void {
  const factor = factorAt(schedule, step, batches);
  optimizer.set?.(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, factor * value])));
}

/** One step on the mean cross-entropy of a batch. */
async function step(network: Network, optimizer: TrainableOptimizer, examples: Dataset): Promise<number> {
  const { inputs, labels, count, features, classes } = examples;
  const x = tf.tensor2d(inputs, [count, features]);
  // Cast afterwards: the wasm backend writes integers whatever type oneHot is asked for.
  const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes.length), 'float32'));
  const loss = (): tf.Scalar => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(network.logits(x)), y), -1)));
  const cost = optimizer.minimize(loss, true, [...network.variables]);
  const [value = Number.NaN] = cost ? await cost.data() : [];
  tf.dispose([x, y, ...(cost ? [cost] : [])]);
  return value;
}
