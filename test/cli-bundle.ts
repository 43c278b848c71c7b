// The command line as a user runs it: bundled from the sources, in a process of its own, in an empty folder.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Bundles the command line; gives a function that runs it. */
export async function commandLine(): Promise<
  (words: readonly string[], input?: string | Uint8Array) => Promise<Ended>
> {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts'],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['commander', 'katex', 'cli-progress', '@tensorflow/*'],
    logLevel: 'error',
  });
  return (words, input) => ended(words, input);
}

/** A fresh folder; commands of this test run in it. */
export const folder: string = mkdtempSync(join(tmpdir(), 'blrc-cli-'));

function ended(words: readonly string[], input?: string | Uint8Array): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(outdir, 'cli.js'), ...words], { cwd: folder });
    let out = '';
    let err = '';
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString();
    });
    child.on('close', (status) => resolve({ status, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}
