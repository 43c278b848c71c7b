// Prints what the compiler derives from families/, file for file; with --check it only says what is stale.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'derivations');

/** The compiler as it stands in src/, whether or not dist/ is fresh. */
async function compiler() {
  const outfile = join(root, 'node_modules/.cache/derivations/compiler.mjs');
  await build({
    stdin: { contents: "export * from './src/index.ts'; export { page } from './src/cli/page.ts';", resolveDir: root },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'es2022',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

async function namesIn(where) {
  const found = await readdir(where, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = found.filter((entry) => entry.isFile());
  return files
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(where.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

const kebab = (name) => name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1-$2').toLowerCase();

/** One declaration of a file keeps the file's name; several get a name each. */
const pathOf = (file, derivation, count) => {
  const base = file.replace(/\.blr$/, '');
  return count === 1 ? base : `${base}-${kebab(derivation.name)}`;
};

/** The folders whose declarations are derived. */
const isDerived = (name) => /^(exponential|distributions|groups|orbits|optimizers)\/.*\.blr$/.test(name);

/** Derives one file; what is wrong with it is printed. */
function derived({ compile, renderDiagnostic }, file, text) {
  const read = (path) => {
    const beside = join(root, 'families', dirname(file), path);
    return existsSync(beside) ? readFileSync(beside, 'utf8') : undefined;
  };
  const { ok, declarations, diagnostics } = compile(text, { file: file.split('/').at(-1), verify: 'all', read });
  for (const d of diagnostics) console.error(`${renderDiagnostic(d, text, `families/${file}`)}\n`);
  return { ok, derivations: declarations.flatMap((d) => (d.derivation ? [d.derivation] : [])) };
}

async function documents(blrc, { derivation, path }) {
  return [
    [`${path}.md`, blrc.markdownDocument(derivation)],
    [`${path}.tex`, blrc.latexDocument(derivation)],
    [`${path}.html`, await blrc.page(derivation)],
  ];
}

/** Every file of derivations/ as it should be, and the families that could not be derived. */
async function expected(blrc) {
  const files = (await namesIn(join(root, 'families'))).filter(isDerived);
  const bar = new SingleBar({ format: 'deriving {bar} {value}/{total}  {file}', hideCursor: true }, Presets.legacy);
  if (process.stderr.isTTY) bar.start(files.length, 0, { file: '' });
  const texts = new Map();
  const listed = [];
  const broken = [];
  for (const file of files) {
    const { ok, derivations } = derived(blrc, file, await readFile(join(root, 'families', file), 'utf8'));
    if (!ok) broken.push(file);
    for (const derivation of derivations) {
      const one = { derivation, path: pathOf(file, derivation, derivations.length) };
      listed.push(one);
      for (const [name, text] of await documents(blrc, one)) texts.set(name, text);
    }
    bar.increment({ file });
  }
  bar.stop();
  texts.set('README.md', blrc.markdownListing(listed));
  texts.set('index.html', blrc.htmlListing(listed));
  return { texts, broken };
}

/** The names whose file is missing, surplus or different. */
async function staleNames(texts) {
  const there = await namesIn(folder);
  const wanted = async (name) =>
    (await readFile(join(folder, name), 'utf8').catch(() => undefined)) === texts.get(name);
  const stale = [];
  for (const name of [...new Set([...texts.keys(), ...there])].sort()) if (!(await wanted(name))) stale.push(name);
  return stale;
}

async function write(name, text) {
  if (text === undefined) return rm(join(folder, name));
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

const { check: checking = false } = new Command('npm run derivations --')
  .description('Prints what the compiler derives from families/ into derivations/, file for file.')
  .option('--check', 'only say what is stale; nothing is written')
  .allowExcessArguments(false)
  .parse()
  .opts();
const { texts, broken } = await expected(await compiler());
const stale = await staleNames(texts);
if (!checking) for (const name of stale) await write(name, texts.get(name));
for (const name of stale) console.log(`${checking ? 'stale' : 'wrote'} derivations/${name}`);
console.log(`${texts.size} files, ${stale.length} ${checking ? 'stale: npm run derivations' : 'changed'}`);
if (broken.length > 0) console.error(`not derived, and so without documents: ${broken.join(', ')}`);
process.exitCode = broken.length > 0 || (checking && stale.length > 0) ? 1 : 0;
