// Takes the README's picture: the head of a derivation and two of its steps, by a headless Chromium.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command } from 'commander';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = new Command('node scripts/picture.mjs')
  .description("Takes the README's picture of a derivation with a headless Chromium, which must be installed.")
  .argument('[page]', 'an HTML page of derivations/', join(root, 'derivations/exponential/rayleigh.html'))
  .allowExcessArguments(false)
  .parse();
const [page] = command.processedArgs;
if (!existsSync(page)) command.error(`error: there is no page ${page}`, { exitCode: 2 });
const picture = join(root, 'docs/images/rayleigh.png');
const kept = ['Fisher metric', 'The Bayesian learning rule'];
const size = '820,1360';

/** The page without its contents, its remarks and all steps but those kept. */
const shortened = readFileSync(page, 'utf8')
  .replace(/<nav[\s\S]*?<\/nav>/, '')
  .replace(/^(<pre><code>)?\/\/\/.*\n/gm, (line) => (line.startsWith('<pre>') ? '<pre><code>' : ''))
  .replace(/<section>[\s\S]*?<\/section>/g, (section) =>
    kept.some((title) => section.includes(`</a>${title}</h2>`)) ? section : '',
  );

const folder = mkdtempSync(join(tmpdir(), 'blrc-picture-'));
writeFileSync(join(folder, 'page.html'), shortened);
mkdirSync(join(root, 'docs/images'), { recursive: true });
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--window-size=${size}`];
const address = pathToFileURL(join(folder, 'page.html')).href;
const { status } = spawnSync('chromium', [...flags, `--screenshot=${picture}`, address], { stdio: 'inherit' });
rmSync(folder, { recursive: true });
if (status === null) console.error('error: chromium could not be started');
process.exitCode = status ?? 1;
