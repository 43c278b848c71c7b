// `replay`: an optimizer on recorded noise and gradients, step by step, in float64.
import { canonicalName } from '../../grammar/names.ts';
import { CompilerBug, failure, type Result, type Span, success } from '../diagnostics.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import { stableForm } from '../ir/stable.ts';
import { dependsOn } from '../ir/visit.ts';
import type { OptimizerProgram } from '../model/optimizer-program.ts';
import { movesApart, stateDomain } from '../model/optimizer-state.ts';
import type { Assignment } from '../model/program.ts';
import { evaluate } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { scalarTensor, type Tensor, Unevaluable } from '../numeric/tensors.ts';
import { type CutRule, cutStep } from '../runtime/portable/optimizer-cut.ts';
import type { Flat, State } from '../runtime/portable/optimizer-state.ts';
import { toJson } from './flat.ts';
import { type Asked, canonicalRecord, InputProblem, noValues, readValue, type Values } from './input.ts';

type Symbols = ReadonlyMap<SymbolExpr, Tensor<number>>;

/** The run under way: who is asked, and the values known so far. */
interface Run {
  readonly program: OptimizerProgram;
  readonly asked: Asked;
  readonly values: Values;
  /** How many entries of each block float64 could not hold as the equations gave them. */
  readonly warnings: Record<string, number>;
}

/** The states after the steps, and what was held of them, where anything was. */
export interface Replayed {
  readonly trace: readonly Record<string, unknown>[];
  readonly warnings?: Readonly<Record<string, number>>;
}

/** The state after each recorded step; what is missing or too much is a mistake that says what was asked for. */
export function replayOptimizer(
  program: OptimizerProgram,
  input: unknown,
  span: Span = { start: 0, end: 0 },
): Result<Replayed> {
  const asked: Asked = { name: program.name, parameters: [], spelling: new Map(), spans: { name: span } };
  try {
    const run: Run = { program, asked, values: noValues(), warnings: {} };
    const trace = traceOf(run, input);
    return success({ trace, ...(Object.keys(run.warnings).length > 0 ? { warnings: run.warnings } : {}) });
  } catch (problem) {
    if (problem instanceof InputProblem) return failure(problem.diagnostic);
    throw problem;
  }
}

const wrong = (run: Run, message: string, hint?: string): InputProblem =>
  new InputProblem(run.asked, 'shape-mismatch', message, hint);

function traceOf(run: Run, input: unknown): readonly Record<string, unknown>[] {
  const whole = recordOf(run, input, 'the run', ['init', 'hyper', 'steps']);
  const steps = whole['steps'];
  if (!Array.isArray(steps)) throw wrong(run, '`steps` must be an array, one entry a step', example(run.program));
  readInit(run, recordOf(run, whole['init'] ?? {}, '`init`'));
  readHyper(run, recordOf(run, whole['hyper'] ?? {}, '`hyper`'));
  const trace = steps.map((step: unknown, i) => {
    stepOnce(run, step, `step ${i + 1}`);
    return stateData(run);
  });
  if (steps.length === 0) startMissing(run);
  return trace;
}

const example = ({ noise, gradient }: OptimizerProgram): string =>
  `{"init": {…}, "hyper": {…}, "steps": [{${noise.length > 0 ? '"noise": […], ' : ''}"gradient": [${gradient.map(() => '…').join(', ')}]}]}`;

function recordOf(run: Run, json: unknown, what: string, known?: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw wrong(run, `${what} must be an object`, `write it as ${example(run.program)}`);
  const surplus = Object.keys(json).find((key) => known !== undefined && !known.includes(key));
  if (surplus !== undefined)
    throw wrong(run, `${what} asks for no \`${surplus}\``, `${run.program.name} asks for ${known?.join(', ')}`);
  return { ...json };
}

function readInit(run: Run, record: Readonly<Record<string, unknown>>): void {
  const { state } = run.program;
  const given = byName(run, record, state, 'state');
  for (const { symbol: s, name } of state) {
    const json = given.get(canonicalName(name));
    if (json !== undefined) readNamed(run, s, name, json, true);
  }
}

/** Reads a value under the name that the user knows it by. */
function readNamed(run: Run, s: SymbolExpr, name: string, json: unknown, check: boolean): void {
  readValue({ ...run.asked, spelling: new Map([[s, name]]) }, s, json, run.values, check);
}

interface Named {
  readonly name: string;
}

function byName(
  run: Run,
  record: Readonly<Record<string, unknown>>,
  known: readonly Named[],
  what: string,
): ReadonlyMap<string, unknown> {
  const names = new Set(known.map(({ name }) => canonicalName(name)));
  const stranger = Object.keys(record).find((key) => !names.has(canonicalName(key)));
  if (stranger !== undefined) {
    const list = known.map(({ name }) => name).join(', ');
    const hint = `it has ${list}`;
    throw new InputProblem(run.asked, 'unknown-name', `${run.program.name} has no ${what} \`${stranger}\``, hint);
  }
  return canonicalRecord(run.asked, record);
}

function readHyper(run: Run, record: Readonly<Record<string, unknown>>): void {
  const { hyper, samples } = run.program;
  const known = hyper.map((h) => ({ ...h, name: h.symbol.name }));
  const given = byName(run, record, known, 'hyper-parameter');
  for (const { symbol: s, name, initial, rests } of known) {
    const json = given.get(canonicalName(name)) ?? initial;
    // What only draws need is not missed: the draws are recorded.
    if (json === undefined && !isUsed(run.program, s)) continue;
    if (json === undefined)
      throw new InputProblem(
        run.asked,
        'unknown-name',
        `a value of the hyper-parameter ${name} is missing`,
        `write it under \`hyper\`, as in {"hyper": {"${name}": 0.1}}`,
      );
    readNamed(run, s, name, json, s !== samples && !(rests && json === 0));
    const value = run.values.symbols.get(s)?.data[0] ?? Number.NaN;
    if (s === samples && !(Number.isInteger(value) && value > 0))
      throw wrong(
        run,
        `${name} = ${value} must be a whole number of samples, at least 1`,
        `one draw a step is "${name}": 1`,
      );
  }
}

const isUsed = ({ place, average, step, state }: OptimizerProgram, s: SymbolExpr): boolean =>
  [...[...place, ...average, ...step].map((a) => a.value), ...state.map((v) => v.initial)].some((e) =>
    dependsOn(e, [s]),
  );

const sampleCount = (run: Run): number => run.values.symbols.get(run.program.samples)?.data[0] ?? 1;

/** What a step asks for: the symbols of a list, once a sample. */
interface Lists {
  readonly noise: readonly SymbolExpr[];
  readonly gradient: readonly SymbolExpr[];
}

const listsOf = (p: OptimizerProgram): Lists => ({ noise: p.noise.map((n) => n.symbol), gradient: p.gradient });

function stepOnce(run: Run, json: unknown, where: string): void {
  const { program } = run;
  const lists = listsOf(program);
  const keys = (['noise', 'gradient'] as const).filter((key) => lists[key].length > 0);
  const record = recordOf(run, json, where, keys);
  const count = sampleCount(run);
  const entries = new Map(keys.map((key) => [key, entriesOf(run, record[key], key, lists[key], where)]));
  const samples = Array.from({ length: count }, (_, k) => {
    for (const key of keys)
      lists[key].forEach((s, j) => {
        const name = `${key} ${k * lists[key].length + j + 1} of ${where}`;
        readNamed(run, s, name, entries.get(key)?.[k * lists[key].length + j], false);
      });
    startMissing(run);
    return follow(run, program.average, follow(run, program.place));
  });
  moveBy(
    run,
    program.average.map(({ target }) => meanOf(samples.map((s) => s.get(target)))),
  );
}

/** The next state, as emitted modules for js have it: cut where float64 does not hold the whole of the step. */
function moveBy(run: Run, averages: readonly Tensor<number>[]): void {
  const { state, average, step, next } = run.program;
  const shapes = new Map(state.map(({ symbol: s, name }) => [name, required(run.values.symbols.get(s)).shape]));
  const now = Object.fromEntries(state.map(({ symbol: s, name }) => [name, flat(required(run.values.symbols.get(s)))]));
  const update = (from: State, means: readonly Flat[]): State => {
    const known = new Map([
      ...state.map(({ symbol: s, name }) => [s, unflat(from[name], shapes.get(name))] as const),
      ...average.map(({ target }, i) => [target, unflat(means[i], averages[i]?.shape)] as const),
    ]);
    const after = follow(run, step, known);
    const nextOf = (s: SymbolExpr): Tensor<number> | undefined => {
      const target = next.get(s);
      return target ? after.get(target) : known.get(s);
    };
    return Object.fromEntries(state.map(({ symbol: s, name }) => [name, flat(required(nextOf(s)))]));
  };
  const moved = cutStep(cutRule(run.program), now, averages.map(flat), update);
  for (const { symbol: s, name } of state)
    run.values.symbols.set(s, unflat((moved.whole ?? moved.state)[name], shapes.get(name)));
  for (const [name, count] of Object.entries(moved.missed)) run.warnings[name] = (run.warnings[name] ?? 0) + count;
}

/** What must be known of an algorithm to cut its steps. */
const cutRule = (program: OptimizerProgram): CutRule => ({
  state: program.state.map(({ symbol: s, name, role }) => ({
    name,
    rank: s.shape.length,
    domain: stateDomain(s),
    momentum: role === 'momentum',
  })),
  apart: movesApart(program),
});

const flat = ({ shape, data }: Tensor<number>): Flat =>
  shape.length === 0 ? (data[0] ?? Number.NaN) : Float64Array.from(data);

const unflat = (value: Flat | undefined, shape: readonly number[] = []): Tensor<number> => ({
  shape,
  data: typeof value === 'object' ? Array.from(value) : [value ?? Number.NaN],
});

function entriesOf(run: Run, json: unknown, key: string, symbols: readonly SymbolExpr[], where: string): unknown[] {
  const count = sampleCount(run) * symbols.length;
  const found = Array.isArray(json) ? json.length : json === undefined ? 'none' : 'no list';
  if (Array.isArray(json) && json.length === count) return json;
  const names = symbols.map((s) => `${s.name}${s.shape.length > 0 ? ` [${s.shape.join('×')}]` : ''}`).join(', ');
  const message = `${where} asks for ${count} ${key} ${count === 1 ? 'entry' : 'entries'}; there ${found === 1 ? 'is' : 'are'} ${found}`;
  throw wrong(run, message, `one entry each for ${names}, sample by sample`);
}

/** State that was not given starts where the program says, once the sizes are known. */
function startMissing(run: Run): void {
  for (const { symbol: s, initial, name } of run.program.state) {
    if (run.values.symbols.has(s)) continue;
    try {
      run.values.symbols.set(s, evaluate(initial, run.values, floatArithmetic));
    } catch (problem) {
      if (!(problem instanceof Unevaluable)) throw problem;
      throw wrong(run, `the size of ${name} is not known`, `give ${name} in \`init\``);
    }
  }
}

/** The values of assignments in order, beside everything known. */
function follow(run: Run, assignments: readonly Assignment[], further: Symbols = new Map()): Symbols {
  const symbols = new Map([...run.values.symbols, ...further]);
  for (const { target, value } of assignments)
    symbols.set(target, evaluate(stableForm(value), { symbols, sizes: run.values.sizes }, floatArithmetic));
  return symbols;
}

function meanOf(tensors: readonly (Tensor<number> | undefined)[]): Tensor<number> {
  const [first = scalarTensor(Number.NaN), ...rest] = tensors;
  const sum = first.data.map((x, i) => rest.reduce((total, t) => total + (t?.data[i] ?? Number.NaN), x));
  return { shape: first.shape, data: sum.map((x) => x / tensors.length) };
}

const required = (t: Tensor<number> | undefined): Tensor<number> => {
  if (t === undefined) throw new CompilerBug('a next state that no equation gives');
  return t;
};

const stateData = (run: Run): Record<string, unknown> =>
  Object.fromEntries(
    run.program.state.map(({ symbol: s, name }) => [name, toJson(required(run.values.symbols.get(s)))]),
  );
