// Builds dist/: three bundled entries that share chunks, and the type declarations.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

// Loaded where they are used, by Node itself: large, native, or written for `require`.
const external = ['@tensorflow/*', 'cli-progress', 'commander', 'katex', 'node:*'];

const entries = { cli: 'src/cli.ts', index: 'src/index.ts', 'runtime/index': 'src/runtime/index.ts' };

function present() {
  const found = Object.entries(entries).filter(([, file]) => existsSync(`${root}${file}`));
  const missing = Object.values(entries).filter((file) => !existsSync(`${root}${file}`));
  if (missing.length > 0) console.warn(`build: ${missing.join(', ')} not there yet, left out`);
  return Object.fromEntries(found);
}

async function bundle(entryPoints) {
  await build({
    absWorkingDir: root,
    entryPoints,
    external,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    treeShaking: true,
    minifySyntax: true,
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

function declarations() {
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the type declarations were not written: tsc ended with ${status}`);
}

async function executable(file) {
  const text = await readFile(file, 'utf8');
  if (!text.startsWith('#!')) await writeFile(file, `#!/usr/bin/env node\n${text}`);
  await chmod(file, 0o755);
}

const entryPoints = present();
await rm(`${root}dist`, { recursive: true, force: true });
if (Object.keys(entryPoints).length > 0) await bundle(entryPoints);
if ('cli' in entryPoints) await executable(`${root}dist/cli.js`);
if ('index' in entryPoints && 'runtime/index' in entryPoints) declarations();
