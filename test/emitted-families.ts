// Every family file, compiled and emitted, at the oracle's ordinary points: what a module gives against the evaluator.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Compiled, compile } from '../src/compile.ts';
import type { SymbolExpr } from '../src/ir/expr.ts';
import type { FamilyProgram } from '../src/model/program.ts';
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
export const points: readonly Point[] = read<Point>('test/oracles/families.json');
export const steps: readonly Step[] = read<Step>('test/oracles/steps.json');
export const files: readonly string[] = [...new Set(points.map((p) => p.file))];

const compiled = new Map<string, Compiled>();

/** The declaration of a file, derived without its claims (which have tests of their own). */
export function declared(file: string, name: string): Compiled {
  const key = `${file} ${name}`;
  const known = compiled.get(key);
  if (known) return known;
  const { declarations, diagnostics } = compile(readFileSync(`${root}${file}`, 'utf8'), { file, verify: 'none' });
  const found = declarations.find((d) => d.name === name);
  if (!found?.findings) throw new Error(`${file}: ${diagnostics.map((d) => d.message).join('; ')}`);
  compiled.set(key, found);
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
  readonly take: (value: unknown) => readonly number[];
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

const sizesOf = (wanted: readonly number[], sensitivity?: readonly number[]): readonly number[] => {
  const largest = Math.max(...wanted.map(Math.abs));
  const smallest = largest === 0 ? 1 : 1e-3 * largest;
  return wanted.map((want, i) => Math.max(Math.abs(want), sensitivity?.[i] ?? 0, smallest));
};

const pick = (record: Entries, names: readonly string[], give: Kind['give']): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((n) => (record[n] === undefined ? [] : [[n, give(record[n])]])));

const spelled = (p: FamilyProgram, list: readonly SymbolExpr[]): string[] =>
  list.map((s) => p.model.spelling.get(s) ?? s.name);

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
    parameters: pick(point.at, own, give),
    other: { ...pick(point.toPoint ?? point.at, own, give), ...constants },
    theta: variables.length === 1 ? give(point.at[only] ?? null) : pick(point.at, variables, give),
  };
}

const flatBlock = (s: SymbolExpr, data: readonly number[], kind: 'natural' | 'value'): number[] => {
  const size = s.shape.length === 2 ? Math.sqrt(data.length) : data.length;
  const t: Tensor<number> = { shape: s.shape.map(() => size), data };
  return flatten(s, t, kind);
};

/** All functions of a module but `sample`, `update` at one point. */
export function compareAt(point: Point, module: EmittedModule, kind: Kind): readonly Comparison[] {
  const p = programAt(point);
  const answer = evaluateAt(declared(point.file, point.name), {
    at: point.at,
    ...(point.toPoint ? { toPoint: point.toPoint } : {}),
  });
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  const value = answer.value as Entries;
  const { parameters, other, theta } = argumentsAt(p, point, kind);
  const call = (name: FunctionName, ...given: readonly unknown[]): unknown => module[name](...given);
  const compare = (what: string, found: readonly number[], want: Json | undefined): Comparison => {
    const wanted = flat(want);
    const sensitivity = point.sensitivity?.[what];
    return { what, found, wanted, scale: sizesOf(wanted, sensitivity === undefined ? undefined : flat(sensitivity)) };
  };
  const blocks = (record: unknown, of: 'symbol' | 'meanSymbol'): number[] => {
    const values = Object.values(record as Record<string, unknown>);
    return p.blocks.flatMap((b, i) => flatBlock(b[of], kind.take(values[i]), of === 'symbol' ? 'natural' : 'value'));
  };
  const back = (record: unknown): number[] => {
    const values = record as Record<string, unknown>;
    return spelled(p, p.model.parameters).flatMap((n) => [...kind.take(values[n])]);
  };
  const natural = call('toNatural', parameters);
  const mean = call('toMean', parameters);
  const start = spelled(p, p.model.parameters).map((n) => point.at[n] ?? null);
  return [
    compare('logDensity', kind.take(call('logDensity', parameters, theta)), value['logDensity']),
    compare('entropy', kind.take(call('entropy', parameters)), value['entropy']),
    compare('kl', kind.take(call('kl', parameters, other)), value['kl']),
    compare('fisherParameters', kind.take(call('fisher', parameters)), value['fisherParameters']),
    compare('natural', blocks(natural, 'symbol'), value['natural']),
    compare('mean', blocks(mean, 'meanSymbol'), value['mean']),
    compare('fromNatural', back(call('fromNatural', natural)), start),
    compare('fromMean', back(call('fromMean', mean)), start),
  ];
}

/** One step of the learning rule. */
export function compareStep(step: Step, module: EmittedModule, kind: Kind): Comparison {
  const p = programAt(step);
  const { at, gradient, rho, tau } = step;
  const answer = stepAt(declared(step.file, step.name), { at, gradient, rho, tau });
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  const names = spelled(p, p.model.parameters);
  const parameters = pick(at, [...names, ...spelled(p, p.model.constants)], kind.give);
  const result = module.update(parameters, pick(gradient, names, kind.give), { rho, tau }) as Record<string, unknown>;
  const found = names.flatMap((n) => [...kind.take(result[n])]);
  const next = answer.value['parameters'] as Entries | null;
  // Outside the domain every entry must be NaN, which counts as agreement.
  if (next === null) {
    const outside = found.every(Number.isNaN);
    return { what: 'update outside', found: [outside ? 0 : 1], wanted: [0], scale: [1] };
  }
  const wanted = names.flatMap((n) => flat(next[n]));
  const own = (step.sensitivity?.['parameters'] ?? {}) as Entries;
  return {
    what: 'update',
    found,
    wanted,
    scale: sizesOf(
      wanted,
      names.flatMap((n) => flat(own[n] ?? 0)),
    ),
  };
}
