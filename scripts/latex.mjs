// Every printed derivation goes through pdflatex: no error, no undefined reference, no line that runs over.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

const run = promisify(execFile);

/** Whether a document is typeset; each has a folder of its own, for two may bear one name. */
async function typeset(file, folder, ...more) {
  const options = ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', ...more, file];
  const ended = run('pdflatex', options, { cwd: folder, encoding: 'latin1', timeout: 60_000, maxBuffer: 2 ** 26 });
  return ended.then(
    () => true,
    () => false,
  );
}

/** What a reader of the log would complain about; references are known in the second run only. */
async function complaints(file) {
  const folder = mkdtempSync(join(out, 'document-'));
  const done = (await typeset(file, folder, '-draftmode')) && (await typeset(file, folder));
  const log = readFileSync(join(folder, `${basename(file, '.tex')}.log`), 'latin1');
  const pattern = done ? /^(Overfull \\hbox|LaTeX Warning: .*undefined|Missing character).*/gm : /^(!|l\.\d+) .*/gm;
  return log.match(pattern) ?? (done ? [] : ['failed']);
}

let wrong = 0;
const waiting = files.values();
async function work() {
  for (const file of waiting) {
    const found = await complaints(file);
    if (found.length > 0) wrong += 1;
    for (const line of found) console.error(`${file.slice(folder.length + 1)}: ${line}`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work));
rmSync(out, { recursive: true, force: true });
console.log(`${files.length} documents typeset, ${wrong} with mistakes`);
if (files.length === 0) console.error('there was no document to test');
process.exit(files.length > 0 && wrong === 0 ? 0 : 1);
