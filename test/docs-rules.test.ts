// docs/optimizers.md, docs/training.md and docs/adding.md: what they show runs as it stands.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, commandLine, type Ended, folder, placedModule } from './cli-bundle.ts';
import { blocks, commandsIn, holding, read, root } from './page-blocks.ts';

let blrc: (words: readonly string[]) => Promise<Ended>;
beforeAll(async () => {
  blrc = await commandLine();
});
afterAll(cleanUp);

/** Runs an example as the body of an asynchronous function of what it stands on. */
function runs(example: string, given: Readonly<Record<string, unknown>>, gives: string): Promise<unknown> {
  const Body = Object.getPrototypeOf(async () => undefined).constructor;
  return new Body(...Object.keys(given), `${example}\nreturn ${gives};`)(...Object.values(given));
}

const imported = (path: string) => import(/* @vite-ignore */ pathToFileURL(path).href);

describe('docs/optimizers.md', () => {
  const page = read('docs/optimizers.md');

  beforeAll(async () => {
    for (const words of commandsIn(holding(page, 'sh', 'new optimizer'))) {
      expect({ words, ...(await blrc(words)) }).toMatchObject({ words, status: 0, err: '' });
    }
  }, 60_000);

  it('trains a model of layers, takes a step by hand and predicts by a draw', async () => {
    await tf.setBackend('cpu');
    const { Affine } = await imported(placedModule('affine.mjs', readFileSync(join(folder, 'affine.tf.js'), 'utf8')));
    const dense = layers.layers.dense({ units: 2, inputShape: [2], activation: 'softmax' });
    const model = layers.sequential({ layers: [dense] });
    const x = tf.tensor2d([0, 1, 1, 0, 2, 1, 1, 2], [4, 2]);
    const y = tf.oneHot(tf.tensor1d([0, 1, 1, 0], 'int32'), 2);
    const loss = () => tf.losses.softmaxCrossEntropy(y, model.predict(x) as tf.Tensor) as tf.Scalar;
    const example = holding(page, 'js', 'sampled(');
    const made = await runs(example, { Affine, model, x, y, tf, loss }, '{ samples, logits, optimizer }');
    const { samples, logits, optimizer } = made as { samples: object[]; logits: tf.Tensor; optimizer: tf.Optimizer };
    expect(samples.map((gradients) => Object.keys(gradients).length)).toEqual([2, 2, 2]);
    expect(logits.shape).toEqual([4, 2]);
    expect(optimizer).toBeInstanceOf(tf.Optimizer);
  });

  it('takes steps without a library, saves and restores', async () => {
    const { createAffine } = await imported(join(folder, 'affine.js'));
    const example = holding(page, 'js', 'createAffine');
    const made = await runs(example, { createAffine }, '{ run, saved }');
    const { run, saved } = made as { run: { estimate(): number[]; save(): unknown }; saved: string };
    expect(run.estimate().every(Number.isFinite)).toBe(true);
    expect(JSON.stringify(run.save())).toBe(saved);
  });
});

describe('docs/training.md', () => {
  const page = read('docs/training.md');

  it('trains as it says, on the data that ship with the package', async () => {
    copyFileSync(join(root, 'data/iris/iris.csv'), join(folder, 'iris.csv'));
    expect(await blrc(['new', 'optimizer', 'my-rule'])).toMatchObject({ status: 0 });
    const [, onTable = []] = blocks(page, 'sh').flatMap(commandsIn);
    const ended = await blrc([...onTable, '--epochs', '1', '--backend', 'cpu', '--json']);
    expect(ended.err).toBe('');
    expect(JSON.parse(ended.out)).toMatchObject({ ok: true, name: 'MyRule', ending: 'finished' });
  }, 60_000);

  it('names options that are there', async () => {
    const { out: train } = await blrc(['train', '--help']);
    const bench = execFileSync(process.execPath, ['bench/liegroups.mjs', '--help'], { cwd: root, encoding: 'utf8' });
    const out = train + bench;
    const named = new Set([...page.matchAll(/--[a-z][\w-]*/g)].map(([option]) => option));
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter((option) => !out.includes(option))).toEqual([]);
  });
});

describe('docs/adding.md', () => {
  it('begins with texts that hold', async () => {
    const commands = blocks(read('docs/adding.md'), 'sh')
      .flatMap((text) => commandsIn(text.replace(/^npm run .*\n/gm, '')))
      .map((words) => words.map((word) => word.replace(/^families\/\w+\//, '')));
    expect(commands.length).toBe(4);
    for (const words of commands) {
      expect({ words, ...(await blrc(words)) }).toMatchObject({ words, status: 0, err: '' });
    }
  }, 60_000);
});

writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
