// The closing line of a run: how many tests passed and how many failed, from vitest's own summary.
import { existsSync, readFileSync } from 'node:fs';

const [file = 'out/tests.json'] = process.argv.slice(2);

// A test file that could not be loaded counts no test, and a run that ended early leaves no summary: both are a failure.
function counts() {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: numPassedTests, failed: success ? 0 : Math.max(numFailedTests, 1) };
}

const { passed, failed } = counts();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
