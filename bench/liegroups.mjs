// The Lie-group rules on handwritten digits: every rule trains the same tanh network by `blrc train`, as a user would
// call it; a table and the first layer's filters go to docs/results/.
// The digits (MNIST's 10,000 test images, IDX) are looked for where BLRC_MNIST says, else in ../shared/data/mnist10k.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { page } from './liegroups/page.mjs';
import { pickRates, ratesOf, tried } from './liegroups/rates.mjs';
import { networks, onNetwork, rules } from './liegroups/rules.mjs';
import { epochsOf, root, sideBySide, trained } from './liegroups/train.mjs';

const digits = process.env.BLRC_MNIST ?? join(root, '../shared/data/mnist10k');
const results = join(root, 'docs/results');

/** What the files of a network's results begin with: the small network's have the plain name. */
const prefix = (network) => (network.name === 'small' ? '' : `${network.name}-`);

const rowsOf = (network) => {
  const file = join(results, `${prefix(network)}liegroups.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
};

/** Puts rows in their places among those that are known, so that a bench that is cut short keeps what it has. */
function keep(made, network) {
  const known = new Map([...rowsOf(network), ...made].map((row) => [row.slug, row]));
  const rows = rules.flatMap(({ slug }) => known.get(slug) ?? []);
  writeFileSync(join(results, `${prefix(network)}liegroups.json`), `${JSON.stringify(rows, undefined, 2)}\n`);
  const here = rules.map((rule) => onNetwork(rule, network));
  const titled = rows.map((row) => ({ ...here.find(({ slug }) => slug === row.slug), ...row }));
  const absent = here.filter(({ slug }) => !known.has(slug)).map(({ title }) => title);
  writeFileSync(
    join(results, `${prefix(network)}liegroups.md`),
    page(titled, network, prefix(network), tried(), absent),
  );
}

/** How long a run takes, beside another: its epochs, and samples a step. */
const cost = ({ epochs, set }) => epochs * (set.K ?? 1);

/** Every seed of every rule, the costly runs first, and the table anew after each run. */
async function compare(chosen, network, { seeds, jobs, backend, begin }) {
  const rows = chosen.map((rule) => ({
    slug: rule.slug,
    rate: ratesOf(rule, network),
    set: rule.set,
    initial: rule.initial,
    epochs: epochsOf(rule, network),
    backend,
    measured: [],
  }));
  const runs = Array.from({ length: seeds }, (_, seed) => rows.map((row, i) => ({ row, rule: chosen[i], seed })))
    .flat()
    .sort((a, b) => cost(b.row) - cost(a.row));
  await sideBySide(runs, jobs, async ({ row, rule, seed }) => {
    const out = join(root, 'out/liegroups', `${network.name}-${rule.slug}-${seed}`);
    const where = { data: digits, trainSize: 8000, testSize: 2000, backend, out, begin };
    const { seconds, ...once } = await trained({ rule, rate: row.rate, network, seed, ...where, quiet: jobs > 1 });
    if (once.reason) row.reason = once.reason;
    else row.measured = [...row.measured, { seed, ...once }].sort((a, b) => a.seed - b.seed);
    if (seed === 0 && !once.reason) {
      copyFileSync(join(out, 'filters.svg'), join(results, `${prefix(network)}filters-${rule.slug}.svg`));
    }
    console.log(rule.slug, `seed ${seed}:`, once.reason ?? `accuracy ${once.mean.accuracy}`, `${seconds.toFixed(0)} s`);
    keep(
      rows.filter(({ measured, reason }) => reason || measured.length > 0),
      network,
    );
  });
}

function count(text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

async function main() {
  const command = new Command('npm run bench:liegroups --')
    .description('Trains one network on handwritten digits by every rule and writes docs/results/liegroups.md.')
    .argument('[words...]', 'rules whose name contains every word, as in: multiplicative; the others keep their rows')
    .addOption(new Option('--network <name>', 'which network').choices(Object.keys(networks)).default('small'))
    .option('--pick', 'try the rates on images held out, and keep the best ones for the next runs')
    .option('--seeds <count>', 'how many runs a rule', count)
    .option('--jobs <count>', 'how many runs side by side', count, 1)
    .option('--backend <name>', 'a backend of TensorFlow.js', 'wasm')
    .option('--pages', 'only write the page anew from what was measured')
    .option('--resume', 'go on where an earlier bench of the same settings was cut short')
    .parse();
  const [words] = command.processedArgs;
  const { network: name, pick = false, pages = false, resume = false, jobs, backend, seeds } = command.opts();
  const network = networks[name];
  if (pages) return keep([], network);
  if (!existsSync(digits)) {
    console.log(
      `SKIPPED: there are no digits in ${process.env.BLRC_MNIST ?? '../shared/data/mnist10k'} (set BLRC_MNIST)`,
    );
    return;
  }
  const chosen = rules
    .filter(({ slug }) => words.every((word) => slug.includes(word)))
    .map((rule) => onNetwork(rule, network));
  if (chosen.length === 0) command.error(`error: no rule is named like ${words.join(' ')}`);
  mkdirSync(results, { recursive: true });
  if (pick) return pickRates(chosen, network, { data: digits, jobs, backend, resume });
  const begin = resume ? '--resume' : '--overwrite';
  await compare(chosen, network, {
    seeds: seeds ?? network.seeds,
    jobs,
    backend,
    begin,
  });
}

await main();
