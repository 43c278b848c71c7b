// `blrc compile`: a standalone module with its type declarations.
import { type Emitted, emitJs, emitTfjs, equationNumbers, numbered, programOf, version } from '../index.ts';
import { type Answer, usage } from './answer.ts';
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
  const emitted = moduleOf(chosen.value, target);
  if (!emitted) return usage(`there is nothing to compile in ${chosen.value.compiled.name}`);
  if (output === '-') return { status: 0, out: emitted.js, data: { ok: true, ...emitted } };
  const script = apart(await outputPath(output, chosen.value.compiled.name, 'js'), path);
  if (!script.ok) return script.answer;
  const files = [
    { path: script.value, text: emitted.js },
    { path: declarationPath(script.value), text: emitted.dts },
  ];
  return written(files, { name: chosen.value.compiled.name, target });
}

/** The module of a declaration; none where there is nothing to compile. */
export function moduleOf({ source, compiled }: Chosen, target: CodeTarget): Emitted | undefined {
  if (!compiled.findings || !compiled.derivation) return undefined;
  const file = publicPath(source.file);
  const derivation = `the derivation: npx blrc derive ${file} --name ${compiled.name} --to html`;
  const header = { source: file, version, derivation };
  const program = numbered(programOf(compiled.findings), equationNumbers(compiled.derivation));
  return target === 'js' ? emitJs(program, header) : emitTfjs(program, header);
}

/** `x.js` → `x.d.ts`, `x.mjs` → `x.d.mts`. */
function declarationPath(path: string): string {
  const match = /^(.*)\.([cm]?)js$/s.exec(path);
  return match ? `${match[1]}.d.${match[2]}ts` : `${path}.d.ts`;
}
