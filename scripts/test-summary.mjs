// The closing line of a run: how many tests passed and how many failed, from vitest's own summary.
import { readFileSync } from 'node:fs';

const [file = 'out/tests.json'] = process.argv.slice(2);
const { numPassedTests, numFailedTests, numTotalTests, success } = JSON.parse(readFileSync(file, 'utf8'));

// A file that could not be loaded counts no test, so it shows in `success` alone.
const broken = success || numFailedTests > 0 ? 0 : 1;
console.log(`${numPassedTests} passed, ${numFailedTests + broken} failed`);
if (!success || numTotalTests === 0) process.exit(1);
