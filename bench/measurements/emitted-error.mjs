// The largest error of emitted modules at the oracle's ordinary points: js in doubles, tfjs in singles on the cpu backend.
// A gap is measured by the value, by how far the value moves with its inputs, and by its largest neighbour.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { canonicalName, compile, emitJs, emitTfjs, programOf } from 'blrc';
import { root } from '../timing.mjs';

const targets = { js: 1e-12, tfjs: 1e-5 };
const quantities = ['logDensity', 'entropy', 'kl', 'fisherParameters'];
const flat = (x) => (Array.isArray(x) ? x.flatMap(flat) : [Number(x)]);

const points = JSON.parse(readFileSync(join(root, 'test/oracles/families.json'), 'utf8')).filter(
  (p) => !p.extreme && p.file.startsWith('families/'),
);

async function load(name, text) {
  const folder = join(root, 'out/bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${process.pid}.mjs`);
  writeFileSync(file, text);
  const module = await import(file);
  rmSync(file);
  return module;
}

function programIn(file) {
  const { declarations } = compile(readFileSync(join(root, file), 'utf8'), { file, verify: 'none' });
  return programOf(declarations[0].findings);
}

const chosen = (record, names, give) =>
  Object.fromEntries(Object.entries(record).flatMap(([k, x]) => (names.has(canonicalName(k)) ? [[k, give(x)]] : [])));

/** What a module answers at a point, by the names of the oracle. */
function answers(module, { model }, { at, toPoint }, give) {
  const fixed = new Set([...model.parameters, ...model.constants].map((s) => s.name));
  const constants = chosen(at, new Set(model.constants.map((s) => s.name)), give);
  const variables = Object.entries(at).filter(([k]) => !fixed.has(canonicalName(k)));
  const here = chosen(at, fixed, give);
  const theta =
    variables.length === 1 ? give(variables[0][1]) : Object.fromEntries(variables.map(([k, x]) => [k, give(x)]));
  return {
    logDensity: () => module.logDensity(here, theta),
    entropy: () => module.entropy(here),
    kl: () => module.kl(here, { ...chosen(toPoint ?? at, fixed, give), ...constants }),
    fisherParameters: () => module.fisher(here),
  };
}

async function worst(module, program, list, give, take) {
  let most = 0;
  for (const point of list) {
    const given = answers(module, program, point, give);
    for (const what of quantities.filter((q) => point.expected[q] !== undefined)) {
      const found = await take(given[what]());
      const wanted = flat(point.expected[what]);
      const moves = flat(point.sensitivity?.[what] ?? 0);
      const floor = 1e-3 * Math.max(...wanted.map(Math.abs));
      wanted.forEach((want, i) => {
        const scale = Math.max(Math.abs(want), moves[i] ?? 0, floor) || 1;
        const gap = Math.abs(found[i] - want) / scale;
        most = Math.max(most, Number.isNaN(gap) ? Infinity : gap);
      });
    }
  }
  return most;
}

const plain = (x) => (typeof x === 'number' ? [x] : Array.from(x).flatMap((y) => plain(y)));

/** The largest error of each family, by target. */
export async function measure() {
  await tf.setBackend('cpu');
  const rows = [];
  for (const file of [...new Set(points.map((p) => p.file))]) {
    const list = points.filter((p) => p.file === file);
    const program = programIn(file);
    const name = basename(file, '.blr');
    const options = { source: file, version: '0' };
    const js = await load(`${name}-js`, emitJs(program, options).js);
    const tensors = await load(`${name}-tfjs`, emitTfjs(program, options).js);
    const inTensors = (x) => tf.tensor(x);
    const errors = {
      js: await worst(js, program, list, (x) => x, plain),
      tfjs: await worst(tensors, program, list, inTensors, async (t) => Array.from(await t.data())),
    };
    for (const [target, value] of Object.entries(errors))
      rows.push({
        name: `${name}, emitted ${target}, largest relative error`,
        unit: '',
        value,
        target: targets[target],
      });
  }
  return rows;
}
