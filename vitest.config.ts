// How the tests run: every file in a process of its own, so that no global backend leaks from one to the next.
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { bundledLibraries } from './test/bundled-libraries.ts';

const config: ViteUserConfig = defineConfig({
  plugins: [bundledLibraries()],
  test: {
    include: ['test/**/*.test.ts'],
    // Every oracle point takes many minutes: `npm run test:oracles`. `npm test` takes two points and steps of each file.
    exclude: process.env['ORACLES'] === 'all' ? [] : ['**/node_modules/**', 'test/slow/oracles.test.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

export default config;
