// The results as a page: a table, what the paper leads one to expect beside what came out, and the filters.

const percent = (x) => (100 * x).toFixed(2);
const both = (row, of) => `${of(row.mean)} | ${row.averaged ? of(row.averaged) : '–'}`;

function line(row) {
  if (row.reason) return `| ${row.title} | ${'– | '.repeat(8)}`.trimEnd();
  const cells = [
    both(row, ({ accuracy }) => percent(accuracy)),
    both(row, ({ nll }) => nll.toFixed(4)),
    both(row, ({ ece }) => percent(ece)),
    row.sparsity.toFixed(3),
    row.seconds.toFixed(2),
  ];
  return `| ${row.title} | ${cells.join(' | ')} |`;
}

/** What the paper leads one to expect, each with what was measured here. */
function comparison(rows) {
  const of = (slug) => rows.find((row) => row.slug === slug && !row.reason);
  const [additive, multiplicative] = [of('additive'), of('multiplicative')];
  const bayesian = rows.filter(({ averaged }) => averaged);
  const lines = [];
  if (additive && multiplicative) {
    const gap = 100 * (additive.mean.accuracy - multiplicative.mean.accuracy);
    // Two proportions near 0.97 of 2,000 examples differ by chance by 0.5 % (one standard deviation of the difference).
    const words = Math.abs(gap) < 1 ? 'here they are as close as 2,000 test examples can tell' : 'here they are not';
    lines.push(`Additive and multiplicative reach the same accuracy: ${words} (${gap.toFixed(2)} % between them).`);
    const ratio = multiplicative.sparsity / additive.sparsity;
    const sparser = ratio > 1 ? 'here they are sparser' : 'here they are not';
    lines.push(
      `Multiplicative filters are sparse: ${sparser} (Hoyer ${multiplicative.sparsity.toFixed(3)} against ${additive.sparsity.toFixed(3)}).`,
    );
  }
  if (bayesian.length > 0) {
    const better = bayesian.filter(({ mean, averaged }) => averaged.ece < mean.ece);
    const names = better.map(({ title }) => title).join('; ') || 'none';
    lines.push(
      `Averaged predictions are better calibrated: here for ${better.length} of ${bayesian.length} rules (${names}).`,
    );
  }
  return lines.map((text) => `- ${text}\n`).join('');
}

const settings = ({ title, set, initial = {} }) =>
  `- ${title}: ${Object.entries({ ...set, ...initial })
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')}\n`;

const missing = ({ title, reason }) => `- ${title}: ${reason}\n`;

/** The page. */
export function page(rows, run) {
  const failed = rows.filter(({ reason }) => reason);
  const compared = comparison(rows);
  const pictures = rows.filter(({ reason }) => !reason);
  return `# Lie-group rules on handwritten digits

Written by \`npm run bench:liegroups\`. A network 784 – ${run.hidden.replaceAll(',', ' – ')} – 10 with tanh; MNIST's 10,000 test images, the first 8,000
to learn from and the last 2,000 to test on; ${run.epochs} epochs of batches of ${run.batch}, the wasm backend, seed 0. Averages are over
${run.samplesTest} draws from the posterior. Sparsity is Hoyer's measure of the first layer's filters at the mean (0: all weights
equal in size; 1: a single one).

| rule | accuracy %, mean | averaged | NLL, mean | averaged | ECE %, mean | averaged | sparsity | s/epoch |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}
${failed.length > 0 ? `\nWithout a result:\n\n${failed.map(missing).join('')}` : ''}
${compared === '' ? '' : `## What the paper leads one to expect\n\n${compared}\n`}## Settings

${rows.map(settings).join('')}
Where they come from is said in [bench/liegroups/rules.mjs](../../bench/liegroups/rules.mjs).

## First-layer filters

Each filter is scaled by its largest weight: red excites, blue inhibits, white is zero.

${pictures.map(({ title, slug }) => `### ${title}\n\n![first-layer filters, ${title}](filters-${slug}.svg)\n`).join('\n')}`;
}
