// Laws of an emitted tfjs module on the current backend: gradients, batches, draws, and no tensor left behind.
import * as tf from '@tensorflow/tfjs-core';
import { emitJs } from '../src/backends/js/module.ts';
import type { SymbolExpr } from '../src/ir/expr.ts';
import { type FamilyProgram, isSizeOf } from '../src/model/program.ts';
import { type EmittedModule, load } from './emit-run.ts';
import { flat, type Json, type Point, programAt, sizesAt } from './emitted-families.ts';
import { moduleOf, ordinary } from './emitted-tensors.ts';

type Values = Readonly<Record<string, Json>>;
type Tensors = Readonly<Record<string, tf.Tensor>>;
type Draw = tf.Tensor | Tensors;

const give = (value: Json): tf.Tensor => tf.tensor(value as number | number[], undefined, 'float32');
/** A value as a tensor; several by name. */
const giveDraw = (theta: Json): Draw =>
  typeof theta === 'object' && theta !== null && !Array.isArray(theta) ? tensorsOf(theta as Values) : give(theta);
const partsOf = (draw: unknown): tf.Tensor[] =>
  draw instanceof tf.Tensor
    ? [draw]
    : Object.entries(draw as Tensors)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, t]) => t);
const read = async (t: unknown): Promise<number[]> => Array.from(await (t as tf.Tensor).data());
const spelled = (p: FamilyProgram, s: SymbolExpr): string => p.model.spelling.get(s) ?? s.name;

interface Setting {
  readonly program: FamilyProgram;
  readonly parameters: Values;
  readonly constants: Values;
  readonly sizes: Readonly<Record<string, number>>;
  /** A value of the variable, or of several by name. */
  readonly theta: Json;
}

function settingOf(point: Point): Setting {
  const program = programAt(point);
  const pick = (list: readonly SymbolExpr[]): Values =>
    Object.fromEntries(list.map((s) => [spelled(program, s), point.at[spelled(program, s)] ?? null]));
  const drawn = pick(program.model.variables);
  const theta = program.model.variables.length === 1 ? (Object.values(drawn)[0] ?? null) : drawn;
  const known = program.model.constants.filter((s) => !isSizeOf(program.model, s));
  const sizes = sizesAt(program, point.at);
  return { program, parameters: pick(program.model.parameters), constants: pick(known), sizes, theta };
}

function firstPoint(file: string): Point {
  const [point] = ordinary(file);
  if (!point) throw new Error(`no oracle point for ${file}`);
  return point;
}

const tensorsOf = (values: Values): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, give(value)]));

/** Directions in which a parameter may move, each as one flat list of numbers. */
function directionsOf(s: SymbolExpr, value: Json): readonly (readonly number[])[] {
  const size = flat(value).length;
  const unit = (...entries: readonly (readonly [number, number])[]): number[] => {
    const out = new Array<number>(size).fill(0);
    for (const [i, x] of entries) out[i] = x;
    return out;
  };
  const all = Array.from({ length: size }, (_, i) => i);
  if (s.domain.kind === 'simplex') return all.slice(1).map((i) => unit([i, 1], [0, -1]));
  if (s.domain.kind !== 'spd' && s.domain.kind !== 'symmetric') return all.map((i) => unit([i, 1]));
  const n = Math.sqrt(size);
  const pairs = all.map((k) => [Math.floor(k / n), k % n] as const).filter(([i, j]) => i <= j);
  return pairs.map(([i, j]) => unit([i * n + j, 1], [j * n + i, 1]));
}

/** value + h·direction, in the value's own shape. */
function moved(value: Json, direction: readonly number[], h: number): Json {
  let place = 0;
  const go = (x: Json): Json => {
    if (Array.isArray(x)) return x.map(go);
    place += 1;
    return Number(x) + h * (direction[place - 1] ?? 0);
  };
  return go(value);
}

/** Another member of the family, close by: what a divergence is measured to. */
const nearby = (parameters: Values): Values =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, scaled(value, 0.9)]));

const scaled = (value: Json, by: number): Json =>
  Array.isArray(value) ? value.map((x) => scaled(x, by)) : Number(value) * by;

type Scalar = (module: EmittedModule, parameters: object, theta: unknown, fixed: object) => unknown;
const functions: Readonly<Record<string, Scalar>> = {
  logDensity: (m, parameters, theta) => m.logDensity(parameters, theta),
  entropy: (m, parameters) => m.entropy(parameters),
  kl: (m, parameters, _, fixed) => m.kl(parameters, fixed),
  'logPartition of toNatural': (m, parameters) => m.logPartition(m.toNatural(parameters)),
};

/** Where tf.grad departs from difference quotients of the float64 module, by more than 1e-3 of the gradient. */
export async function gradientMisses(file: string): Promise<readonly string[]> {
  const point = firstPoint(file);
  const { program, parameters, constants, sizes, theta } = settingOf(point);
  const exact = await load(emitJs(program, { source: file, version: '0.0.0' }).js);
  const module = await moduleOf(file);
  const misses: string[] = [];
  for (const [what, f] of Object.entries(functions)) {
    if (what.startsWith('logPartition') && !('logPartition' in module)) continue;
    const names = Object.keys(parameters);
    const fixed = { ...tensorsOf(constants), ...sizes };
    const known = { ...constants, ...sizes };
    const other = nearby(parameters);
    const value = (...given: tf.Tensor[]): tf.Tensor => {
      const own = Object.fromEntries(names.map((name, i) => [name, given[i]]));
      const made = f(module, { ...own, ...fixed }, giveDraw(theta), { ...tensorsOf(other), ...fixed }) as tf.Tensor;
      // What does not depend on a parameter has slope 0 there, which tf.grads takes for a mistake.
      return given.reduce((sum, x) => tf.add(sum, tf.mul(0, tf.sum(x))), tf.sum(made));
    };
    const gradients = tf.grads(value)(names.map((name) => give(parameters[name] ?? null)));
    const plain = (changed: Values): number =>
      flat(f(exact, { ...parameters, ...known, ...changed }, theta, { ...other, ...known }) as Json)[0] ?? Number.NaN;
    const pairs: { readonly name: string; readonly found: number; readonly wanted: number }[] = [];
    for (const [i, s] of program.model.parameters.entries()) {
      const name = spelled(program, s);
      const slope = gradients[i] ? await read(gradients[i]) : [];
      for (const direction of directionsOf(s, parameters[name] ?? null)) {
        const at = (h: number): number => plain({ [name]: moved(parameters[name] ?? null, direction, h) });
        const wanted = (at(1e-5) - at(-1e-5)) / 2e-5;
        const found = direction.reduce((sum, d, k) => sum + d * (slope[k] ?? Number.NaN), 0);
        pairs.push({ name, found, wanted });
      }
    }
    const size = Math.max(...pairs.map(({ wanted }) => Math.abs(wanted)), 1e-2);
    const apart = pairs.filter(({ found, wanted }) => !(Math.abs(found - wanted) <= 1e-3 * size));
    misses.push(...apart.map(({ name, found, wanted }) => `∂${what}/∂${name}: ${found} instead of ${wanted}`));
  }
  return misses;
}

/** Calls of every function but the maps back, for parameters of any leading shape. */
function calls(module: EmittedModule, given: Tensors, constants: object, theta: Draw): Record<string, tf.Tensor> {
  const all = { ...given, ...constants };
  const gradient = Object.fromEntries(Object.entries(given).map(([name, t]) => [name, tf.mul(t, 1e-3)]));
  const record = (name: string, values: unknown): [string, tf.Tensor][] =>
    Object.entries(values as Tensors).flatMap(([key, t]) => (t instanceof tf.Tensor ? [[`${name} ${key}`, t]] : []));
  return Object.fromEntries([
    ['logDensity', module.logDensity(all, theta) as tf.Tensor],
    ['entropy', module.entropy(all) as tf.Tensor],
    ['kl', module.kl(all, given) as tf.Tensor],
    ['fisher', module.fisher(all) as tf.Tensor],
    ...record('toNatural', module.toNatural(all)),
    ...record('toMean', module.toMean(all)),
    ...record('update', module.update(all, gradient, { rho: 0.1 })),
  ]);
}

/**
 * What differs between one instance and the same one in a batch of shape [3, 2]. What does not depend on the batch (a
 * constant that travels with a result, the entropy of a location family) may stay as it is.
 */
export async function batchMisses(file: string): Promise<readonly string[]> {
  const { parameters, constants, sizes, theta } = settingOf(firstPoint(file));
  const module = await moduleOf(file);
  const single = tensorsOf(parameters);
  const fixed = { ...tensorsOf(constants), ...sizes };
  const spread = (t: tf.Tensor): tf.Tensor =>
    tf.tile(tf.reshape(t, [1, 1, ...t.shape]), [3, 2, ...t.shape.map(() => 1)]);
  const many = Object.fromEntries(Object.entries(single).map(([name, t]) => [name, spread(t)]));
  const one = calls(module, single, fixed, giveDraw(theta));
  const six = calls(module, many, fixed, giveDraw(theta));
  const misses: string[] = [];
  for (const [name, t] of Object.entries(six)) {
    const own = one[name]?.shape ?? [];
    if (t.shape.join() !== [3, 2, ...own].join() && t.shape.join() !== own.join())
      misses.push(`${name} has shape [${t.shape}] instead of [3,2,${own}]`);
    const wanted = one[name] ? await read(one[name]) : [];
    const found = await read(t);
    const size = Math.max(...wanted.map(Math.abs), 1e-3);
    const apart = found.findIndex((x, i) => !(Math.abs(x - (wanted[i % wanted.length] ?? Number.NaN)) <= 1e-5 * size));
    if (apart >= 0) misses.push(`${name}[${apart}]: ${found[apart]} instead of ${wanted[apart % wanted.length]}`);
  }
  const events = partsOf(giveDraw(theta)).map(({ shape }) => [4, 3, 2, ...shape].join());
  const drawn = partsOf(module.sample({ ...many, ...fixed }, [4], 1)).map(({ shape }) => shape.join());
  if (drawn.join(';') !== events.join(';')) misses.push(`sample has shape [${drawn.join('; ')}]`);
  return misses;
}

/** How many tensors calls of every function leave behind. */
export async function tensorsLeft(file: string): Promise<number> {
  const { parameters, constants, sizes, theta } = settingOf(firstPoint(file));
  const module = await moduleOf(file);
  const own = tensorsOf(parameters);
  const fixed = { ...tensorsOf(constants), ...sizes };
  const at = giveDraw(theta);
  const scaled = Object.fromEntries(Object.entries(own).map(([name, t]) => [name, tf.mul(t, 1e-3)]));
  const all = { ...own, ...fixed };
  const before = tf.memory().numTensors;
  const natural = module.toNatural(all) as tf.TensorContainer;
  const mean = module.toMean(all) as tf.TensorContainer;
  const rest = [
    module.logDensity(all, at),
    module.entropy(all),
    module.kl(all, own),
    module.fisher(all),
    module.fromNatural(natural),
    module.fromMean(mean),
    module.update(all, scaled, { rho: 0.1 }),
    module.sample(all, [5], 3),
    ...('logPartition' in module ? [module.logPartition(natural)] : []),
  ];
  tf.dispose([natural, mean, ...(rest as tf.TensorContainer[])]);
  return tf.memory().numTensors - before;
}

/** The largest gap between draws of this module and of the js one from the same seed, relative to their size. */
export async function drawGap(file: string): Promise<number> {
  const { program, parameters, constants, sizes } = settingOf(firstPoint(file));
  const exact = await load(emitJs(program, { source: file, version: '0.0.0' }).js);
  const module = await moduleOf(file);
  const sampled = partsOf(module.sample({ ...tensorsOf(parameters), ...tensorsOf(constants), ...sizes }, [200], 7));
  const found = (await Promise.all(sampled.map(read))).flat();
  const plain = exact.sample({ ...parameters, ...constants, ...sizes }, [200], 7);
  const lists = Array.isArray(plain) || ArrayBuffer.isView(plain) ? [plain] : Object.values(plain as object);
  const wanted = flat(lists.map((list) => Array.from(list as ArrayLike<number>, flatEntry)));
  const size = wanted.reduce((sum, x) => sum + Math.abs(x), 0) / wanted.length;
  return found.length === wanted.length
    ? Math.max(
        ...found.map((x, i) => Math.abs(x - (wanted[i] ?? Number.NaN)) / Math.max(size, Math.abs(wanted[i] ?? 0))),
      )
    : Infinity;
}

const flatEntry = (x: number | ArrayLike<number>): Json => (typeof x === 'number' ? x : Array.from(x));
