// Every family file, compiled and emitted, at the oracle's ordinary points: what a module gives against the evaluator.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Compilation, compile } from '../src/compile.ts';
import type { Compiled } from '../src/derivation/compiled.ts';
import type { SymbolExpr } from '../src/ir/expr.ts';
import { type FamilyProgram, isSizeOf } from '../src/model/program.ts';
import type { Tensor } from '../src/numeric/tensors.ts';
import { programOf } from '../src/theorems/program.ts';
import { sampling } from '../src/theorems/sampler.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { flatten } from '../src/values/flat.ts';
import { stepAt } from '../src/values/step.ts';
import type { EmittedModule, FunctionName } from './emit-run.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export type Json = number | string | null | readonly Json[] | { readonly [key: string]: Json };
export type Entries = Readonly<Record<string, Json>>;

/** A point of test/oracles/families.json. */
export interface Point {
  readonly file: string;
  readonly name: string;
  readonly extreme: boolean;
  readonly at: Entries;
  readonly toPoint?: Entries;
  readonly expected: Entries;
  readonly sensitivity?: Entries;
}

/** A step of test/oracles/steps.json. */
export interface Step {
  readonly file: string;
  readonly name: string;
  readonly at: Entries;
  readonly gradient: Entries;
  readonly rho: number;
  readonly tau: number;
  readonly expected: Entries;
  readonly sensitivity?: Entries;
}

const read = <T>(path: string): readonly T[] => JSON.parse(readFileSync(`${root}${path}`, 'utf8')) as readonly T[];
const both = <T>(name: string): readonly T[] =>
  [name, `${name}-linear`, `${name}-unusual`, `${name}-matrices`].flatMap((n) => read<T>(`test/oracles/${n}.json`));
export const points: readonly Point[] = both<Point>('families');
export const steps: readonly Step[] = both<Step>('steps');
export const files: readonly string[] = [...new Set(points.map((p) => p.file))];

const compilations = new Map<string, Compilation>();

/** A declaration of a file, derived once without its claims (which have tests of their own). */
function compilation(file: string, name: string): Compilation {
  const key = `${file} ${name}`;
  const options = { file, verify: 'none', choose: () => name } as const;
  const known = compilations.get(key) ?? compile(readFileSync(`${root}${file}`, 'utf8'), options);
  compilations.set(key, known);
  return known;
}

/** The declaration of a file. */
export function declared(file: string, name: string): Compiled {
  const { declarations, diagnostics } = compilation(file, name);
  const found = declarations.find((d) => d.name === name);
  if (!found?.findings) throw new Error(`${file}: ${diagnostics.map((d) => d.message).join('; ')}`);
  return found;
}

/** The program of a declaration. */
export function programAt({ file, name }: Pick<Point, 'file' | 'name'>): FamilyProgram {
  const { findings } = declared(file, name);
  if (!findings) throw new Error(file);
  const drawn = findings.sampler ? undefined : sampling.apply(findings);
  return programOf(drawn?.kind === 'found' ? { ...findings, ...drawn.findings } : findings);
}

/** How a target takes values and gives them. */
export interface Kind {
  readonly give: (value: Json) => unknown;
  readonly take: (value: unknown) => readonly number[] | Promise<readonly number[]>;
}

/** A number found, what it should be, and how far the inputs' own size moves it. */
export interface Comparison {
  readonly what: string;
  readonly found: readonly number[];
  readonly wanted: readonly number[];
  readonly scale: readonly number[];
}

export const flat = (x: Json | undefined): number[] => {
  if (x === null || x === undefined) return [Number.NaN];
  if (typeof x === 'object') return Object.values(x).flatMap(flat);
  return [Number(x)];
};

/** The largest gap in units of the scale. */
export function worstOf({ found, wanted, scale }: Comparison): number {
  if (found.length !== wanted.length) return Infinity;
  return wanted.reduce((most, want, i) => {
    const gap = want === found[i] ? 0 : Math.abs(want - (found[i] ?? Number.NaN)) / (scale[i] ?? 1);
    return Math.max(most, Number.isNaN(gap) ? Infinity : gap);
  }, 0);
}

/** What a difference is measured by: the value, how it moves with its inputs, and the size of its neighbours. */
const sizesOf = (wanted: readonly number[], sensitivity?: readonly number[]): readonly number[] => {
  const largest = Math.max(...wanted.map(Math.abs));
  const smallest = largest === 0 ? 1 : 1e-3 * largest;
  return wanted.map((want, i) => Math.max(Math.abs(want), sensitivity?.[i] ?? 0, smallest));
};

const pick = (record: Entries, names: readonly string[], give: Kind['give']): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((n) => (record[n] === undefined ? [] : [[n, give(record[n])]])));

const spelled = (p: FamilyProgram, list: readonly SymbolExpr[]): string[] =>
  list.map((s) => p.model.spelling.get(s) ?? s.name);

/** The sizes that no parameter tells, as the variable tells them. */
export function sizesAt(p: FamilyProgram, at: Entries): Record<string, number> {
  const told = p.model.variables.flatMap((v) => {
    const value = at[p.model.spelling.get(v) ?? v.name];
    const rows = Array.isArray(value) ? [value.length, ...(Array.isArray(value[0]) ? [value[0].length] : [])] : [];
    return v.shape.map((dim, axis): [string, number] => [dim, rows[axis] ?? Number.NaN]);
  });
  return Object.fromEntries(
    told.filter(([dim]) => p.model.constants.some((c) => c.name === dim && isSizeOf(p.model, c))),
  );
}

/** Arguments of a module's functions. */
export interface Arguments {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly other: Readonly<Record<string, unknown>>;
  readonly theta: unknown;
}

/** Arguments of a module's functions at a point. */
function argumentsAt(p: FamilyProgram, point: Point, { give }: Kind): Arguments {
  const { model } = p;
  const own = spelled(p, [...model.parameters, ...model.constants]);
  const variables = spelled(p, model.variables);
  const constants = pick(point.at, spelled(p, model.constants), give);
  const [only = ''] = variables;
  return {
    parameters: { ...pick(point.at, own, give), ...sizesAt(p, point.at) },
    other: { ...pick(point.toPoint ?? point.at, own, give), ...constants },
    theta: variables.length === 1 ? give(point.at[only] ?? null) : pick(point.at, variables, give),
  };
}

const flatBlock = (s: SymbolExpr, data: readonly number[], kind: 'natural' | 'value'): number[] => {
  const size = s.shape.length === 2 ? Math.sqrt(data.length) : data.length;
  const t: Tensor<number> = { shape: s.shape.map(() => size), data };
  return flatten(s, t, kind);
};

const references = new WeakMap<Point | Step, Entries>();

function remembered(key: Point | Step, compute: () => Entries): Entries {
  const known = references.get(key) ?? compute();
  references.set(key, known);
  return known;
}

const valueIn = (answer: ReturnType<typeof evaluateAt>): Entries => {
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  return answer.value as Entries;
};

/** What the evaluator gives at a point. */
const referenceAt = (point: Point): Entries =>
  remembered(point, () => {
    const toPoint = point.toPoint ? { toPoint: point.toPoint } : {};
    return valueIn(evaluateAt(declared(point.file, point.name), { at: point.at, ...toPoint }));
  });

/** What the evaluator gives for a step. */
const referenceStep = (step: Step): Entries =>
  remembered(step, () => {
    const { at, gradient, rho, tau } = step;
    return valueIn(stepAt(declared(step.file, step.name), { at, gradient, rho, tau }));
  });

/** How far each value of the evaluator moves when a number of the point moves by its own size; matrices stay. */
function movementAt(point: Point): ReadonlyMap<string, readonly number[]> {
  const step = 1e-6;
  const evaluated = (p: Point): Entries => {
    const answer = evaluateAt(declared(p.file, p.name), { at: p.at, ...(p.toPoint ? { toPoint: p.toPoint } : {}) });
    return answer.ok ? (answer.value as Entries) : {};
  };
  const constants = spelled(programAt(point), programAt(point).model.constants);
  const here = evaluated(point);
  const moved = (['at', 'toPoint'] as const).flatMap((side) =>
    Object.entries(point[side] ?? {}).flatMap(([name, value]) => {
      if (constants.includes(name)) return [];
      return shifted(value, 1 + step).map((other) =>
        evaluated({ ...point, [side]: { ...point[side], [name]: other } }),
      );
    }),
  );
  const whats = Object.keys(here).filter((what) => what !== 'statistics');
  return new Map(
    whats.map((what) => {
      const base = flat(here[what]);
      const sum = base.map((x, i) => moved.reduce((s, m) => s + (Math.abs((flat(m[what])[i] ?? x) - x) || 0), 0));
      return [what, sum.map((x) => x / step)];
    }),
  );
}

/** The value with one of its numbers moved, for each of them. */
function shifted(value: Json, factor: number): readonly Json[] {
  if (typeof value === 'number') return [value * factor];
  if (!Array.isArray(value) || !value.every((x) => typeof x === 'number')) return [];
  return value.map((_, i) => value.map((x, j) => (i === j ? x * factor : x)));
}

/**
 * The same comparisons at an extreme point, against the oracle where it has a value. A gap of 1 is 1e-9 of the value, or
 * 1e-11 of how far it moves when its inputs move by their own size.
 */
export async function compareExtreme(point: Point, module: EmittedModule, kind: Kind): Promise<readonly Comparison[]> {
  const movement = movementAt(point);
  const found = await compareAt(point, module, kind);
  return found.map((c) => {
    const truth = point.expected[c.what];
    const wanted = truth === undefined ? c.wanted : flat(truth);
    const moves = movement.get(c.what.replace(' again', '')) ?? [];
    const scale = c.scale.map((size, i) => {
      return Math.max(1e-9 * Math.abs(wanted[i] ?? 0), 1e-11 * Math.max(size, moves[i] ?? 0));
    });
    return { ...c, wanted, scale };
  });
}

/** All functions of a module but `sample`, `update` at one point; maps there and back too. */
export async function compareAt(point: Point, module: EmittedModule, kind: Kind): Promise<readonly Comparison[]> {
  const p = programAt(point);
  const value = referenceAt(point);
  const { parameters, other, theta } = argumentsAt(p, point, kind);
  const call = (name: FunctionName, ...given: readonly unknown[]): unknown => module[name](...given);
  const compare = async (
    what: string,
    given: readonly number[] | Promise<readonly number[]>,
    want: Json | undefined,
  ): Promise<Comparison> => {
    const found = await given;
    const wanted = flat(want);
    const sensitivity = point.sensitivity?.[what];
    return { what, found, wanted, scale: sizesOf(wanted, sensitivity === undefined ? undefined : flat(sensitivity)) };
  };
  const blocks = async (record: unknown, of: 'symbol' | 'meanSymbol'): Promise<number[]> => {
    const own = Object.values(record as Record<string, unknown>).slice(0, p.blocks.length);
    const values = await Promise.all(own.map(kind.take));
    return p.blocks.flatMap((b, i) => flatBlock(b[of], values[i] ?? [], of === 'symbol' ? 'natural' : 'value'));
  };
  const back = async (record: unknown): Promise<number[]> => {
    const values = record as Record<string, unknown>;
    return (await Promise.all(spelled(p, p.model.parameters).map((n) => kind.take(values[n])))).flat();
  };
  const natural = call('toNatural', parameters);
  const mean = call('toMean', parameters);
  const parametersOfNatural = call('fromNatural', natural);
  const parametersOfMean = call('fromMean', mean);
  const start = spelled(p, p.model.parameters).map((n) => point.at[n] ?? null);
  return Promise.all([
    compare('logDensity', kind.take(call('logDensity', parameters, theta)), value['logDensity']),
    compare('entropy', kind.take(call('entropy', parameters)), value['entropy']),
    compare('kl', kind.take(call('kl', parameters, other)), value['kl']),
    compare('fisherParameters', kind.take(call('fisher', parameters)), value['fisherParameters']),
    compare('natural', blocks(natural, 'symbol'), value['natural']),
    compare('mean', blocks(mean, 'meanSymbol'), value['mean']),
    compare('fromNatural', back(parametersOfNatural), start),
    compare('fromMean', back(parametersOfMean), start),
    compare('natural again', blocks(call('toNatural', parametersOfNatural), 'symbol'), value['natural']),
    compare('mean again', blocks(call('toMean', parametersOfMean), 'meanSymbol'), value['mean']),
  ]);
}

/** One step of the learning rule. */
export async function compareStep(step: Step, module: EmittedModule, kind: Kind): Promise<Comparison> {
  const p = programAt(step);
  const { at, gradient, rho, tau } = step;
  const stepped = referenceStep(step);
  const names = spelled(p, p.model.parameters);
  const own = pick(at, [...names, ...spelled(p, p.model.constants)], kind.give);
  const parameters = { ...own, ...sizesAt(p, at) };
  const result = module.update(parameters, pick(gradient, names, kind.give), { rho, tau }) as Record<string, unknown>;
  const found = (await Promise.all(names.map((n) => kind.take(result[n])))).flat();
  const next = stepped['parameters'] as Entries | null;
  // Outside the domain every entry must be NaN, which counts as agreement.
  if (next === null) {
    const outside = found.every(Number.isNaN);
    return { what: 'update outside', found: [outside ? 0 : 1], wanted: [0], scale: [1] };
  }
  const wanted = names.flatMap((n) => flat(next[n]));
  const moves = (step.sensitivity?.['parameters'] ?? {}) as Entries;
  return {
    what: 'update',
    found,
    wanted,
    scale: sizesOf(
      wanted,
      names.flatMap((n) => flat(moves[n] ?? 0)),
    ),
  };
}
