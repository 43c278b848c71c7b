// How the tests run: in two processes that keep what they have loaded and compiled; a file chooses its tensor backend itself.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { bundledLibraries } from './test/bundled-libraries.ts';

const config: ViteUserConfig = defineConfig({
  plugins: [bundledLibraries()],
  test: {
    include: ['test/**/*.test.ts'],
    // Every oracle point takes many minutes: `npm run test:oracles`. `npm test` takes two points and steps of each file.
    exclude: process.env['ORACLES'] === 'all' ? [] : ['**/node_modules/**', 'test/slow/oracles.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

export default config;
