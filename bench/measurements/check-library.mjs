// The whole library checked in one process, every claim included.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { blrc, root, times } from '../timing.mjs';

const target = 0.3;

function library() {
  return readdirSync(join(root, 'families'), { recursive: true })
    .filter((file) => file.endsWith('.blr'))
    .map((file) => join('families', file))
    .sort();
}

/** Wall time for each declaration. */
export async function measure() {
  let declarations = 0;
  const [total] = await times(1, async () => {
    declarations = JSON.parse(await blrc('check', '--json', ...library())).declarations.length;
  });
  return [{ name: `blrc check, ${declarations} declarations, each`, value: total / declarations, target }];
}
