// Every printed derivation goes through pdflatex: no error, no undefined reference, no line that runs over.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = new Command('npm run test:latex --')
  .description('Typesets every .tex file of a folder with pdflatex.')
  .argument('[folder]', 'where the .tex files are', join(root, 'derivations'))
  .allowExcessArguments(false)
  .parse();
const [folder] = command.processedArgs;
if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
  command.error(`error: ${folder} is no folder`, { exitCode: 2 });

if (spawnSync('pdflatex', ['--version']).status !== 0) {
  console.log('skipped: pdflatex is not on this machine');
  process.exit(0);
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tex'))
  .map((name) => join(folder, name))
  .sort();
const out = mkdtempSync(join(tmpdir(), 'blrc-latex-'));

function typeset(file) {
  const options = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', `-output-directory=${out}`, file];
  return spawnSync('pdflatex', options, { cwd: out, encoding: 'latin1', timeout: 60_000 });
}

/** What a reader of the log would complain about; references are known in the second run only. */
function complaints(file) {
  if (typeset(file).status !== 0 || typeset(file).status !== 0) return mistakes(file, /^(!|l\.\d+) .*/gm, 'failed');
  return mistakes(file, /^(Overfull \\hbox|LaTeX Warning: .*undefined|Missing character).*/gm);
}

function mistakes(file, pattern, otherwise) {
  const log = readFileSync(join(out, `${basename(file, '.tex')}.log`), 'latin1');
  const found = log.match(pattern) ?? [];
  return found.length > 0 || otherwise === undefined ? found : [otherwise];
}

let wrong = 0;
for (const file of files) {
  const found = complaints(file);
  if (found.length > 0) wrong += 1;
  for (const line of found) console.error(`${file.slice(folder.length + 1)}: ${line}`);
}
rmSync(out, { recursive: true, force: true });
console.log(`${files.length} documents typeset, ${wrong} with mistakes`);
if (files.length === 0) console.error('there was no document to test');
process.exit(files.length > 0 && wrong === 0 ? 0 : 1);
