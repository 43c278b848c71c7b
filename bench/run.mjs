// Side-by-side measurements of the built compiler: what was measured, the target, and their ratio. Never a test.

import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { Command } from 'commander';

const folder = new URL('./measurements/', import.meta.url);
const command = new Command('npm run bench --')
  .description('Measures the built compiler; without a word, all measurements.')
  .argument('[words...]', 'those whose file name contains every word, as in: rederive')
  .option('--json', 'one JSON text')
  .parse();
const { json: asJson = false } = command.opts();
const [words] = command.processedArgs;
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && words.every((word) => file.includes(word)))
  .sort();
if (files.length === 0) command.error(`error: no measurement in bench/measurements is named like ${words.join(' ')}`);

const seconds = (x) => (x < 1 ? `${(1000 * x).toFixed(1)} ms` : `${x.toFixed(2)} s`);

function line(...cells) {
  const widths = [68, 12, 12, 8];
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(''));
}

const shown = (x, unit) => (unit === 's' ? seconds(x) : x.toExponential(1));

const machine = `Node ${process.version} on ${cpus()[0]?.model ?? 'an unknown processor'}`;
const rows = [];
const failed = [];
if (!asJson) {
  console.log(`${machine}\n`);
  line('measurement', 'measured', 'target', 'ratio');
}
for (const file of files) {
  try {
    const { measure } = await import(new URL(file, folder).href);
    for (const { name, value, target, unit = 's' } of await measure()) {
      rows.push({ name, value, target, unit, ratio: value / target });
      if (!asJson) line(name, shown(value, unit), shown(target, unit), (value / target).toFixed(2));
    }
  } catch (error) {
    failed.push({ file, reason: String(error).slice(0, 300) });
    if (!asJson) console.log(`${file} failed: ${String(error).slice(0, 300)}`);
  }
}
if (asJson) console.log(JSON.stringify({ machine, rows, failed }, null, 2));
process.exitCode = failed.length === 0 ? 0 : 1;
