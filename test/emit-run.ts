// Runs emitted modules: written below node_modules/.cache and imported from there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../node_modules/.cache/emit', import.meta.url));
let count = 0;

export type EmittedModule = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** Imports a JavaScript text as a module. */
export async function load(js: string): Promise<EmittedModule> {
  mkdirSync(folder, { recursive: true });
  count += 1;
  const file = `${folder}/${process.pid}-${count}.mjs`;
  writeFileSync(file, js);
  return (await import(/* @vite-ignore */ file)) as EmittedModule;
}
