// The first session: the whole of `npm start`, from a text to a fitted posterior.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root, times } from '../timing.mjs';

/** Wall time of the whole process. */
export async function measure() {
  const options = { cwd: root, maxBuffer: 2 ** 28 };
  const [value] = await times(1, () => promisify(execFile)(process.execPath, ['scripts/start.mjs'], options));
  return [{ name: 'npm start, wall', value, target: 30 }];
}
