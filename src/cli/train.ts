// `blrc train`: a classifier trained on someone's data by a compiled optimizer, with everything needed to go on later.
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from '../runtime/index.ts';
import {
  type Beginning,
  beginning,
  fingerprint,
  sameSettings,
  stepsPerEpoch,
  sumOf,
  type TrainingPlan,
  type TrainingResult,
  type TrainingSettings,
  train as trainNetwork,
} from '../train/index.ts';
import { type Answer, type Attempt, usage } from './answer.ts';
import { kebabCase } from './names.ts';
import { fileReason } from './source.ts';
import { readExamples } from './train/data.ts';
import { listen } from './train/interrupt.ts';
import { type LoadedOptimizer, loadOptimizer } from './train/optimizer.ts';
import { type Numbers, numbersIn, type TrainOptions } from './train/options.ts';
import { drawPictures } from './train/pictures.ts';
import { attempt, problemAnswer } from './train/problem.ts';
import { epochLine, reporterFor } from './train/reporter.ts';
import { openRunFolder, runFiles, saveRun } from './train/run-folder.ts';

/** Everything that was asked for and found. */
interface Prepared {
  readonly plan: TrainingPlan;
  readonly folder: string;
  readonly name: string;
}

/** Trains, or says what is missing. */
export async function train(path: string, options: TrainOptions): Promise<Answer> {
  const prepared = await prepare(path, options);
  return prepared.ok ? carryOut(prepared.value, options.json === true) : prepared.answer;
}

async function prepare(path: string, options: TrainOptions): Promise<Attempt<Prepared>> {
  const numbers = numbersIn(options);
  if (!numbers.ok) return numbers;
  const data = await readExamples(options, numbers.value);
  if (!data.ok) return data;
  const optimizer = await loadOptimizer(path, options.name);
  if (!optimizer.ok) return optimizer;
  const backend = await useBackend(options.backend);
  if (!backend.ok) return backend;
  const settings = settingsOf(numbers.value, options, backend.value, optimizer.value);
  const { name, make } = optimizer.value;
  const folder = options.out ?? `run-${kebabCase(name)}`;
  const plan = { settings, data: data.value, makeOptimizer: make, epochs: numbers.value.epochs };
  const made = tryOptimizer(plan);
  if (made) return { ok: false, answer: made };
  const planned = await planIn(folder, plan, options);
  return planned.ok ? { ok: true, value: { plan: planned.value, folder, name } } : planned;
}

/** The first backend that works, or the one that is asked for and no other. */
async function useBackend(asked: string | undefined): Promise<Attempt<string>> {
  // Without this the cpu backend advises a package that its reader did not ask about.
  tf.enableProdMode();
  const { backend, tried } = await selectBackend(asked === undefined ? {} : { prefer: [asked] });
  const first = tried[0];
  if (asked !== undefined && first && !first.ok) {
    const others = 'leave --backend out to take the first one that works';
    return { ok: false, answer: usage(`the backend ${asked} cannot be used: ${first.reason}`, others) };
  }
  if (backend !== null) return { ok: true, value: backend };
  const reasons = tried.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  return { ok: false, answer: usage('no backend works here', reasons) };
}

function settingsOf(
  { hidden, batch, samplesTest, weightDecay, seed, hyper, rates, initial }: Numbers,
  { activation }: Pick<TrainOptions, 'activation'>,
  backend: string,
  { name, code, spelled }: LoadedOptimizer,
): TrainingSettings {
  const known = <T>(values: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [spelled(key), value]));
  return {
    ...{ hidden, activation, batch, samplesTest, weightDecay, seed, backend },
    hyper: known(hyper),
    ...(rates ? { rates: { ...rates, values: known(rates.values) } } : {}),
    initial: known(initial),
    optimizer: `${name} ${sumOf(new TextEncoder().encode(code))}`,
  };
}

/** What an optimizer says against its settings and the network's variables, before anything is begun. */
function tryOptimizer(plan: TrainingPlan): Answer | undefined {
  const { rates } = plan.settings;
  let begun: Beginning | undefined;
  try {
    begun = beginning(plan);
    const { optimizer } = begun;
    optimizer.sampled?.(() => undefined);
    const fixed = rates !== undefined && rates.schedule.kind !== 'constant' && optimizer.set === undefined;
    return fixed
      ? usage('the optimizer has rates that cannot change', 'a schedule needs a method set({ name: value }) to call')
      : undefined;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return usage(
      `the optimizer cannot be used: ${reason}`,
      'hyper-parameters are given by --set name=value, rates also by --rate name=value, starts by --initial name=value',
    );
  } finally {
    begun?.network.dispose();
    begun?.optimizer.dispose();
  }
}

async function planIn(folder: string, plan: TrainingPlan, options: TrainOptions): Promise<Attempt<TrainingPlan>> {
  const opened = await openRunFolder(folder, options);
  if (!opened.ok) return opened;
  if (opened.value === undefined) return { ok: true, value: plan };
  const { epoch } = opened.value.position;
  if (epoch > plan.epochs) {
    const hint = `--epochs counts from the beginning of the run: ask for ${epoch} or more`;
    return { ok: false, answer: usage(`the run in ${folder} has ${epoch} epochs already`, hint) };
  }
  const same = attempt(sameSettings(opened.value.fingerprint, fingerprint(plan.settings, plan.data)));
  return same.ok ? { ok: true, value: { ...plan, resume: opened.value } } : same;
}

async function carryOut({ plan, folder, name }: Prepared, json: boolean): Promise<Answer> {
  const batches = stepsPerEpoch(plan);
  const { epoch = 0, batch = 0 } = plan.resume?.position ?? {};
  const reporter = await reporterFor({ epochs: plan.epochs, batches, done: epoch * batches + batch }, json);
  const interrupt = listen();
  try {
    const result = await trainNetwork(plan, {
      batch: reporter.batch,
      epoch: reporter.epoch,
      interrupted: interrupt.asked,
      save: (checkpoint) => saveRun(folder, checkpoint),
    });
    reporter.end();
    return await answerTo(result, plan, { folder, name });
  } catch (thrown) {
    // A full disk, or a folder that was taken away meanwhile; anything else is a mistake of ours.
    if (!(thrown instanceof Error && 'syscall' in thrown)) throw thrown;
    const hint = 'make room and go on with --resume: what was saved last is whole';
    return usage(`cannot write to ${folder}: ${fileReason(thrown)}`, hint);
  } finally {
    reporter.end();
    interrupt.release();
  }
}

type Where = Pick<Prepared, 'folder' | 'name'>;

async function answerTo(result: TrainingResult, plan: TrainingPlan, where: Where): Promise<Answer> {
  switch (result.ending) {
    case 'finished':
      return finished(result, plan, where);
    case 'interrupted':
      return interrupted(result, where);
    case 'diverged':
      return diverged(result, where);
  }
}

const heldWords = ({ warnings }: TrainingResult): readonly string[] =>
  Object.entries(warnings).map(
    ([state, count]) => `${count} entries of ${state} were held inside the range of float32`,
  );

const dataOf = ({ ending, position, history, warnings }: TrainingResult, { folder, name }: Where) => ({
  ok: ending === 'finished',
  ...{ ending, name, out: folder, epoch: position.epoch, batch: position.batch },
  last: history.at(-1) ?? null,
  warnings,
});

async function finished(result: TrainingResult, plan: TrainingPlan, where: Where): Promise<Answer> {
  const pictures = await drawPictures(where.folder, result, plan.data.train.image);
  const files = [runFiles.metrics, runFiles.checkpoint, ...pictures.files];
  const last = result.history.at(-1);
  const lines = [
    ...(last ? [epochLine(last, plan.epochs)] : []),
    `wrote ${files.join(', ')} in ${where.folder}`,
    ...pictures.notes,
    ...heldWords(result),
  ];
  return {
    status: 0,
    out: lines.map((line) => `${line}\n`).join(''),
    data: { ...dataOf(result, where), files, notes: pictures.notes },
  };
}

function interrupted(result: TrainingResult, where: Where): Answer {
  const { epoch, batch } = result.position;
  const place = batch === 0 ? `after epoch ${epoch}` : `in epoch ${epoch + 1}, after batch ${batch}`;
  const message = `interrupted ${place}; the state is saved in ${where.folder}`;
  return {
    status: 130,
    complaint: `${message}\n  = help: the same command with --resume goes on from there, bit for bit\n`,
    data: dataOf(result, where),
  };
}

function diverged(result: TrainingResult, where: Where): Answer {
  const { epoch, batch } = result.position;
  const kept = epoch > 0 ? `the checkpoint of epoch ${epoch} is kept in ${where.folder}` : 'no epoch was finished';
  const answer = problemAnswer(
    {
      message: `the loss is no finite number any more (epoch ${epoch + 1}, after batch ${batch})`,
      hint: 'a smaller rate is the usual cure (--set); features of very different sizes are another cause',
      notes: [kept, ...heldWords(result)],
    },
    1,
  );
  return { ...answer, data: { ...dataOf(result, where), ...(answer.data as object) } };
}
