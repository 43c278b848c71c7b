// Where a result goes: the path that was asked for, a folder, a name made from the declaration, or standard output.
import { stat } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Answer, type Attempt, type OutputFile, usage } from './answer.ts';
import { kebabCase } from './names.ts';

/** The path of a file: as asked for, inside the folder asked for, or NAME.ending here. */
export async function outputPath(asked: string | undefined, name: string, ending: string): Promise<string> {
  const file = `${kebabCase(name)}.${ending}`;
  if (asked === undefined) return file;
  const found = await stat(asked).catch(() => undefined);
  if (found?.isDirectory()) return join(asked, file);
  // A device is no file whose name lacks its ending; what is no path at all does not become one.
  if (asked === '' || (found && !found.isFile())) return asked;
  return extname(asked) === '' && !asked.endsWith('/') ? `${asked}.${ending}` : asked;
}

/** Refuses to write over the specification itself. */
export function apart(path: string, source: string): Attempt<string> {
  if (resolve(path) !== resolve(source)) return { ok: true, value: path };
  return { ok: false, answer: usage(`${path} is the specification itself`, 'give another path with -o') };
}

/** An answer that writes files and says so. */
export function written(files: readonly OutputFile[], more: Readonly<Record<string, unknown>>): Answer {
  const paths = files.map(({ path }) => path);
  return { status: 0, out: `wrote ${paths.join(' and ')}\n`, data: { ok: true, files: paths, ...more }, files };
}

/** A path as others may read it: relative to this folder where it lies inside, its bare name otherwise. */
export function publicPath(path: string): string {
  const inside = relative('.', path);
  if (!isAbsolute(inside) && !inside.startsWith('..')) return inside.replaceAll('\\', '/');
  return inside.split(/[\\/]/).at(-1) ?? inside;
}
