// Declarations on groups compiled for tests: from a file of the project, or from a text with the library's groups in sight.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Compilation, type Compiled, compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import type { EvalQuery } from '../src/values/query.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const known = new Map<string, Compilation>();

/** A text as if it stood in a folder of the project; each is compiled once. */
export function compiledText(
  text: string,
  folder = 'families/orbits',
  verify: 'none' | 'live' | 'all' = 'none',
): Compilation {
  const key = `${verify} ${folder} ${text}`;
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(normalize(join(root, folder, path)), 'utf8');
    } catch {
      return undefined;
    }
  };
  const found = known.get(key) ?? compile(text, { verify, read });
  known.set(key, found);
  return found;
}

/** One declaration of a file of the project. */
export function compiledFile(file: string, name: string): Compiled {
  return declarationOf(compiledText(readFileSync(join(root, file), 'utf8'), dirname(file)), name);
}

/** One declaration of a text, by default the last. */
export function declarationOf({ declarations, diagnostics }: Compilation, name?: string): Compiled {
  const found = name === undefined ? declarations.at(-1) : declarations.find((d) => d.name === name);
  if (!found?.derivation) throw new Error(diagnostics.map((d) => d.message).join('; ') || `no ${name}`);
  return found;
}

/** The numbers at a point. */
export function numbersAt(compiled: Compiled, at: EvalQuery['at']): Readonly<Record<string, unknown>> {
  const answer = evaluateAt(compiled, { at });
  if (!answer.ok) throw new Error(answer.diagnostics.map((d) => d.message).join('; '));
  return answer.value;
}
