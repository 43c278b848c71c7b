// What an emitted tfjs module must hold on every backend: values near the reference, gradients, batches, no tensor left.
import * as tf from '@tensorflow/tfjs-core';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { type EmittedModule, loadTensors } from './emit-run.ts';
import {
  type Comparison,
  compareAt,
  compareStep,
  files,
  type Kind,
  type Point,
  points,
  programAt,
  steps,
  worstOf,
} from './emitted-families.ts';

/** The library's files. */
export const modules: readonly string[] = files.filter((f) => f.startsWith('families/exponential/'));

/** The ordinary points of a file. */
export const ordinary = (file: string): readonly Point[] => points.filter((p) => p.file === file && !p.extreme);

const loaded = new Map<string, Promise<EmittedModule>>();

/** The module emitted for a file. */
export function moduleOf(file: string): Promise<EmittedModule> {
  const [point] = ordinary(file);
  if (!point) throw new Error(`no oracle point for ${file}`);
  const known = loaded.get(file) ?? loadTensors(emitTfjs(programAt(point), { source: file, version: '0.0.0' }).js);
  loaded.set(file, known);
  return known;
}

/** Tensors in and out; read without blocking, as a GPU wants it. */
const tensors: Kind = {
  give: (value) => tf.tensor(value as number | number[]),
  take: async (value) => Array.from(await (value as tf.Tensor).data()),
};

// Single precision, relative to the value or to how far it moves with its inputs; maps solved by iteration amplify it.
const tolerance = (what: string): number => (what.startsWith('from') ? 1e-4 : what.endsWith('again') ? 3e-5 : 1e-5);

/** The functions of a module that are further than 1e-5 from the reference, at its first ordinary points and their steps. */
export async function precisionMisses(file: string, count: number = Infinity): Promise<readonly string[]> {
  const module = await moduleOf(file);
  const found: (readonly [string, Comparison])[] = [];
  const chosen = ordinary(file).slice(0, count);
  for (const point of chosen)
    for (const c of await compareAt(point, module, tensors)) found.push([JSON.stringify(point.at), c]);
  const places = new Set(chosen.map((p) => parametersText(p.at)));
  const mine = steps.filter((s) => s.file === file && places.has(parametersText(s.at)));
  for (const step of mine.slice(0, count)) found.push([JSON.stringify(step), await compareStep(step, module, tensors)]);
  return found
    .filter(([, c]) => !(worstOf(c) <= tolerance(c.what)))
    .map(([at, c]) => `${c.what} at ${at}: ${c.found} instead of ${c.wanted} (${worstOf(c).toExponential(1)})`);
}

/** Parameters without the variable: a step has none. */
const parametersText = (at: Point['at']): string =>
  JSON.stringify(
    Object.entries(at)
      .filter(([name]) => name !== 'θ' && name !== 'X')
      .sort(),
  );
