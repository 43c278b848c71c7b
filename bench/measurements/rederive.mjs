// One family derived again in a warm process: what an editor or a playground waits for after each key.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'blrc';
import { median, root, times } from '../timing.mjs';

const text = readFileSync(join(root, 'families/exponential/rayleigh.blr'), 'utf8');

async function warm(options) {
  const run = () => compile(text, options);
  await times(5, run);
  return median(await times(21, run));
}

/** Median time of one derivation, without and with its live claims. */
export async function measure() {
  return [
    { name: 'derivation in a warm process, without claims', value: await warm({ verify: 'none' }), target: 0.05 },
    { name: 'derivation in a warm process, with live claims', value: await warm({ verify: 'live' }), target: 0.25 },
  ];
}
