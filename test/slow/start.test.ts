// `npm start` ends at the posterior that minimising the same objective by another road gives.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// SciPy: BFGS on E_q[loss] + KL terms over mean and Cholesky factor, 80-point Gauss–Hermite, same 80 irises, δ = 0.1;
// the last column is BFGS on the likelihood alone.
const expected = {
  bias: [0.377, 0.6658, 0.3412],
  sepal_length: [-0.6245, 1.0592, -0.6707],
  sepal_width: [-1.3275, 0.8634, -2.1274],
  petal_length: [4.9373, 1.597, 6.5766],
  petal_width: [4.9262, 1.4964, 7.1769],
};

it('fits the irises', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/start.mjs'], { cwd: root });
  for (const [name, values] of Object.entries(expected)) {
    const line = stdout.split('\n').find((text) => text.startsWith(name));
    const printed = line?.match(/-?\d+\.\d+/g)?.map(Number) ?? [];
    expect(printed, name).toHaveLength(3);
    for (const [i, value] of values.entries()) {
      expect(Math.abs((printed[i] ?? Number.NaN) - value), name).toBeLessThan(0.002);
    }
  }
  expect(stdout).toMatch(/Bayesian learning rule +95\.0 %/);
});
