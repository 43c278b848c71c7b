// Which rates each rule takes: those of the smallest loss on images that are held out of the training ones, so that
// nothing is chosen on the images that the table is scored on.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root, sideBySide, trained } from './train.mjs';

const kept = join(root, 'docs/results/liegroups-rates.json');

/** All that was tried: by network and rule, each with its rates and what was measured on the images held out. */
export const tried = () => (existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {});

/** Every choice of one value for each rate. */
const grid = (rates) =>
  Object.entries(rates).reduce(
    (made, [name, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );

const lossOf = ({ averaged, mean }) => (averaged ?? mean).nll;

/** The rates of a rule on a network: the best of what was tried there, else what is given for it. */
export function ratesOf(rule, network) {
  const runs = tried()[network.name]?.[rule.slug];
  if (runs === undefined) return rule.rate;
  const good = runs.filter(({ reason }) => !reason).sort((a, b) => lossOf(a) - lossOf(b));
  return good[0]?.rate;
}

/** The first images of a folder of IDX files, as a folder of its own. */
function firstImages(data, count) {
  const folder = join(root, `out/liegroups/first-${count}`);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(data).filter((name) => /idx\d-ubyte/.test(name))) {
    const raw = readFileSync(join(data, file));
    const bytes = file.endsWith('.gz') ? gunzipSync(raw) : raw;
    const dimensions = bytes[3];
    const header = 4 + 4 * dimensions;
    const size = (bytes.length - header) / bytes.readUInt32BE(4);
    const part = Buffer.from(bytes.subarray(0, header + count * size));
    part.writeUInt32BE(count, 4);
    writeFileSync(join(folder, file.replace(/\.gz$/, '')), part);
  }
  return folder;
}

/** Tries the rates of some rules on the last 1,000 of the 8,000 training images, and keeps what came out. */
export async function pickRates(rules, network, { data, jobs, backend, resume }) {
  const images = firstImages(data, 8000);
  const results = tried();
  const before = (resume && results[network.name]) || {};
  const known = Object.fromEntries(rules.map(({ slug }) => [slug, before[slug] ?? []]));
  results[network.name] = { ...results[network.name], ...known };
  const isNew = ({ rule, rate }) => !known[rule.slug].some((one) => JSON.stringify(one.rate) === JSON.stringify(rate));
  const runs = rules.flatMap((rule) => grid(rule.rates).map((rate, i) => ({ rule, rate, i }))).filter(isNew);
  await sideBySide(runs, jobs, async ({ rule, rate, i }) => {
    const out = join(root, 'out/liegroups', `rates-${network.name}-${rule.slug}-${i}`);
    const where = { data: images, trainSize: 7000, testSize: 1000, backend, out, begin: '--overwrite' };
    const measured = await trained({ rule, rate, network, seed: 0, ...where, quiet: jobs > 1 });
    const { reason, mean, averaged, seconds } = measured;
    console.log(
      rule.slug,
      JSON.stringify(rate),
      reason ?? `held-out NLL ${lossOf(measured).toFixed(4)}`,
      `${seconds.toFixed(0)} s`,
    );
    results[network.name][rule.slug].push(reason ? { rate, reason } : { rate, mean, averaged });
    writeFileSync(kept, `${JSON.stringify(results, undefined, 2)}\n`);
  });
}
