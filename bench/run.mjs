// Side-by-side measurements of the built compiler: what was measured, the target, and their ratio. Never a test.
//
//   npm run bench                 all measurements
//   npm run bench -- rederive     those whose file name contains the word

import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';

const folder = new URL('./measurements/', import.meta.url);
const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && words.every((word) => file.includes(word)))
  .sort();

const seconds = (x) => (x < 1 ? `${(1000 * x).toFixed(1)} ms` : `${x.toFixed(2)} s`);

function line(...cells) {
  const widths = [54, 12, 12, 8];
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(''));
}

console.log(`Node ${process.version} on ${cpus()[0]?.model ?? 'an unknown processor'}\n`);
line('measurement', 'measured', 'target', 'ratio');
let failures = 0;
for (const file of files) {
  try {
    const { measure } = await import(new URL(file, folder).href);
    for (const { name, value, target } of await measure()) {
      line(name, seconds(value), seconds(target), (value / target).toFixed(2));
    }
  } catch (error) {
    failures += 1;
    line(file, 'failed', '', '');
    console.log(`  ${String(error).slice(0, 300)}`);
  }
}
process.exitCode = failures === 0 && files.length > 0 ? 0 : 1;
