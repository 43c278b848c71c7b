// Libraries of a thousand small files as one: every process of the tests would read them all again.
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import type { Plugin } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The one file that needs mathjs: bundled, it holds what it names of it, as in the package. */
const ofMathjs = /src\/numeric\/mathjs-instance\.ts$/;
const chevrotain = { name: 'chevrotain', id: '\0chevrotain' };

/** Gives mathjs and chevrotain in one piece. */
export function bundledLibraries(): Plugin {
  return {
    name: 'bundled-libraries',
    enforce: 'pre',
    resolveId: (name) => (name === chevrotain.name ? chevrotain.id : undefined),
    load: (id) => {
      if (id === chevrotain.id) return bundled({ stdin: { contents: "export * from 'chevrotain'", resolveDir: root } });
      return ofMathjs.test(id) ? bundled({ entryPoints: [id] }) : undefined;
    },
  };
}

async function bundled(entry: BuildOptions): Promise<string> {
  const made = await build({ ...entry, bundle: true, format: 'esm', platform: 'node', write: false });
  return made.outputFiles?.[0]?.text ?? '';
}
