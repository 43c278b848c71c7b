// `blrc eval` and `blrc step`: derived quantities, and one step of the learning rule, as numbers.
import { type Compiled, type Diagnostic, evaluateAt, type Result, stepAt } from '../index.ts';
import { type Answer, type Attempt, recordOf, refused, usage } from './answer.ts';
import { type Chosen, choose } from './compiled.ts';
import { isRecord, jsonArgument, jsonFile } from './json.ts';

type Entry = Readonly<Record<string, unknown>>;

/** A question about one declaration: the keys it understands, those it needs, and how it is answered. */
interface Question {
  readonly needs: (entry: Entry) => string | undefined;
  readonly knows: readonly string[];
  readonly example: string;
  readonly answer: (compiled: Compiled, entry: Entry) => Result<Record<string, unknown>>;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const evaluation: Question = {
  knows: ['at', 'atNatural', 'toPoint'],
  needs: ({ at, atNatural, toPoint }) => {
    if (at === undefined && atNatural === undefined) return '`at` is missing';
    if (at !== undefined && !isRecord(at)) return '`at` must be an object of names and values';
    return toPoint === undefined || isRecord(toPoint) ? undefined : '`toPoint` must be an object of names and values';
  },
  example: '{"at": {"σ": 2}, "toPoint": {"σ": 3}}',
  answer: (compiled, entry) => evaluateAt(compiled, entry),
};

const learningStep: Question = {
  knows: ['at', 'gradient', 'rho', 'tau'],
  needs: ({ at, gradient, rho, tau }) => {
    if (!isRecord(at)) return '`at` must be an object of names and values';
    if (!isRecord(gradient)) return '`gradient` must be an object of names and values';
    if (!isNumber(rho)) return '`rho` must be a number';
    return tau === undefined || isNumber(tau) ? undefined : '`tau` must be a number';
  },
  example: '{"at": {"σ": 2}, "gradient": {"σ": 0.3}, "rho": 0.1, "tau": 1}',
  answer: (compiled, { at, gradient, rho, tau }) =>
    stepAt(compiled, {
      at: isRecord(at) ? at : {},
      gradient: isRecord(gradient) ? gradient : {},
      rho: Number(rho),
      ...(tau === undefined ? {} : { tau: Number(tau) }),
    }),
};

/** What both commands are given; JSON arrives as text. */
export interface NumberOptions {
  readonly name?: string;
  readonly points?: string;
  readonly at?: string;
  readonly atNatural?: string;
  readonly toPoint?: string;
  readonly gradient?: string;
  readonly rho?: string;
  readonly tau?: string;
}

/** Derived quantities at a point, or at many. */
export const evaluate = (path: string, options: NumberOptions): Promise<Answer> => ask(evaluation, path, options);

/** One step of the learning rule from a point, or from many. */
export const step = (path: string, options: NumberOptions): Promise<Answer> => ask(learningStep, path, options);

async function ask(question: Question, path: string, { name, points, ...single }: NumberOptions): Promise<Answer> {
  const asked = points === undefined ? await singleEntry(question, single) : await listOf(points, single, question);
  if (!asked.ok) return asked.answer;
  const chosen = await choose(path, name, { verify: 'live', powers: 'by-coordinate' });
  if (!chosen.ok) return chosen.answer;
  return points === undefined ? one(question, chosen.value, asked.value) : many(question, chosen.value, asked.value);
}

async function singleEntry(question: Question, options: Omit<NumberOptions, 'points'>): Promise<Attempt<unknown>> {
  const entry: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(options)) {
    if (typeof text !== 'string' || !question.knows.includes(key)) continue;
    const example = key === 'rho' || key === 'tau' ? '0.1' : `'{"σ": 2}'`;
    const value = await jsonArgument(flagOf(key), text, example);
    if (!value.ok) return value;
    entry[key] = value.value;
  }
  const missing = question.needs(entry);
  return missing === undefined
    ? { ok: true, value: entry }
    : { ok: false, answer: usage(asFlags(missing), `for example ${commandLine(question)}`) };
}

const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const asFlags = (message: string): string => message.replace(/`(\w+)`/, (_, key: string) => flagOf(key));

const commandLine = (question: Question): string =>
  question === learningStep ? `--at '{"σ": 2}' --gradient '{"σ": 0.3}' --rho 0.1` : `--at '{"σ": 2}'`;

async function listOf(points: string, others: object, question: Question): Promise<Attempt<unknown>> {
  const surplus = Object.entries(others).find(([key, value]) => value !== undefined && question.knows.includes(key));
  if (surplus) {
    const message = `--points and ${flagOf(surplus[0])} exclude each other`;
    return { ok: false, answer: usage(message, 'put every value into the entries of the file') };
  }
  const list = await jsonFile('--points', points, `[${question.example}]`);
  if (!list.ok || Array.isArray(list.value)) return list;
  return { ok: false, answer: usage(`${points} must hold an array`, `write it as [${question.example}]`) };
}

/** A mistake in what was asked is a wrong use of the command; what the theory cannot do is not. */
function one(question: Question, chosen: Chosen, entry: unknown): Answer {
  const result = answerTo(question, chosen, entry);
  if (result.ok) return { status: 0, out: `${JSON.stringify(result.value, undefined, 2)}\n`, data: result.value };
  const { text, file } = chosen.source;
  const beyond = result.diagnostics.some(({ code }) => code === 'not-derivable' || code === 'not-yet');
  return refused(
    result.diagnostics.map((diagnostic) => ({ diagnostic, text, file })),
    beyond ? 1 : 2,
  );
}

function many(question: Question, chosen: Chosen, entries: unknown): Answer {
  const values = (Array.isArray(entries) ? entries : []).map((entry: unknown) => {
    const result = answerTo(question, chosen, entry);
    if (result.ok) return result.value;
    const { text, file } = chosen.source;
    const [diagnostic] = result.diagnostics;
    return { error: diagnostic ? recordOf({ diagnostic, text, file }) : null };
  });
  return { status: 0, out: `${JSON.stringify(values, undefined, 2)}\n`, data: values };
}

function answerTo(question: Question, chosen: Chosen, entry: unknown): Result<Record<string, unknown>> {
  const { compiled } = chosen;
  const wrong = isRecord(entry)
    ? (surplusKey(question, entry) ?? question.needs(entry) ?? otherPower(chosen, entry))
    : 'an entry must be an object';
  if (wrong === undefined && isRecord(entry)) return question.answer(compiled, entry);
  return { ok: false, diagnostics: [misshapen(chosenSpan(compiled), wrong ?? '', question.example)] };
}

function surplusKey(question: Question, entry: Entry): string | undefined {
  const key = Object.keys(entry).find((name) => !question.knows.includes(name));
  return key === undefined ? undefined : `unknown key \`${key}\`; an entry has ${question.knows.join(', ')}`;
}

/** F^P has a value for each coordinate in arrays, so that these say what P is; a number of coordinates is held against them. */
function otherPower({ compiled: { name, findings }, power }: Chosen, entry: Entry): string | undefined {
  if (power === undefined) return undefined;
  const model = findings?.model;
  const symbols = model ? [...model.variables, ...model.parameters, ...model.constants] : [];
  if (!model || symbols.some(({ shape }) => shape.length > 0))
    return `only a density of numbers can be raised to a power, and ${name} is none`;
  const lists = [entry.at, entry.toPoint, entry.gradient].flatMap((record) =>
    isRecord(record) ? Object.entries(record).filter(([, value]) => Array.isArray(value)) : [],
  );
  const wanted = /^\d+$/.test(power) ? Number(power) : undefined;
  if (wanted === undefined) return undefined;
  const { atNatural } = entry;
  const naturals = wanted * (findings?.separation?.blocks.length ?? 0);
  if (Array.isArray(atNatural) && atNatural.length !== naturals)
    return `${name}^${power} has ${naturals} natural parameters, \`atNatural\` has ${atNatural.length}`;
  if (atNatural === undefined && lists.length === 0 && wanted > 1)
    return `${name}^${power} has ${power} coordinates: give arrays of so many values`;
  const other = lists.find(([, value]) => (value as unknown[]).length !== wanted);
  return other && `${name}^${power} has ${power} coordinates, \`${other[0]}\` has ${(other[1] as unknown[]).length}`;
}

const chosenSpan = ({ derivation }: Compiled): Diagnostic['span'] => {
  const start = derivation?.span.start ?? 0;
  return { start, end: start + 1 };
};

const misshapen = (span: Diagnostic['span'], message: string, example: string): Diagnostic => ({
  code: 'shape-mismatch',
  severity: 'error',
  message,
  span,
  hint: `write it as ${example}`,
});
