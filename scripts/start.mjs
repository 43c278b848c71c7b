// The first session: compile a family, read its derivation, and let the emitted learning rule fit a model to real data.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'blrc/runtime';
import { Presets, SingleBar } from 'cli-progress';
import { irises } from './start/irises.mjs';
import { expectedGradient, expectedLoss, maximumLikelihood, score, sigmoid } from './start/logistic.mjs';
import { report } from './start/report.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = 'families/exponential/gaussian.blr';
const steps = 60;
const rho = 0.3;
const priorPrecision = 0.1;
const draws = 2000;

// On some splits a plane separates the training flowers, and then no likelihood is largest; on this one it does not.
const seed = 7;

/** Runs one command of the built compiler, as a user would type it. */
async function blrc(...words) {
  await promisify(execFile)(process.execPath, ['dist/cli.js', ...words], { cwd: root });
  const file = words[words.indexOf('-o') + 1];
  console.log(`blrc ${words.join(' ')}`);
  return `${root}${file}`;
}

async function compileFamily() {
  await mkdir(`${root}out`, { recursive: true });
  await blrc('derive', source, '--to', 'latex', '-o', 'out/gaussian.tex');
  await blrc('derive', source, '--to', 'html', '-o', 'out/gaussian.html');
  const file = await blrc('compile', source, '--target', 'tfjs', '-o', 'out/gaussian.js');
  return import(pathToFileURL(file).href);
}

const rows = (flat, size) => Array.from({ length: size }, (_, i) => Array.from(flat.slice(i * size, (i + 1) * size)));

/** The parameters as float64 arrays: the mean and the precision of the posterior. */
async function read({ m, S }) {
  const [mean, precision] = await Promise.all([m.data(), S.data()]);
  return { mean: Array.from(mean), precision: rows(precision, mean.length) };
}

/** Follows the emitted rule from the prior to the posterior. */
async function learn(family, data) {
  const size = data.inputs[0].length;
  let parameters = { m: tf.zeros([size]), S: tf.mul(tf.eye(size), priorPrecision) };
  const bar = new SingleBar(
    { format: 'fitting {bar} {value}/{total}  expected loss {loss}', hideCursor: true, noTTYOutput: true },
    Presets.shades_classic,
  );
  bar.start(steps, 0, { loss: '' });
  for (let step = 1; step <= steps; step += 1) {
    const q = await read(parameters);
    const { mean, precision } = expectedGradient(q, data, priorPrecision);
    const gradient = { m: tf.tensor1d(mean), S: tf.tensor2d(precision) };
    const next = await family.update(parameters, gradient, { rho, tau: 1 });
    tf.dispose([parameters, gradient]);
    parameters = next;
    bar.update(step, { loss: expectedLoss(q, data, priorPrecision).toFixed(3) });
  }
  bar.stop();
  return parameters;
}

/** Probabilities of the second class, averaged over draws from the posterior by the emitted sampler. */
async function predict(family, parameters, inputs) {
  const theta = await family.sample(parameters, [draws], seed);
  const averaged = tf.tidy(() => tf.mean(tf.sigmoid(tf.matMul(tf.tensor2d(inputs), theta, false, true)), 1));
  const probabilities = Array.from(await averaged.data());
  tf.dispose([theta, averaged]);
  return probabilities;
}

const began = performance.now();
const family = await compileFamily();
const { backend } = await selectBackend({ prefer: ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] });
const { train, test, names } = irises(`${root}data/iris/iris.csv`, seed);
console.log(
  `\n${train.labels.length} irises to learn from, ${test.labels.length} held out; TensorFlow.js on ${backend}`,
);

const parameters = await learn(family, train);
const likely = maximumLikelihood(train);
report({
  names,
  posterior: await read(parameters),
  likely,
  bayes: score(await predict(family, parameters, test.inputs), test.labels),
  plain: score(
    test.inputs.map((x) => sigmoid(x, likely)),
    test.labels,
  ),
});
tf.dispose(parameters);

const files = ['tex', 'html', 'js'].map((ending) => relative('.', `${root}out/gaussian.${ending}`)).join(', ');
console.log(`\nRead ${files}. All of this took ${((performance.now() - began) / 1000).toFixed(1)} s.`);
