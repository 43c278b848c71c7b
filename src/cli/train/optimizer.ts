// The rule that moves the weights: compiled from a specification, or from a module that exports an optimizer.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { canonicalName } from '../../index.ts';
import type { OptimizerMaker, OptimizerSettings, TrainableOptimizer } from '../../train/index.ts';
import { type Attempt, usage } from '../answer.ts';
import { choose } from '../compiled.ts';
import { moduleOf } from '../emit.ts';
import { fileReason } from '../source.ts';
import { linked } from './link.ts';

/** An optimizer that can be made. */
export interface LoadedOptimizer {
  readonly name: string;
  /** The text of its module. */
  readonly code: string;
  readonly make: OptimizerMaker;
  /** The one spelling under which a name of the specification is known; a module may have names of any kind. */
  readonly spelled: (name: string) => string;
}

type OptimizerClass = new (options: Readonly<Record<string, unknown>>) => TrainableOptimizer;

/** By the chain of prototypes: `instanceof` would let an optimizer of another copy of TensorFlow.js pass. */
const isOptimizerClass = (value: unknown): value is OptimizerClass =>
  typeof value === 'function' && Object.prototype.isPrototypeOf.call(tf.Optimizer.prototype, value.prototype);

/** The optimizer that a specification declares or a module exports; of this name where there are several. */
export function loadOptimizer(path: string, name: string | undefined): Promise<Attempt<LoadedOptimizer>> {
  return /\.m?js$/.test(path) ? fromModule(path, name) : fromSpecification(path, name);
}

async function fromSpecification(path: string, name: string | undefined): Promise<Attempt<LoadedOptimizer>> {
  const chosen = await choose(path, name, { kinds: ['optimizer', 'orbit'] });
  if (!chosen.ok) return chosen;
  const { compiled } = chosen.value;
  if (compiled.kind !== 'orbit' && compiled.kind !== 'optimizer') {
    const hint = 'declare an orbit or an optimizer, and name it with --name';
    return { ok: false, answer: usage(`${compiled.name} is a ${compiled.kind}, and nothing to train with`, hint) };
  }
  const made = moduleOf(chosen.value, 'tfjs');
  if (!made.ok) return made;
  const code = made.value.js;
  const only = exportedOptimizer(path, await linked(code), code, undefined);
  return only.ok ? { ok: true, value: { ...only.value, name: compiled.name, spelled: canonicalName } } : only;
}

async function fromModule(path: string, name: string | undefined): Promise<Attempt<LoadedOptimizer>> {
  try {
    const code = await readFile(path, 'utf8');
    const exported = (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>;
    return exportedOptimizer(path, exported, code, name);
  } catch (thrown) {
    const reason = fileReason(thrown).split('\n')[0];
    const hint = 'name a .blr file, or a module that `blrc compile` wrote';
    return { ok: false, answer: usage(`cannot load ${path}: ${reason}`, hint) };
  }
}

function exportedOptimizer(
  path: string,
  exported: Readonly<Record<string, unknown>>,
  code: string,
  name: string | undefined,
): Attempt<LoadedOptimizer> {
  const classes = Object.entries(exported).flatMap(([key, value]) => (isOptimizerClass(value) ? [{ key, value }] : []));
  const picked = name === undefined ? classes : classes.filter(({ key }) => key === name);
  const [only] = picked;
  if (only && picked.length === 1)
    return { ok: true, value: { code, name: only.key, make: makerOf(only.value), spelled: (name) => name } };
  const names = classes.map(({ key }) => key).join(', ');
  if (classes.length === 0) {
    const hint = 'an optimizer extends the Optimizer of the same @tensorflow/tfjs-core that blrc uses';
    return { ok: false, answer: usage(`${path} exports no optimizer`, hint) };
  }
  if (name !== undefined)
    return { ok: false, answer: usage(`${path} exports no optimizer ${name}`, `it exports ${names}`) };
  return { ok: false, answer: usage(`${path} exports several optimizers`, `say which with --name: ${names}`) };
}

const makerOf =
  (Optimizer: OptimizerClass): OptimizerMaker =>
  ({ hyper, ...options }: OptimizerSettings) =>
    new Optimizer({ ...hyper, ...options });
