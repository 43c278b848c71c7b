// `replay`: an optimizer on recorded noise and gradients, step by step, in float64.
import { canonicalName } from '../../grammar/names.ts';
import { CompilerBug, failure, type Result, type Span, success } from '../diagnostics.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import { stableForm } from '../ir/stable.ts';
import { dependsOn } from '../ir/visit.ts';
import type { OptimizerProgram } from '../model/optimizer-program.ts';
import type { Assignment } from '../model/program.ts';
import { evaluate } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { scalarTensor, type Tensor, Unevaluable } from '../numeric/tensors.ts';
import { toJson } from './flat.ts';
import { type Asked, canonicalRecord, InputProblem, noValues, readValue, type Values } from './input.ts';

type Symbols = ReadonlyMap<SymbolExpr, Tensor<number>>;

/** The run under way: who is asked, and the values known so far. */
interface Run {
  readonly program: OptimizerProgram;
  readonly asked: Asked;
  readonly values: Values;
}

/** The state after each recorded step; what is missing or too much is a mistake that says what was asked for. */
export function replayOptimizer(
  program: OptimizerProgram,
  input: unknown,
  span: Span = { start: 0, end: 0 },
): Result<{ readonly trace: readonly Record<string, unknown>[] }> {
  const asked: Asked = { name: program.name, parameters: [], spelling: new Map(), spans: { name: span } };
  try {
    return success({ trace: traceOf({ program, asked, values: noValues() }, input) });
  } catch (problem) {
    if (problem instanceof InputProblem) return failure(problem.diagnostic);
    throw problem;
  }
}

const wrong = (run: Run, message: string, hint?: string): InputProblem =>
  new InputProblem(run.asked, 'shape-mismatch', message, hint);

function traceOf(run: Run, input: unknown): readonly Record<string, unknown>[] {
  const whole = recordOf(run, input, 'the run', ['init', 'hyper', 'steps']);
  readInit(run, recordOf(run, whole['init'] ?? {}, '`init`'));
  readHyper(run, recordOf(run, whole['hyper'] ?? {}, '`hyper`'));
  const steps = whole['steps'];
  if (!Array.isArray(steps)) throw wrong(run, '`steps` must be an array, one entry a step', example(run.program));
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
    const hint = `its ${what} is ${list}`;
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
      throw new InputProblem(run.asked, 'unknown-name', `a value of the hyper-parameter ${name} is missing`);
    readNamed(run, s, name, json, s !== samples && !(rests && json === 0));
    const value = run.values.symbols.get(s)?.data[0] ?? Number.NaN;
    if (s === samples && !(Number.isInteger(value) && value > 0))
      throw wrong(run, `${name} = ${value} must be a whole number of samples, at least 1`);
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
  const averages = new Map(program.average.map(({ target }) => [target, meanOf(samples.map((s) => s.get(target)))]));
  const after = follow(run, program.step, averages);
  for (const [s, target] of program.next) run.values.symbols.set(s, required(after.get(target)));
}

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
