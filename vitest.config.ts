// How the tests run: in two processes that keep what they have loaded and compiled. A file chooses its tensor backend
// itself; tfjs-layers registers gradients of its own for all, and some files replace modules: these stay alone.
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { bundledLibraries } from './test/bundled-libraries.ts';

/** Files that ask what a fresh process holds. */
const fresh = ['test/runtime-backend.test.ts', 'test/emitted-gradients.test.ts'];
const alone = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => fresh.includes(file) || /tfjs-layers|vi\.mock\(/.test(readFileSync(file, 'utf8')));

const onNode20 = process.versions.v8.startsWith('11.');

// Every oracle point takes many minutes: `npm run test:oracles`. `npm test` takes two points and steps of each file.
const left = process.env['ORACLES'] === 'all' ? [] : ['**/node_modules/**', 'test/slow/oracles.test.ts'];

const config: ViteUserConfig = defineConfig({
  plugins: [bundledLibraries()],
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    // Decimals are many and short-lived, and most code runs a little: a large nursery takes a tenth off all tests, optimising
    // late, on Node 20 as the command line does, a fifth.
    execArgv: ['--max-semi-space-size=64', ...(onNode20 ? ['--interrupt-budget=600000'] : [])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...left, ...alone], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone, exclude: left } },
    ],
  },
});

export default config;
