// How time is taken: the median of several runs, because a shared machine disturbs single ones.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The checkout's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The median of a list of numbers. */
export function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The seconds that each of `count` runs takes. */
export async function times(count, run) {
  const list = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await run();
    list.push((performance.now() - start) / 1000);
  }
  return list;
}

/** Runs the built command line in a process of its own and returns what it printed; an exit status other than 0 throws. */
export async function blrc(...words) {
  const options = { cwd: root, maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/cli.js', ...words], options);
  return stdout;
}
