// Runs emitted modules: written below node_modules/.cache and imported from there.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}node_modules/.cache/emit`;
let count = 0;

export type FunctionName =
  | 'sample'
  | 'logDensity'
  | 'entropy'
  | 'kl'
  | 'toNatural'
  | 'fromNatural'
  | 'toMean'
  | 'fromMean'
  | 'fisher'
  | 'update'
  | 'inDomain'
  | 'logPartition';

export type EmittedModule = Readonly<Record<FunctionName, (...args: readonly unknown[]) => unknown>>;

function write(js: string): string {
  mkdirSync(folder, { recursive: true });
  count += 1;
  const file = `${folder}/${process.pid}-${count}.mjs`;
  writeFileSync(file, js);
  return file;
}

async function importOnce(file: string): Promise<EmittedModule> {
  const module = (await import(/* @vite-ignore */ file)) as EmittedModule;
  rmSync(file);
  return module;
}

/** Imports a JavaScript text as a module. */
export const load = (js: string): Promise<EmittedModule> => importOnce(write(js));

/** Imports a tensor module, its runtime taken from the sources. */
export async function loadTensors(js: string): Promise<EmittedModule> {
  const entry = write(js);
  const outfile = entry.replace(/\.mjs$/, '-bundled.mjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@tensorflow/*'],
    alias: { 'blrc/runtime': `${root}src/runtime/index.ts` },
    logLevel: 'error',
  });
  rmSync(entry);
  return importOnce(outfile);
}
