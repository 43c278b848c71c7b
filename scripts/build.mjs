// Builds dist/: four bundled entries that share chunks, and the type declarations.
import { spawnSync } from 'node:child_process';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

// Loaded where they are used, by Node itself: large, native, or written for `require`.
const external = [
  '@tensorflow/*',
  'cli-progress',
  'commander',
  'fast-png',
  'katex',
  'node:*',
  'papaparse',
  'subset-font',
  'vega',
];

const entries = {
  cli: 'src/cli.ts',
  index: 'src/index.ts',
  'runtime/index': 'src/runtime/index.ts',
  'train/index': 'src/train/index.ts',
};

async function bundle() {
  await build({
    absWorkingDir: root,
    entryPoints: entries,
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
  const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript-native/package.json')));
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the type declarations were not written: tsc ended with ${status}`);
}

async function executable(file) {
  const text = await readFile(file, 'utf8');
  if (!text.startsWith('#!')) await writeFile(file, `#!/usr/bin/env node\n${text}`);
  await chmod(file, 0o755);
}

await rm(`${root}dist`, { recursive: true, force: true });
await bundle();
await executable(`${root}dist/cli.js`);
declarations();
