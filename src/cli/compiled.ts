// From a path to a compiled declaration: what all commands but `check` begin with.
import { basename } from 'node:path';
import { type Compilation, type Compiled, type CompileOptions, canonicalName, compile } from '../index.ts';
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
}

/** Compiles what was read; where a problem was seen already, nothing is verified. */
export function compileSource(source: Source, options: Pick<CompileOptions, 'verify' | 'choose'> = {}): CompiledSource {
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
export async function choose(
  path: string,
  name: string | undefined,
  verify: CompileOptions['verify'] = 'all',
): Promise<Attempt<Chosen>> {
  const read = await readSource(path);
  if (!read.ok) return read;
  const whole = compileSource(read.value, { verify, choose: (names) => pick(names, name) });
  const { declarations } = whole.compilation;
  const called = pick(
    declarations.map((d) => d.name),
    name,
  );
  const picked = declarations.find((d) => d.name === called);
  const problems = problemsOfOne(whole, picked);
  if (problems.some(({ diagnostic }) => diagnostic.severity === 'error')) {
    return { ok: false, answer: refused(problems) };
  }
  if (picked === undefined) return { ok: false, answer: notPicked(path, name, declarations) };
  return { ok: true, value: { ...whole, compiled: picked } };
}

/** What is wrong with the whole text, and with one declaration: also what another declaration would tell better. */
function problemsOfOne(whole: CompiledSource, picked: Compiled | undefined): readonly Located[] {
  const { declarations, diagnostics } = whole.compilation;
  const particular = new Set(declarations.flatMap((d) => d.diagnostics));
  const general = problemsOf(whole).filter(({ diagnostic }) => !particular.has(diagnostic));
  const { file, text } = whole.source;
  const own = (picked?.diagnostics ?? []).map((diagnostic) => ({ diagnostic, text, file }));
  return [...general, ...own.filter((one) => general.length === 0 || diagnostics.includes(one.diagnostic))];
}

/** `Normal^P` names the same declaration as `Normal`, and so does `Gaussian(P)` as `Gaussian`. */
const bareName = (name: string): string => name.replace(/\s*[(^].*$/su, '').trim();

/** Of the declared names the one that is meant; without a name, the only one. */
function pick(names: readonly string[], name: string | undefined): string | undefined {
  if (name === undefined) return names.length === 1 ? names[0] : undefined;
  const wanted = bareName(name);
  return names.find((n) => n === wanted) ?? names.find((n) => canonicalName(n) === canonicalName(wanted));
}

function notPicked(path: string, name: string | undefined, declarations: readonly Compiled[]) {
  const names = declarations.map((d) => d.name).join(', ');
  if (name !== undefined) return usage(`${path} declares no ${bareName(name)}`, `it declares ${names || 'nothing'}`);
  return declarations.length === 0
    ? usage(`${path} declares nothing`, 'begin with a template: blrc new family my-family')
    : usage(`${path} declares several things`, `say which with --name: ${names}`);
}
