// Emitted log-densities with log Γ's at shapes where Stirling's terms cancel, and at small ones, against mpmath 1.3 at 60 digits;
// every number given is one of single precision, so that nothing is lost on the way in.
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import type { FamilyProgram } from '../src/model/program.ts';
import { programOf } from '../src/theorems/program.ts';
import { load, loadTensors } from './emit-run.ts';

type Given = number | readonly number[];
type Row = readonly [string, Readonly<Record<string, Given>>, Given, number];

/** File, parameters, variable, log-density. */
const rows: readonly Row[] = [
  ['gamma-scale', { k: 1000000.0, s: 1.0 }, 1001000.0, -8.32736031232006],
  ['gamma-scale', { k: 100000.0, s: 0.125 }, 12450.0, -5.39409228982758],
  ['gamma-scale', { k: 1000000.0, s: 1.0 }, 1100000.0, -4697.742199750464],
  ['gamma-scale', { k: 3.0, s: 2.0 }, 1.25, -2.9513016196113617],
  ['inverse-gamma', { α: 1000000.0, β: 1000000.0 }, 1.0010000467300415, 5.48843639508461],
  ['inverse-gamma', { α: 100000.0, β: 200000.0 }, 2.0078125, 3.381494344997959],
  ['inverse-gamma', { α: 2.5, β: 1.5 }, 0.75, -0.26413284662127495],
  ['beta', { a: 1000000.0, b: 1000000.0 }, 0.5002999901771545, 6.668561261245492],
  ['beta', { a: 100000.0, b: 200000.0 }, 0.33399999141693115, 5.838077847871253],
  ['beta', { a: 1000000.0, b: 3.0 }, 0.9999980926513672, 12.506446087598691],
  ['beta', { a: 1000000.0, b: 1000000.0 }, 0.625, -64531.428061658415],
  ['beta', { a: 2.0, b: 3.0 }, 0.30000001192092896, 0.5675839632612313],
  ['beta', { a: 0.0010000000474974513, b: 3.0 }, 0.25, -6.096711934249402],
  ['negative-binomial', { p: 0.0010000000474974513, r: 1000.0 }, 1000000.0, -11.28165474972115],
  ['negative-binomial', { p: 0.30000001192092896, r: 100000.0 }, 233000.0, -7.771303263509167],
  ['negative-binomial', { p: 0.30000001192092896, r: 5.0 }, 12.0, -2.793371574500266],
  ['negative-binomial', { p: 0.5, r: 1000000.0 }, 1001000.0, -8.423892287961547],
  ['negative-binomial', { p: 0.0010000000474974513, r: 2.0 }, 0.0, -13.815510462969375],
  ['binomial', { p: 0.30000001192092896, n: 1000000.0 }, 300200.0, -7.14177525002179],
  ['binomial', { p: 9.999999747378752e-5, n: 1000000.0 }, 100.0, -3.2223069542625526],
  ['binomial', { p: 0.9990000128746033, n: 1000000.0 }, 999000.0, -4.372399338904298],
  ['binomial', { p: 0.30000001192092896, n: 20.0 }, 0.0, -7.133499219372621],
  ['binomial', { p: 0.0010000000474974513, n: 1.0 }, 0.0, -0.0010005003811285299],
  ['binomial', { p: 0.30000001192092896, n: 20.0 }, 20.0, -24.07945529179014],
  ['binomial', { p: 9.5367431640625e-7, n: 4096 }, 0, -0.003906251862646333],
  ['binomial', { p: 0.5, n: 4096.0 }, 2048.0, -4.384735471160043],
  [
    'dirichlet',
    { a: [100000.0, 200000.0, 300000.0] },
    [0.16690000891685486, 0.33329999446868896, 0.4997999966144562],
    13.134743259689778,
  ],
  [
    'dirichlet',
    { a: [1000000.0, 1.0, 1.0] },
    [0.9999971389770508, 9.5367431640625e-7, 1.9073486328125e-6],
    24.769997935002376,
  ],
  ['dirichlet', { a: [2.0, 3.0, 4.0] }, [0.25, 0.25, 0.5], 1.8813716279177422],
];

/** Laws that no library holds. */
const laws: ReadonlyMap<string, string> = new Map([
  ['logarithm', 'variable x in Real\n parameter h in Positive, r in Positive\n density ∝ exp(h*x - r*exp(x))'],
  ['odds', 'variable x in Positive\n parameter h in Positive, r in Positive\n density ∝ x^(h-1)*(1+x)^(-h-r)'],
  ['root', 'variable x in Positive\n parameter h in Positive, r in Positive\n density ∝ x^(2*h-1)*exp(-r*x^2)'],
]);
const unseen: readonly Row[] = [
  ['logarithm', { h: 1e6, r: 2 }, 13.12336254119873, 5.489486227973392],
  ['odds', { h: 1e6, r: 5e5 }, 2.001953125, 4.5866137283470945],
  ['root', { h: 1e6, r: 1e6 }, 1.001953125, -0.9444221192533061],
];

function program(source: string): FamilyProgram {
  const [declared] = compile(source, { verify: 'none' }).declarations;
  if (!declared?.findings) throw new Error(`${source} does not compile`);
  return programOf(declared.findings);
}

const library = (name: string): string =>
  readFileSync(new URL(`../families/exponential/${name}.blr`, import.meta.url), 'utf8');
const text = (name: string): string => {
  const law = laws.get(name);
  return law === undefined ? library(name) : `family Unseen { ${law} }`;
};
const all = [...rows, ...unseen];
const names = [...new Set(all.map(([name]) => name))];
const tensor = (value: Given): tf.Tensor => (typeof value === 'number' ? tf.scalar(value) : tf.tensor1d([...value]));
const tensors = (given: Readonly<Record<string, Given>>): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [key, tensor(value)]));

/** What a number of the size of its terms may lose: those of a deviance, or of a number near 0. */
const misses = (found: number, wanted: number, tolerance: number): boolean =>
  !(Math.abs(found - wanted) <= tolerance * Math.max(1e-3, Math.abs(wanted)));

describe.each(names)('log-densities of %s', (name) => {
  beforeAll(() => tf.setBackend('cpu'));
  const own = all.filter((row) => row[0] === name);
  const origin = { source: name, version: '0.0.0' };

  it('js: to 1e-12', async () => {
    const m = await load(emitJs(program(text(name)), origin).js);
    const wrong = own.filter(([, at, theta, wanted]) => misses(Number(m.logDensity(at, theta)), wanted, 1e-12));
    expect(wrong).toEqual([]);
  });

  it('tfjs: to 1e-5', async () => {
    const m = await loadTensors(emitTfjs(program(text(name)), origin).js);
    const found = own.map(([, at, theta]) => (m.logDensity(tensors(at), tensor(theta)) as tf.Tensor).dataSync()[0]);
    const wrong = own.flatMap((row, i) => (misses(found[i] ?? Number.NaN, row[3], 1e-5) ? [[...row, found[i]]] : []));
    expect(wrong).toEqual([]);
  });
});
