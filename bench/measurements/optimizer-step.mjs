// A step of the emitted optimizers beside one of Adam, on as many weights as the first layer of a network on digits has:
// CPU time, since a shared machine disturbs the wall's clock more. Draws are part of a step.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'blrc/runtime';
import { blrc, median, root } from '../timing.mjs';

const weights = 78_400;
const rules = [
  ['additive', { α: 0.1, β: 0.9, s_0: 100 }],
  ['multiplicative', { α: 0.1, β: 0.9 }],
  ['affine', { α_A: 0.1, α_b: 0.1, beta_1: 0.9, beta_2: 0.9 }],
];

/** Seconds of CPU time a step, the median over some groups of steps. */
function secondsOf(step) {
  const groups = Array.from({ length: 9 }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < 20; i += 1) step();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 20e6;
  });
  return median(groups.slice(2));
}

/** The class that a file of the library compiles to. */
async function compiled(file, folder) {
  const path = join(folder, `${file}.mjs`);
  await blrc('compile', `families/optimizers/${file}.blr`, '--target', 'tfjs', '-o', path);
  return Object.values(await import(path)).find((one) => one.prototype instanceof tf.Optimizer);
}

/** The emitted optimizers, each against Adam. */
export async function measure() {
  const { backend } = await selectBackend({ prefer: ['wasm'] });
  const variable = tf.variable(tf.randomNormal([weights], 0, 0.05));
  // A loss of no cost of its own, so that the optimizer alone is measured: a bowl, in which every rule has a place to
  // rest. Without one, scales grow to the edge of float32, where each step is cut.
  const loss = tf.customGrad((θ, save) => {
    save([θ]);
    return { value: tf.scalar(1), gradFunc: (_, [saved]) => [tf.clone(saved)] };
  });
  const secondsWith = (optimizer) => secondsOf(() => optimizer.minimize(() => loss(variable), false, [variable]));
  const target = secondsWith(tf.train.adam(0.001));
  const folder = mkdtempSync(join(root, 'out-bench-'));
  try {
    const rows = [];
    for (const [file, options] of rules) {
      const Rule = await compiled(file, folder);
      const value = secondsWith(new Rule(options));
      rows.push({ name: `a step of the ${file} rule beside Adam's, ${weights} weights, ${backend}`, value, target });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
