// From a path to a compiled declaration: what all commands but `check` begin with.
import { basename } from 'node:path';
import {
  type Compilation,
  type Compiled,
  type CompileOptions,
  canonicalName,
  compile,
  type Declared,
  type Diagnostic,
} from '../index.ts';
import { type Attempt, type Located, refused, usage } from './answer.ts';
import { readerBeside, readSource, type Source } from './source.ts';

/** A source with what the compiler made of it. */
export interface CompiledSource {
  readonly source: Source;
  readonly compilation: Compilation;
}

/** One declaration of a source. */
export interface Chosen extends CompiledSource {
  readonly compiled: Compiled;
  /** P where `--name` says F^P. */
  readonly power?: string;
  /** What is wrong with it, or said of it. */
  readonly problems: readonly Located[];
}

/** How it is compiled: which claims run, and whether a power F^P is derived or left to who asks F coordinate by coordinate. */
export interface Manner {
  readonly verify?: CompileOptions['verify'];
  readonly powers?: 'derived' | 'by-coordinate';
  /** The kinds that are meant where nothing is named: of the first of these that is declared, the only one. */
  readonly kinds?: readonly string[];
}

/** Compiles what was read; where a problem was seen already, nothing is verified. */
export function compileSource(
  source: Source,
  options: Pick<CompileOptions, 'verify' | 'choose' | 'power'> = {},
): CompiledSource {
  const thoroughness = source.problems.length > 0 ? 'none' : (options.verify ?? 'all');
  return {
    source,
    compilation: compile(source.text, {
      ...options,
      file: basename(source.file),
      verify: thoroughness,
      read: readerBeside(source),
    }),
  };
}

/** Everything that is wrong with a source. */
export function problemsOf({ source, compilation }: CompiledSource): readonly Located[] {
  const { file, text } = source;
  return [...source.problems, ...compilation.diagnostics.map((diagnostic) => ({ diagnostic, text, file }))];
}

/** Reads, picks and compiles that one; an error in another declaration of the file is no obstacle. */
export async function choose(path: string, name: string | undefined, manner: Manner = {}): Promise<Attempt<Chosen>> {
  const read = await readSource(path);
  if (!read.ok) return read;
  const picked = chooseIn(read.value, name, manner);
  if (!picked.ok) return picked;
  const { problems } = picked.value;
  return problems.some(({ diagnostic }) => diagnostic.severity === 'error')
    ? { ok: false, answer: refused(problems) }
    : picked;
}

/** Picks and compiles one declaration of a source, with what is wrong with it. */
export function chooseIn(
  source: Source,
  name: string | undefined,
  { verify = 'all', powers = 'derived', kinds = [] }: Manner = {},
): Attempt<Chosen> {
  const meant = meantBy(name);
  if (!meant.ok) return meant;
  const { bare, ...lift } = meant.value;
  const compiledWith = (how: typeof lift) =>
    compileSource(source, { verify, choose: (declared) => pick(declared, bare, kinds), ...how });
  const asked = compiledWith(powers === 'derived' ? lift : {});
  const beyond = powers === 'derived' && lift.power !== undefined ? outOfReach(asked) : undefined;
  const single = beyond && compiledWith({});
  const whole = single?.compilation.ok ? single : asked;
  const { declarations } = whole.compilation;
  const called = pick(declarations, bare, kinds);
  const compiled = declarations.find((d) => d.name === called);
  const own = problemsOfOne(whole, compiled);
  const problems = beyond && whole === single ? [...own, byCoordinate(source, bare, beyond)] : own;
  if (compiled) return { ok: true, value: { ...whole, compiled, ...lift, problems } };
  const isBroken = problems.some(({ diagnostic }) => diagnostic.severity === 'error');
  return { ok: false, answer: isBroken ? refused(problems) : notPicked(source.file, bare, declarations) };
}

/** The one reason why a power was not derived, where it is beyond the theory and no mistake. */
function outOfReach({ compilation }: CompiledSource): Diagnostic | undefined {
  const [only, ...more] = compilation.diagnostics.filter(({ severity }) => severity === 'error');
  return more.length === 0 && only?.code === 'not-derivable' ? only : undefined;
}

/** Said where a power is answered by the law of one of its coordinates, which are independent. */
const byCoordinate = ({ text, file }: Source, bare: string | undefined, reason: Diagnostic): Located => ({
  text,
  file,
  diagnostic: {
    ...reason,
    severity: 'warning',
    message: `${reason.message}; what follows is ${bare}, one of its independent coordinates`,
  },
});

/** What is wrong with the whole text, and with one declaration: also what another declaration would tell better. */
function problemsOfOne(whole: CompiledSource, picked: Compiled | undefined): readonly Located[] {
  const { declarations, diagnostics } = whole.compilation;
  const particular = new Set(declarations.flatMap((d) => d.diagnostics));
  const general = problemsOf(whole).filter(({ diagnostic }) => !particular.has(diagnostic));
  const { file, text } = whole.source;
  const own = (picked?.diagnostics ?? []).map((diagnostic) => ({ diagnostic, text, file }));
  return [...general, ...own.filter((one) => general.length === 0 || diagnostics.includes(one.diagnostic))];
}

/** What `--name` says: `Normal`, `Gaussian(P)` and, of independent coordinates, `Normal^P`. */
interface Meant {
  readonly bare?: string;
  readonly power?: string;
}

function meantBy(name: string | undefined): Attempt<Meant> {
  if (name === undefined) return { ok: true, value: {} };
  const [, bare, , power] =
    /^\s*([^\s(^]+)\s*(\([^()=]*\))?\s*(?:\^\s*(\p{L}[\p{L}\p{N}_]*|[1-9]\d*))?\s*$/u.exec(name) ?? [];
  if (bare !== undefined)
    return { ok: true, value: { bare, ...(power === undefined ? {} : { power: canonicalName(power) }) } };
  const hint = 'give the name that is declared, with its dimensions or a power where it has them: F^P';
  return {
    ok: false,
    answer: usage(`--name does not understand ${name.trim() === '' ? 'an empty name' : name}`, hint),
  };
}

/** Of the declared names the one that is meant; without a name, the only one, or the only one of the kind that is meant. */
function pick(declared: readonly Declared[], wanted: string | undefined, kinds: readonly string[]): string | undefined {
  const names = declared.map(({ name }) => name);
  if (wanted !== undefined)
    return names.find((n) => n === wanted) ?? names.find((n) => canonicalName(n) === canonicalName(wanted));
  const meant = kinds.find((kind) => declared.some((d) => d.kind === kind));
  const [only, ...more] = declared.filter(({ kind }) => meant === undefined || kind === meant);
  return more.length === 0 ? only?.name : undefined;
}

function notPicked(path: string, name: string | undefined, declarations: readonly Compiled[]) {
  const names = declarations.map((d) => d.name).join(', ');
  if (name !== undefined) return usage(`${path} declares no ${name}`, `it declares ${names || 'nothing'}`);
  return declarations.length === 0
    ? usage(`${path} declares nothing`, 'begin with a template: blrc new family my-family')
    : usage(`${path} declares several things`, `say which with --name: ${names}`);
}
