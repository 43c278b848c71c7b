// The command line as a user runs it: bundled from the sources, in another process, in an empty folder.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = join(root, 'node_modules/.cache/cli-test', String(process.pid));

/** Removes the bundle and the folder. */
export function cleanUp(): void {
  again?.kill();
  again = undefined;
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
  return (words, input) => {
    if (input === undefined && words[0] !== 'train') return endedAgain(words);
    return ended(words, typeof input === 'string' || input instanceof Uint8Array ? { input } : (input ?? {}));
  };
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

/** The process that has run commands before: what it has compiled stays, so that the next takes a tenth of the time. */
let again: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Runs a command in that process, one after the other. */
function endedAgain(words: readonly string[]): Promise<Ended> {
  const host = fileURLToPath(new URL('./cli-again.mjs', import.meta.url));
  again ??= fork(host, [pathToFileURL(join(outdir, 'cli.js')).href], { cwd: folder });
  const child = again;
  const run = last.then(
    () =>
      new Promise<Ended>((resolve, reject) => {
        const lost = (status: number | null) => reject(new Error(`the command line ended with ${status}: ${words}`));
        child.once('exit', lost);
        child.once('message', (told) => {
          child.off('exit', lost);
          resolve(told as Ended);
        });
        child.send(words);
      }),
  );
  last = run.catch(() => undefined);
  return run;
}

/** Runs a command in a process of its own. */
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
