// The command line as a user runs it: bundled from the sources, in a process of its own, in an empty folder.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = join(root, 'node_modules/.cache/cli-test', String(process.pid));

/** Removes the bundle and the folder. */
export function cleanUp(): void {
  for (const made of [outdir, folder]) rmSync(made, { recursive: true, force: true });
}

/** What a command printed and how it ended. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** What a command is given beside its words. */
export interface Given {
  readonly input?: string | Uint8Array;
  /** Ctrl-C is pressed as soon as standard error says this. */
  readonly interruptAt?: RegExp;
}

/** Bundles the command line; gives a function that runs it. */
export async function commandLine(): Promise<
  (words: readonly string[], input?: string | Uint8Array | Given) => Promise<Ended>
> {
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli.ts', 'runtime/index': 'src/runtime/index.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['commander', 'katex', 'cli-progress', 'fast-png', 'papaparse', 'subset-font', 'vega', '@tensorflow/*'],
    logLevel: 'error',
  });
  // The bundle is the package, as far as its modules can tell.
  writeFileSync(
    join(outdir, 'package.json'),
    JSON.stringify({ name: 'blrc', type: 'module', exports: { './runtime': './runtime/index.js' } }),
  );
  return (words, input = {}) =>
    ended(words, typeof input === 'string' || input instanceof Uint8Array ? { input } : input);
}

/** Puts a module where it finds what emitted modules import; gives its path. */
export function placedModule(name: string, text: string): string {
  const path = join(outdir, name);
  writeFileSync(path, text);
  return path;
}

/** Bundles a module of the tests so that a command can load it; gives its path. */
export async function bundledModule(entry: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@tensorflow/*'],
    logLevel: 'error',
  });
  return join(outdir, basename(entry).replace(/\.ts$/, '.mjs'));
}

/** A fresh folder; commands of this test run in it. */
export const folder: string = mkdtempSync(join(tmpdir(), 'blrc-cli-'));

function ended(words: readonly string[], { input, interruptAt }: Given): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(outdir, 'cli.js'), ...words], { cwd: folder });
    let out = '';
    let err = '';
    let interrupted = false;
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString();
      if (!interrupted && interruptAt?.test(err)) interrupted = child.kill('SIGINT');
    });
    child.on('close', (status) => resolve({ status, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
