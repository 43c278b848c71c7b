// `blrc compile`: a standalone module with its type declarations.
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type Diagnostic,
  type Emitted,
  emissionProblem,
  emitJs,
  emitOptimizerJs,
  emitOptimizerTfjs,
  emitTfjs,
  equationNumbers,
  numbered,
  numberedOptimizer,
  programOf,
  version,
} from '../index.ts';
import { type Answer, type Attempt, refused, usage } from './answer.ts';
import type { CodeTarget } from './choices.ts';
import { type Chosen, choose } from './compiled.ts';
import { apart, outputPath, publicPath, written } from './output.ts';

interface EmitOptions {
  readonly name?: string;
  readonly target: CodeTarget;
  readonly output?: string;
}

/** Writes X.js and X.d.ts; with `-o -` the module goes to standard output. */
export async function emit(path: string, { name, target, output }: EmitOptions): Promise<Answer> {
  const chosen = await choose(path, name);
  if (!chosen.ok) return chosen.answer;
  const made = moduleOf(chosen.value, target);
  if (!made.ok) return made.answer;
  const emitted = made.value;
  if (output === '-') return { status: 0, out: emitted.js, data: { ok: true, ...emitted } };
  const script = apart(await outputPath(output, chosen.value.compiled.name, 'js'), path);
  if (!script.ok) return script.answer;
  const files = [
    { path: script.value, text: emitted.js },
    { path: declarationPath(script.value), text: emitted.dts },
  ];
  const answer = written(files, { name: chosen.value.compiled.name, target });
  return { ...answer, out: `${answer.out ?? ''}${await moduleNote(script.value)}` };
}

/** Node takes a .js file for CommonJS where the package does not say otherwise: said before an import fails. */
async function moduleNote(path: string): Promise<string> {
  if (!path.endsWith('.js')) return '';
  const kind = await packageKind(dirname(resolve(path)));
  return kind === 'commonjs'
    ? `note: this package is CommonJS: npm pkg set type=module, or write ${path.replace(/js$/, 'mjs')} with -o\n`
    : '';
}

/** What the nearest package.json makes of .js files; undefined where there is none that can be read. */
async function packageKind(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return dirname(folder) === folder ? undefined : packageKind(dirname(folder));
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && 'type' in data ? data.type : 'commonjs';
  } catch {
    return undefined;
  }
}

/** The module of a declaration, or why there is none. */
export function moduleOf({ source, compiled }: Chosen, target: CodeTarget): Attempt<Emitted> {
  const hint =
    compiled.kind === 'group'
      ? 'a group compiles with what it moves: declare an orbit, or an optimizer on one'
      : undefined;
  const none = { ok: false, answer: usage(`there is nothing to compile in ${compiled.name}`, hint) } as const;
  if (!compiled.derivation) return none;
  const { start } = compiled.derivation.span;
  const span = { start, end: start + 1 };
  const refusal = (diagnostic: Diagnostic): Attempt<Emitted> => ({
    ok: false,
    answer: refused([{ diagnostic, text: source.text, file: source.file }]),
  });
  const problem = compiled.optimizer && emissionProblem(compiled.optimizer, span);
  if (problem) return refusal(problem);
  const header = { source: publicPath(source.file), version, numbered: true };
  const numbers = equationNumbers(compiled.derivation);
  if (compiled.optimizer) {
    const rule = numberedOptimizer(compiled.optimizer, numbers);
    return { ok: true, value: target === 'js' ? emitOptimizerJs(rule, header) : emitOptimizerTfjs(rule, header) };
  }
  if (!compiled.findings) return none;
  const program = numbered(programOf(compiled.findings), numbers);
  return { ok: true, value: target === 'js' ? emitJs(program, header) : emitTfjs(program, header) };
}

/** `x.js` → `x.d.ts`, `x.mjs` → `x.d.mts`. */
function declarationPath(path: string): string {
  const match = /^(.*)\.([cm]?)js$/s.exec(path);
  return match ? `${match[1]}.d.${match[2]}ts` : `${path}.d.ts`;
}
