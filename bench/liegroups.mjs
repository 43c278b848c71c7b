// The Lie-group rules on handwritten digits: every rule trains the same tanh network by `blrc train`, as a user would
// call it; a table and the first layer's filters go to docs/results/.
// The digits (MNIST's 10,000 test images, IDX) are looked for where BLRC_MNIST says, else in ../shared/data/mnist10k.

import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { page } from './liegroups/page.mjs';
import { rules, run } from './liegroups/rules.mjs';
import { filterSpread } from './liegroups/spread.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const digits = process.env.BLRC_MNIST ?? join(root, '../shared/data/mnist10k');
const runs = join(root, 'out/liegroups');
const results = join(root, 'docs/results');
const kept = join(results, 'liegroups.json');

const pairs = (values) => Object.entries(values).map(([name, value]) => `${name}=${value}`);

const settings = ({ set, rate, initial }) => [
  ...['--set', ...pairs(set)],
  ...['--rate', ...pairs(rate), '--schedule', run.schedule],
  ...(initial ? ['--initial', ...pairs(initial)] : []),
];

const epochsOf = (rule) => rule.epochs ?? run.epochs;

/** Trains one rule in a process of its own; its progress goes to the terminal, its answer is what it printed. */
function trained(rule, seed, begin) {
  const out = join(runs, `${rule.slug}-${seed}`);
  // A bench that was cut short has seeds that never began.
  const start = existsSync(join(out, 'checkpoint.safetensors')) ? begin : '--overwrite';
  const words = [
    ...['train', rule.file, '--name', rule.name, '--data', digits, '--train-size', '8000', '--test-size', '2000'],
    ...['--hidden', run.hidden, '--activation', 'tanh', '--batch', run.batch, '--epochs', epochsOf(rule)],
    ...['--samples-test', run.samplesTest, '--seed', seed, '--backend', 'wasm', '--out', out, start, '--json'],
    ...settings(rule),
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => resolve({ answer: parsed(text), out }));
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { ok: false, error: { message: 'the command gave no answer' } };
  }
}

/** Makes the row of a rule, its measures after the last epoch, one a seed, or why there are none; keeps it after each run. */
async function measure(rule, begin) {
  const { slug, set, rate, initial } = rule;
  const made = { slug, set, rate, initial, epochs: epochsOf(rule) };
  const measured = [];
  for (const seed of run.seeds) {
    const { answer, out } = await trained(rule, seed, begin);
    if (!answer.ok) {
      const reason = answer.error?.message ?? answer.diagnostics?.[0]?.message ?? 'no reason was given';
      console.log(`  no result: ${reason}`);
      return keep({ ...made, reason });
    }
    if (seed === run.seeds[0]) copyFileSync(join(out, 'filters.svg'), join(results, `filters-${slug}.svg`));
    const { loss, mean, averaged, sparsity } = answer.last;
    const spread = filterSpread(join(out, 'checkpoint.safetensors'));
    console.log(`  seed ${seed}: accuracy ${mean.accuracy}, averaged ${averaged?.accuracy ?? 'not possible'}`);
    measured.push({ seed, loss, mean, averaged, sparsity, spread });
    keep({ ...made, measured });
  }
}

async function main() {
  const command = new Command('npm run bench:liegroups --')
    .description('Trains one network on handwritten digits by every rule and writes docs/results/liegroups.md.')
    .argument('[words...]', 'rules whose name contains every word, as in: multiplicative; the others keep their rows')
    .option('--resume', 'go on where an earlier bench of the same settings was cut short')
    .parse();
  const [words] = command.processedArgs;
  const begin = command.opts().resume ? '--resume' : '--overwrite';
  if (!existsSync(digits)) {
    console.log(
      `SKIPPED: there are no digits in ${process.env.BLRC_MNIST ?? '../shared/data/mnist10k'} (set BLRC_MNIST)`,
    );
    return;
  }
  mkdirSync(results, { recursive: true });
  const chosen = rules.filter(({ slug }) => words.every((word) => slug.includes(word)));
  if (chosen.length === 0) command.error(`error: no rule is named like ${words.join(' ')}`);
  for (const rule of chosen) {
    console.log(rule.title);
    await measure(rule, begin);
  }
  console.log('wrote docs/results/liegroups.md');
}

/** Puts a row in its place among those that are known, so that a bench that is cut short keeps what it has. */
function keep(made) {
  const before = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : [];
  // Rows of an earlier form of this bench, one run each, have no place in the table.
  const whole = before.filter(({ measured, reason }) => measured || reason);
  const known = new Map([...whole, made].map((one) => [one.slug, one]));
  const rows = rules.flatMap(({ slug }) => known.get(slug) ?? []);
  writeFileSync(kept, `${JSON.stringify(rows, undefined, 2)}\n`);
  const words = new Map(rules.map(({ slug, title, published, ours }) => [slug, { title, published, ours }]));
  const titled = rows.map((row) => ({ ...row, ...words.get(row.slug) }));
  writeFileSync(join(results, 'liegroups.md'), page(titled, run));
}

await main();
